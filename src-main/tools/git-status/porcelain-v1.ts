import { quoteName } from './names.ts';
import type { StatusEntry } from './porcelain-v2.ts';

/**
 * The text of `git status --porcelain`, made from version 2's entries so that git need not run twice. Version 2 puts
 * conflicts after the other tracked files; version 1 has all of them in the order of their bytes.
 */
export function toPorcelainV1(entries: readonly StatusEntry[]): string {
  const isTracked = (entry: StatusEntry): boolean => entry.kind !== 'untracked' && entry.kind !== 'ignored';
  const tracked = entries.filter(isTracked).sort((a, b) => Buffer.compare(a.path, b.path));
  const others = entries.filter((entry) => !isTracked(entry));
  return [...tracked, ...others]
    .map(({ index, workingTree, path, origPath }) => {
      const from = origPath === undefined ? '' : `${quoteName(origPath)} -> `;
      return `${index}${workingTree} ${from}${quoteName(path)}\n`;
    })
    .join('');
}
