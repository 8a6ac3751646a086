import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { desktopAction } from '../../src-main/tools/desktop-automation/actions.ts';
import { begin, FREE, test } from '../support/desk.ts';
import { hungClipboard } from '../support/hung-clipboard.ts';
import { ENDED_MS, endedAfter } from '../support/ended-after.ts';
import { heldOn, openEventWindow } from '../support/event-window.ts';
import { middleOf } from '../support/screen.ts';
import { LONG } from '../support/long.ts';

/** Long lists are allowed here. */
const settings = (input_speed: 'human' | 'instant'): string =>
  JSON.stringify({ ...(JSON.parse(FREE) as object), input_speed, max_steps_per_run: 1000 });

/** Each of them has to be lent a key. */
const MANY = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');

interface Point {
  x: number;
  y: number;
}

const HUNG = 'a clipboard that hangs';

/** Actions that go on for seconds, so that a stop comes in the middle of one of their kind. */
const LASTING: Record<string, { human: boolean; actions: (middle: Point) => object[] }> = {
  wait: { human: false, actions: () => [{ action: 'wait', ms: 30_000 }] },
  'a long text': { human: true, actions: () => [{ action: 'type', text: 'Sphinx! '.repeat(200) }] },
  'a text of lent keys': { human: true, actions: () => [{ action: 'type', text: '日本語'.repeat(200) }] },
  'a text with more lent keys than there are': {
    human: true,
    actions: () => [{ action: 'type', text: MANY }],
  },
  'keys and chords': {
    human: true,
    actions: () => Array.from({ length: 900 }, () => ({ action: 'key', key: 'Control+Shift+t' })),
  },
  moves: { human: true, actions: (at) => there(at, (x, y) => ({ action: 'move', x, y })) },
  drags: {
    human: true,
    actions: (at) => there(at, (toX, toY) => ({ action: 'drag', x: at.x, y: at.y + 20, toX, toY })),
  },
  'double clicks': { human: true, actions: (at) => there(at, (x, y) => ({ action: 'dblclick', x, y })) },
  'left clicks': { human: true, actions: (at) => there(at, (x, y) => ({ action: 'click', x, y })) },
  'right clicks': { human: true, actions: (at) => there(at, (x, y) => ({ action: 'right_click', x, y })) },
  'middle clicks': { human: true, actions: (at) => there(at, (x, y) => ({ action: 'middle_click', x, y })) },
  'held buttons': {
    human: true,
    actions: (at) =>
      there(at, (x, y) => [
        { action: 'mouse_down', x, y },
        { action: 'mouse_up', x, y: y + 10 },
      ]).flat(),
  },
  'a long scroll': {
    human: true,
    actions: (at) => Array.from({ length: 200 }, () => ({ action: 'scroll', ...at, dy: 1000 })),
  },
  pictures: { human: false, actions: () => Array.from({ length: 500 }, () => ({ action: 'screenshot' })) },
  'changes of window': {
    human: false,
    actions: () =>
      Array.from({ length: 900 }, (_, n) => ({ action: 'focus_window', title: n % 2 ? 'Events' : 'Other' })),
  },
  looks: { human: false, actions: () => Array.from({ length: 900 }, (_, n) => LOOKS[n % 2] as object) },
  'writing the clipboard': {
    human: false,
    // A write is done at once: without a breath all of them are over before the stop.
    actions: () =>
      Array.from({ length: 450 }, (_, n) => [
        { action: 'clipboard_set', text: `${n}` },
        { action: 'wait', ms: 20 },
      ]).flat(),
  },
  // The program that has it gives nothing.
  [HUNG]: { human: false, actions: () => [{ action: 'clipboard_get' }] },
};
const LOOKS = [{ action: 'windows' }, { action: 'position' }];

test('there is a stop in the middle of every kind of action', () => {
  const stopped = Object.values(LASTING).flatMap(({ actions }) => actions({ x: 0, y: 0 }));
  const kinds = new Set(stopped.map((each) => (each as { action: string }).action));
  expect([...kinds].sort()).toEqual(desktopAction.options.map(({ shape }) => shape.action.value).sort());
});

/** Places left and right of a point in turn. */
function there<T extends object>({ x, y }: Point, action: (x: number, y: number) => T): T[] {
  return Array.from({ length: 200 }, (_, n) => action(x + (n % 2 ? 140 : -140), y));
}

/** Each kind both ways in the long form; in the short one every third kind, and the ways take turns. */
const waysOf = (index: number): ('cancel' | 'pause')[] =>
  LONG ? ['cancel', 'pause'] : [index % 6 === 0 ? 'cancel' : 'pause'];

for (const [index, [kind, { human, actions }]] of Object.entries(LASTING).entries()) {
  if (!LONG && index % 3 !== 0) continue;
  for (const way of waysOf(index)) {
    test(`${way} in the middle of ${kind}: ended at once, nothing held, our windows back`, async ({
      withTerminal,
    }, info) => {
      const {
        desk,
        app,
        terminal: other,
      } = await withTerminal(settings(human ? 'human' : 'instant'), { title: 'Other', at: '40x8+700+100' });
      const { id: windowId, middle } = await openEventWindow(desk);
      expect(middleOf(desk.tell, other.id)).not.toEqual(middle);
      const windows = (): number => desk.tell('xprop', '-root', '_NET_CLIENT_LIST').split(',').length;
      const all = windows();
      const before = [
        { action: 'move', ...middle },
        { action: 'focus_window', title: 'Events' },
      ];
      if (kind === HUNG) await hungClipboard(desk);
      const run = begin(app, ...before, ...actions(middle));
      const runId = await run.reached(before.length + 1);
      await expect.poll(windows, { timeout: 30_000 }).toBe(all - 1);
      await sleep(300);
      const from = Date.now();
      if (way === 'cancel') await app.get('runs.cancel', { runId });
      else await app.get('control.pause', {});
      const outcome = await run.outcome;
      const answered = Date.now() - from;
      expect(outcome, JSON.stringify(outcome.error)).toMatchObject({ status: 'cancelled' });
      expect(outcome.artifacts.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['before.png', 'after.png']),
      );
      expect(await heldOn(desk)).toEqual({ buttons: 0, keys: [] });
      const recorded = await endedAfter(app, runId, from);
      info.annotations.push({
        type: 'ended after',
        description: `${recorded} ms by the record, answered after ${answered} ms`,
      });
      expect(recorded).toBeLessThan(ENDED_MS);
      // A window manager that hears of lent keys looks all of its own up again, each time, before it shows a window.
      await expect.poll(windows, { timeout: 30_000 }).toBe(all);
      // Nothing comes after the end.
      const place = desk.tell('xdotool', 'getmouselocation');
      await sleep(300);
      expect(desk.tell('xdotool', 'getmouselocation')).toBe(place);
      expect(desk.tell('xwininfo', '-id', String(windowId))).toContain('IsViewable');
    });
  }
}
