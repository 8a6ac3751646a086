import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { RunOutcome } from '../../src-preload/contract/types.ts';
import { act, begin, FREE, test } from '../support/desk.ts';
import { hungClipboard } from '../support/hung-clipboard.ts';
import { buttonsOf, keysOf, placeOf } from '../support/event-window.ts';
import { pixelsOf } from '../support/png-pixels.ts';
import { visibleWindows } from '../support/screen.ts';

/** What action number `index` (from 0) of a run that went well answered. */
function valueOf(outcome: RunOutcome, index: number): JsonValue | undefined {
  const { actions } = outcome.result as { actions: { value?: JsonValue }[] };
  return actions[index]?.value;
}

test('every action of the mouse arrives as itself, where it was aimed', async ({ withEvents }) => {
  const { app, middle, events } = await withEvents(FREE);
  const at = (dx: number, dy: number) => ({ x: middle.x + dx, y: middle.y + dy });
  const outcome = await act(
    app,
    { action: 'move', ...at(-100, 40) },
    { action: 'click', ...at(0, 0) },
    { action: 'dblclick', ...at(20, 0) },
    { action: 'right_click', ...at(40, 0) },
    { action: 'middle_click', ...at(60, 0) },
    { action: 'mouse_down', ...at(80, 0), button: 'right' },
    { action: 'move', ...at(90, 10) },
    // The server may make one of two movements that follow each other at once.
    { action: 'wait', ms: 200 },
    { action: 'mouse_up', ...at(100, 20), button: 'right' },
    { action: 'scroll', ...at(0, 30), dy: 3 },
    { action: 'scroll', ...at(0, 30), dy: -2, dx: 2 },
    { action: 'scroll', ...at(0, 30), dx: -1 },
    { action: 'position' },
  );
  expect(outcome, JSON.stringify(outcome.error)).toMatchObject({ status: 'ok' });
  const wheel = (button: number, times: number) =>
    Array.from({ length: times }, () => [`+${button}`, `-${button}`]).flat();
  const clicks = ['+1', '-1', '+1', '-1', '+1', '-1', '+3', '-3', '+2', '-2', '+3', '-3'];
  const wheels = [...wheel(5, 3), ...wheel(4, 2), ...wheel(7, 2), ...wheel(6, 1)];
  await expect.poll(() => buttonsOf(events())).toEqual([...clicks, ...wheels]);
  const presses = events().filter(({ type }) => type === 'ButtonPress');
  expect(presses.slice(0, 6).map((press) => press.at)).toEqual([
    at(0, 0),
    at(20, 0),
    at(20, 0),
    at(40, 0),
    at(60, 0),
    at(80, 0),
  ]);
  const [, second, third] = presses;
  expect((third?.time ?? 0) - (second?.time ?? 0)).toBeLessThan(400);
  const moved = events().filter(({ type }) => type === 'MotionNotify');
  expect(moved.map((motion) => motion.at)).toContainEqual(at(-100, 40));
  const RIGHT_HELD = 1 << 10;
  expect(moved.find((motion) => motion.at.x === at(90, 0).x)?.state).toBe(RIGHT_HELD);
  expect(
    events().find(
      ({ type, button, at: where }) => type === 'ButtonRelease' && button === 3 && where.x === at(100, 0).x,
    )?.at,
  ).toEqual(at(100, 20));
  expect(valueOf(outcome, 12)).toEqual(at(0, 30));
});

test('a drag presses at its start, goes in several movements, and lets go at its end', async ({
  withEvents,
}) => {
  const { desk, app, middle, events } = await withEvents(FREE);
  const to = { toX: middle.x + 120, toY: middle.y + 60 };
  expect(await act(app, { action: 'drag', ...middle, ...to })).toMatchObject({ status: 'ok' });
  await expect.poll(() => buttonsOf(events())).toEqual(['+1', '-1']);
  const [press, release] = events().filter(({ button }) => button !== undefined);
  expect([press?.at, release?.at]).toEqual([middle, { x: to.toX, y: to.toY }]);
  const LEFT_HELD = 1 << 8;
  const held = events().filter(({ type, state }) => type === 'MotionNotify' && state === LEFT_HELD);
  expect(held.length).toBeGreaterThanOrEqual(3);

  // A window is moved by its title bar: what a person sees a drag do.
  const other = await desk.terminal({ title: 'Moved', at: '40x8+700+100' });
  const place = () => placeOf(desk, other.id);
  const from = place();
  const bar = { x: from.x + 150, y: from.y - 8 };
  const moved = await act(app, { action: 'drag', ...bar, toX: bar.x + 90, toY: bar.y + 70 });
  expect(moved).toMatchObject({ status: 'ok' });
  await expect.poll(place).toMatchObject({ x: from.x + 90, y: from.y + 70 });
});

test('keys and chords arrive in order, with their modifiers held around them', async ({ withEvents }) => {
  const { app, middle, events } = await withEvents(FREE);
  const keys = [
    'Return',
    'Tab',
    'Control+C',
    'ctrl+shift+t',
    'F5',
    'Left',
    'Shift+PageDown',
    'Control++',
    'Alt+x',
  ];
  const outcome = await act(
    app,
    { action: 'click', ...middle },
    ...keys.map((key) => ({ action: 'key', key })),
  );
  expect(outcome).toMatchObject({ status: 'ok' });
  const nested = (...names: string[]): string[] => [
    ...names.map((name) => `+${name}`),
    ...[...names].reverse().map((name) => `-${name}`),
  ];
  await expect
    .poll(() => keysOf(events()))
    .toEqual([
      ...nested('Return'),
      ...nested('Tab'),
      ...nested('Control_L', 'c'),
      ...nested('Control_L', 'Shift_L', 'T'),
      ...nested('F5'),
      ...nested('Left'),
      ...nested('Shift_L', 'Next'),
      ...nested('Control_L', 'Shift_L', 'plus'),
      ...nested('Alt_L', 'x'),
    ]);
  const SHIFT_CONTROL = 0b101;
  expect(events().find(({ type, key }) => type === 'KeyPress' && key === 'T')?.state).toBe(SHIFT_CONTROL);
});

test('pictures of the screens, a part and a window are kept, as large as asked', async ({
  withTerminal,
  userData,
}) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  const outcome = await act(
    app,
    { action: 'screenshot' },
    { action: 'screenshot', region: { x: 100, y: 200, width: 321, height: 123 } },
    { action: 'screenshot', window: 'Target' },
  );
  expect(outcome).toMatchObject({ status: 'ok' });
  const window = placeOf(desk, terminal.id);
  const sizes = [
    [1600, 1000],
    [321, 123],
    [window.width, window.height],
  ];
  for (const [index, [width, height]] of sizes.entries()) {
    const name = `action-${index + 1}.png`;
    const ref = outcome.artifacts.find((each) => each.name === name);
    expect(ref).toMatchObject({ mime: 'image/png' });
    expect(valueOf(outcome, index)).toMatchObject({ sha256: ref?.sha256, area: { width, height } });
    const kept = readFileSync(artifactPath(userData, ref?.sha256 ?? ''));
    expect(kept.length).toBe(ref?.bytes);
    // IHDR: width and height stand at 16 and 20 (PNG, 11.2.2).
    expect([kept.readUInt32BE(16), kept.readUInt32BE(20)]).toEqual([width, height]);
  }
});

test('what a secret was typed into is covered in every later picture, and nothing else is', async ({
  withTerminal,
  userData,
}) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  const outcome = await act(
    app,
    { action: 'click', ...terminal.middle },
    { action: 'type', text: 'seen ' },
    { action: 'screenshot', window: 'Target' },
    { action: 'type', text: 'hidden\n', secret: true },
    { action: 'screenshot', window: 'Target' },
    // Nor does it come back by the clipboard, to which somebody may have copied it.
    { action: 'clipboard_set', text: 'a hidden\n word' },
    { action: 'clipboard_get' },
  );
  expect(outcome).toMatchObject({ status: 'ok' });
  expect(valueOf(outcome, 6)).toBe('a •••••• word');
  await expect.poll(terminal.typed).toBe('seen hidden\n');
  const COVER = '808080';
  const whole = placeOf(desk, terminal.id);
  const coloursOf = (name: string, { x, y, width, height }: typeof whole): string[] => {
    const sha256 = outcome.artifacts.find((each) => each.name === name)?.sha256 ?? '';
    const pixels = pixelsOf(readFileSync(artifactPath(userData, sha256)));
    const found = new Set<string>();
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1) found.add(pixels.at(column, row));
    return [...found];
  };
  const cut = { ...whole, x: 0, y: 0 };
  for (const shown of [coloursOf('before.png', whole), coloursOf('action-3.png', cut)]) {
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).not.toContain(COVER);
  }
  expect(coloursOf('after.png', whole)).toEqual([COVER]);
  expect(coloursOf('action-5.png', cut)).toEqual([COVER]);
  const beside = { x: whole.x + whole.width + 20, y: 0, width: 200, height: 1000 };
  expect(coloursOf('after.png', beside)).toEqual(coloursOf('before.png', beside));
});

function artifactPath(userData: string, sha256: string): string {
  const folder = join(userData, 'artifacts');
  const found = [join(folder, sha256), join(folder, sha256.slice(0, 2), sha256)].find(existsSync);
  if (found === undefined) throw new Error(`${sha256} is not kept in ${folder}.`);
  return found;
}

test('lists windows, brings one to the front, and types where it then is', async ({ withTerminal }) => {
  const { desk, app, terminal: first } = await withTerminal(FREE, { title: 'First' });
  const second = await desk.terminal({ title: 'Second', at: '60x10+700+100' });
  const outcome = await act(
    app,
    { action: 'windows' },
    { action: 'focus_window', title: 'First' },
    { action: 'type', text: 'to the first\n' },
    { action: 'windows' },
  );
  expect(outcome).toMatchObject({ status: 'ok' });
  await expect.poll(first.typed).toBe('to the first\n');
  expect(second.typed()).toBe('');
  const listed = (index: number) =>
    (valueOf(outcome, index) as { title: string; focused: boolean; process: string }[]).map(
      ({ title, focused, process }) => ({ title, focused, process }),
    );
  const named = (title: string, focused: boolean) => ({ title, focused, process: 'xterm' });
  // The topmost first, ours not among them.
  expect(listed(3)).toEqual([named('First', true), named('Second', false)]);
  expect(listed(0).map(({ title }) => title)).toEqual(['Second', 'First']);
  const shown = valueOf(outcome, 3) as { bounds: { x: number; y: number; width: number; height: number } }[];
  expect(shown[0]?.bounds).toEqual(placeOf(desk, first.id));
  const missing = await act(app, { action: 'focus_window', title: 'Nowhere' });
  expect(missing).toMatchObject({ status: 'error', error: { code: 'window_not_found' } });
});

test('the clipboard is set for others and read from others', async ({ openApp }) => {
  const { desk, app } = await openApp(FREE);
  const text = 'é 日本 😀 two\nlines';
  expect(await act(app, { action: 'clipboard_set', text })).toMatchObject({ status: 'ok' });
  expect(desk.tell('timeout', '10', 'xclip', '-selection', 'clipboard', '-o')).toBe(text);
  desk.tell('sh', '-c', "printf 'from äother' | timeout 30 xclip -selection clipboard -i >/dev/null 2>&1");
  const outcome = await act(app, { action: 'clipboard_get' });
  expect(outcome).toMatchObject({ status: 'ok' });
  expect(valueOf(outcome, 0)).toBe('from äother');
  // What is set by a run is read by a run, and what is long comes in parts.
  const both = await act(app, { action: 'clipboard_set', text }, { action: 'clipboard_get' });
  expect(valueOf(both, 1)).toBe(text);
  desk.tell('sh', '-c', 'seq 1 300000 | timeout 30 xclip -selection clipboard -i >/dev/null 2>&1');
  const long = await act(app, { action: 'clipboard_get' });
  expect(long, JSON.stringify(long.error)).toMatchObject({ status: 'ok' });
});

test('a program that has the clipboard and hangs is said, and the app goes on meanwhile', async ({
  openApp,
}) => {
  const { desk, app } = await openApp(FREE);
  await hungClipboard(desk);
  const from = Date.now();
  const run = begin(app, { action: 'clipboard_get' });
  await run.reached(1);
  // The whole app stands still for eighteen seconds where Electron is asked to read it.
  await app.get('control.state');
  expect(Date.now() - from).toBeLessThan(10_000);
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({ status: 'error', error: { code: 'clipboard_no_answer' } });
  expect(outcome.artifacts.map(({ name }) => name)).toEqual(['before.png', 'after.png']);
});

test('text goes into a dialog, by keys and by a menu that comes up over it, and the dialog hands it on', async ({
  openApp,
}) => {
  const { desk, app } = await openApp(FREE);
  const dialog = desk.start('zenity', ['--entry', '--title=Asked', '--text=What?']);
  const shown = (): string[] => visibleWindows(desk.tell, '^Asked$');
  await expect.poll(shown, { timeout: 20_000 }).toHaveLength(1);
  const { x, y } = placeOf(desk, Number(shown()[0]));
  const entry = { x: x + 80, y: y + 46 };
  // Where the menu's third line, Paste, will be: on a window of its own, which no plan can name.
  const paste = { x: entry.x + 30, y: entry.y + 67 };
  const outcome = await act(
    app,
    { action: 'focus_window', title: 'Asked' },
    { action: 'type', text: 'Grüße, 日本 & "more"' },
    { action: 'clipboard_set', text: ', pasted' },
    { action: 'right_click', ...entry },
    { action: 'wait', ms: 1_500 },
    { action: 'click', ...paste },
    { action: 'key', key: 'Return' },
  );
  expect(outcome.error).toBeUndefined();
  expect(outcome).toMatchObject({ status: 'ok' });
  await expect.poll(() => desk.output(dialog)).toBe('Grüße, 日本 & "more", pasted\n');
});

test('at human speed the mouse travels and keys have gaps', async ({ withEvents }) => {
  const { desk, app, middle, events } = await withEvents(
    JSON.stringify({ ...(JSON.parse(FREE) as object), input_speed: 'human' }),
  );
  desk.tell('xdotool', 'mousemove', '200', '550');
  const outcome = await act(
    app,
    { action: 'click', x: middle.x + 150, y: middle.y },
    { action: 'type', text: 'human' },
    { action: 'drag', ...middle, toX: middle.x - 150, toY: middle.y },
  );
  expect(outcome).toMatchObject({ status: 'ok' });
  await expect.poll(() => buttonsOf(events())).toEqual(['+1', '-1', '+1', '-1']);
  const travelled = events().filter(({ type, state }) => type === 'MotionNotify' && state === 0);
  expect(travelled.length).toBeGreaterThan(10);
  const letters = events().filter(({ type }) => type === 'KeyPress');
  expect(letters.map(({ key }) => key)).toEqual(Array.from('human'));
  const gaps = letters.slice(1).map(({ time }, index) => time - (letters[index]?.time ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30);
  const dragged = events().filter(({ type, state }) => type === 'MotionNotify' && state !== 0);
  expect(dragged.length).toBeGreaterThan(8);
});
