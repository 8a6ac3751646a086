// @ts-check
import path from 'node:path';

const LINUX = [
  ['Google Chrome', 'google-chrome-stable'],
  ['Google Chrome', 'google-chrome'],
  ['Microsoft Edge', 'microsoft-edge-stable'],
  ['Microsoft Edge', 'microsoft-edge'],
  ['Chromium', 'chromium'],
  ['Chromium', 'chromium-browser'],
];

/**
 * Where a Chromium-family browser may be, best first.
 * @param {import('./paths.mjs').Host} host
 * @returns {{name: string, path: string}[]}
 */
export function browserCandidates({ platform, env, home }) {
  if (platform === 'darwin') {
    const apps = [
      ['Google Chrome', 'Google Chrome'],
      ['Microsoft Edge', 'Microsoft Edge'],
      ['Chromium', 'Chromium'],
    ];
    return apps.flatMap(([name = '', app = '']) =>
      ['/Applications', path.posix.join(home, 'Applications')].map((folder) => ({
        name,
        path: path.posix.join(folder, `${app}.app`, 'Contents', 'MacOS', app),
      })),
    );
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    const apps = [
      ['Google Chrome', 'Google\\Chrome\\Application\\chrome.exe'],
      ['Microsoft Edge', 'Microsoft\\Edge\\Application\\msedge.exe'],
      ['Chromium', 'Chromium\\Application\\chrome.exe'],
    ];
    return apps.flatMap(([name = '', file = '']) =>
      roots.map((root) => ({ name, path: path.win32.join(root, file) })),
    );
  }
  const folders = [
    ...(env['PATH'] ?? '').split(':').filter((folder) => path.posix.isAbsolute(folder)),
    '/usr/bin',
    '/snap/bin',
  ];
  return LINUX.flatMap(([name = '', file = '']) =>
    [...new Set(folders)].map((folder) => ({ name, path: path.posix.join(folder, file) })),
  );
}

/**
 * @param {import('./paths.mjs').Host} host
 * @param {(file: string) => boolean} usable
 */
export function findBrowser(host, usable) {
  return browserCandidates(host).find((candidate) => usable(candidate.path));
}
