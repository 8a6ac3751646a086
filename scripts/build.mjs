// @ts-check
import { build } from './lib/build-run.mjs';
import { sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';

const from = Date.now();
try {
  await untilSignal((signal) => build({ kind: process.argv.includes('--bench') ? 'bench' : 'app', signal }));
  process.stdout.write(`Built in ${((Date.now() - from) / 1000).toFixed(1)} s\n`);
} catch (error) {
  process.exitCode = sayError(error);
}
