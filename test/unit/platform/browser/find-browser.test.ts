import { describe, expect, test } from 'vitest';
import {
  browserCandidates,
  findBrowser,
  hasScreen,
  type BrowserHost,
} from '../../../../src-main/platform/browser/find-browser.ts';
import { browserCandidates as setUpCandidates } from '../../../../scripts/lib/browsers.mjs';

const LINUX = { platform: 'linux' as const, env: { PATH: '/opt/bin:.:bin:/usr/bin' }, home: '/home/a' };
const MAC = { platform: 'darwin' as const, env: {}, home: '/Users/a' };
const WINDOWS = {
  platform: 'win32' as const,
  env: { ProgramFiles: 'C:\\Program Files', LocalAppData: 'C:\\Users\\a\\AppData\\Local' },
  home: 'C:\\Users\\a',
};
const having = (host: Omit<BrowserHost, 'usable'>, ...files: string[]): BrowserHost => ({
  ...host,
  usable: (path) => files.includes(path),
});

describe('finding a browser', () => {
  test.each([
    [LINUX, '/opt/bin/google-chrome-stable', 'Google Chrome'],
    [LINUX, '/usr/bin/microsoft-edge', 'Microsoft Edge'],
    [LINUX, '/snap/bin/chromium', 'Chromium'],
    [MAC, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Google Chrome'],
    [MAC, '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium', 'Chromium'],
    [WINDOWS, 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'Google Chrome'],
    [WINDOWS, 'C:\\Users\\a\\AppData\\Local\\Microsoft\\Edge\\Application\\msedge.exe', 'Microsoft Edge'],
  ])('on %o at %s', (host, path, name) => {
    expect(findBrowser(null, having(host, path))).toEqual({ ok: true, browser: { name, path } });
  });

  test('takes the best, and none from a relative entry of PATH', () => {
    const both = having(LINUX, '/usr/bin/chromium', '/usr/bin/google-chrome');
    expect(findBrowser(null, both)).toMatchObject({ browser: { path: '/usr/bin/google-chrome' } });
    expect(browserCandidates(LINUX).every(({ path }) => path.startsWith('/'))).toBe(true);
  });

  test('the setting overrides it, and is not quietly passed over', () => {
    const host = having(LINUX, '/usr/bin/chromium', '/my/browser');
    expect(findBrowser('/my/browser', host)).toMatchObject({ ok: true, browser: { path: '/my/browser' } });
    for (const path of ['/gone', 'chromium']) {
      const search = findBrowser(path, host);
      expect(search.ok).toBe(false);
      expect(!search.ok && search.reason).toContain(path);
    }
  });

  test('says what to do where there is none', () => {
    for (const host of [LINUX, MAC, WINDOWS]) {
      const search = findBrowser(null, having(host));
      expect(!search.ok && search.fix).toMatch(/Install .+browser_path/);
    }
  });

  test('looks wherever the set-up looks', () => {
    for (const host of [LINUX, MAC, { ...WINDOWS, env: { PROGRAMFILES: 'C:\\P', LOCALAPPDATA: 'C:\\L' } }]) {
      const ours = browserCandidates(host).map(({ path }) => path);
      for (const { path } of setUpCandidates(host)) expect(ours).toContain(path);
    }
  });

  test('a screen', () => {
    expect(hasScreen({ platform: 'linux', env: {} })).toBe(false);
    expect(hasScreen({ platform: 'linux', env: { DISPLAY: ':1' } })).toBe(true);
    expect(hasScreen({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
    expect(hasScreen({ platform: 'win32', env: {} })).toBe(true);
  });
});
