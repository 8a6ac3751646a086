import { describe, expect, it } from 'vitest';
import {
  electronArgs,
  electronEnv,
  environmentSwitches,
  sandboxProblem,
} from '../../../scripts/lib/electron-args.mjs';

describe('environmentSwitches', () => {
  it('gives up the sandbox for root on Linux only, and says so', () => {
    const root = environmentSwitches({ platform: 'linux', uid: 0, virtual: false });
    expect(root.switches).toEqual(['--no-sandbox']);
    expect(root.notes.join()).toContain('root');
    for (const where of [
      { platform: 'linux', uid: 1000 },
      { platform: 'darwin', uid: 0 },
      { platform: 'win32', uid: undefined },
    ] as const) {
      expect(environmentSwitches({ ...where, virtual: false })).toEqual({ switches: [], notes: [] });
    }
  });

  it('draws without a graphics card on a virtual screen', () => {
    expect(environmentSwitches({ platform: 'linux', uid: 1000, virtual: true }).switches).toEqual([
      '--disable-gpu',
    ]);
  });
});

it("the app's own arguments come after the app", () => {
  expect(electronArgs({ switches: ['--no-sandbox'], app: '/app', args: ['--user-data-dir=/d'] })).toEqual([
    '--no-sandbox',
    '/app',
    '--user-data-dir=/d',
  ]);
});

describe('electronEnv', () => {
  it('never runs Electron as plain Node', () => {
    expect(electronEnv({ ELECTRON_RUN_AS_NODE: '1', A: 'b', GONE: undefined })).toEqual({ A: 'b' });
  });

  it('lets a virtual screen win over every other', () => {
    const env = electronEnv({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }, { DISPLAY: ':7' });
    expect(env).toEqual({ DISPLAY: ':7' });
  });
});

describe('sandboxProblem', () => {
  const files = (content: Record<string, string>) => (file: string) => content[file];

  it('finds nothing where user namespaces are allowed', () => {
    expect(sandboxProblem({ helper: undefined, read: files({}) })).toBeUndefined();
  });

  it.each([
    ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1\n'],
    ['/proc/sys/kernel/unprivileged_userns_clone', '0\n'],
    ['/proc/sys/user/max_user_namespaces', '0\n'],
  ])('%s = %s forbids it, unless the helper is set up', (file, content) => {
    const read = files({ [file]: content });
    expect(sandboxProblem({ helper: { uid: 1000, mode: 0o100755 }, read })).toMatch(/namespaces/);
    expect(sandboxProblem({ helper: { uid: 0, mode: 0o104755 }, read })).toBeUndefined();
  });
});
