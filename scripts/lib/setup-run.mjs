// @ts-check
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from './browsers.mjs';
import { hasDisplay } from './display.mjs';
import { SetupError, explainStorage, reasonOf } from './errors.mjs';
import { linkRuntime } from './link.mjs';
import { ensurePackages } from './packages.mjs';
import { CHECKOUT, thisHost } from './paths.mjs';
import { ensureRuntime } from './runtime-ensure.mjs';
import { saveRuntime, userCache } from './runtime.mjs';
import { createSay } from './say.mjs';
import { ensureSystem } from './system.mjs';
import { isExecutableFile, which } from './which.mjs';

const HELP = `npm run setup -- [options]
  --packages-only    only the npm packages
  --for=test         also what tests and measures need (a window manager, X tools, a browser)
  --for=long         also what their long form needs (rpmbuild, makensis)
  --retry-official   try to download the official Electron again
  --verify           check the hash of Electron's executable, not only its size
  --quiet            say nothing when there is nothing to do; progress goes to stderr`;

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        'packages-only': { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        'retry-official': { type: 'boolean', default: false },
        verify: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        for: { type: 'string', default: 'start' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(reasonOf(error), HELP);
  }
}

/**
 * The whole of set-up; every step finds out first whether there is anything to do.
 * @param {string[]} argv
 * @param {AbortSignal} signal
 */
export async function setup(argv, signal) {
  const options = parse(argv);
  if (!['start', 'test', 'long'].includes(options.for)) {
    throw new SetupError(`--for=${options.for} is not known.`, 'Use --for=start, --for=test or --for=long.');
  }
  const say = createSay({ quiet: options.quiet });
  if (options.help) return say.step(HELP);
  const root = CHECKOUT;
  const cache = userCache();
  try {
    await ensurePackages({ root, locks: path.join(cache, 'locks'), say, signal });
  } catch (error) {
    throw explainStorage(error, cache);
  }
  if (options['packages-only']) return;

  const { platform, arch, env } = process;
  const runtime = await ensureRuntime({
    root,
    cache,
    env,
    platform,
    arch,
    say,
    retryOfficial: options['retry-official'],
    deep: options.verify,
    signal,
  });
  saveRuntime(root, runtime);
  if (runtime.source !== 'override')
    linkRuntime(path.join(root, 'node_modules', 'electron'), runtime.dist, platform);
  say.fact(`Electron ${runtime.version} (${runtime.source}): ${runtime.path}\n  because ${runtime.reason}`);

  const display = await hasDisplay(platform, env);
  const forLong = options.for === 'long';
  const forTest = options.for === 'test' || forLong;
  let browser = findBrowser(thisHost(), isExecutableFile);
  if (platform === 'linux') {
    const context = {
      root,
      cache,
      executable: runtime.path,
      display,
      forTest,
      forLong,
      browser: browser !== undefined,
      say,
      signal,
    };
    const how = await ensureSystem(context);
    say.fact(`System libraries: ${how === 'present' ? 'all there' : 'installed'}`);
    say.fact(`git: ${which('git') ?? 'none found; git_status will say so'}`);
    browser ??= findBrowser(thisHost(), isExecutableFile);
  }
  say.fact(
    `Browser: ${browser ? `${browser.name}, ${browser.path}` : 'none found (Chrome, Edge or Chromium); tools that need one will say so'}`,
  );
}
