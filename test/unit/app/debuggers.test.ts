import { expect, it } from 'vitest';
import { debugSwitches } from '../../../src-main/app/debuggers.ts';

it.each([
  '--remote-debugging-port=9222',
  '--remote-debugging-port',
  '--remote-debugging-pipe',
  '--remote-debugging-address=0.0.0.0',
  '-remote-debugging-port=0',
  '/remote-debugging-port=0',
  '--Remote-Debugging-Port=0',
  '--inspect',
  '--inspect=127.0.0.1:0',
  '--inspect-brk',
  '--inspect-port=0',
  '--inspect-brk-node=1',
  '--inspect_brk',
  '--inspect_port=0',
  '--inspector',
  '--remote_debugging_port=0',
  '--remote-debugging',
  ' --remote-debugging-port=0',
  '\t--remote-debugging-pipe',
  '\n-inspect \r',
])('%j lets a debugger in', (given) => {
  expect(debugSwitches(['--no-sandbox', given])).toEqual([given]);
});

it.each([
  '--user-data-dir=/tmp/inspect',
  '/home/a/--inspect',
  '--no-inspect',
  'execution-layer://log',
  '--hidden',
])('%s does not', (given) => {
  expect(debugSwitches([given])).toEqual([]);
});
