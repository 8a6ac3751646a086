import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { limited } from '../../../scripts/lib/limited.mjs';

it('comes in time, with whatever is collected meanwhile', () => {
  const program = `
    import { limited } from ${JSON.stringify(pathToFileURL(resolve('scripts/lib/limited.mjs')).href)};
    (() => limited(200, new AbortController().signal).addEventListener('abort', (event) => {
      console.log(event.target.reason.name);
      process.exit();
    }))();
    setInterval(() => gc(), 10);
    setTimeout(() => process.exit(1), 5_000);`;
  const args = ['--expose-gc', '--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('TimeoutError\n');
});

it('comes with the first of the others', () => {
  const stop = new AbortController();
  const signal = limited(60_000, new AbortController().signal, stop.signal);
  stop.abort(new Error('stopped'));
  expect(signal.reason).toEqual(new Error('stopped'));
});
