import type { Command } from './command.ts';

const fold = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase().replaceAll('_', ' ');

/**
 * The commands that have every typed word somewhere, those whose words begin with them first. Case, accents and
 * underscores don't count.
 */
export function matching(all: readonly Command[], typed: string): Command[] {
  const parts = fold(typed).split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [...all];
  const scored = all.flatMap((command, at) => {
    const title = fold(`${command.title} ${command.note ?? ''}`);
    const starts = ` ${title}`;
    if (!parts.every((part) => title.includes(part))) return [];
    const begun = parts.filter((part) => starts.includes(` ${part}`)).length;
    return [{ command, score: begun * 1000 - at }];
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ command }) => command);
}
