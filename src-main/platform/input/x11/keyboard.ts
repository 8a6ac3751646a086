import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyboardDriver, KeyCheck, KeyLooks, TypingPace } from '../desk.ts';
import { namedKey } from '../key-names.ts';
import { untypableError } from '../words.ts';
import type { XConnection } from './connection.ts';
import {
  keysymOf,
  planText,
  shortcutStroke,
  typedCharacters,
  type Layout,
  type Loan,
  type Stroke,
} from './keymap.ts';

/** Characters sent between two looks at whether to go on. */
const CHUNK = 16;
/** Time for programs to hear that a keycode has a symbol now. */
const LEND_MS = 30;
/** What was lent is given back this long after the last key: a text that follows may use it as it is. */
const GIVE_BACK_MS = 1_000;
const LOCK = 1 << 1;
const MODIFIER_NAMES = ['Shift', 'CapsLock', 'Control', 'Alt', 'NumLock', 'Mod3', 'Super', 'AltGr'];

/** Where loans are noted, so that the next start can give back what a killed app could not. */
export interface LoanNote {
  lent(loans: readonly Loan[]): void;
}

/**
 * Keys through the XTEST extension, on the layout that is really active. What it lacks goes to keycodes that mean nothing,
 * for as long as it takes.
 */
export class XKeyboard implements KeyboardDriver {
  readonly #x: XConnection;
  readonly #note: LoanNote;
  readonly #down = new Set<number>();
  #loans: Loan[] = [];
  /** Settles when what is being given back has been: until then the table shows keys that are about to go. */
  #returning: Promise<void> = Promise.resolve();
  #giveBack: NodeJS.Timeout | undefined;

  constructor(x: XConnection, note: LoanNote) {
    this.#x = x;
    this.#note = note;
  }

  async keys(): Promise<KeyCheck> {
    const layout = await this.#layout();
    return {
      untypable: (text) => {
        // Whether a character can be typed does not depend on how often it is.
        const plan = planText([...new Set(typedCharacters(text))].join(''), layout, this.#loans);
        return 'untypable' in plan ? plan.untypable : [];
      },
      unpressable: (chord) => {
        const missing = chord.find((key) => this.#keyStroke(layout, key) === null);
        return missing === undefined ? null : `The keyboard's layout has no key for ${missing}.`;
      },
    };
  }

  async heldModifiers(): Promise<string[]> {
    const { baseMods } = await this.#state();
    return MODIFIER_NAMES.filter((_, index) => (baseMods & (1 << index)) !== 0);
  }

  type(text: string, pace: TypingPace): Promise<void> {
    return this.#keepingLoans(() => this.#type(text, pace));
  }

  press(chord: readonly string[], looks: KeyLooks): Promise<void> {
    return this.#keepingLoans(() => this.#press(chord, looks));
  }

  async release(): Promise<void> {
    clearTimeout(this.#giveBack);
    if (this.#x.lost) return;
    const { release } = await this.#sender();
    for (const keycode of this.#down) release(keycode);
    await this.#x.sync();
    if (this.#loans.length > 0) this.#giveBackSoon();
  }

  /** Gives back what was lent. Only what is still as it was lent: a layout that was loaded since is the person's. */
  async giveBack(afterMs = 0): Promise<void> {
    clearTimeout(this.#giveBack);
    await this.#returning;
    const loans = this.#loans;
    this.#loans = [];
    if (loans.length === 0 || this.#x.lost) return;
    const returning = (async () => {
      if (afterMs > 0) await sleep(afterMs);
      await giveBackKeycodes(this.#x, loans);
      this.#note.lent([]);
    })();
    this.#returning = returning.catch(() => undefined);
    await returning;
  }

  #giveBackSoon(): void {
    clearTimeout(this.#giveBack);
    if (this.#loans.length === 0) return;
    this.#giveBack = setTimeout(() => {
      // A server that is gone has nothing to be given back to.
      this.giveBack().catch(() => undefined);
    }, GIVE_BACK_MS);
    this.#giveBack.unref();
  }

  /** Nothing is given back while keys are sent. */
  async #keepingLoans(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#giveBack);
    try {
      await work();
    } finally {
      this.#giveBackSoon();
    }
  }

  async #type(text: string, { gapMs, check, dealtWith, signal }: TypingPace): Promise<void> {
    const layout = await this.#layout();
    const plan = planText(text, layout, this.#loans);
    if ('untypable' in plan) throw untypableError(plan.untypable);
    const unlock = await this.#withoutCapsLock();
    try {
      const send = await this.#sender();
      for (const [index, { loans, strokes }] of plan.segments.entries()) {
        if (index > 0) await dealtWith();
        await check();
        await this.#lend(loans);
        for (let at = 0; at < strokes.length;) {
          await check();
          const gap = gapMs();
          const part = strokes.slice(at, at + (gap > 0 ? 1 : CHUNK));
          for (const stroke of part) send.stroke(stroke);
          await this.#x.sync();
          at += part.length;
          if (gap > 0) await sleep(gap, undefined, { signal });
        }
      }
      // What is given back may not be looked up any more.
      if (plan.segments.some(({ strokes }) => this.#lentAmong(strokes))) await dealtWith();
    } finally {
      await unlock();
    }
  }

  async #press(chord: readonly string[], { check, dealtWith }: KeyLooks): Promise<void> {
    const layout = await this.#layout();
    const strokes = chord.map((key) => {
      const stroke = this.#keyStroke(layout, key);
      if (!stroke) throw untypableError([key]);
      return stroke;
    });
    const keycodes = [...new Set(strokes.flatMap(({ keycode, holding }) => [...holding, keycode]))];
    const { press, release } = await this.#sender();
    await check();
    for (const keycode of keycodes) press(keycode);
    for (const keycode of keycodes.reverse()) release(keycode);
    await this.#x.sync();
    if (this.#lentAmong(strokes)) await dealtWith();
  }

  #lentAmong(strokes: readonly Stroke[]): boolean {
    const lent = new Set(this.#loans.map(({ keycode }) => keycode));
    return strokes.some(({ keycode }) => lent.has(keycode));
  }

  async #lend(loans: readonly Loan[]): Promise<void> {
    const known = new Map(this.#loans.map((loan) => [loan.keycode, loan.keysyms]));
    const fresh = loans.filter(({ keycode, keysyms }) => known.get(keycode)?.join() !== keysyms.join());
    if (fresh.length === 0) return;
    for (const { keycode, keysyms } of fresh) known.set(keycode, keysyms);
    this.#loans = [...known].map(([keycode, keysyms]) => ({ keycode, keysyms }));
    this.#note.lent(this.#loans);
    // The same in both groups of the core table: whichever is active, it is this character.
    for (const { keycode, keysyms } of fresh)
      this.#x.client.ChangeKeyboardMapping(keycode, 4, [...keysyms, ...keysyms]);
    await this.#x.sync();
    await sleep(LEND_MS);
  }

  /** Caps Lock would turn letters into capitals: off while typing. Resolves to what turns it on again. */
  async #withoutCapsLock(): Promise<() => Promise<void>> {
    const { lockedMods } = await this.#state();
    if ((lockedMods & LOCK) === 0) return () => Promise.resolve();
    const xkb = await this.#x.extension('xkb');
    const set = async (locks: number): Promise<void> => {
      xkb.LatchLockState(xkb.UseCoreKbd, LOCK, locks, false, 0, 0, 0, false, 0);
      await this.#x.sync();
    };
    await set(0);
    return () => set(LOCK);
  }

  async #state(): Promise<{ baseMods: number; lockedMods: number; group: number }> {
    const xkb = await this.#x.extension('xkb');
    return this.#x.ask<{ baseMods: number; lockedMods: number; group: number }>((reply) =>
      xkb.GetState(xkb.UseCoreKbd, reply),
    );
  }

  async #layout(): Promise<Layout> {
    const x = this.#x;
    await this.#returning;
    const { first, count } = x.keycodes;
    const [rows, modifiers, { group }] = await Promise.all([
      x.ask<number[][]>((reply) => x.client.GetKeyboardMapping(first, count, reply)),
      x.ask<number[][]>((reply) => x.client.GetModifierMapping(reply)),
      this.#state(),
    ]);
    return { first, rows, modifiers, group };
  }

  #keyStroke(layout: Layout, key: string): Stroke | null {
    const keysym = namedKey(key)?.keysym ?? keysymOf(key);
    return keysym === null ? null : shortcutStroke(layout, keysym);
  }

  async #sender(): Promise<{
    press: (keycode: number) => void;
    release: (keycode: number) => void;
    stroke: (stroke: Stroke) => void;
  }> {
    const xtest = await this.#x.extension('xtest');
    const press = (keycode: number): void => {
      this.#down.add(keycode);
      xtest.FakeInput(xtest.KeyPress, keycode, 0, 0, 0, 0);
    };
    const release = (keycode: number): void => {
      xtest.FakeInput(xtest.KeyRelease, keycode, 0, 0, 0, 0);
      this.#down.delete(keycode);
    };
    const stroke = ({ keycode, holding }: Stroke): void => {
      for (const key of holding) press(key);
      press(keycode);
      release(keycode);
      for (const key of [...holding].reverse()) release(key);
    };
    return { press, release, stroke };
  }
}

/** Makes lent keycodes mean nothing again, but for those that mean something else by now. */
export async function giveBackKeycodes(x: XConnection, loans: readonly Loan[]): Promise<void> {
  for (const { keycode, keysyms } of loans) {
    const [row] = await x.ask<number[][]>((reply) => x.client.GetKeyboardMapping(keycode, 1, reply));
    if (row?.[0] === keysyms[0] && row[1] === keysyms[1]) x.client.ChangeKeyboardMapping(keycode, 1, [0]);
  }
  await x.sync();
}
