import { isAscii } from 'node:buffer';
import { AUDIT_EVENTS, type AuditEntry, type AuditQuery } from '../../src-preload/contract/types.ts';
import type { Line } from './lines.ts';
import { HASH_MEMBER_BYTES, PREV_MEMBER_BYTES } from './chain/seal.mjs';
import { readRecord } from './readable.ts';
import { RunFold, type FoldedRun } from './run-fold.ts';
import { wordsNotIn, type Term } from './text-terms.ts';

/** More runs than this are never open at once, and more of their lines are never held: a log must not fill the memory. */
const MAX_OPEN = 10_000;
const MAX_HELD_CHARS = 2 * 1024 * 1024;

/** How the writer begins a line of a run. Nothing of it is searched, and longer than `START_BYTES` it never is. */
const START =
  /^\{"seq":[1-9][0-9]{0,15},"ts":[0-9.]{1,24},"audit_id":"[0-9a-f-]{1,100}","event":"([a-z]{1,20})","run_id":"([ !#-[\]-~]{1,100})",/;
const START_BYTES = 320;
const KNOWN_EVENTS: ReadonlySet<string> = new Set(AUDIT_EVENTS);
/** Said twice in a line, the last one counts for a parser; and a key can be written in many ways. */
const SAID_AGAIN = /"(?:event|run_id)"|\\u/g;
/** How far before a line's end its seal begins, and how (see `readSeal`). */
const SEAL_CHARS = PREV_MEMBER_BYTES + HASH_MEMBER_BYTES;
const SEAL_START = ',"prev_hash":"';

/** What a run that is looked for has somewhere in its lines: all of the words, in lower case, and one of each list. */
interface Wanted {
  words: readonly string[];
  values: readonly (readonly string[])[];
}

/** A run's lines so far, the newest first, their bytes a character each; and what none of them has. */
interface Held {
  lines: string[];
  wanted: Wanted;
}

/**
 * Folds a log's lines, offered newest first, into runs, as `RunFold` does with records. To read a record takes several times
 * as long as to look for a word in its line: where something is looked for, the lines of a run are held until it is complete,
 * and read only if all of it stands in them. What is not as the writer writes it is always read.
 */
export class RunLines {
  private readonly fold: RunFold;
  private readonly wanted: Wanted;
  private readonly held = new Map<string, Held>();
  private heldChars = 0;

  constructor(query: AuditQuery, terms: readonly Term[]) {
    this.fold = new RunFold(query, terms);
    this.wanted = wantedBy(query, terms);
  }

  /** @returns runs that are complete with this line, those without what is looked for left out or not */
  add({ bytes, complete }: Line): FoldedRun[] {
    if (!complete || !bytes) return [];
    const start = isNothing(this.wanted) ? null : START.exec(bytes.toString('latin1', 0, START_BYTES));
    const [lead = '', event = '', runId = ''] = start ?? [];
    if (!KNOWN_EVENTS.has(event) || this.fold.has(runId)) return this.addRecord(readRecord(bytes));
    const text = bytes.toString('latin1');
    const from = lead.length;
    SAID_AGAIN.lastIndex = from;
    if (!text.startsWith(SEAL_START, text.length - SEAL_CHARS) || SAID_AGAIN.test(text))
      return this.addRecord(readRecord(bytes));
    const held = this.hold(runId, text);
    held.wanted = stillWanted(held.wanted, bytes, text, from);
    // Somebody may have broken the line: its run then goes on.
    if (event !== 'requested' || readRecord(bytes)?.event !== event) return this.limited([]);
    return this.judge(runId, held);
  }

  /** Runs whose first record is not in the log. */
  rest(): FoldedRun[] {
    const complete = [...this.held].flatMap(([runId, held]) => this.judge(runId, held));
    return [...complete, ...this.fold.rest()];
  }

  private addRecord(entry: AuditEntry | null): FoldedRun[] {
    if (!entry) return [];
    // The newer ones first.
    const complete = entry.run_id === undefined ? [] : this.read(entry.run_id);
    return this.limited([...complete, ...this.fold.add(entry)]);
  }

  private hold(runId: string, text: string): Held {
    const held = this.held.get(runId) ?? { lines: [], wanted: this.wanted };
    this.held.set(runId, held);
    // Not the bytes: they are a view into a chunk of the file, which they would keep.
    held.lines.push(text);
    this.heldChars += text.length;
    return held;
  }

  /** Lets go of a run's lines. */
  private take(runId: string): string[] {
    const lines = this.held.get(runId)?.lines ?? [];
    this.held.delete(runId);
    for (const line of lines) this.heldChars -= line.length;
    return lines;
  }

  /** A run that is complete: it is read where all that is looked for stands in it. */
  private judge(runId: string, { wanted }: Held): FoldedRun[] {
    if (isNothing(wanted)) return this.read(runId);
    this.take(runId);
    return [];
  }

  private read(runId: string): FoldedRun[] {
    return this.take(runId).flatMap((line) => {
      const entry = readRecord(Buffer.from(line, 'latin1'));
      return entry ? this.fold.add(entry) : [];
    });
  }

  private limited(complete: FoldedRun[]): FoldedRun[] {
    if (this.held.size + this.fold.size > MAX_OPEN) return [...complete, ...this.rest()];
    if (this.heldChars <= MAX_HELD_CHARS) return complete;
    return [...complete, ...[...this.held.keys()].flatMap((runId) => this.read(runId))];
  }
}

function wantedBy({ tools, statuses, callers }: AuditQuery, terms: readonly Term[]): Wanted {
  const lists = [tools, statuses, callers].map((list) => (list ?? []).map((value) => JSON.stringify(value)));
  return {
    words: [...new Set(terms.flat())],
    values: lists.filter((list) => list.length > 0 && list.every((value) => isPlain(value))),
  };
}

/** Whether a value is written in one way only. */
function isPlain(value: string): boolean {
  return isAscii(Buffer.from(value)) && !/[\\/]/.test(value);
}

function isNothing({ words, values }: Wanted): boolean {
  return words.length === 0 && values.length === 0;
}

/** What a line has not either. @param text its bytes, a character each; looked at from `from` on */
function stillWanted(wanted: Wanted, bytes: Buffer, text: string, from: number): Wanted {
  if (isNothing(wanted)) return wanted;
  return {
    words: wordsNotIn(bytes, text, wanted.words, from),
    values: wanted.values.filter((list) => !list.some((value) => isSaid(value, text, from))),
  };
}

/** Whether a value stands in a line, and not only as a key. */
function isSaid(value: string, text: string, from: number): boolean {
  for (let at = text.indexOf(value, from); at >= 0; at = text.indexOf(value, at + 1)) {
    if (text[at + value.length] !== ':') return true;
  }
  return false;
}
