import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hasTrayHost } from '../../../src-main/app/tray-host.ts';

const none = new AbortController().signal;

function readPid(path: string): number {
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('tray host', () => {
  it('is a given where the system has one', async () => {
    expect(await hasTrayHost('darwin', {}, none)).toBe(true);
    expect(await hasTrayHost('win32', {}, none)).toBe(true);
  });

  it.each([[{}], [{ DBUS_SESSION_BUS_ADDRESS: '' }], [{ DBUS_SESSION_BUS_ADDRESS: 'disabled:' }]])(
    'is not there without a session bus (%j)',
    async (env) => {
      expect(await hasTrayHost('linux', env, none)).toBe(false);
    },
  );

  it.each([
    ['(true,)', true],
    ['(false,)', false],
  ])('believes the bus: %s', async (answer, expected) => {
    const bin = mkdtempSync(join(tmpdir(), 'execution-layer-'));
    writeFileSync(join(bin, 'gdbus'), `#!/bin/sh\necho "${answer}"\n`);
    chmodSync(join(bin, 'gdbus'), 0o755);
    const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', PATH: `${bin}:/usr/bin:/bin` };
    expect(await hasTrayHost('linux', env, none)).toBe(expected);
  });

  it('ends the program that it asks, and asks no other, when the app ends', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'execution-layer-'));
    writeFileSync(join(bin, 'gdbus'), `#!/bin/sh\necho $$ > ${bin}/pid\nexec sleep 60\n`);
    chmodSync(join(bin, 'gdbus'), 0o755);
    const ending = new AbortController();
    const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', PATH: `${bin}:/usr/bin:/bin` };
    const asked = hasTrayHost('linux', env, ending.signal);
    const pid = await vi.waitUntil(() => readPid(join(bin, 'pid')), { timeout: 1_500 });
    writeFileSync(join(bin, 'busctl'), `#!/bin/sh\ntouch ${bin}/asked-another\n`);
    chmodSync(join(bin, 'busctl'), 0o755);
    ending.abort();
    expect(await asked).toBe(false);
    await vi.waitUntil(() => !isAlive(pid), { timeout: 1_500 });
    expect(existsSync(join(bin, 'asked-another'))).toBe(false);
  });
});
