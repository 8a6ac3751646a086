import { describe, expect, it } from 'vitest';
import { browserCandidates, findBrowser } from '../../../scripts/lib/browsers.mjs';

describe('browserCandidates', () => {
  it('looks in the system and the personal applications on macOS', () => {
    const paths = browserCandidates({ platform: 'darwin', env: {}, home: '/Users/ann' }).map(
      ({ path }) => path,
    );
    expect(paths[0]).toBe('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(paths).toContain('/Users/ann/Applications/Chromium.app/Contents/MacOS/Chromium');
  });

  it('looks in the program folders that Windows names', () => {
    const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
    const paths = browserCandidates({ platform: 'win32', env, home: 'C:\\Users\\Ann' }).map(
      ({ path }) => path,
    );
    expect(paths[0]).toBe('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
    expect(paths).toContain('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe');
  });

  it('follows the PATH on Linux, without its relative parts', () => {
    const paths = browserCandidates({ platform: 'linux', env: { PATH: '/opt/b:.:bin' }, home: '/h' }).map(
      ({ path }) => path,
    );
    expect(paths[0]).toBe('/opt/b/google-chrome-stable');
    expect(paths).toContain('/usr/bin/chromium');
    expect(paths.every((path) => path.startsWith('/'))).toBe(true);
  });
});

describe('findBrowser', () => {
  const host = { platform: 'linux', env: { PATH: '/usr/bin' }, home: '/h' } as const;

  it('takes the first that can be used', () => {
    expect(findBrowser(host, (file) => file === '/usr/bin/chromium')).toEqual({
      name: 'Chromium',
      path: '/usr/bin/chromium',
    });
  });

  it('finds none where there is none', () => {
    expect(findBrowser(host, () => false)).toBeUndefined();
  });
});
