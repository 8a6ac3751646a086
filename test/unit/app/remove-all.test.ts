import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { removeKept } from '../../../src-main/app/kept-data.ts';
import { removeAll } from '../../../src-main/app/remove-all.ts';
import { newFolder } from '../../support/door.ts';

const BUSY = Object.assign(new Error('EBUSY: it is held'), { code: 'EBUSY' });

function folderWith(...names: string[]): string {
  const dir = newFolder();
  for (const name of names) {
    fs.mkdirSync(join(dir, name, '..'), { recursive: true });
    fs.writeFileSync(join(dir, name), 'x');
  }
  return dir;
}

/** The file system refuses one path, as it does what another program holds, or what is another user's. */
function refused(how: 'rmSync' | 'readdirSync' | 'lstatSync', path: string): void {
  const real = fs[how] as (...args: unknown[]) => unknown;
  const spy = vi.spyOn(fs, how as 'rmSync').mockImplementation((...args: unknown[]) => {
    if (args[0] === path) throw BUSY;
    return real(...args);
  });
  onTestFinished(() => spy.mockRestore());
}

it('removes the rest where a part cannot be removed, and says which', () => {
  const dir = folderWith('rules.json', 'logs/tools_audit.jsonl');
  const cache = folderWith('pending/update.zip');
  refused('rmSync', cache);
  const gone = vi.fn();
  const stay = (): void => {
    throw new Error('the entry stays');
  };
  const entries = { removals: () => [stay, gone] };
  expect(removeAll({ dir, cache, entries })).toEqual(['Error: the entry stays', String(BUSY)]);
  expect(gone).toHaveBeenCalledOnce();
  expect(fs.existsSync(dir)).toBe(false);
  expect(fs.readdirSync(cache)).toEqual(['pending']);
});

it('does not go on and on about what stays', () => {
  const dir = folderWith('rules.json', 'control.json');
  refused('rmSync', join(dir, 'rules.json'));
  expect(removeKept(dir)).toEqual({ removed: 1, left: [`${join(dir, 'rules.json')}: EBUSY`] });
  expect(removeKept(dir).removed).toBe(0);
});

it.each(['readdirSync', 'lstatSync'] as const)(
  'removes the rest where a folder of the app cannot be looked into, and says so (%s)',
  (how) => {
    const dir = folderWith('rules.json', 'logs/tools_audit.jsonl', 'audit-index/index.db');
    refused(how, join(dir, 'logs'));
    expect(removeKept(dir).left).toEqual([`${join(dir, 'logs')}: EBUSY`]);
    expect(fs.readdirSync(dir, { recursive: true }).sort()).toEqual([
      'logs',
      join('logs', 'tools_audit.jsonl'),
    ]);
  },
);

it('says nothing of a folder of Chromium that cannot be looked into', () => {
  const dir = folderWith('rules.json', 'databases/Databases.db');
  refused('readdirSync', join(dir, 'databases'));
  expect(removeKept(dir)).toEqual({ removed: 1, left: [] });
});
