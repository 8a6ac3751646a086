import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { desktopAvailability } from '../../../../src-main/platform/input/availability.ts';

const granted = { accessibility: true, screen: true };
const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, permissions = granted) =>
  desktopAvailability({ platform, env, permissions: () => permissions });

test.each([
  ['no display', on('linux', {}), 'DISPLAY'],
  ['Wayland', on('linux', { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }), 'Wayland'],
  ['no accessibility', on('darwin', {}, { accessibility: false, screen: true }), 'Accessibility'],
  ['no recording', on('darwin', {}, { accessibility: true, screen: false }), 'Recording'],
])('%s: said, with what to do', (_, found, reason) => {
  expect(found).toMatchObject({ ok: false, reason: expect.stringContaining(reason) as string });
  expect(found).toHaveProperty('fix');
});

test('with everything there it is available', () => {
  expect(on('darwin', {})).toEqual({ ok: true });
  expect(on('win32', {})).toEqual({ ok: true });
});

test('on Linux an X server of this computer has to be there; of another one it is not known', () => {
  const sockets = mkdtempSync(join(tmpdir(), 'execution-layer-sockets-'));
  onTestFinished(() => rmSync(sockets, { recursive: true }));
  writeFileSync(join(sockets, 'X5'), '');
  const at = (DISPLAY: string, folder = sockets) =>
    desktopAvailability({ platform: 'linux', env: { DISPLAY }, permissions: () => granted, sockets: folder });
  expect(at(':5.0')).toEqual({ ok: true });
  expect(at(':7')).toEqual({
    ok: false,
    reason: 'no X server answers at DISPLAY=:7',
    fix: 'Start the app in a desktop session, or correct DISPLAY.',
  });
  expect(at('elsewhere:7')).toEqual({ ok: true });
  expect(at(':7', join(sockets, 'none'))).toEqual({ ok: true });
});
