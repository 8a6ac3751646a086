import fs from 'node:fs';
import { join } from 'node:path';
import {
  closedName,
  CURRENT,
  listClosed,
  MAX_NUMBER,
  readStatementFile,
  TOMBSTONE_TYPE,
  tombstoneName,
  tombstoneOf,
} from './chain/files.mjs';
import { firstSeal } from './chain/first-line.mjs';
import { lastSeal } from './chain/last-line.mjs';

/** A part of the log: a file with records `firstSeq` to `lastSeq`, of which `bytes` are on disk. */
export interface Segment {
  path: string;
  name: string;
  /** null for the current one, which is still written to. */
  number: number | null;
  firstSeq: number;
  lastSeq: number;
  bytes: number;
}

/** The closed segments of a log's folder, oldest first, as the app knows them while it runs. */
export class ClosedSegments {
  readonly dir: string;
  #list: Segment[] = [];
  /** The highest number ever given, removed ones included. */
  #highest = 0;

  constructor(dir: string) {
    this.dir = dir;
  }

  get list(): readonly Segment[] {
    return this.#list;
  }

  /** Reads the folder anew. A file that holds no record is passed over here; `verify` names it. */
  load(): void {
    const found = listClosed(this.dir);
    this.#list = found
      .filter(({ removed }) => !removed)
      .flatMap(({ name, number }) => {
        const segment = readSegment(join(this.dir, name), name, number);
        return segment ? [segment] : [];
      });
    // Anybody can make a file with a high number and nothing in it: it must not lead the app's own to where none is looked for.
    const removed = found.findLast((each) => each.removed && holdsTombstone(this.dir, each.name));
    this.#highest = Math.max(this.#list.at(-1)?.number ?? 0, removed?.number ?? 0);
  }

  /** Where the current file goes when it is closed next; null when there are no more names. */
  nextPath(): { path: string; name: string; number: number } | null {
    const isTaken = (number: number): boolean =>
      [closedName(number), tombstoneName(number)].some((name) => fs.existsSync(join(this.dir, name)));
    let number = this.#highest + 1;
    while (number <= MAX_NUMBER && isTaken(number)) number++;
    if (number > MAX_NUMBER) return null;
    const name = closedName(number);
    return { path: join(this.dir, name), name, number };
  }

  add(segment: Segment & { number: number }): void {
    this.#list.push(segment);
    this.#highest = Math.max(this.#highest, segment.number);
  }

  remove(number: number): void {
    this.#list = this.#list.filter((segment) => segment.number !== number);
  }
}

function holdsTombstone(dir: string, name: string): boolean {
  const statement = readStatementFile(dir, name, TOMBSTONE_TYPE);
  return typeof statement === 'object' && tombstoneOf(statement.body) !== null;
}

function readSegment(path: string, name: string, number: number): Segment | null {
  const fd = fs.openSync(path, 'r');
  try {
    const first = firstSeal(fd);
    const last = lastSeal(fd);
    if (!first || !last) return null;
    return { path, name, number, firstSeq: first.seq, lastSeq: last.seq, bytes: fs.fstatSync(fd).size };
  } finally {
    fs.closeSync(fd);
  }
}

/** The log's parts in a folder that no app is writing to, oldest first, the current one last. */
export function listSegments(dir: string): Segment[] {
  const closed = new ClosedSegments(dir);
  closed.load();
  const path = join(dir, CURRENT);
  if (!fs.existsSync(path)) return [...closed.list];
  const current = readSegment(path, CURRENT, 0);
  return current ? [...closed.list, { ...current, number: null }] : [...closed.list];
}

/** First and last record of a log's parts; zeros while it is empty. */
export function spanOf(parts: readonly Segment[]): { firstSeq: number; lastSeq: number } {
  const firstSeq = parts[0]?.firstSeq ?? 0;
  const lastSeq = parts.at(-1)?.lastSeq ?? 0;
  return lastSeq < firstSeq ? { firstSeq: 0, lastSeq: 0 } : { firstSeq, lastSeq };
}
