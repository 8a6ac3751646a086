// @ts-check
import { compareVersions } from './node-version.mjs';

/** Libraries that are opened at run time (by the input library), so `ldd` on Electron does not name them. */
export const OPENED_LATER = ['libXtst.so.6', 'libXss.so.1'];

/** Programs by what they are for, with the Debian package that has them. */
export const DISPLAY_PROGRAMS = Object.freeze({ Xvfb: 'xvfb' });
/** What a tool needs: the app starts without it, and says so. */
export const TOOL_PROGRAMS = Object.freeze({ git: 'git' });
export const TEST_PROGRAMS = Object.freeze({
  Xvfb: 'xvfb',
  openbox: 'openbox',
  xprop: 'x11-utils',
  xwininfo: 'x11-utils',
  xdotool: 'xdotool',
  xclip: 'xclip',
  zenity: 'zenity',
  xterm: 'xterm',
  setxkbmap: 'x11-xkb-utils',
  xset: 'x11-xserver-utils',
  ...TOOL_PROGRAMS,
  gio: 'libglib2.0-bin',
  'xdg-mime': 'xdg-utils',
  'dbus-run-session': 'dbus',
  'gnome-keyring-daemon': 'gnome-keyring',
});

/** What the long form of the tests makes packages with. */
export const LONG_TEST_PROGRAMS = Object.freeze({ rpmbuild: 'rpm', makensis: 'nsis' });

const LIBRARIES = {
  apt: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'],
  // Renamed for 64-bit time in Debian 13 and Ubuntu 24.04.
  aptT64: ['libgtk-3-0t64', 'libnss3', 'libasound2t64', 'libgbm1', 'libxss1', 'libxtst6'],
  dnf: ['gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'libXScrnSaver', 'libXtst'],
  pacman: ['gtk3', 'nss', 'alsa-lib', 'mesa', 'libxss', 'libxtst'],
};
/** @type {Record<string, {dnf: string, pacman: string}>} */
const ELSEWHERE = {
  rpm: { dnf: 'rpm-build', pacman: 'rpm-tools' },
  nsis: { dnf: 'mingw32-nsis', pacman: 'nsis' },
  'libglib2.0-bin': { dnf: 'glib2', pacman: 'glib2' },
  xvfb: { dnf: 'xorg-x11-server-Xvfb', pacman: 'xorg-server-xvfb' },
  'x11-utils': { dnf: 'xprop xwininfo', pacman: 'xorg-xprop xorg-xwininfo' },
  'x11-xkb-utils': { dnf: 'setxkbmap', pacman: 'xorg-setxkbmap' },
  'x11-xserver-utils': { dnf: 'xset', pacman: 'xorg-xset' },
};

/** @typedef {{id: string, like: string[], version: string}} Os */

/**
 * The parts of os-release(5) that matter here.
 * @param {string} text
 * @returns {Os}
 */
export function parseOsRelease(text) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match) values[match[1] ?? ''] = match[2] ?? match[3] ?? match[4] ?? '';
  }
  return {
    id: values['ID'] ?? '',
    like: (values['ID_LIKE'] ?? '').split(' ').filter(Boolean),
    version: values['VERSION_ID'] ?? '',
  };
}

/**
 * Whether the distribution has the packages renamed for 64-bit time. Debian testing has no version: it is newer.
 * Derivatives count their releases in their own way (Mint 22 is Ubuntu 24.04), so they are told by what apt knows.
 * @param {Os} os
 * @param {() => boolean} aptKnowsT64 whether apt has a package of the new name; asked only of derivatives
 */
export function hasT64({ id, version }, aptKnowsT64) {
  if (id === 'debian') return version === '' || compareVersions(version, '13') >= 0;
  if (id === 'ubuntu') return version === '' || compareVersions(version, '24.04') >= 0;
  return aptKnowsT64();
}

/**
 * The libraries that `ldd` could not find.
 * @param {string} output of `ldd`
 */
export function missingLibraries(output) {
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

/**
 * Libraries of a list that `ldconfig -p` does not name.
 * @param {string} output of `ldconfig -p`
 * @param {readonly string[]} names
 */
export function notInCache(output, names) {
  const known = new Set([...output.matchAll(/^\s*(\S+) \(/gm)].map((match) => match[1]));
  return names.filter((name) => !known.has(name));
}

/**
 * The packages to install, by the system's package manager.
 * @param {{libraries: boolean, programs: readonly string[], browser?: boolean}} needs `programs`: Debian package names
 * @param {Os} os
 * @param {'apt' | 'dnf' | 'pacman'} manager
 * @param {() => boolean} aptKnowsT64 see `hasT64`
 * @returns {string[]}
 */
export function packagesFor({ libraries, programs, browser = false }, os, manager, aptKnowsT64) {
  const base =
    libraries && manager === 'apt' && hasT64(os, aptKnowsT64) ? LIBRARIES.aptT64 : LIBRARIES[manager];
  const named =
    manager === 'apt'
      ? programs
      : programs.flatMap((name) => (ELSEWHERE[name]?.[manager] ?? name).split(' '));
  // Ubuntu's chromium package is a stub that wants snap.
  const chromium = browser && os.id === 'debian' && manager === 'apt' ? ['chromium'] : [];
  return [...new Set([...(libraries ? base : []), ...named, ...chromium])];
}

/**
 * The commands that install packages, to run or to show.
 * @param {readonly string[]} packages
 * @param {'apt' | 'dnf' | 'pacman'} manager
 * @returns {string[][]}
 */
export function installCommands(packages, manager) {
  if (manager === 'dnf') return [['dnf', 'install', '-y', ...packages]];
  if (manager === 'pacman') return [['pacman', '-S', '--needed', ...packages]];
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages],
  ];
}
