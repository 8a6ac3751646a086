import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '../tool-error.ts';
import type { KeyboardDriver, KeyCheck, KeyLooks, TypingPace } from './desk.ts';
import { charactersOf, namedKey } from './key-names.ts';
import type { Nut, NutJs } from './nut.ts';
import { releaseAll } from './release-all.ts';
import { untypableError } from './words.ts';

type NutKey = Parameters<NutJs['keyboard']['pressKey']>[number];

const SHORTCUT_CHARACTERS: Record<string, string> = {
  '`': 'Grave',
  '-': 'Minus',
  '=': 'Equal',
  '[': 'LeftBracket',
  ']': 'RightBracket',
  '\\': 'Backslash',
  ';': 'Semicolon',
  "'": 'Quote',
  ',': 'Comma',
  '.': 'Period',
  '/': 'Slash',
  ' ': 'Space',
};

/**
 * Keys by nut-js, for macOS and Windows. There its typing hands the system the character itself, 16 bits of it, whatever the
 * layout is; what does not fit is refused before anything is sent. Which modifiers the person holds is not told there.
 */
export class NutKeyboard implements KeyboardDriver {
  readonly #nut: Nut;
  readonly #down = new Set<string>();

  constructor(nut: Nut) {
    this.#nut = nut;
  }

  async keys(): Promise<KeyCheck> {
    return {
      untypable,
      unpressable: (chord) => {
        const missing = chord.find((key) => this.#keyOf(key) === undefined);
        return missing === undefined ? null : `${missing} cannot be pressed on this system.`;
      },
    };
  }

  heldModifiers(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async type(text: string, pace: TypingPace): Promise<void> {
    const { gapMs, check, signal } = pace;
    const bad = untypable(text);
    if (bad.length > 0) throw untypableError(bad);
    const keyboard = this.#nut.js.providerRegistry.getKeyboard();
    for (const character of text.replaceAll('\r\n', '\n')) {
      if (character === '\n' || character === '\r') await this.press(['Return'], pace);
      else if (character === '\t') await this.press(['Tab'], pace);
      else {
        await check();
        await keyboard.type(character);
      }
      const gap = gapMs();
      if (gap > 0) await sleep(gap, undefined, { signal });
    }
  }

  async press(chord: readonly string[], { check }: Pick<KeyLooks, 'check'>): Promise<void> {
    // Before any of them is down.
    for (const key of chord) this.#known(key);
    await check();
    for (const key of chord) await this.#toggle(key, true);
    await this.release();
  }

  release(): Promise<void> {
    return releaseAll(this.#down, (key) => this.#toggle(key, false));
  }

  /** Lets go of every modifier, held or not. */
  async letGoModifiers(): Promise<void> {
    for (const key of ['Control', 'Shift', 'Alt', 'AltGr', 'Super']) await this.#toggle(key, false);
  }

  async #toggle(name: string, down: boolean): Promise<void> {
    const key = this.#known(name);
    const keyboard = this.#nut.js.providerRegistry.getKeyboard();
    if (down) {
      this.#down.add(name);
      await keyboard.pressKey(key);
    } else {
      await keyboard.releaseKey(key);
    }
  }

  /** @throws ToolError `unknown_key` */
  #known(name: string): NutKey {
    const key = this.#keyOf(name);
    if (key === undefined) throw new ToolError('error', 'unknown_key', `There is no key ${name} here.`);
    return key;
  }

  #keyOf(name: string): NutKey | undefined {
    const known = namedKey(name);
    const nutName = known ? known.nut : nutNameOf(name);
    const keys = this.#nut.js.Key as unknown as Record<string, NutKey | undefined>;
    return nutName === null ? undefined : keys[nutName];
  }
}

function untypable(text: string): string[] {
  const bad = charactersOf(text).filter((character) => {
    if (character === '\n' || character === '\t' || character === '\r') return false;
    const code = character.codePointAt(0) ?? 0;
    return (
      code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0xffff || (code >= 0xd800 && code <= 0xdfff)
    );
  });
  return [...new Set(bad)];
}

/** nut-js names the keys of a US keyboard; on other layouts a shortcut takes the key at that place. */
function nutNameOf(character: string): string | null {
  if (/^[a-z]$/.test(character)) return character.toUpperCase();
  if (/^[0-9]$/.test(character)) return `Num${character}`;
  return SHORTCUT_CHARACTERS[character] ?? null;
}
