/*
 * Names of keys, the same on every system. A chord is keys joined by +, pressed in that order and let go in the reverse one:
 * Control+C, Alt+F4, Control+Shift+Tab, or a single one.
 */

/** A named key: its keysym (X11 protocol, appendix A; X.Org's keysymdef.h), and its name in nut-js where it has one. */
export interface NamedKey {
  keysym: number;
  nut: string | null;
  modifier?: true;
}

const NAMED: Record<string, NamedKey> = {
  Control: { keysym: 0xffe3, nut: 'LeftControl', modifier: true },
  Shift: { keysym: 0xffe1, nut: 'LeftShift', modifier: true },
  Alt: { keysym: 0xffe9, nut: 'LeftAlt', modifier: true },
  AltGr: { keysym: 0xfe03, nut: 'RightAlt', modifier: true },
  Super: { keysym: 0xffeb, nut: 'LeftSuper', modifier: true },
  Return: { keysym: 0xff0d, nut: 'Return' },
  Tab: { keysym: 0xff09, nut: 'Tab' },
  Escape: { keysym: 0xff1b, nut: 'Escape' },
  Space: { keysym: 0x20, nut: 'Space' },
  Plus: { keysym: 0x2b, nut: null },
  Backspace: { keysym: 0xff08, nut: 'Backspace' },
  Delete: { keysym: 0xffff, nut: 'Delete' },
  Insert: { keysym: 0xff63, nut: 'Insert' },
  Home: { keysym: 0xff50, nut: 'Home' },
  End: { keysym: 0xff57, nut: 'End' },
  PageUp: { keysym: 0xff55, nut: 'PageUp' },
  PageDown: { keysym: 0xff56, nut: 'PageDown' },
  Left: { keysym: 0xff51, nut: 'Left' },
  Up: { keysym: 0xff52, nut: 'Up' },
  Right: { keysym: 0xff53, nut: 'Right' },
  Down: { keysym: 0xff54, nut: 'Down' },
  Print: { keysym: 0xff61, nut: 'Print' },
  Pause: { keysym: 0xff13, nut: 'Pause' },
  Menu: { keysym: 0xff67, nut: 'Menu' },
  CapsLock: { keysym: 0xffe5, nut: 'CapsLock' },
  NumLock: { keysym: 0xff7f, nut: 'NumLock' },
  ScrollLock: { keysym: 0xff14, nut: 'ScrollLock' },
};
const FUNCTION_KEYS = 24;
for (let n = 1; n <= FUNCTION_KEYS; n++) NAMED[`F${n}`] = { keysym: 0xffbe + n - 1, nut: `F${n}` };

const OTHER_NAMES: Record<string, string> = {
  ctrl: 'Control',
  option: 'Alt',
  altgraph: 'AltGr',
  win: 'Super',
  windows: 'Super',
  meta: 'Super',
  cmd: 'Super',
  command: 'Super',
  enter: 'Return',
  esc: 'Escape',
  del: 'Delete',
  ins: 'Insert',
  page_up: 'PageUp',
  pgup: 'PageUp',
  page_down: 'PageDown',
  pgdn: 'PageDown',
  arrowleft: 'Left',
  arrowup: 'Up',
  arrowright: 'Right',
  arrowdown: 'Down',
  printscreen: 'Print',
  backspace: 'Backspace',
};
const BY_LOWER = new Map(Object.keys(NAMED).map((name) => [name.toLowerCase(), name]));

/** Keys of a chord by the names used here; a single character stands for itself. null: not a chord, or an unknown key. */
export function parseChord(key: string): string[] | null {
  // A trailing + that follows a + is the key itself.
  const parts =
    key === '+' ? ['+'] : key.endsWith('++') ? [...key.slice(0, -2).split('+'), '+'] : key.split('+');
  const names = parts.map(keyName);
  return names.includes(null) ? null : names.filter((name) => name !== null);
}

function keyName(part: string): string | null {
  // A letter is its key: a capital one says no more than the key's own print.
  if (charactersOf(part).length === 1) return /^[A-Z]$/.test(part) ? part.toLowerCase() : part;
  const lower = part.toLowerCase();
  return BY_LOWER.get(lower) ?? OTHER_NAMES[lower] ?? null;
}

/** What is known of a named key; undefined for a single character. */
export function namedKey(name: string): NamedKey | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** For messages: the names there are. */
export function keyNames(): string {
  return [...Object.keys(NAMED).filter((name) => !/^F\d/.test(name)), `F1 to F${FUNCTION_KEYS}`].join(', ');
}

/** The code points of a text, one string each. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}
