import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect } from '@playwright/test';
import { environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { packedExecutable, packedFolder } from '../../scripts/lib/pack-run.mjs';
import { test } from '../support/desk.ts';
import { toolsOn } from '../support/tools-on.ts';

/*
 * What `npm run pack` has made. The app for tests is driven as the built checkout is; the one that is shipped lets nobody
 * drive it, so that it is looked at from outside.
 */

/** As the wire has it; the package keeps its name for itself. */
const ENABLED = '1'.charCodeAt(0);

const { switches } = environmentSwitches({
  platform: process.platform,
  uid: process.getuid?.(),
  virtual: true,
});

test.beforeAll(() => {
  for (const which of ['ship', 'test'] as const)
    if (!existsSync(packedExecutable(which))) throw new Error('The app is not packed: `npm run pack` first.');
});

test('every fuse is as it should be; the app for tests has one more open', async () => {
  const on = (wire: Awaited<ReturnType<typeof getCurrentFuseWire>>) =>
    Object.values(FuseV1Options)
      .filter((fuse): fuse is FuseV1Options => typeof fuse === 'number')
      .filter((fuse) => Number(wire[fuse]) === ENABLED)
      .map((fuse) => FuseV1Options[fuse]);
  const closed = ['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'];
  expect(on(await getCurrentFuseWire(packedExecutable('ship')))).toEqual(closed);
  expect(on(await getCurrentFuseWire(packedExecutable('test'))).sort()).toEqual(
    [...closed, 'EnableNodeCliInspectArguments'].sort(),
  );
});

test('only what runs is packed', () => {
  for (const which of ['ship', 'test'] as const) {
    const archive = join(packedFolder(which), 'resources', 'app.asar');
    const files = listPackage(archive, { isPack: false }).map((file) => file.slice(1).replaceAll('\\', '/'));
    const top = new Set(files.map((file) => file.split('/')[0]));
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json', 'resources']);
    expect(files.filter((file) => /\.(map|ts|tsx|md)$/.test(file))).toEqual([]);
    const packages = new Set(
      files.filter((file) => /^node_modules\/[^@]/.test(file)).map((file) => file.split('/')[1]),
    );
    for (const bundled of ['zod', 'winston', 'cheerio', 'react', 'electron'])
      expect(packages).not.toContain(bundled);
    const main = extractFile(archive, 'out/main/main.cjs').toString('utf8');
    // The constant is in neither: what it left out is.
    expect(main.includes('EXECUTION_LAYER_REQUIRE')).toBe(which === 'test');
    expect(main.includes('does not start with')).toBe(which === 'ship');
    const scripts = files.filter((file) => /^out\/main\/.*\.cjs$/.test(file));
    const texts = scripts.map((file) => extractFile(archive, file).toString('utf8'));
    // An update feed without encryption.
    expect(texts.some((text) => text.includes(String.raw`http:\/\/127\.0\.0\.1:`))).toBe(which === 'test');
  }
});

test('the packed app works in all its parts', async ({ openDesk, configure, start, repository, site }) => {
  const page = await site({ '/': '<title>Packed</title><h1>Hello from a page</h1>' });
  configure({
    require_approval_for_risky: false,
    workspace_roots: [repository.path],
    private_hosts_allowed: [page.host],
    tool_enabled: toolsOn('browser_automation', 'desktop_automation'),
  });
  const desk = await openDesk();
  const app = await start({ packed: true, env: desk.env });
  const run = async (tool: string, args: object) => {
    const outcome = await app.get('runs.start', { tool, args });
    expect(outcome.status, JSON.stringify(outcome.error)).toBe('ok');
    return JSON.stringify(outcome.result);
  };
  expect(await run('git_status', { cwd: repository.path })).toContain('"branch"');
  expect(await run('web_scrape', { url: page.url, mode: 'text' })).toContain('Hello from a page');
  const steps = [{ action: 'extract', what: 'text', selector: 'h1' }];
  expect(await run('browser_automation', { url: page.url, steps })).toContain('Hello from a page');
  const actions = [{ action: 'move', x: 120, y: 90 }, { action: 'position' }];
  expect(await run('desktop_automation', { actions })).toContain('120');
  await expect
    .poll(async () => (await app.get('audit.query', { text: 'Hello', events: ['finished'] })).entries.length)
    .toBe(2);
  expect(await app.get('audit.verify')).toMatchObject({ ok: true });
  await app.quit();
});

test('what is shipped does not start for a debugger', () => {
  for (const opened of [
    '--remote-debugging-port=0',
    ' --remote-debugging-port=0',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '-inspect=0',
  ]) {
    const args = [...switches, opened];
    const run = () =>
      execFileSync(packedExecutable('ship'), args, { encoding: 'utf8', timeout: 20_000, stdio: 'pipe' });
    expect(run, opened).toThrow(expect.objectContaining({ status: 1 }));
    expect(run, opened).toThrow('does not start with');
  }
});

test('what is shipped opens its window and ends in order', async ({ openDesk, userData }) => {
  const desk = await openDesk();
  const child = spawn(packedExecutable('ship'), [...switches, `--user-data-dir=${userData}`], {
    env: desk.env,
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  try {
    await expect
      .poll(() => desk.tell('xwininfo', '-root', '-tree'), { timeout: 20_000 })
      .toContain('"Execution Layer"');
    // By this the desktop knows which entry of its menu the window is of.
    expect(desk.tell('xwininfo', '-root', '-tree')).toContain(
      '"Execution Layer": ("execution-layer" "execution-layer")',
    );
    // The window comes before the rest of the app; what is ended before there is a record has nothing to close.
    await expect
      .poll(() => existsSync(join(userData, 'logs', 'tools_audit.jsonl')), { timeout: 20_000 })
      .toBe(true);
    // As a session's end asks it to.
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(join(userData, 'logs', 'tools_audit.head.json'))).toBe(true);
  } finally {
    child.kill('SIGKILL');
  }
});
