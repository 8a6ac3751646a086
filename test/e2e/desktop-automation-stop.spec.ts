import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { desktopAction } from '../../src-main/tools/desktop-automation/actions.ts';
import type { RunOutcome } from '../../src-preload/contract/types.ts';
import type { RunningApp } from '../support/app.ts';
import { pressAllow } from '../support/approval.ts';
import { begin, FREE, test } from '../support/desk.ts';
import { hungClipboard } from '../support/hung-clipboard.ts';
import { ENDED_MS, endedAfter } from '../support/ended-after.ts';
import { heldOn, keymapOf, openEventWindow } from '../support/event-window.ts';
import { middleOf, type TestScreen } from '../support/screen.ts';
import { LONG } from '../support/long.ts';

/** Long lists are allowed here. */
const settings = (input_speed: 'human' | 'instant'): string =>
  JSON.stringify({ ...(JSON.parse(FREE) as object), input_speed, max_steps_per_run: 1000 });

/** Each of them has to be lent a key. */
const MANY = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');

/** A stopped run is waited for as long as that. */
const GRACE_MS = 400;
/** From a stop to the run's last record on a machine that is busy with something else at that moment. */
const AT_MOST_MS = 1_000;

interface Point {
  x: number;
  y: number;
}
type Lasting = Record<string, (middle: Point) => object[]>;

const HUNG = 'a clipboard that hangs';

/*
 * Actions that go on for seconds, so that a stop comes in the middle of one of their kind. Those of a group are stopped one
 * after the other in one app.
 */

const KEYS: Lasting = {
  'a long text': () => [{ action: 'type', text: 'Sphinx! '.repeat(200) }],
  'keys and chords': () => Array.from({ length: 900 }, () => ({ action: 'key', key: 'Control+Shift+t' })),
  'a text of lent keys': () => [{ action: 'type', text: '日本語'.repeat(200) }],
  'a text with more lent keys than there are': () => [{ action: 'type', text: MANY }],
};

const MOUSE: Lasting = {
  moves: (at) => there(at, (x, y) => ({ action: 'move', x, y })),
  drags: (at) => there(at, (toX, toY) => ({ action: 'drag', x: at.x, y: at.y + 20, toX, toY })),
  'double clicks': (at) => there(at, (x, y) => ({ action: 'dblclick', x, y })),
  'left clicks': (at) => there(at, (x, y) => ({ action: 'click', x, y })),
  'right clicks': (at) => there(at, (x, y) => ({ action: 'right_click', x, y })),
  'middle clicks': (at) => there(at, (x, y) => ({ action: 'middle_click', x, y })),
  'held buttons': (at) =>
    there(at, (x, y) => [
      { action: 'mouse_down', x, y },
      { action: 'mouse_up', x, y: y + 10 },
    ]).flat(),
  'a long scroll': (at) => Array.from({ length: 200 }, () => ({ action: 'scroll', ...at, dy: 1000 })),
};

const REST: Lasting = {
  wait: () => [{ action: 'wait', ms: 30_000 }],
  pictures: () => Array.from({ length: 500 }, () => ({ action: 'screenshot' })),
  'changes of window': () =>
    Array.from({ length: 900 }, (_, n) => ({ action: 'focus_window', title: n % 2 ? 'Events' : 'Other' })),
  looks: () => Array.from({ length: 900 }, (_, n) => LOOKS[n % 2] as object),
  // A write is done at once: without a breath all of them are over before the stop.
  'writing the clipboard': () =>
    Array.from({ length: 450 }, (_, n) => [
      { action: 'clipboard_set', text: `${n}` },
      { action: 'wait', ms: 20 },
    ]).flat(),
  // The program that has it gives nothing, from here on.
  [HUNG]: () => [{ action: 'clipboard_get' }],
};
const LOOKS = [{ action: 'windows' }, { action: 'position' }];

const GROUPS: { name: string; speed: 'human' | 'instant'; kinds: Lasting }[] = [
  { name: 'the mouse', speed: 'human', kinds: MOUSE },
  { name: 'the keys', speed: 'human', kinds: KEYS },
  { name: 'the rest', speed: 'instant', kinds: REST },
];

test('there is a stop in the middle of every kind of action', () => {
  const stopped = GROUPS.flatMap(({ kinds }) => Object.values(kinds)).flatMap((make) => make({ x: 0, y: 0 }));
  const kinds = new Set(stopped.map((each) => (each as { action: string }).action));
  expect([...kinds].sort()).toEqual(desktopAction.options.map(({ shape }) => shape.action.value).sort());
});

/** Places left and right of a point in turn. */
function there<T extends object>({ x, y }: Point, action: (x: number, y: number) => T): T[] {
  return Array.from({ length: 200 }, (_, n) => action(x + (n % 2 ? 140 : -140), y));
}

interface Scene {
  desk: TestScreen;
  app: RunningApp;
  /** What each keycode means, as it was before. */
  keymap: string[];
  /** Another window, and the one that is aimed at. */
  other: { id: number };
  target: { id: number; middle: Point };
  annotate: (type: string, description: string) => void;
}

/**
 * Stops a run in the middle of these actions: it has ended at once, holds nothing, and our windows are back.
 * @returns milliseconds from the stop to its last record
 */
async function stopIn(actions: object[], way: 'cancel' | 'pause', scene: Scene): Promise<number> {
  const { desk, app, target, other, keymap, annotate } = scene;
  // A window manager that hears of lent keys looks all of its own up again, each time, before it does anything else.
  await expect.poll(() => keymapOf(desk), { timeout: 30_000 }).toEqual(keymap);
  for (const { id } of [other, target]) desk.tell('xdotool', 'windowactivate', '--sync', String(id));
  const windows = (): number => desk.tell('xprop', '-root', '_NET_CLIENT_LIST').split(',').length;
  const all = windows();
  const before = [
    { action: 'move', ...target.middle },
    { action: 'focus_window', title: 'Events' },
  ];
  const run = begin(app, ...before, ...actions);
  const runId = await run.reached(before.length + 1);
  await expect.poll(windows, { timeout: 30_000 }).toBe(all - 1);
  await sleep(300);
  const from = Date.now();
  if (way === 'cancel') await app.get('runs.cancel', { runId });
  else await app.get('control.pause', {});
  const outcome = await run.outcome;
  const answered = Date.now() - from;
  expect(outcome, JSON.stringify(outcome.error)).toMatchObject({ status: 'cancelled' });
  expect(await heldOn(desk)).toEqual({ buttons: 0, keys: [] });
  const recorded = await endedAfter(app, runId, from);
  annotate('ended after', `${recorded} ms by the record, answered after ${answered} ms`);
  expect(recorded).toBeLessThan(AT_MOST_MS);
  // A machine so busy that the run was not waited for any longer has no last picture.
  const pictures = recorded < GRACE_MS ? ['before', 'after'] : ['before'];
  expect(await picturesOf(app, outcome)).toEqual(expect.arrayContaining(pictures));
  await expect.poll(windows, { timeout: 30_000 }).toBe(all);
  // Nothing comes after the end.
  const place = desk.tell('xdotool', 'getmouselocation');
  await sleep(300);
  expect(desk.tell('xdotool', 'getmouselocation')).toBe(place);
  expect(desk.tell('xwininfo', '-id', String(target.id))).toContain('IsViewable');
  if (way === 'pause') await resume(app, () => expect.poll(windows).toBe(all));
  return recorded;
}

/** Which pictures a run has left; where there was none in time, the record must say so. */
async function picturesOf(app: RunningApp, { runId, artifacts }: RunOutcome): Promise<string[]> {
  const kept = artifacts.map(({ name }) => name);
  const { entries } = await app.get('audit.query', { events: ['finished'], runId });
  const said = entries[0]?.effects?.some(({ detail }) => detail.startsWith('takes no picture at the end:'));
  return [
    ...(kept.includes('before.png') ? ['before'] : []),
    ...(kept.includes('after.png') || said === true ? ['after'] : []),
  ];
}

async function resume(app: RunningApp, asBefore: () => Promise<void>): Promise<void> {
  const resumed = app.get('control.resume');
  await pressAllow(app);
  await resumed;
  await asBefore();
}

/** Both ways in the long form; in the short one they take turns. */
const waysOf = (index: number): ('cancel' | 'pause')[] =>
  LONG ? ['cancel', 'pause'] : [index % 2 === 0 ? 'cancel' : 'pause'];

for (const { name, speed, kinds } of GROUPS) {
  test(`a cancel or the pause in the middle of each kind of action: ${name}`, async ({
    withTerminal,
  }, info) => {
    const all = Object.entries(kinds);
    test.setTimeout(60_000 + all.length * (LONG ? 30_000 : 15_000));
    const where = { title: 'Other', at: '40x8+700+100' };
    const { desk, app, terminal: other } = await withTerminal(settings(speed), where);
    const target = await openEventWindow(desk);
    const keymap = await keymapOf(desk);
    expect(middleOf(desk.tell, other.id)).not.toEqual(target.middle);
    const ended: number[] = [];
    for (const [index, [kind, actions]] of all.entries()) {
      if (kind === HUNG) await hungClipboard(desk);
      for (const way of waysOf(index)) {
        const recorded = await test.step(`${way} in the middle of ${kind}`, () =>
          stopIn(actions(target.middle), way, {
            desk,
            app,
            keymap,
            other,
            target,
            annotate: (type, what) =>
              info.annotations.push({ type, description: `${way} in ${kind}: ${what}` }),
          }));
        ended.push(recorded);
      }
    }
    const median = ended.sort((a, b) => a - b)[Math.floor(ended.length / 2)];
    expect(median).toBeLessThan(ENDED_MS);
  });
}
