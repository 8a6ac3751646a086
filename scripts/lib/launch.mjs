// @ts-check
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { electronArgs, electronEnv, environmentSwitches } from './electron-args.mjs';
import { packedExecutable } from './pack-run.mjs';
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
 * Options for Playwright's `_electron.launch` that start the built app as `npm start` does, or the one packed for tests.
 * @param {{
 *   userData: string, app?: string, args?: readonly string[], env?: Record<string, string>,
 *   screen?: {env: Record<string, string>} | undefined, modules?: readonly string[], packed?: boolean,
 * }} what `app`: another app folder than this checkout; `screen`: from `screenOrVirtual`;
 *   `modules`: scripts that are loaded before the app; `packed`: what EXECUTION_LAYER_PACKED says unless told
 */
export function launchOptions({
  userData,
  app,
  args = [],
  env = {},
  screen,
  modules = [],
  packed = app === undefined && process.env['EXECUTION_LAYER_PACKED'] === '1',
}) {
  const uid = process.getuid?.();
  const virtual = screen !== undefined || process.env['EXECUTION_LAYER_VIRTUAL_SCREEN'] === '1';
  const { switches } = environmentSwitches({ platform: process.platform, uid, virtual });
  const before = [playwrightLoader(), ...modules];
  const own = [`--user-data-dir=${userData}`, ...args];
  return {
    ...(packed
      ? { executablePath: packedExecutable('test'), args: [...switches, ...own] }
      : {
          executablePath: resolveRuntime().path,
          args: electronArgs({
            switches: [...before.flatMap((module) => ['-r', module]), ...switches],
            app: app ?? CHECKOUT,
            args: own,
          }),
        }),
    env: {
      ...electronEnv(process.env, screen?.env),
      ...(packed && { EXECUTION_LAYER_REQUIRE: before.join(path.delimiter) }),
      ...env,
    },
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
