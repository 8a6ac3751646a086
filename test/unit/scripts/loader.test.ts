import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronArgs, electronEnv, environmentSwitches } from '../../../scripts/lib/electron-args.mjs';
import { screenOrVirtual } from '../../../scripts/lib/launch.mjs';
import { resolveRuntime } from '../../../scripts/lib/runtime.mjs';
import { tempDir } from './support.ts';

/** `electron DIR` on the runtime that set-up chose; with the registry fallback this is our own loader. */
const runtime = resolveRuntime();
let screen: Awaited<ReturnType<typeof screenOrVirtual>>;
beforeAll(async () => {
  screen = await screenOrVirtual();
});
afterAll(() => screen?.stop());

function electron(
  args: string[],
  cwd?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const where = { platform: process.platform, uid: process.getuid?.(), virtual: screen !== undefined };
  const { switches } = environmentSwitches(where);
  return new Promise((resolve, reject) => {
    const child = spawn(runtime.path, [...switches, ...args], {
      cwd,
      env: electronEnv(process.env, screen?.env),
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const MAIN = `
  const { app, protocol } = require('electron');
  protocol.registerSchemesAsPrivileged([{ scheme: 'probe', privileges: { standard: true } }]);
  const seen = { ready: app.isReady(), name: app.getName(), version: app.getVersion(), root: app.getAppPath(),
    userData: app.getPath('userData'), preloaded: globalThis.preloaded ?? false, own: process.argv.slice(-1)[0] };
  app.whenReady().then(() => { process.stdout.write(JSON.stringify(seen) + '\\n'); app.exit(0); });`;

function probe(): string {
  const folder = path.join(tempDir(), 'an app');
  fs.mkdirSync(folder);
  const manifest = { name: 'probe-app', version: '3.2.1', main: 'main.cjs' };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'main.cjs'), MAIN);
  return folder;
}

describe('electron DIR', { timeout: 90_000 }, () => {
  it('loads the app with its name, version, path and data folder, before the app is ready', async () => {
    const [app, userData] = [probe(), tempDir()];
    const own = `--user-data-dir=${userData}`;
    const { code, stdout, stderr } = await electron(electronArgs({ switches: [], app, args: [own] }));
    expect(code, stderr).toBe(0);
    const seen: unknown = JSON.parse(stdout);
    const expected = { ready: false, name: 'probe-app', version: '3.2.1', root: app, userData, own };
    expect(seen).toEqual({ ...expected, preloaded: false });
  });

  it('takes switches before the folder, modules to load first, and a relative folder', async () => {
    const app = probe();
    const module = path.join(app, 'first.cjs');
    fs.writeFileSync(module, 'globalThis.preloaded = true;');
    const args = ['--remote-debugging-port=0', '-r', module, '.', `--user-data-dir=${tempDir()}`];
    const { code, stdout, stderr } = await electron(args, app);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ root: app, preloaded: true });
  });
});

describe.skipIf(runtime.source !== 'registry')('our own loader', { timeout: 90_000 }, () => {
  it.each([
    ['no app', [], /no app given/],
    ['a folder that is not there', ['/nonexistent/app'], /no app in \/nonexistent\/app/],
  ])('with %s ends with 1 and says why', async (_what, args, words) => {
    const { code, stderr } = await electron(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
  });

  it('says that an app is not built, or that it failed', async () => {
    const app = probe();
    fs.writeFileSync(path.join(app, 'main.cjs'), `throw new Error('broken on purpose');`);
    const broken = await electron([app]);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('broken on purpose');
    fs.rmSync(path.join(app, 'main.cjs'));
    const unbuilt = await electron([app]);
    expect(unbuilt.code).toBe(1);
    expect(unbuilt.stderr).toContain('build the app first');
  });
});
