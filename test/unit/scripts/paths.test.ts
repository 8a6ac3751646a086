import { describe, expect, it } from 'vitest';
import { cacheDir, executableIn, resourcesIn, runtimeFolder } from '../../../scripts/lib/paths.mjs';

describe('cacheDir', () => {
  it.each([
    ['linux', {}, '/home/ann', '/home/ann/.cache/execution-layer'],
    ['linux', { XDG_CACHE_HOME: '/var/c' }, '/home/ann', '/var/c/execution-layer'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ann', '/home/ann/.cache/execution-layer'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/ann', '/home/ann/.cache/execution-layer'],
    ['darwin', { XDG_CACHE_HOME: '/x' }, '/Users/ann', '/Users/ann/Library/Caches/execution-layer'],
    ['win32', { LOCALAPPDATA: 'D:\\L' }, 'C:\\Users\\Ann', 'D:\\L\\execution-layer\\Cache'],
    ['win32', {}, 'C:\\Users\\Ann', 'C:\\Users\\Ann\\AppData\\Local\\execution-layer\\Cache'],
  ] as const)('%s %o', (platform, env, home, expected) => {
    expect(cacheDir({ platform, env, home })).toBe(expected);
  });
});

describe('inside an unpacked Electron', () => {
  it('the executable is where its own installer has it', () => {
    expect(executableIn('linux')).toBe('electron');
    expect(executableIn('win32')).toBe('electron.exe');
    expect(executableIn('darwin')).toBe('Electron.app/Contents/MacOS/Electron');
  });

  it('the resources are in the bundle on macOS', () => {
    expect(resourcesIn('linux')).toBe('resources');
    expect(resourcesIn('darwin')).toBe('Electron.app/Contents/Resources');
  });
});

it('a folder is keyed by version, source and system', () => {
  const linux = { platform: 'linux', arch: 'x64' };
  expect(runtimeFolder({ version: '45.4.1', source: 'official', ...linux })).toBe(
    '45.4.1-official-linux-x64',
  );
  expect(runtimeFolder({ version: '45.4.1', source: 'registry', ...linux })).toBe(
    '45.4.1-registry-linux-x64',
  );
});
