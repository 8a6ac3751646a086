// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { launchOptions } from '../../scripts/lib/launch.mjs';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { median } from '../lib/stats.mjs';

const ROUNDS = 60;
const WARM_UPS = 10;
const CALLS_PER_ROUND = 15;
const APP = path.join(CHECKOUT, 'bench', 'apps', 'door');
const LAUNCH_MS = 60_000;

/** Nothing of the door is left out; only the limits that would refuse so many calls are off. */
const SETTINGS = { rate_per_minute: 0, loop_limit: 0, max_concurrent_runs: 100 };

/**
 * One call of a tool that does nothing, from the panel's page through the whole door with its records on disk, against a
 * bare ipc round trip that writes one line of a record's size and syncs it. Both in one app, from two pages, in turns.
 * @type {import('../measures.mjs').Measure}
 */
export async function doorOverhead({ screen, folder, signal }) {
  const userData = folder('door');
  fs.writeFileSync(path.join(userData, 'execution_layer_config.json'), JSON.stringify(SETTINGS), {
    mode: 0o600,
  });
  const { _electron } = await import('@playwright/test');
  signal.throwIfAborted();
  const options = launchOptions({ userData, app: APP, screen: screen && { env: screen } });
  const app = await _electron.launch({ ...options, timeout: LAUNCH_MS });
  try {
    const panel = await app.firstWindow({ timeout: LAUNCH_MS });
    await panel
      .getByRole('button', { name: /git_status/ })
      .first()
      .waitFor({ timeout: LAUNCH_MS });
    await panel.evaluate(callDoor, 1);
    const log = fs
      .readFileSync(path.join(userData, 'logs', 'tools_audit.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const line = `${log.at(-1)}\n`;
    const bare = await openBareWindow(app, { file: path.join(userData, 'bare.jsonl'), line });

    /** @type {{door: number[], bare: number[]}} */
    const times = { door: [], bare: [] };
    for (let round = -WARM_UPS; round < ROUNDS; round++) {
      signal.throwIfAborted();
      const doorMs = await panel.evaluate(callDoor, CALLS_PER_ROUND);
      const bareMs = await bare.evaluate(callBare, CALLS_PER_ROUND);
      if (round < 0) continue;
      times.door.push(doorMs);
      times.bare.push(bareMs);
    }
    return {
      measured: {
        what: 'a no-op tool through the door, records on disk',
        value: median(times.door),
        unit: 'ms',
      },
      baseline: {
        what: 'a bare ipc round trip with one write and fdatasync',
        value: median(times.bare),
        unit: 'ms',
      },
      details: { calls: ROUNDS * CALLS_PER_ROUND, recordBytes: Buffer.byteLength(line) },
    };
  } finally {
    await app.close();
  }
}

/**
 * A second window in the same app, as locked down as the panel, with a bridge of its own.
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {{file: string, line: string}} record
 */
async function openBareWindow(app, record) {
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ BrowserWindow, ipcMain }, { file, line, preload }) => {
      const { fdatasync, openSync, writeSync } = process.getBuiltinModule('node:fs');
      const fd = openSync(file, 'a', 0o600);
      ipcMain.handle('bench:bare', async () => {
        writeSync(fd, line);
        // Off the main thread, as in the app's own log: a program with windows does not wait for a disk there.
        await new Promise((resolve, reject) => {
          fdatasync(fd, (error) => (error ? reject(error) : resolve(undefined)));
        });
        return true;
      });
      const window = new BrowserWindow({
        width: 300,
        height: 200,
        webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
      });
      return window.loadURL('data:text/html,<!doctype html><title>Bare</title>');
    },
    { ...record, preload: path.join(APP, 'bare-preload.cjs') },
  );
  return opened;
}

/**
 * Runs in the panel's page. Answers milliseconds a call.
 * @param {number} calls
 */
async function callDoor(calls) {
  const { runs } = Reflect.get(globalThis, 'executionLayer');
  const from = performance.now();
  for (let call = 0; call < calls; call++) {
    const answer = await runs.start({ tool: 'bench_noop', args: {} });
    if (answer.value?.status !== 'ok') throw new Error(`The run ended otherwise: ${JSON.stringify(answer)}`);
  }
  return (performance.now() - from) / calls;
}

/**
 * Runs in the baseline's page. Answers milliseconds a call.
 * @param {number} calls
 */
async function callBare(calls) {
  const bare = Reflect.get(globalThis, 'bare');
  const from = performance.now();
  for (let call = 0; call < calls; call++) {
    if ((await bare.record()) !== true) throw new Error('The bare round trip failed.');
  }
  return (performance.now() - from) / calls;
}
