import { commandLine } from './processes.ts';
import { treeOf } from './listening.ts';

/** Quick enough for a program that runs for a moment, slow enough to leave the processor to what it looks at. */
const EVERY_MS = 25;

/**
 * Looks again and again at what a listing of processes shows to every user of the computer (Linux): the command lines of a process
 * and all that descend from it.
 * @returns what ends the looking and answers with all that was seen, each once
 */
export function watchListings(root: number): () => string[] {
  const seen = new Set<string>();
  const look = (): void => {
    for (const pid of treeOf(root)) seen.add(commandLine(pid));
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return [...seen];
  };
}
