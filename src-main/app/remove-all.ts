import fs from 'node:fs';
import { sleepSync } from './end-helpers.ts';
import { removeKept } from './kept-data.ts';

const QUIET_MS = 150;
const MOST_ROUNDS = 20;

interface Parts {
  /** The data folder's real path. */
  dir: string;
  /** Where the updater keeps what it has downloaded; null: it stays. */
  cache: string | null;
  /** What the app has told the system of itself. */
  entries: { removals(): readonly (() => void)[] };
}

/** Removes everything that is kept, each part whatever became of the others. @returns what could not be removed, with why */
export function removeAll({ dir, cache, entries }: Parts): string[] {
  const left: string[] = [];
  const attempt = (part: () => void): void => {
    try {
      part();
    } catch (error) {
      left.push(String(error));
    }
  };
  for (const removal of entries.removals()) attempt(removal);
  attempt(() => cache !== null && fs.rmSync(cache, { recursive: true, force: true }));
  attempt(() => left.push(...untilNothingComes(() => removeKept(dir))));
  return left;
}

/** Threads of Chromium's in main may still be writing: again, until a while goes by in which nothing has come. */
function untilNothingComes(remove: () => ReturnType<typeof removeKept>): string[] {
  for (let round = 1; ; round += 1) {
    const { removed, left } = remove();
    if (removed === 0 || round === MOST_ROUNDS) return left;
    sleepSync(QUIET_MS);
  }
}
