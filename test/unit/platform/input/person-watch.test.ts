import { afterEach, expect, test } from 'vitest';
import type { Point } from '../../../../src-main/platform/input/desk.ts';
import { PersonWatch, topLeft } from '../../../../src-main/platform/input/person-watch.ts';

let watch: PersonWatch | undefined;
afterEach(() => watch?.stop());

/** A watch on a mouse that is wherever the test says. */
async function watching(): Promise<{
  watch: PersonWatch;
  see: (at: Point) => Promise<void>;
  ended: unknown[];
}> {
  let now: Point = { x: 500, y: 500 };
  const ended: unknown[] = [];
  const made = new PersonWatch(
    async () => ({ ...now }),
    { x: 0, y: 0 },
    (why) => ended.push(why),
  );
  await made.start();
  watch = made;
  return { watch: made, see: (at) => ((now = at), made.look()), ended };
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
