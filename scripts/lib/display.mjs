// @ts-check
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { letGo, spawnLeashed } from './proc.mjs';

/**
 * Whether the environment names a screen. macOS and Windows always have one.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function namesDisplay(platform, env) {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * The socket of a local X display; undefined for one reached over the network.
 * @param {string} display such as `:0` or `unix:0.0`
 */
export function displaySocket(display) {
  const match = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display);
  return match ? `/tmp/.X11-unix/X${match[1]}` : undefined;
}

/**
 * Whether a screen is there to be used: a DISPLAY left over from a server that has ended does not count.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export async function hasDisplay(platform, env) {
  if (!namesDisplay(platform, env)) return false;
  const socket = displaySocket(env['DISPLAY'] ?? '');
  if (platform !== 'linux' || env['WAYLAND_DISPLAY'] || socket === undefined) return true;
  return (await answers(`\0${socket}`)) || (await answers(socket));
}

/** @param {string} where socket path; a leading NUL for Linux's abstract ones */
function answers(where) {
  return new Promise((resolve) => {
    const socket = net.connect({ path: where });
    const end = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/**
 * An Xauthority file with one cookie that holds for any display of this machine (family "wild"): so only who may read
 * the file may connect to the virtual screen, and no `xauth` program is needed.
 * @param {Buffer} cookie 16 bytes
 */
export function xauthority(cookie) {
  const counted = (/** @type {Buffer} */ bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    counted(empty),
    counted(empty),
    counted(Buffer.from('MIT-MAGIC-COOKIE-1')),
    counted(cookie),
  ]);
}

/**
 * Starts a virtual screen that ends with us. Give `env` to whatever is to appear on it.
 * @param {{limitMs?: number, size?: string}} [options]
 * @returns {Promise<{display: string, env: Record<string, string>, stop: () => Promise<void>}>}
 * @throws {SetupError} when it does not start in time
 */
export async function startVirtualDisplay({ limitMs = 20_000, size = '1440x900x24' } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'execution-layer-x-'));
  const auth = path.join(folder, 'Xauthority');
  fs.writeFileSync(auth, xauthority(randomBytes(16)), { mode: 0o600 });
  const args = ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset', '-auth', auth];
  const child = spawnLeashed('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove); // For an exit that does not wait for `stop`.
  const stop = async () => {
    letGo(child);
    await ended;
    process.off('exit', remove);
    remove();
  };
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (part) => (stderr = (stderr + part).slice(-2000)));
  try {
    const number = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer in ${limitMs / 1000} s`)), limitMs);
      let text = '';
      const pipe = /** @type {import('node:stream').Readable} */ (child.stdio[4]);
      pipe.setEncoding('utf8').on('data', (part) => {
        text += part;
        if (!text.includes('\n')) return;
        clearTimeout(timer);
        resolve(text.trim());
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        reject(new Error(`it ended with code ${code}: ${stderr.trim()}`));
      });
    });
    const display = `:${number}`;
    return {
      display,
      env: { DISPLAY: display, XAUTHORITY: auth, EXECUTION_LAYER_VIRTUAL_SCREEN: '1' },
      stop,
    };
  } catch (error) {
    await stop();
    throw new SetupError(
      `The virtual screen (Xvfb) did not start: ${error instanceof Error ? error.message : error}`,
      'Run: npm run setup',
      { cause: error },
    );
  }
}
