import { ToolError } from '../tool-error.ts';
import type { AimGuard } from './aim-guard.ts';
import type { KeyboardDriver, KeyLooks, WindowInfo, WindowView } from './desk.ts';
import { charactersOf } from './key-names.ts';
import type { Report } from './report.ts';
import { keyGap } from './speed.ts';
import type { Waiting } from './waiting.ts';
import { windowWords } from './words.ts';

/** A click's window has the keyboard within this time. */
const FOCUS_MS = 1_000;
/** The person has this long to let go of a modifier key. */
const MODIFIER_MS = 3_000;

export interface KeyboardParts {
  view: WindowView;
  keyboard: KeyboardDriver;
  guard: AimGuard;
  waiting: Waiting;
  human: boolean;
  report: Report;
  /** Told before a secret goes to this window. */
  secretFor: (window: WindowInfo) => void;
}

/** What a run does with the keys: each looks at who has the keyboard before it sends any. */
export class KeyboardActions {
  readonly #parts: KeyboardParts;
  /** An action has had its say in who has the keyboard. */
  #moved = false;
  /** Who had it when a question came up, with no action in between that has moved it. */
  #beforeQuestion: WindowInfo | null = null;

  constructor(parts: KeyboardParts) {
    this.#parts = parts;
  }

  /** An action is about to have its say in who has the keyboard. */
  movesFocus(): void {
    this.#moved = true;
    this.#beforeQuestion = null;
  }

  /** A question comes up: answering it takes the keyboard away. */
  async question(): Promise<void> {
    this.#beforeQuestion = (await this.#parts.view.focus()).window;
  }

  /** @param secret what it is typed into is covered in every later picture */
  async type(text: string, { secret }: { secret: boolean }): Promise<void> {
    const { keyboard, human, waiting } = this.#parts;
    await this.#ready(`types ${charactersOf(text).length} characters`);
    await keyboard.type(text, {
      gapMs: () => (human ? keyGap(true) : 0),
      ...this.#looks({ secret }),
      signal: waiting.signal,
    });
  }

  async press(chord: readonly string[]): Promise<void> {
    await this.#ready(`presses ${chord.join('+')}`);
    this.movesFocus();
    await this.#parts.keyboard.press(chord, this.#looks({ secret: false }));
  }

  /** Keys would mean something else with a modifier that the person holds down. @throws ToolError `modifier_held` */
  async modifiersFree(): Promise<void> {
    const { keyboard, waiting } = this.#parts;
    let held: string[] = [];
    const free = async (): Promise<boolean> => (held = await keyboard.heldModifiers()).length === 0;
    if (await waiting.until(free, MODIFIER_MS)) return;
    const message = `${held.join(' and ')} is held down, so that input would mean something else. Let it go and run it again.`;
    throw new ToolError('error', 'modifier_held', message);
  }

  async #ready(what: string): Promise<void> {
    const { view, guard, waiting, report } = this.#parts;
    await this.modifiersFree();
    await this.#takeBack();
    // A click's window gets the keyboard a moment later.
    await waiting.until(async () => {
      const { own, window } = await view.focus();
      return own === null && window !== null && guard.names(window);
    }, FOCUS_MS);
    report('input', windowWords(await guard.withKeyboard()), what);
  }

  /**
   * Gives the keyboard to whom it was planned for. After a question only from us, or from nobody: a person who has gone to
   * another program meanwhile stays there, and the run ends.
   */
  async #takeBack(): Promise<void> {
    const { view, guard, waiting } = this.#parts;
    const before = this.#beforeQuestion;
    this.#beforeQuestion = null;
    const first = this.#moved ? null : guard.firstKeyboard;
    if (!first && !before) return;
    const { own, window } = await view.focus();
    if (first && window?.id !== first.id) await view.activate(first, waiting.signal);
    else if (!first && before && guard.names(before) && (own !== null || window === null))
      await view.activate(before, waiting.signal);
  }

  #looks({ secret }: { secret: boolean }): KeyLooks {
    const { view, guard, secretFor, waiting } = this.#parts;
    /** Windows that may have got keys: a dialog may come up in the middle of a text. */
    const got = new Map<number, WindowInfo>();
    return {
      check: async () => {
        const window = await guard.withKeyboard();
        if (secret) secretFor(window);
        got.set(window.id, window);
        // Last: nothing is waited for between this and the key.
        waiting.signal.throwIfAborted();
      },
      dealtWith: async () => {
        for (const window of got.values()) await view.dealtWith(window, waiting);
      },
    };
  }
}
