/*
 * From text to keys on whatever layout is active. Pure; the server's tables come in, keystrokes go out.
 *
 * A keycode's row of keysyms is read as the core protocol orders it (X11 protocol, "Keyboards"; XKB protocol, "Core Keyboard
 * Mapping to XKB Keyboard Mapping"): group 1 levels 1 and 2, group 2 levels 1 and 2, then group 1 levels 3 and 4, group 2
 * levels 3 and 4. Level 2 is Shift, level 3 ISO_Level3_Shift (AltGr), level 4 both.
 */

import { charactersOf } from '../key-names.ts';

export interface Layout {
  /** The keycode of the first row. */
  first: number;
  rows: readonly (readonly number[])[];
  /** Keycodes of each of the eight modifiers: Shift, Lock, Control, Mod1 to Mod5. */
  modifiers: readonly (readonly number[])[];
  /** The active group, from 0. */
  group: number;
}

export interface Stroke {
  keycode: number;
  /** Keycodes to hold around it. */
  holding: readonly number[];
}

/** A keycode without symbols, and what it is given for a while: without Shift and with it. */
export interface Loan {
  keycode: number;
  keysyms: readonly [number, number];
}

/** A part of a text that can be typed with one set of loans. */
export interface Segment {
  loans: Loan[];
  strokes: Stroke[];
}

export type TextPlan = { segments: Segment[] } | { untypable: string[] };

const ISO_LEVEL3_SHIFT = 0xfe03;
const RETURN = 0xff0d;
const TAB = 0xff09;
/** Keysyms of characters beyond Latin-1 are their code point with this bit set (X11 protocol, appendix A). */
const UNICODE_KEYSYM = 0x0100_0000;

/** The keysym whose meaning is exactly this character; null for control characters and what is no character. */
export function keysymOf(character: string): number | null {
  const code = character.codePointAt(0);
  if (code === undefined) return null;
  if (character === '\n') return RETURN;
  if (character === '\t') return TAB;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return null;
  if (code <= 0xff) return code;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  const noncharacter = (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
  return surrogate || noncharacter ? null : UNICODE_KEYSYM | code;
}

/** The characters of a text as they are typed: one line break is one Return. */
export function typedCharacters(text: string): string[] {
  return charactersOf(text.replaceAll('\r\n', '\n'));
}

/** The keystroke that gives a keysym in the active group, with as few modifiers as possible; null when there is none. */
export function strokeFor(layout: Layout, keysym: number): Stroke | null {
  return inGroup(layout, keysym, layout.group);
}

/** As `strokeFor`, for a shortcut: programs take the key that has the letter in another group too. */
export function shortcutStroke(layout: Layout, keysym: number): Stroke | null {
  return inGroup(layout, keysym, layout.group) ?? inGroup(layout, keysym, 0) ?? inGroup(layout, keysym, 1);
}

function inGroup(layout: Layout, keysym: number, group: number): Stroke | null {
  // The core table ends at two groups.
  if (group > 1) return null;
  for (let level = 0; level < 4; level++) {
    const holding = holdingFor(layout, level);
    if (!holding) continue;
    const index = layout.rows.findIndex((row) => symbolAt(row, group, level) === keysym);
    if (index >= 0) return { keycode: layout.first + index, holding };
  }
  return null;
}

function symbolAt(row: readonly number[], group: number, level: number): number | undefined {
  // A key with one group has it in every group.
  const of = group === 1 && (row[2] ?? 0) === 0 && (row[3] ?? 0) === 0 ? 0 : group;
  return level < 2 ? row[of * 2 + level] : row[4 + of * 2 + level - 2];
}

/** Keys to hold for a level; null when the layout has no key for it. */
function holdingFor(layout: Layout, level: number): number[] | null {
  const keys: number[] = [];
  if (level === 1 || level === 3) {
    const shift = modifierKey(layout, 0);
    if (shift === null) return null;
    keys.push(shift);
  }
  if (level >= 2) {
    const level3 = level3Key(layout);
    if (level3 === null) return null;
    keys.push(level3);
  }
  return keys;
}

function level3Key(layout: Layout): number | null {
  const keys = layout.modifiers.flat().filter((keycode) => keycode !== 0);
  return keys.find((keycode) => layout.rows[keycode - layout.first]?.[0] === ISO_LEVEL3_SHIFT) ?? null;
}

/** The first key of a modifier that has one. */
export function modifierKey(layout: Layout, modifier: number): number | null {
  return layout.modifiers[modifier]?.find((keycode) => keycode !== 0) ?? null;
}

/** Keycodes that no symbol and no modifier uses. */
export function spareKeycodes(layout: Layout): number[] {
  const used = new Set(layout.modifiers.flat());
  return layout.rows
    .map((row, index) => ({ keycode: layout.first + index, empty: row.every((keysym) => keysym === 0) }))
    .filter(({ keycode, empty }) => empty && !used.has(keycode))
    .map(({ keycode }) => keycode);
}

/**
 * Works out every keystroke of a text before the first is sent. Characters that the active group does not have get a
 * spare keycode each half (with and without Shift); when those run out, a further segment begins with new ones.
 * @param loans what is lent already, by a text that was typed a moment ago
 */
export function planText(text: string, layout: Layout, loans: readonly Loan[] = []): TextPlan {
  const characters = typedCharacters(text);
  const untypable = new Set<string>();
  const lent = new Set(loans.map(({ keycode }) => keycode));
  const free = spareKeycodes(layout).filter((keycode) => !lent.has(keycode));
  const lender = new Lender(free, modifierKey(layout, 0), loans);
  // Looked for once each: a long text has few different ones.
  const known = new Map<number, Stroke | null>();
  for (const character of characters) {
    const keysym = keysymOf(character);
    if (keysym === null) {
      untypable.add(character);
      continue;
    }
    const stroke = known.has(keysym) ? (known.get(keysym) ?? null) : strokeFor(layout, keysym);
    known.set(keysym, stroke);
    if (!lender.add(stroke, keysym)) untypable.add(character);
  }
  return untypable.size > 0 ? { untypable: [...untypable] } : { segments: lender.segments };
}

/** Hands out spare keycodes, segment by segment. */
class Lender {
  readonly segments: Segment[] = [];
  /** Keycodes that are free now, and those that will be once what was lent before is typed. */
  readonly #free: readonly number[];
  readonly #all: readonly number[];
  readonly #shift: number | null;
  #strokes = new Map<number, Stroke>();
  #half: { keycode: number; keysym: number } | null = null;
  #next = 0;

  constructor(free: readonly number[], shift: number | null, loans: readonly Loan[]) {
    this.#free = free;
    this.#all = [...free, ...loans.map(({ keycode }) => keycode)];
    this.#shift = shift;
    this.#begin();
    // What is lent already is used as it is before anything else is lent.
    for (const loan of loans) this.#change(loan);
  }

  /** False when there is no keycode to lend. */
  add(known: Stroke | null, keysym: number): boolean {
    const stroke = known ?? this.#strokes.get(keysym) ?? this.#lend(keysym);
    if (stroke) this.#current.strokes.push(stroke);
    return stroke !== null;
  }

  get #current(): Segment {
    return this.segments.at(-1) as Segment;
  }

  #begin(): void {
    this.segments.push({ loans: [], strokes: [] });
    this.#strokes = new Map();
    this.#half = null;
    this.#next = 0;
  }

  #learn(keycode: number, [plain, shifted]: readonly [number, number]): void {
    this.#strokes.set(plain, { keycode, holding: [] });
    if (shifted !== plain && this.#shift !== null)
      this.#strokes.set(shifted, { keycode, holding: [this.#shift] });
  }

  #lend(keysym: number): Stroke | null {
    if (this.#half && this.#shift !== null) {
      const { keycode, keysym: plain } = this.#half;
      this.#half = null;
      this.#change({ keycode, keysyms: [plain, keysym] });
      return this.#strokes.get(keysym) ?? null;
    }
    const pool = this.segments.length === 1 ? this.#free : this.#all;
    // Without a single one there is no further segment either.
    if (pool[this.#next] === undefined && this.#all.length > 0) this.#begin();
    const keycode = pool[this.#next] ?? this.#all[this.#next];
    if (keycode === undefined) return null;
    this.#next += 1;
    this.#half = { keycode, keysym };
    this.#change({ keycode, keysyms: [keysym, keysym] });
    return this.#strokes.get(keysym) ?? null;
  }

  #change(loan: Loan): void {
    const { loans } = this.#current;
    const at = loans.findIndex(({ keycode }) => keycode === loan.keycode);
    if (at < 0) loans.push(loan);
    else loans[at] = loan;
    this.#learn(loan.keycode, loan.keysyms);
  }
}
