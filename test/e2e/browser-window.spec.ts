import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { RunOutcome, Settings } from '../../src-preload/contract/types.ts';
import type { RunningApp } from '../support/app.ts';
import { test } from '../support/desk.ts';
import { visibleWindows, type TestScreen } from '../support/screen.ts';
import { LONG } from '../support/long.ts';
import { toolsOn } from '../support/tools-on.ts';

/** A shop with a button that never can be pressed: whoever clicks it is at it for as long as they may be. */
const PAGES = {
  '/': `<title>Shop of glass</title><body><h1>Shop</h1><label>User <input id=user></label>
    <button id=pay disabled>Pay</button><a href="http://127.0.0.1:9/">Elsewhere</a>`,
};
/** Settings with which a browser goes to this host unasked. */
const free = (host: string): Partial<Settings> => ({
  private_hosts_allowed: [host],
  require_approval_for_risky: false,
  tool_enabled: toolsOn('browser_automation'),
});
/** The colour in which a step is marked. */
const MARK = [28, 126, 214];

/** Prints how many pixels of the screen have the colour. */
const COUNT = `
  const { screen } = (await import('@nut-tree/nut-js')).default;
  const { data } = await screen.grab();
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === ${MARK[2]} && data[at + 1] === ${MARK[1]} && data[at + 2] === ${MARK[0]}) count += 1;
  }
  process.stdout.write(String(count));`;
const marked = (desk: TestScreen): number =>
  Number(desk.tell(process.execPath, '--input-type=module', '-e', COUNT));

/** Ids of the browser's windows that can be seen, by the page's title. */
const windows = (desk: TestScreen, title = 'Shop of glass'): string[] =>
  visibleWindows(desk.tell, `^${title}`);
const owned = (userData: string): unknown[] => {
  const path = join(userData, 'owned.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown[]) : [];
};

test.setTimeout(180_000);

test('shows the browser at work with the step marked, and the window goes with the run, however it ends', async ({
  openApp,
  site,
  userData,
}) => {
  const server = await site(PAGES);
  const { desk, app } = await openApp(free(server.host));
  const run = (...steps: object[]): Promise<RunOutcome> =>
    app.get('runs.start', {
      tool: 'browser_automation',
      args: { url: server.url, headless: false, steps },
    });
  const gone = async (): Promise<void> => {
    await expect.poll(() => windows(desk), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => owned(userData), { timeout: 20_000 }).toEqual([]);
  };
  const lasting = { action: 'click', selector: '#pay', timeoutMs: 60_000 };
  const midStep = async (): Promise<void> => {
    await expect.poll(() => windows(desk).length, { timeout: 30_000 }).toBe(1);
    await expect.poll(() => marked(desk), { timeout: 20_000 }).toBeGreaterThan(100);
  };

  expect(marked(desk)).toBe(0);
  const failed = run({ ...lasting, timeoutMs: 8_000 });
  await midStep();
  const failure = await failed;
  expect(failure).toMatchObject({ status: 'error', error: { code: 'step_timed_out' } });
  expect(failure.error?.message).toContain('not enabled');
  await gone();

  const well = await run(
    { action: 'type', selector: '#user', text: 'anna' },
    { action: 'extract', what: 'value', selector: '#user' },
    { action: 'extract', what: 'html' },
    { action: 'reload' },
  );
  expect(well).toMatchObject({ status: 'ok', result: { steps: [{}, { value: 'anna' }, {}, {}] } });
  // The mark is the browser's, not the page's: what is read is the page alone.
  const read = well.result as { steps: { value?: string }[] };
  expect(read.steps[2]?.value).toBe(
    `<html><head>${PAGES['/'].replace('<body>', '</head><body>')}</body></html>`
      .replace('id=user', 'id="user"')
      .replace('id=pay disabled', 'id="pay" disabled=""'),
  );
  await gone();

  const left = await run({ action: 'click', selector: 'a' });
  expect(left).toMatchObject({ status: 'policy_blocked' });
  await gone();

  // A window goes with a pause as it does with a cancel.
  for (const how of LONG ? (['cancel', 'close', 'pause'] as const) : (['close', 'pause'] as const)) {
    const stopped = run(lasting);
    await midStep();
    if (how === 'cancel') await app.get('runs.cancel', { runId: await only(app) });
    else if (how === 'pause') await app.get('control.pause', {});
    else desk.tell('xdotool', 'windowactivate', '--sync', windows(desk)[0] ?? '', 'key', 'alt+F4');
    const outcome = await stopped;
    // Whichever is noticed first: the step has lost its page, or the run its last one.
    if (how === 'close') expect(outcome.error?.code).toMatch(/^(?:no_page|page_gone|browser_gone)$/);
    else expect(outcome.status).toBe('cancelled');
    await gone();
    expect(marked(desk)).toBe(0);
  }
});

test('in a window a run can do what it can without one: pictures, print, files both ways, new tabs, dialogs', async ({
  openApp,
  site,
  repository,
}) => {
  const server = await site({
    '/': `<title>All of it</title><h1>All</h1><input type=file onchange="this.files[0].text().then((text) => (out.textContent = text))">
      <a id=get href="/file.zip" download>Get</a> <a id=tab target=_blank href="/b">New tab</a> <p id=out></p>
      <button id=ask onclick="out.textContent = confirm('Sure?')">Ask</button>`,
    '/file.zip': 'a file',
    '/b': '<title>Second</title><button onclick="window.close()">Close me</button>',
  });
  writeFileSync(join(repository.path, 'up.txt'), 'uploaded');
  const { app } = await openApp({ ...free(server.host), workspace_roots: [repository.path] });
  const out = { action: 'extract', what: 'text', selector: '#out' };
  const outcome = await app.get('runs.start', {
    tool: 'browser_automation',
    args: {
      url: server.url,
      headless: false,
      steps: [
        { action: 'screenshot', fullPage: true },
        { action: 'screenshot', selector: 'h1' },
        { action: 'pdf' },
        { action: 'upload', selector: 'input', files: ['up.txt'] },
        { action: 'wait_for', text: 'uploaded' },
        { action: 'click', selector: '#get', download: true },
        { action: 'click', selector: '#tab' },
        { action: 'extract', what: 'text', selector: 'button' },
        { action: 'click', byText: 'Close me' },
        { action: 'dialog', answer: 'accept' },
        { action: 'click', selector: '#ask' },
        out,
        { action: 'click', selector: '#ask' },
        out,
      ],
      screenshot: true,
    },
  });
  expect(outcome.error).toBeUndefined();
  expect(outcome.artifacts.map(({ mime }) => mime)).toEqual([
    'image/png',
    'image/png',
    'application/pdf',
    'application/octet-stream',
    'image/png',
  ]);
  const contents = await Promise.all(
    outcome.artifacts.map(async ({ sha256 }) =>
      Buffer.from((await app.get('audit.artifact', { sha256 })).base64, 'base64').toString('latin1'),
    ),
  );
  expect(contents[2]?.startsWith('%PDF-')).toBe(true);
  expect(contents[3]).toBe('a file');
  const { steps, title } = outcome.result as { title: string; steps: { value?: unknown }[] };
  expect([steps[7]?.value, steps[11]?.value, steps[13]?.value, title]).toEqual([
    'Close me',
    'true',
    'false',
    'All of it',
  ]);
});

test('a window that shows a run ends with the app, and with one that is killed at its next start', async ({
  openDesk,
  configure,
  start,
  site,
}) => {
  const server = await site(PAGES);
  configure(free(server.host));
  const desk = await openDesk();
  const args = { url: server.url, headless: false, steps: [{ action: 'wait', ms: 60_000 }] };
  for (const how of ['quit', 'kill'] as const) {
    const app = await start({ env: desk.env });
    const run = app.ask('runs.start', { tool: 'browser_automation', args }).catch(() => undefined);
    await expect.poll(() => windows(desk).length, { timeout: 30_000 }).toBe(1);
    await app[how]();
    await run;
    if (how === 'kill') await start({ env: desk.env });
    await expect.poll(() => windows(desk), { timeout: 20_000 }).toEqual([]);
  }
});

async function only(app: RunningApp): Promise<string> {
  const [run] = await app.get('runs.active');
  if (!run) throw new Error('No run is under way.');
  return run.runId;
}
