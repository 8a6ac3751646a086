import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Point } from '../../../../src-main/platform/input/desk.ts';
import { DeskGate } from '../../../../src-main/platform/input/gate.ts';
import { PersonWatch, topLeft } from '../../../../src-main/platform/input/person-watch.ts';

let watch: PersonWatch | undefined;
afterEach(() => {
  watch?.stop();
  vi.useRealTimers();
});

const START: Point = { x: 500, y: 500 };

/** A watch on a mouse that is wherever the test says; its clock stands still unless it is moved on. */
async function begun() {
  vi.useFakeTimers();
  let now = START;
  const ended: unknown[] = [];
  const gate = new DeskGate();
  const made = new PersonWatch({
    position: async () => ({ ...now }),
    corner: { x: 0, y: 0 },
    gate,
    taken: (why) => ended.push(why),
  });
  await made.start();
  watch = made;
  const put = (at: Point): void => void (now = at);
  /** A hand that goes from where the mouse is, 50 to the right every 20 ms. */
  const sweep = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      put({ x: now.x + 50, y: now.y });
      await vi.advanceTimersByTimeAsync(20);
    }
  };
  const { signal } = new AbortController();
  let rested = false;
  const waitForRest = (): Promise<void> => made.rested(signal).then(() => void (rested = true));
  return {
    watch: made,
    gate,
    see: (at: Point) => (put(at), made.look()),
    put,
    sweep,
    ended,
    waitForRest,
    rested: () => rested,
  };
}

/** The same, at its first action. */
async function watching(): ReturnType<typeof begun> {
  const made = await begun();
  await made.watch.rested(new AbortController().signal);
  return made;
}

test('what the run moves is no hand, also when the server tells an earlier place for a while', async () => {
  const { watch, see, ended } = await watching();
  const places = [0, 1, 2, 3, 4].map((n) => ({ x: 100 + 200 * n, y: 300 }));
  for (const place of places) watch.moved(place);
  await see({ x: 500, y: 500 });
  await see({ x: 300, y: 300 });
  await see({ x: 900, y: 300 });
  expect(ended).toEqual([]);
});

test('a sharp move ends it, from where the run has put it', async () => {
  const { watch, see, ended } = await watching();
  watch.moved({ x: 900, y: 300 });
  await see({ x: 900, y: 300 });
  await see({ x: 960, y: 300 });
  expect(ended).toEqual([]);
  await see({ x: 1030, y: 300 });
  expect(ended).toMatchObject([{ code: 'person_took_over' }]);
});

test('an earlier place counts as a hand once the run was seen to have left it', async () => {
  const { watch, see, ended } = await watching();
  watch.moved({ x: 900, y: 300 });
  await see({ x: 900, y: 300 });
  await see({ x: 500, y: 500 });
  expect(ended).toMatchObject([{ code: 'person_took_over' }]);
});

test('the corner ends it, also by a short way', async () => {
  const { watch, see, ended } = await watching();
  watch.moved({ x: 5, y: 5 });
  await see({ x: 5, y: 5 });
  await see({ x: 1, y: 0 });
  expect(ended).toMatchObject([{ code: 'person_took_over' }]);
});

test('the corner is one that there is', () => {
  const size = { width: 800, height: 600 };
  expect(
    topLeft([
      { x: 800, y: 0, ...size },
      { x: 0, y: 200, ...size },
    ]),
  ).toEqual({ x: 0, y: 200 });
  expect(
    topLeft([
      { x: 0, y: 0, ...size },
      { x: -800, y: 100, ...size },
    ]),
  ).toEqual({ x: -800, y: 100 });
});

describe('the hand that answers a question', () => {
  test('may go anywhere while it is up, and is waited for until it rests', async () => {
    const { gate, sweep, ended, waitForRest, rested } = await watching();
    gate.setAsking('approvals', true);
    await sweep(20);
    gate.setAsking('approvals', false);
    void waitForRest();
    await sweep(20);
    expect(ended).toEqual([]);
    expect(rested()).toBe(false);
    await vi.advanceTimersByTimeAsync(350);
    expect(rested()).toBe(true);
    // From here on it counts again, from where it was left.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ended).toEqual([]);
    await sweep(3);
    expect(ended).toMatchObject([{ code: 'person_took_over' }]);
  });

  test('is waited for also when the question came and went between two looks', async () => {
    const { gate, sweep, ended, waitForRest, rested } = await watching();
    gate.setAsking('dialog', true);
    gate.setAsking('dialog', false);
    void waitForRest();
    await sweep(10);
    expect([ended, rested()]).toEqual([[], false]);
  });

  test('that never rests is not waited for without end, and then counts', async () => {
    const { gate, sweep, ended, waitForRest, rested } = await watching();
    gate.setAsking('approvals', true);
    await sweep(2);
    gate.setAsking('approvals', false);
    void waitForRest();
    await sweep(140);
    expect([ended, rested()]).toEqual([[], false]);
    await sweep(20);
    expect(rested()).toBe(true);
    expect(ended).toMatchObject([{ code: 'person_took_over' }]);
  });

  test('ends the run in the corner all the same', async () => {
    const { gate, see, ended } = await watching();
    gate.setAsking('approvals', true);
    await see({ x: 0, y: 0 });
    expect(ended).toMatchObject([{ code: 'person_took_over' }]);
  });
});

describe('the hand that has started the run', () => {
  test('is waited for while it moves', async () => {
    const { sweep, ended, waitForRest, rested } = await begun();
    await sweep(10);
    void waitForRest();
    await sweep(1);
    expect([ended, rested()]).toEqual([[], false]);
    await vi.advanceTimersByTimeAsync(350);
    expect(rested()).toBe(true);
  });

  test('is not waited for where it rests already', async () => {
    const { waitForRest, rested } = await begun();
    await waitForRest();
    expect(rested()).toBe(true);
  });

  test('may have answered the question for it a moment ago', async () => {
    const { gate, watch, waitForRest, rested } = await begun();
    watch.stop();
    gate.setAsking('approvals', true);
    gate.setAsking('approvals', false);
    await watch.start();
    void waitForRest();
    await vi.advanceTimersByTimeAsync(200);
    expect(rested()).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(rested()).toBe(true);
  });
});
