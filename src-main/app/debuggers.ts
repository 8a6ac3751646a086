import { createRequire } from 'node:module';
import { delimiter } from 'node:path';

/**
 * True in every build but one to be shipped: the bundler puts the value in and drops what it makes unreachable. Whoever
 * reaches the pages with a debugger can press Allow, and any process of the same user could start the app with one.
 */
declare const __DEBUGGABLE__: boolean;

/**
 * Chromium also takes one dash, on Windows a slash, and there any case; blanks around an argument it takes away first. Node takes
 * `_` for `-`. Whatever begins so is refused, known or not.
 */
const DEBUG_SWITCH = /^(?:--?|\/)(?:remote[-_]debugging|inspect)/i;

/** The arguments that would open the app to a debugger. */
export function debugSwitches(argv: readonly string[]): string[] {
  return argv.filter((argument) => DEBUG_SWITCH.test(argument.trim()));
}

/**
 * Ends an app that is shipped when it is started with such a switch, before it has a page. A build for tests loads the
 * scripts that EXECUTION_LAYER_REQUIRE names, as `electron -r` does for an app that is not packed.
 */
export function holdOffDebuggers(): void {
  if (__DEBUGGABLE__) {
    const scripts = (process.env['EXECUTION_LAYER_REQUIRE'] ?? '').split(delimiter).filter(Boolean);
    for (const script of scripts) createRequire(__filename)(script);
    return;
  }
  // What asks Node for its debugger. The fuse keeps that from coming up; with nobody listening, the app would end instead.
  if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined);
  const refused = debugSwitches(process.argv.slice(1));
  if (refused.length === 0) return;
  process.stderr.write(
    `Execution Layer does not start with ${refused.join(' ')}: debuggers could answer for you.\n`,
  );
  process.exit(1);
}
