import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { systemInfo } from '../../../src-main/app/system-info.ts';
import { isCommandKey, keyNames, osOf } from '../../../src-renderer/ui/keys.ts';

const bare = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const COMMAND = { ...bare, metaKey: true, key: 'k' };
const CONTROL = { ...bare, ctrlKey: true, key: 'k' };

/** The systems as main names them. */
const MAC = osOf({ platform: 'darwin arm64' });
const WINDOWS = osOf({ platform: 'win32 x64' });
const LINUX = osOf({ platform: 'linux x64' });

describe('the keys of the person’s system', () => {
  it('is told from what main really says of it', () => {
    const app = { getVersion: () => '1', getPath: () => '/data' } as unknown as App;
    const audit = { signing: () => ({ signed: false, fingerprint: null, problem: null }) };
    const info = systemInfo(app, { notices: [], audit });
    const own = { darwin: 'mac', win32: 'windows' } as Partial<Record<NodeJS.Platform, string>>;
    expect(info.platform).toContain(' ');
    expect(osOf(info)).toBe(own[process.platform] ?? 'other');
    expect([MAC, osOf({ platform: 'darwin x64' }), WINDOWS, LINUX, osOf(null)]).toEqual([
      'mac',
      'mac',
      'windows',
      'other',
      'other',
    ]);
  });

  it('a Mac’s command key is Cmd, that of others Ctrl; never both, or with another', () => {
    expect(isCommandKey(COMMAND, 'k', MAC)).toBe(true);
    expect(isCommandKey(CONTROL, 'k', MAC)).toBe(false);
    expect(isCommandKey(CONTROL, 'k', LINUX)).toBe(true);
    expect(isCommandKey(CONTROL, 'k', WINDOWS)).toBe(true);
    expect(isCommandKey(COMMAND, 'k', LINUX)).toBe(false);
    expect(isCommandKey({ ...CONTROL, key: 'K' }, 'k', LINUX)).toBe(true);
    for (const more of ['shiftKey', 'altKey', 'metaKey'] as const)
      expect(isCommandKey({ ...CONTROL, [more]: true }, 'k', LINUX)).toBe(false);
    expect(isCommandKey({ ...CONTROL, key: 'j' }, 'k', LINUX)).toBe(false);
  });

  it('are named as they are written on them', () => {
    const pause = 'CommandOrControl+Alt+Shift+P';
    expect(keyNames(pause, MAC)).toBe('Cmd+Option+Shift+P');
    expect(keyNames(pause, WINDOWS)).toBe('Ctrl+Alt+Shift+P');
    expect([MAC, WINDOWS, LINUX].map((os) => keyNames('Super+P', os))).toEqual(['Cmd+P', 'Win+P', 'Super+P']);
  });
});
