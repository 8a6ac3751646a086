import { expect, test } from 'vitest';
import { keysymOf, planText, type Layout } from '../../../../src-main/platform/input/x11/keymap.ts';

const SHIFT = 50;
/** Keycodes 10 (a, A), 11 (1, !), 12 to 13 spare. */
const LAYOUT: Layout = {
  first: 10,
  rows: [
    [0x61, 0x41, 0x61, 0x41],
    [0x31, 0x21, 0x31, 0x21],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
  modifiers: [[SHIFT], [], [], [], [], [], [], []],
  group: 0,
};

test('what the layout has is its key, with Shift where it needs it', () => {
  expect(planText('aA1!', LAYOUT)).toEqual({
    segments: [
      {
        loans: [],
        strokes: [
          { keycode: 10, holding: [] },
          { keycode: 10, holding: [SHIFT] },
          { keycode: 11, holding: [] },
          { keycode: 11, holding: [SHIFT] },
        ],
      },
    ],
  });
});

test('what it lacks is lent to spare keycodes, two to each, and a further part begins when they run out', () => {
  const plan = planText('éñßłж', LAYOUT);
  if (!('segments' in plan)) throw new Error('It can be typed.');
  expect(plan.segments.map(({ loans }) => loans)).toEqual([
    [
      { keycode: 12, keysyms: [0xe9, 0xf1] },
      { keycode: 13, keysyms: [0xdf, 0x0100_0142] },
    ],
    [{ keycode: 12, keysyms: [0x0100_0436, 0x0100_0436] }],
  ]);
});

test('what is lent already is used as it is', () => {
  const plan = planText('é', LAYOUT, [{ keycode: 13, keysyms: [0xe9, 0xe9] }]);
  expect(plan).toMatchObject({ segments: [{ strokes: [{ keycode: 13, holding: [] }] }] });
});

test.each(['\u0007', '\ud800', '\ufffe', '\u0085'])('%j is no character to type', (character) => {
  expect(keysymOf(character)).toBeNull();
  expect(planText(`a${character}`, LAYOUT)).toEqual({ untypable: [character] });
});

test('without a spare keycode, what the layout lacks cannot be typed', () => {
  const full = { ...LAYOUT, rows: LAYOUT.rows.slice(0, 2) };
  expect(planText('aé', full)).toEqual({ untypable: ['é'] });
});
