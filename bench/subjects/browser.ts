import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../src-main/platform/browser/find-browser.ts';
import { createBrowserSessions, type BrowserSessions } from '../../src-main/platform/browser/sessions.ts';
import { createChildOwner } from '../../src-main/platform/children.ts';
import { checkPath } from '../../src-main/platform/guarded-path.ts';
import { createOwnedProcesses } from '../../src-main/platform/owned-processes.ts';
import type { PlanPlatform, RunPlatform } from '../../src-main/platform/platform.ts';
import { DEFAULT_SETTINGS } from '../../src-main/settings/defaults.ts';
import { replaceFileSync } from '../../src-main/platform/replace-file.ts';
import { readTextUpTo } from '../../src-main/settings/settings-file.ts';
import { browserAutomation } from '../../src-main/tools/browser-automation/browser-automation.ts';

/*
 * 13 steps (go to a page, four times type, type and click, a picture) by the tool's plan and run, with a browser that it has
 * to start and with one that is kept ready, against the same steps by bare playwright-core with a browser that it starts.
 */

const ROUNDS = 7;
const WARM_UPS = 1;
const TIMES = 4;
/** Between two runs a person thinks, or a model does: meanwhile the next context is made. */
const BETWEEN_MS = 2_000;

const PAGE = `<!doctype html><title>Form</title><input id="a"><input id="b"><button>Add</button><ul></ul><script>
  document.querySelector('button').onclick = () => {
    const item = document.createElement('li');
    item.textContent = document.querySelector('#a').value + ' ' + document.querySelector('#b').value;
    document.querySelector('ul').append(item);
  };
</script>`;

async function main(): Promise<void> {
  const { dir } = JSON.parse(process.argv[2] ?? '') as { dir: string };
  const found = findBrowser(null);
  if (!found.ok) throw new Error(`${found.reason}. ${found.fix ?? ''}`);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const path = join(dir, 'owned.json');
  const owned = createOwnedProcesses(
    { read: () => readTextUpTo(path, 65_536), write: (text) => replaceFileSync(path, text) },
    () => undefined,
  );
  const children = createChildOwner(owned);
  const open = (name: string): BrowserSessions => createBrowserSessions({ children, dir: join(dir, name) });
  const tool = (sessions: BrowserSessions, idle: number) => () => throughTool(sessions, host, idle);
  const bare = () => throughPlaywright(found.browser.path, `http://${host}/`);
  const [cold, warm] = [tool(open('cold'), 0), tool(open('warm'), 60)];
  const times = { cold: [] as number[], warm: [] as number[], bare: [] as number[] };
  await warm();
  for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
    for (const [name, work] of [
      ['cold', cold],
      ['bare', bare],
      ['warm', warm],
    ] as const) {
      await pause(BETWEEN_MS);
      const from = performance.now();
      await work();
      if (round >= 0) times[name].push(performance.now() - from);
    }
  }
  await children.dispose();
  server.closeAllConnections();
  server.close();
  process.stdout.write(JSON.stringify({ ...times, browser: found.browser.path }));
}

async function throughTool(sessions: BrowserSessions, host: string, idle: number): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS, private_hosts_allowed: [host], browser_idle_s: idle };
  const signal = new AbortController().signal;
  const scope = { signal, deadline: Infinity, report: () => undefined };
  const args = browserAutomation.args.parse({
    url: `http://${host}/`,
    steps: Array.from({ length: TIMES }, (_none, time) => [
      { action: 'type', selector: '#a', text: `first ${time}` },
      { action: 'type', selector: '#b', text: `second ${time}` },
      { action: 'click', role: 'button', name: 'Add' },
    ]).flat(),
    screenshot: true,
  });
  // What the tool uses of the platform.
  const look = { checkPath } as unknown as PlanPlatform;
  const platform = {
    checkPath,
    browser: { open: (options: Parameters<BrowserSessions['open']>[1]) => sessions.open(scope, options) },
  } as unknown as RunPlatform;
  const plan = await browserAutomation.plan(args, { settings, signal, platform: look });
  const context = {
    settings,
    signal,
    deadline: Infinity,
    platform,
    onlyHosts: null,
    attempt: 1,
    step: () => ({ done: () => undefined }),
    evidence: () => Promise.reject(new Error('not for this tool')),
    artifact: async (file: { name: string; mime: string; bytes: Uint8Array }) => ({
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      mime: file.mime,
      bytes: file.bytes.byteLength,
      name: file.name,
    }),
  };
  await browserAutomation.run({ plan, args }, context);
}

async function throughPlaywright(executablePath: string, url: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  for (let time = 0; time < TIMES; time += 1) {
    await page.locator('#a').fill(`first ${time}`);
    await page.locator('#b').fill(`second ${time}`);
    await page.getByRole('button', { name: 'Add' }).click();
  }
  await page.screenshot();
  await browser.close();
}

void main();
