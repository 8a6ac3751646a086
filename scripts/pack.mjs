// @ts-check
import { parseArgs } from 'node:util';
import { pack } from './lib/pack-run.mjs';
import { createSay, sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';

try {
  const { values } = parseArgs({ options: { targets: { type: 'boolean', default: false } } });
  const say = createSay();
  await untilSignal((signal) => pack({ say, signal, targets: values.targets }));
} catch (error) {
  process.exitCode = sayError(error);
}
