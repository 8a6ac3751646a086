import type { KeyboardDriver, WindowView } from '../desk.ts';
import type { HeldNote } from '../held-note.ts';
import { readClipboard } from './clipboard.ts';
import { XConnection } from './connection.ts';
import { giveBackKeycodes, XKeyboard } from './keyboard.ts';
import type { Loan } from './keymap.ts';
import { XWindows, type OwnWindows } from './windows.ts';

/** Buttons 1 to 5 stand in a pointer's mask from this bit on (X11 protocol, KEYBUTMASK). */
const FIRST_BUTTON_BIT = 8;
const BUTTONS = 5;
/** What a program may still have to look up before lent keycodes are taken from it, in milliseconds. */
const LAST_KEYS_MS = 150;

/** Everything of one X server, over one connection. */
export async function openX11(
  display: string,
  own: OwnWindows,
  note: HeldNote,
): Promise<{
  view: WindowView;
  keyboard: KeyboardDriver;
  readClipboard(signal: AbortSignal): Promise<string>;
  letGo(lent: readonly Loan[]): Promise<void>;
  readonly lost: boolean;
  close(): Promise<void>;
}> {
  const x = await XConnection.open(display);
  const keyboard = new XKeyboard(x, note);
  return {
    view: new XWindows(x, own),
    keyboard,
    readClipboard: (signal) => readClipboard(x, signal),
    letGo: (lent) => letGo(x, lent),
    get lost() {
      return x.lost;
    },
    async close() {
      await keyboard.giveBack(LAST_KEYS_MS);
      x.close();
    },
  };
}

/** Releases every key and button that the server has down. */
async function letGo(x: XConnection, lent: readonly Loan[]): Promise<void> {
  const xtest = await x.extension('xtest');
  const [keys, { keyMask }] = await Promise.all([
    x.ask<Buffer>((reply) => x.client.QueryKeymap(reply)),
    x.ask<{ keyMask: number }>((reply) => x.client.QueryPointer(x.root, reply)),
  ]);
  for (let keycode = 0; keycode < keys.length * 8; keycode++) {
    const down = ((keys[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0;
    if (down) xtest.FakeInput(xtest.KeyRelease, keycode, 0, 0, 0, 0);
  }
  for (let button = 1; button <= BUTTONS; button++) {
    const down = (keyMask & (1 << (FIRST_BUTTON_BIT + button - 1))) !== 0;
    if (down) xtest.FakeInput(xtest.ButtonRelease, button, 0, 0, 0, 0);
  }
  await giveBackKeycodes(x, lent);
}
