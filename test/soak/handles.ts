import { readdirSync, readlinkSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** What an app holds open, counted. */
export interface Handles {
  /** What keeps main's event loop alive, by type, timers aside. */
  active: Record<string, number>;
  /** Timers that keep it alive. */
  timers: number;
  /** Files, sockets, pipes and the like, without the browser engine's own data bases. */
  files: number;
  children: number;
}

/** Timers come and go with what is on show: a kind of run that leaves one behind leaves nearly a hundred of them. */
const TIMERS_ON_SHOW = 5;
/** The data folder's parts that the app itself has files open in. */
const OWN = ['logs', 'audit-index', 'artifacts', 'imported', 'browsers', 'profiles'];

/** How many files a process has open. What the browser engine keeps in the data folder it opens whenever it thinks of it: not those. */
export function openFiles(pid: number, userData: string): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((descriptor) => {
    const [top = ''] = relative(userData, targetOf(`${folder}/${descriptor}`)).split(sep);
    return top === '..' || OWN.includes(top);
  }).length;
}

/** Of one that was closed meanwhile: nothing of the data folder's. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '/';
    throw error;
  }
}

/** What there is more of by now, with both counts; threads and the like that have gone since are no leftover. */
export function leftBehind(before: Handles, now: Handles): { what: string; before: number; now: number }[] {
  const counts = ({ active, timers, files, children }: Handles) => ({ ...active, timers, files, children });
  const known: Record<string, number> = counts(before);
  return Object.entries<number>(counts(now)).flatMap(([what, count]) => {
    const was = known[what] ?? 0;
    const slack = what === 'timers' ? TIMERS_ON_SHOW : 0;
    return count > was + slack ? [{ what, before: was, now: count }] : [];
  });
}
