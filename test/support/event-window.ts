import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { XConnection } from '../../src-main/platform/input/x11/connection.ts';
import { middleOf, type TestScreen, visibleWindows } from './screen.ts';

/** What a window of another program got, as that program says it. */
export interface InputEvent {
  type: 'ButtonPress' | 'ButtonRelease' | 'KeyPress' | 'KeyRelease' | 'MotionNotify';
  /** Global coordinates of the pointer. */
  at: { x: number; y: number };
  /** Modifiers and buttons that were down before it, as the X protocol's bits. */
  state: number;
  /** 1 left, 2 middle, 3 right, 4 up, 5 down, 6 to the left, 7 to the right. */
  button?: number;
  /** Name of the key's symbol. */
  key?: string;
  /** The server's clock, in milliseconds. */
  time: number;
}

/** A window of `xev` that tells every key, button and movement of the mouse in it. */
export interface EventWindow {
  id: number;
  title: string;
  middle: { x: number; y: number };
  events: () => InputEvent[];
}

export interface EventWindowOptions {
  title?: string;
  /** Size and place as X programs take them. */
  at?: string;
}

/** Opens one, has it in front, and waits until it gets the keyboard. */
export async function openEventWindow(
  desk: TestScreen,
  { title = 'Events', at = '500x400+60+500' }: EventWindowOptions = {},
): Promise<EventWindow> {
  // Its output is held back in blocks otherwise.
  const wanted = ['-event', 'keyboard', '-event', 'mouse'];
  const child = desk.start('stdbuf', ['-oL', 'xev', '-name', title, '-geometry', at, ...wanted]);
  const find = (): number[] => visibleWindows(desk.tell, `^${title}$`).map(Number);
  await expect.poll(() => find().length, { timeout: 15_000 }).toBe(1);
  const [id = 0] = find();
  desk.tell('xdotool', 'windowactivate', '--sync', String(id));
  await sleep(200);
  return {
    id,
    title,
    middle: middleOf(desk.tell, id),
    events: () => desk.output(child).split('\n\n').flatMap(parse),
  };
}

function parse(block: string): InputEvent[] {
  const type = /^(ButtonPress|ButtonRelease|KeyPress|KeyRelease|MotionNotify) event/m.exec(block)?.[1];
  const place = /time (\d+), \(-?\d+,-?\d+\), root:\((-?\d+),(-?\d+)\),\s+state (0x[0-9a-f]+)/.exec(block);
  if (type === undefined || !place) return [];
  const [, time, x, y, state] = place;
  const button = /button (\d+),/.exec(block)?.[1];
  const key = /\(keysym 0x[0-9a-f]+, (\w+)\)/.exec(block)?.[1];
  return [
    {
      type: type as InputEvent['type'],
      at: { x: Number(x), y: Number(y) },
      state: Number(state),
      time: Number(time),
      ...(button === undefined ? {} : { button: Number(button) }),
      ...(key === undefined ? {} : { key }),
    },
  ];
}

/** Presses and releases of buttons in order, such as `+1` and `-1`. */
export function buttonsOf(events: readonly InputEvent[]): string[] {
  return events.flatMap(({ type, button }) =>
    button === undefined ? [] : [`${type === 'ButtonPress' ? '+' : '-'}${button}`],
  );
}

/** Presses and releases of keys in order, such as `+Return` and `-Return`. */
export function keysOf(events: readonly InputEvent[]): string[] {
  return events.flatMap(({ type, key }) =>
    key === undefined ? [] : [`${type === 'KeyPress' ? '+' : '-'}${key}`],
  );
}

/** Modifiers and buttons that are down on the screen, and keys by keycode: what a run has left behind. */
export function heldOn(desk: TestScreen): Promise<{ buttons: number; keys: number[] }> {
  return withServer(desk, async (x) => {
    const { keyMask } = await x.ask<{ keyMask: number }>((reply) => x.client.QueryPointer(x.root, reply));
    const map = await x.ask<Buffer>((reply) => x.client.QueryKeymap(reply));
    const keys = Array.from({ length: map.length * 8 }, (_, keycode) => keycode).filter(
      (keycode) => ((map[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0,
    );
    // Buttons 1 to 5 stand from bit 8 on.
    return { buttons: (keyMask >> 8) & 0x1f, keys };
  });
}

/** What each keycode means on the screen, in words that can be compared: a keycode that means nothing is not among them. */
export function keymapOf(desk: TestScreen): Promise<string[]> {
  return withServer(desk, async (x) => {
    const { first, count } = x.keycodes;
    const rows = await x.ask<number[][]>((reply) => x.client.GetKeyboardMapping(first, count, reply));
    return rows.flatMap((row, index) => {
      const [last] = [...row.keys()].reverse().filter((at) => row[at] !== 0);
      return last === undefined ? [] : [`${first + index}: ${row.slice(0, last + 1).join(' ')}`];
    });
  });
}

/** Has the server deal with nobody else, as a program that grabs it does. @returns what lets it go */
export async function holdServer(desk: TestScreen): Promise<() => void> {
  const x = await connect(desk);
  (x.client as unknown as { GrabServer(): void }).GrabServer();
  await x.sync();
  return () => x.close();
}

async function connect({ display, xauthority }: TestScreen): Promise<XConnection> {
  // The library reads it from this process's environment; the apps of later tests have another screen.
  const before = process.env['XAUTHORITY'];
  process.env['XAUTHORITY'] = xauthority;
  return XConnection.open(display).finally(() => {
    if (before === undefined) delete process.env['XAUTHORITY'];
    else process.env['XAUTHORITY'] = before;
  });
}

async function withServer<T>(desk: TestScreen, look: (x: XConnection) => Promise<T>): Promise<T> {
  const x = await connect(desk);
  try {
    return await look(x);
  } finally {
    x.close();
  }
}

/** Where a window is on the desktop, without its frame, as `xwininfo` says it. */
export function placeOf(
  { tell }: TestScreen,
  id: number,
): { x: number; y: number; width: number; height: number } {
  const text = tell('xwininfo', '-id', String(id));
  const value = (name: string): number => Number(new RegExp(`${name}:\\s+(-?\\d+)`).exec(text)?.[1]);
  const [x, y] = [value('Absolute upper-left X'), value('Absolute upper-left Y')];
  return { x, y, width: value('Width'), height: value('Height') };
}
