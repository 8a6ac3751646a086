import { EventEmitter } from 'node:events';
import type { App, WebContents } from 'electron';
import { expect, it } from 'vitest';
import { takePress, watchPresses } from '../../../src-main/app/presses.ts';

function page(): {
  contents: WebContents;
  press: (type: string) => void;
  later: (ms: number) => void;
  now: () => number;
} {
  let time = 0;
  const app = new EventEmitter();
  const contents = new EventEmitter() as WebContents;
  const now = (): number => time;
  watchPresses(app as App, now);
  app.emit('web-contents-created', {}, contents);
  return {
    contents,
    press: (type) => contents.emit('input-event', {}, { type }),
    later: (ms) => (time += ms),
    now,
  };
}

it.each(['mouseDown', 'rawKeyDown', 'touchStart'])('%s is a press, once', (type) => {
  const { contents, press, later, now } = page();
  expect(takePress(contents, now)).toBe(false);
  press(type);
  later(4_000);
  expect(takePress(contents, now)).toBe(true);
  expect(takePress(contents, now)).toBe(false);
});

it.each(['mouseMove', 'mouseEnter', 'mouseWheel', 'keyUp', 'mouseUp'])('%s is none', (type) => {
  const { contents, press, now } = page();
  press(type);
  expect(takePress(contents, now)).toBe(false);
});

it('does not count for ever, nor for another page, nor where there is none', () => {
  const { contents, press, later, now } = page();
  press('mouseDown');
  expect(takePress(page().contents, now)).toBe(false);
  expect(takePress(null, now)).toBe(false);
  later(5_001);
  expect(takePress(contents, now)).toBe(false);
});
