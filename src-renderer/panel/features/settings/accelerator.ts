import type { Os } from '../../../ui/keys.ts';

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a press is, as a shortcut: whole, only begun (keys are held, none is pressed), or one that would catch ordinary typing. */
export type Pressed =
  { state: 'whole'; accelerator: string } | { state: 'begun'; held: string } | { state: 'plain' };

const MODIFIERS = ['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'CapsLock', 'NumLock'];
const NAMED: Record<string, string> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
};
const AS_IT_IS = /^(Backspace|Delete|Insert|Home|End|PageUp|PageDown|Enter|Tab|Escape|F([1-9]|1\d|2[0-4]))$/;

/** The key by the name that Electron has for it; null for one that it has none for. */
function keyOf({ key, code }: Press): string | null {
  // With Shift or Alt a letter or digit types something else; the key is the same.
  const [, letter] = /^(?:Key|Digit)([A-Z0-9])$/.exec(code) ?? [];
  if (/^[A-Za-z0-9]$/.test(key)) return key.toUpperCase();
  if (letter !== undefined) return letter;
  if (AS_IT_IS.test(key)) return key === 'Escape' ? 'Esc' : key;
  return NAMED[key] ?? (/^[!-~]$/.test(key) ? key : null);
}

/** A press as an Electron accelerator. */
export function acceleratorOf(press: Press, os: Os): Pressed {
  const mac = os === 'mac';
  const held = [
    (mac ? press.metaKey : press.ctrlKey) && 'CommandOrControl',
    mac && press.ctrlKey && 'Control',
    !mac && press.metaKey && 'Super',
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
  ].filter((name) => name !== false);
  if (MODIFIERS.includes(press.key)) return { state: 'begun', held: held.join('+') };
  const key = keyOf(press);
  const free = held.some((name) => name !== 'Shift') || /^F\d+$/.test(key ?? '');
  if (key === null || !free) return { state: 'plain' };
  return { state: 'whole', accelerator: [...held, key].join('+') };
}
