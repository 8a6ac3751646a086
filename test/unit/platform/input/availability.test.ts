import { expect, test } from 'vitest';
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
