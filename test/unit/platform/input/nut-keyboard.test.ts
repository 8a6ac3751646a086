import { describe, expect, test } from 'vitest';
import type { Nut } from '../../../../src-main/platform/input/nut.ts';
import { NutKeyboard } from '../../../../src-main/platform/input/nut-keyboard.ts';

const KEYS = { LeftControl: 1, LeftShift: 2, LeftAlt: 3, A: 4, Return: 5, Tab: 6 };

/** A keyboard that notes what it is sent; names are nut-js's own. */
function keyboard() {
  const sent: string[] = [];
  const stuck = new Set<number>();
  const nameOf = (key: number): string => Object.entries(KEYS).find(([, it]) => it === key)?.[0] ?? '?';
  const provider = {
    type: async (text: string) => void sent.push(text),
    pressKey: async (key: number) => void sent.push(`+${nameOf(key)}`),
    releaseKey: async (key: number) => {
      if (stuck.has(key)) throw new Error('stuck');
      sent.push(`-${nameOf(key)}`);
    },
  };
  const nut = { js: { Key: KEYS, providerRegistry: { getKeyboard: () => provider } } } as unknown as Nut;
  return { keys: new NutKeyboard(nut), sent, stuck };
}

const free = async (): Promise<void> => undefined;
const looks = { check: free, dealtWith: free };
const pace = { ...looks, gapMs: () => 0, signal: new AbortController().signal };

describe('a chord', () => {
  test('goes down in order and up in the opposite one', async () => {
    const { keys, sent } = keyboard();
    await keys.press(['Control', 'Shift', 'a'], looks);
    expect(sent).toEqual(['+LeftControl', '+LeftShift', '+A', '-A', '-LeftShift', '-LeftControl']);
  });

  test('with a key that there is not presses none of them', async () => {
    const { keys, sent } = keyboard();
    expect((await keys.keys()).unpressable(['Control', 'é'])).toBe('é cannot be pressed on this system.');
    await expect(keys.press(['Control', 'é'], looks)).rejects.toMatchObject({ code: 'unknown_key' });
    expect(sent).toEqual([]);
  });

  test('that may not be pressed is not', async () => {
    const { keys, sent } = keyboard();
    await expect(keys.press(['a'], { check: () => Promise.reject(new Error('drift')) })).rejects.toThrow(
      'drift',
    );
    expect(sent).toEqual([]);
  });

  test('of which a key stays down lets go of the others, and of that one when asked again', async () => {
    const { keys, sent, stuck } = keyboard();
    stuck.add(KEYS.LeftShift);
    await expect(keys.press(['Control', 'Shift', 'a'], looks)).rejects.toThrow('stuck');
    expect(sent.slice(3)).toEqual(['-A', '-LeftControl']);
    stuck.clear();
    await keys.release();
    expect(sent.slice(5)).toEqual(['-LeftShift']);
  });
});

describe('a text', () => {
  test('is sent character by character; what ends a line or goes on to the next field is a key', async () => {
    const { keys, sent } = keyboard();
    await keys.type('é1\r\n\t', pace);
    expect(sent).toEqual(['é', '1', '+Return', '-Return', '+Tab', '-Tab']);
  });

  test.each(['a😀', 'a\u0007', 'a\u0085'])(
    'with what does not arrive as itself is not begun: %j',
    async (text) => {
      const { keys, sent } = keyboard();
      const [, bad] = Array.from(text);
      expect((await keys.keys()).untypable(text)).toEqual([bad]);
      await expect(keys.type(text, pace)).rejects.toMatchObject({ code: 'untypable_text' });
      expect(sent).toEqual([]);
    },
  );

  test('stops where it may not go on', async () => {
    const { keys, sent } = keyboard();
    let left = 2;
    const check = (): Promise<void> => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error('drift')));
    await expect(keys.type('abcd', { ...pace, check })).rejects.toThrow('drift');
    expect(sent).toEqual(['a', 'b']);
  });
});
