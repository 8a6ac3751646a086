// @ts-check
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { electronArgs, electronEnv, environmentSwitches } from './electron-args.mjs';
import { CHECKOUT } from './paths.mjs';
import { resolveRuntime } from './runtime.mjs';

/**
 * The script that holds the app's "ready" until Playwright has connected. Playwright adds it only where it chooses the
 * Electron itself; without it, a window that opens while it connects can leave the launch waiting for ever.
 */
function playwrightLoader() {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  return path.join(path.dirname(manifest), 'lib', 'server', 'electron', 'loader.js');
}

/**
 * Options for Playwright's `_electron.launch` that start the built app as `npm start` does.
 * @param {{
 *   userData: string, app?: string, args?: readonly string[], env?: Record<string, string>,
 *   screen?: {env: Record<string, string>} | undefined, modules?: readonly string[],
 * }} what `app`: another app folder than this checkout; `screen`: from `screenOrVirtual`;
 *   `modules`: scripts that are loaded before the app
 */
export function launchOptions({ userData, app = CHECKOUT, args = [], env = {}, screen, modules = [] }) {
  const runtime = resolveRuntime();
  const uid = process.getuid?.();
  const virtual = screen !== undefined || process.env['EXECUTION_LAYER_VIRTUAL_SCREEN'] === '1';
  const { switches } = environmentSwitches({ platform: process.platform, uid, virtual });
  return {
    executablePath: runtime.path,
    args: electronArgs({
      switches: [...[playwrightLoader(), ...modules].flatMap((module) => ['-r', module]), ...switches],
      app,
      args: [`--user-data-dir=${userData}`, ...args],
    }),
    env: { ...electronEnv(process.env, screen?.env), ...env },
    // Playwright turns the sandbox off on Linux unless told not to; only root has to do without.
    chromiumSandbox: uid !== 0,
  };
}

/**
 * A virtual screen of our own where there is none; undefined where there is one.
 */
export async function screenOrVirtual() {
  return (await hasDisplay(process.platform, process.env)) ? undefined : startVirtualDisplay();
}
