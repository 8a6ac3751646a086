// @ts-check
// Nothing but the version check is imported at the top: on an old Node the rest may not even load.
import { requireNode } from './lib/node-version.mjs';
import { NODE_FLOOR } from './lib/pins.mjs';
import { sayError } from './lib/say.mjs';

try {
  requireNode(process.versions.node, NODE_FLOOR);
  const { setup } = await import('./lib/setup-run.mjs');
  const { untilSignal } = await import('./lib/signals.mjs');
  await untilSignal((signal) => setup(process.argv.slice(2), signal));
} catch (error) {
  process.exitCode = sayError(error);
}
