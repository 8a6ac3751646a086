import {
  comparable,
  comparableText,
  foreignParts,
  keysIn,
  stringsIn,
  TAINT_CHARS,
  type Comparable,
} from './untrusted-text.ts';

/*
 * What came from outside in this session, and where later arguments hold it. Remembered texts are indexed by their blocks
 * of twelve: of any 24 characters of a text one such block is a part, so that looking each twelve of the arguments up finds
 * every stretch of 24, and comparing outwards from there tells how long it is.
 */

const BLOCK = TAINT_CHARS / 2;
/** Characters that are kept. What comes after is not, and from then on counts as being in everything. */
const MAX_CHARS = 4_000_000;
const MAX_TRACES = 10_000;
/** Comparisons for one run's arguments; more means texts that repeat themselves, made to be slow to look at. */
const MAX_COMPARED = 4_000_000;
const MAX_PARTS = 50;

/** A stretch of the arguments that came from outside. */
export interface TaintedPart {
  /** Where, as `args.steps[0].text`. */
  where: string;
  /** UTF-16 positions in that string; the end is exclusive. */
  start: number;
  end: number;
  /** The tool that had brought it in, and its run. */
  tool: string;
  runId: string;
}

export interface Taint {
  /** Why, for the decision. */
  words: string;
  parts: TaintedPart[];
}

/** A run that has brought something in from outside. */
export interface Brought {
  runId: string;
  /** What shares it follows from what was brought in; null: not yet, the run itself is still decided on. */
  traceId: string | null;
  tool: string;
  /** Its result, or what its failure says; or what its plan has found out. */
  result: unknown;
  /** What it was asked with: a result that repeats it does not bring it in. */
  own: unknown;
}

/** A text that came from outside, as it is compared. */
interface Entry {
  runId: string;
  tool: string;
  text: string;
}

/** A result as it came, before it was looked at. */
interface Unread {
  runId: string;
  tool: string;
  text: string;
  own: string;
}

interface Limits {
  maxChars: number;
  maxCompared: number;
}

/** What untrusted results have brought in since the app started. In memory only. */
export class BroughtIn {
  readonly #limits: Limits;
  #unread: Unread[] = [];
  readonly #traces = new Map<string, string>();
  readonly #index = new Map<string, { entry: Entry; at: number }[]>();
  /** What is indexed: a page that is read again and again is remembered once, by the run that was first. */
  readonly #texts = new Set<string>();
  #chars = 0;
  #full = false;

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { maxChars: MAX_CHARS, maxCompared: MAX_COMPARED, ...limits };
  }

  remember({ runId, traceId, tool, result, own }: Brought): void {
    if (traceId !== null) this.follow(traceId, tool);
    // A page names some members as well, those of its metadata.
    const texts = [...stringsIn(result).map(({ text }) => text), ...keysIn(result)];
    const chars = texts.reduce((sum, text) => sum + text.length + 1, 0);
    if (chars < TAINT_CHARS) return;
    // What is new of a result is less than all of it, and known only when it has been looked at.
    if (this.#chars + chars > this.#limits.maxChars) this.#indexRest();
    if (this.#chars + chars > this.#limits.maxChars) {
      this.#full = true;
      return;
    }
    this.#chars += chars;
    const ownText = stringsIn(own).map(({ text }) => text);
    // Put together: a page could hand a sentence over in small pieces.
    this.#unread.push({ runId, tool, text: texts.join('\n'), own: ownText.join('\n') });
  }

  /** From now on, what shares this trace follows from what a run of `tool` has told. */
  follow(traceId: string, tool: string): void {
    if (this.#traces.size < MAX_TRACES) this.#traces.set(traceId, tool);
    else this.#full = true;
  }

  /** What of these arguments came from outside, or that they follow from it; null: nothing that is known. */
  find(args: unknown, traceId: string): Taint | null {
    const parts: TaintedPart[] = [];
    const budget = { left: this.#limits.maxCompared };
    this.#indexRest();
    const strings = stringsIn(args);
    for (const { where, text } of strings) {
      for (const written of [text, decoded(text)]) {
        if (written === null || parts.length >= MAX_PARTS) continue;
        const found = this.#findIn(comparable(written), written.length, budget);
        // Positions in the decoded form say nothing of the written one: all of it is marked.
        const whole = written === text ? {} : { start: 0, end: text.length };
        parts.push(...found.map((part) => ({ where: `args${where}`, ...part, ...whole })));
        if (found.length > 0) break;
      }
    }
    const [first] = parts;
    if (first) return { words: wordsOf(first, parts.length), parts: parts.slice(0, MAX_PARTS) };
    const from = this.#traces.get(traceId);
    if (from !== undefined)
      return { words: `It follows from what ${from} has read: it shares its trace.`, parts };
    if (budget.left <= 0) {
      return { words: 'Its arguments are too alike to what was read from outside to be told apart.', parts };
    }
    const long = strings.some(({ text }) => text.length >= TAINT_CHARS);
    if (this.#full && long) {
      return { words: 'More has been read from outside in this session than can be remembered.', parts };
    }
    return null;
  }

  #indexRest(): void {
    for (const { runId, tool, text, own } of this.#unread) {
      this.#chars -= text.length + 1;
      // What a result repeats of what the run was asked with has not come from outside.
      for (const part of foreignParts(comparableText(text), comparableText(own)))
        this.#indexOne({ runId, tool, text: part });
    }
    this.#unread = [];
  }

  #indexOne(entry: Entry): void {
    if (this.#texts.has(entry.text)) return;
    this.#texts.add(entry.text);
    this.#chars += entry.text.length + 1;
    for (let at = 0; at + BLOCK <= entry.text.length; at += BLOCK) {
      const key = entry.text.slice(at, at + BLOCK);
      const places = this.#index.get(key);
      if (places) places.push({ entry, at });
      else this.#index.set(key, [{ entry, at }]);
    }
  }

  #findIn({ text, at }: Comparable, length: number, budget: { left: number }): Omit<TaintedPart, 'where'>[] {
    const found: Omit<TaintedPart, 'where'>[] = [];
    let from = 0;
    while (from + BLOCK <= text.length && budget.left > 0 && found.length < MAX_PARTS) {
      const best = this.#longestAt(text, from, budget);
      if (best === null) {
        from += 1;
        continue;
      }
      const { entry, start, end } = best;
      found.push({ start: at[start] ?? 0, end: at[end] ?? length, tool: entry.tool, runId: entry.runId });
      from = Math.max(from + 1, end);
    }
    return found;
  }

  /** The longest stretch around the block at `from` that a remembered text has too, where it is long enough to count. */
  #longestAt(
    text: string,
    from: number,
    budget: { left: number },
  ): { entry: Entry; start: number; end: number } | null {
    let best: { entry: Entry; start: number; end: number } | null = null;
    for (const { entry, at } of this.#index.get(text.slice(from, from + BLOCK)) ?? []) {
      let before = 0;
      while (before < from && before < at && text[from - before - 1] === entry.text[at - before - 1])
        before += 1;
      let after = BLOCK;
      while (from + after < text.length && text[from + after] === entry.text[at + after]) after += 1;
      // Past the end of both, undefined is like undefined: the loop above ends at the arguments' own end.
      budget.left -= before + after;
      if (budget.left <= 0) return best;
      const length = before + after;
      if (length >= TAINT_CHARS && (best === null || length > best.end - best.start))
        best = { entry, start: from - before, end: from + after };
    }
    return best;
  }
}

function wordsOf({ where, start, end, tool }: TaintedPart, count: number): string {
  const more = count > 1 ? `, and in ${count - 1} more ${count === 2 ? 'place' : 'places'}` : '';
  return `${where} holds ${end - start} characters that ${tool} has read from outside${more}.`;
}

/** An address may carry a text percent-encoded; null where there is nothing to decode. */
function decoded(text: string): string | null {
  if (!/%[0-9a-f]{2}|\+/i.test(text)) return null;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
