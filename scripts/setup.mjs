// @ts-check
import { parseArgs } from 'node:util';
import path from 'node:path';
import { ensurePackages } from './lib/packages.mjs';
import { requireNode } from './lib/node-version.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { NODE_FLOOR } from './lib/pins.mjs';
import { ensureRuntime, saveRuntime, userCache } from './lib/runtime.mjs';
import { createSay, sayError } from './lib/say.mjs';

async function main() {
  requireNode(process.versions.node, NODE_FLOOR);
  const { values } = parseArgs({
    options: {
      'packages-only': { type: 'boolean' },
      quiet: { type: 'boolean' },
      'retry-official': { type: 'boolean' },
      verify: { type: 'boolean' },
      for: { type: 'string' },
    },
  });
  const say = createSay({ quiet: values.quiet ?? false });
  const cache = userCache();
  await ensurePackages({ root: CHECKOUT, locks: path.join(cache, 'locks'), say });
  if (values['packages-only']) return;
  const runtime = await ensureRuntime({
    root: CHECKOUT,
    cache,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    say,
    retryOfficial: values['retry-official'] ?? false,
    deep: values.verify ?? false,
  });
  saveRuntime(CHECKOUT, runtime);
  say.fact(`Electron ${runtime.version}: ${runtime.path}\n  why: ${runtime.reason}`);
}

main().catch((error) => {
  process.exitCode = sayError(error);
});
