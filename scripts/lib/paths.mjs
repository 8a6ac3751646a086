// @ts-check
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * What set-up remembers of a checkout; an install, which empties node_modules, forgets it.
 * @param {string} root
 */
export const stateDir = (root) => path.join(root, 'node_modules', '.execution-layer');

/** @typedef {{platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string}} Host */

/** @returns {Host} */
export function thisHost() {
  return { platform: process.platform, env: process.env, home: os.homedir() };
}

/**
 * The per-user folder for what can be fetched again, by each system's own convention (XDG base directories,
 * Apple's file system guide, Known Folders). A relative XDG_CACHE_HOME is ignored, as that specification says.
 * @param {Host} host
 */
export function cacheDir({ platform, env, home }) {
  const p = platform === 'win32' ? path.win32 : path.posix;
  if (platform === 'win32') {
    return p.join(env.LOCALAPPDATA || p.join(home, 'AppData', 'Local'), 'execution-layer', 'Cache');
  }
  if (platform === 'darwin') return p.join(home, 'Library', 'Caches', 'execution-layer');
  const xdg = env.XDG_CACHE_HOME;
  return p.join(xdg && p.isAbsolute(xdg) ? xdg : p.join(home, '.cache'), 'execution-layer');
}

/**
 * Where the executable is inside an unpacked Electron, as its own installer has it.
 * @param {NodeJS.Platform} platform
 */
export function executableIn(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  if (platform === 'win32') return 'electron.exe';
  return 'electron';
}

/**
 * Where `default_app.asar` is inside an unpacked Electron.
 * @param {NodeJS.Platform} platform
 */
export function resourcesIn(platform) {
  return platform === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources';
}

/**
 * Name of a cached runtime's folder: version and source both, so that one never stands in for the other.
 * @param {{version: string, source: 'official' | 'registry', platform: string, arch: string}} runtime
 */
export function runtimeFolder({ version, source, platform, arch }) {
  return `${version}-${source}-${platform}-${arch}`;
}
