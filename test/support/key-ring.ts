import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START_LIMIT_MS = 20_000;

export interface KeyRing {
  /** What an app needs in its environment, and before it, to use it. */
  env: Record<string, string>;
  modules: string[];
  stop(): Promise<void>;
}

/** A real key store without a screen: gnome-keyring, unlocked, on a session bus of its own, in a home of its own. */
export async function startKeyRing(): Promise<KeyRing> {
  const home = mkdtempSync(join(tmpdir(), 'execution-layer-keyring-'));
  const runtime = join(home, 'run');
  mkdirSync(join(home, '.cache'), { recursive: true });
  mkdirSync(runtime, { mode: 0o700 });
  const env = { HOME: home, XDG_RUNTIME_DIR: runtime };
  const script =
    'printf "pw\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && ' +
    'echo "$DBUS_SESSION_BUS_ADDRESS" && cat >/dev/null';
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const gone = new Promise<void>((done) => child.once('close', () => done()));
  const address = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`The key ring did not start: ${said}`)), START_LIMIT_MS);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The key ring ended: ${said}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(limit);
      resolve(line);
    });
  });
  return {
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: address },
    modules: [join(import.meta.dirname, 'use-key-ring.cjs')],
    async stop() {
      // Its bus ends with it, and the daemon with the bus.
      child.stdin.end();
      const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
      await gone;
      clearTimeout(limit);
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
