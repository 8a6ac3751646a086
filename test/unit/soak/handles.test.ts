import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leftBehind, openFiles, type Handles } from '../../soak/handles.ts';
import { tempDir } from '../../support/audit.ts';

const handles = (more: Partial<Handles> = {}): Handles => ({
  active: { PipeWrap: 3, MessagePort: 2 },
  timers: 1,
  files: 110,
  children: 6,
  ...more,
});
const left = (more: Partial<Handles>): string[] =>
  leftBehind(handles(), handles(more)).map(({ what }) => what);

it('what comes and goes by itself is no leftover, nor what has gone', () => {
  expect(left({ active: { PipeWrap: 3, MessagePort: 1 }, timers: 6, files: 109, children: 5 })).toEqual([]);
});

it('one more of anything else is, and many timers', () => {
  expect(leftBehind(handles(), handles({ children: 7 }))).toEqual([{ what: 'children', before: 6, now: 7 }]);
  expect(left({ files: 111 })).toEqual(['files']);
  expect(left({ active: { PipeWrap: 4, MessagePort: 2, TCPSocketWrap: 1 } })).toEqual([
    'PipeWrap',
    'TCPSocketWrap',
  ]);
  expect(left({ timers: 7 })).toEqual(['timers']);
});

it.runIf(process.platform === 'linux')('open files are counted, but for the browser engine’s own', () => {
  const [dir, elsewhere] = [realpathSync(tempDir()), tempDir()];
  mkdirSync(join(dir, 'logs'));
  const before = openFiles(process.pid, dir);
  const paths = [join(dir, 'SharedStorage'), join(dir, 'logs', 'app.log'), join(elsewhere, 'a')];
  const opened = paths.map((path) => openSync(path, 'w'));
  try {
    expect(openFiles(process.pid, dir) - before).toBe(2);
  } finally {
    opened.forEach((descriptor) => closeSync(descriptor));
  }
});
