import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  displaySocket,
  hasDisplay,
  namesDisplay,
  startVirtualDisplay,
  xauthority,
} from '../../../scripts/lib/display.mjs';
import { withEnv } from './support.ts';

describe('namesDisplay', () => {
  it('asks the environment on Linux only', () => {
    expect(namesDisplay('linux', {})).toBe(false);
    expect(namesDisplay('linux', { DISPLAY: '' })).toBe(false);
    expect(namesDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(namesDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(namesDisplay('darwin', {})).toBe(true);
    expect(namesDisplay('win32', {})).toBe(true);
  });
});

it('displaySocket knows local displays', () => {
  expect(displaySocket(':7')).toBe('/tmp/.X11-unix/X7');
  expect(displaySocket('unix:12.1')).toBe('/tmp/.X11-unix/X12');
  expect(displaySocket('host:0')).toBeUndefined();
});

it('a DISPLAY whose server is gone is no display', async () => {
  expect(await hasDisplay('linux', { DISPLAY: ':64999' })).toBe(false);
  expect(await hasDisplay('linux', { DISPLAY: 'far.example:0' })).toBe(true);
});

it('xauthority holds one cookie for any display', () => {
  const file = xauthority(Buffer.alloc(16, 7));
  expect(file.toString('latin1')).toBe(`\xff\xff\0\0\0\0\0\x12MIT-MAGIC-COOKIE-1\0\x10${'\x07'.repeat(16)}`);
});

describe.skipIf(process.platform !== 'linux')('startVirtualDisplay', () => {
  it('lets in who has the cookie, nobody else, and is gone when stopped', async () => {
    const screen = await startVirtualDisplay();
    const look = (env: Record<string, string>): number | null =>
      spawnSync('xprop', ['-root'], { env: { PATH: process.env['PATH'], ...env }, timeout: 10_000 }).status;
    try {
      expect(screen.display).toMatch(/^:\d+$/);
      expect(await hasDisplay('linux', screen.env)).toBe(true);
      expect(look(screen.env)).toBe(0);
      expect(look({ DISPLAY: screen.display, XAUTHORITY: '/dev/null' })).not.toBe(0);
    } finally {
      await screen.stop();
    }
    expect(await hasDisplay('linux', screen.env)).toBe(false);
    expect(fs.existsSync(screen.env['XAUTHORITY'] ?? '')).toBe(false);
  });

  it('says so when there is no Xvfb', async () => {
    withEnv({ PATH: '/nonexistent' });
    await expect(startVirtualDisplay()).rejects.toThrow(/virtual screen \(Xvfb\) did not start/);
  });
});
