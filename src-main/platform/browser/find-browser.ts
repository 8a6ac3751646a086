import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Availability } from '../../../src-preload/contract/types.ts';

/** What tells where a browser may be. */
export interface BrowserHost {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Whether a file is there and may be run. */
  usable: (path: string) => boolean;
}

export interface FoundBrowser {
  name: string;
  path: string;
}

/** Program names on Linux, best first: what people update comes before what they once tried. */
const LINUX: readonly (readonly [name: string, file: string])[] = [
  ['Google Chrome', 'google-chrome-stable'],
  ['Google Chrome', 'google-chrome'],
  ['Microsoft Edge', 'microsoft-edge-stable'],
  ['Microsoft Edge', 'microsoft-edge'],
  ['Chromium', 'chromium'],
  ['Chromium', 'chromium-browser'],
  ['Google Chrome Beta', 'google-chrome-beta'],
  ['Microsoft Edge Beta', 'microsoft-edge-beta'],
];
const MAC = [
  'Google Chrome',
  'Microsoft Edge',
  'Chromium',
  'Google Chrome Beta',
  'Microsoft Edge Beta',
  'Google Chrome Canary',
];
const WINDOWS: readonly (readonly [name: string, file: string])[] = [
  ['Google Chrome', 'Google\\Chrome\\Application\\chrome.exe'],
  ['Microsoft Edge', 'Microsoft\\Edge\\Application\\msedge.exe'],
  ['Chromium', 'Chromium\\Application\\chrome.exe'],
  ['Google Chrome Beta', 'Google\\Chrome Beta\\Application\\chrome.exe'],
  ['Microsoft Edge Beta', 'Microsoft\\Edge Beta\\Application\\msedge.exe'],
  ['Google Chrome Canary', 'Google\\Chrome SxS\\Application\\chrome.exe'],
];

/** Where an installed browser of the Chromium family may be, best first. */
export function browserCandidates({ platform, env, home }: Omit<BrowserHost, 'usable'>): FoundBrowser[] {
  if (platform === 'darwin') {
    return MAC.flatMap((name) =>
      ['/Applications', posix.join(home, 'Applications')].map((folder) => ({
        name,
        path: posix.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      })),
    );
  }
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => variable(env, name));
    return WINDOWS.flatMap(([name, file]) =>
      roots
        .filter((root) => root !== undefined && win32.isAbsolute(root))
        .map((root) => ({ name, path: win32.join(root ?? '', file) })),
    );
  }
  // A relative entry of PATH would mean whatever folder the app happens to be in.
  const onPath = (env['PATH'] ?? '').split(':').filter((folder) => posix.isAbsolute(folder));
  const folders = [...new Set([...onPath, '/usr/bin', '/usr/local/bin', '/snap/bin'])];
  return LINUX.flatMap(([name, file]) => folders.map((folder) => ({ name, path: posix.join(folder, file) })));
}

/** Windows does not mind the case of a variable's name, and a copy of its environment does. */
function variable(env: BrowserHost['env'], name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

export type BrowserSearch = { ok: true; browser: FoundBrowser } | Extract<Availability, { ok: false }>;

/**
 * The browser to use: the one of the setting `browser_path` and no other, where it is set; else the best that is installed.
 * Nothing is started for it.
 */
export function findBrowser(browserPath: string | null, host: BrowserHost = thisHost()): BrowserSearch {
  if (browserPath !== null) {
    const absolute =
      host.platform === 'win32' ? win32.isAbsolute(browserPath) : posix.isAbsolute(browserPath);
    if (absolute && host.usable(browserPath)) {
      return { ok: true, browser: { name: 'the browser of the settings', path: browserPath } };
    }
    return {
      ok: false,
      reason: `The setting browser_path names ${browserPath}, which ${absolute ? 'is no program that can be run' : 'is no whole path'}`,
      fix: 'Correct it in Settings, or clear it to use an installed browser.',
    };
  }
  const browser = browserCandidates(host).find(({ path }) => host.usable(path));
  return browser ? { ok: true, browser } : { ok: false, reason: 'No browser was found', fix: fixOn(host) };
}

function fixOn({ platform }: BrowserHost): string {
  const which = {
    darwin: 'Install Google Chrome, Microsoft Edge or Chromium into Applications',
    win32: 'Install Google Chrome or Microsoft Edge',
    linux: 'Install Chromium (Debian: apt install chromium), Google Chrome or Microsoft Edge',
  }[platform as string];
  return `${which ?? 'Install Chromium'}, or name one in the setting browser_path.`;
}

/** Whether a window can be shown. Pure. */
export function hasScreen({ platform, env }: Pick<BrowserHost, 'platform' | 'env'>): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

export function thisHost(): BrowserHost {
  return { platform: process.platform, env: process.env, home: homedir(), usable: isProgram };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, process.platform === 'win32' ? constants.R_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: either way it is not usable.
    return false;
  }
}
