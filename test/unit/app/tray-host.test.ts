import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTrayHost } from '../../../src-main/app/tray-host.ts';

describe('tray host', () => {
  it('is a given where the system has one', async () => {
    expect(await hasTrayHost('darwin', {})).toBe(true);
    expect(await hasTrayHost('win32', {})).toBe(true);
  });

  it.each([[{}], [{ DBUS_SESSION_BUS_ADDRESS: '' }], [{ DBUS_SESSION_BUS_ADDRESS: 'disabled:' }]])(
    'is not there without a session bus (%j)',
    async (env) => {
      expect(await hasTrayHost('linux', env)).toBe(false);
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
    expect(await hasTrayHost('linux', env)).toBe(expected);
  });
});
