import { expect, test } from 'vitest';
import { cover, Covers } from '../../../../src-main/platform/input/covers.ts';
import type { Area, Pixels, WindowInfo } from '../../../../src-main/platform/input/desk.ts';

const window = (id: number, pid: number | null, bounds: Area): WindowInfo => ({
  id,
  title: 'Window',
  process: null,
  pid,
  bounds,
  focused: false,
});

function blank(width: number, height: number): Pixels {
  return { width, height, stride: width * 4, data: Buffer.alloc(width * height * 4) };
}

/** One line a row: `#` what is covered. */
const drawn = ({ width, height, stride, data }: Pixels): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[y * stride + x * 4] === 0 ? '.' : '#')).join(''),
  );

test('a place is covered as far as it is on the picture', () => {
  const pixels = blank(6, 4);
  cover(pixels, { x: 10, y: 20, width: 6, height: 4 }, [
    { x: 8, y: 22, width: 4, height: 100 },
    { x: 15, y: 0, width: 100, height: 21 },
    { x: 100, y: 100, width: 5, height: 5 },
  ]);
  expect(drawn(pixels)).toEqual(['.....#', '......', '##....', '##....']);
});

test('where a picture has more pixels than the desktop has points, all of them are covered', () => {
  const pixels = blank(8, 4);
  cover(pixels, { x: -4, y: 0, width: 4, height: 2 }, [{ x: -3, y: 1, width: 2, height: 1 }]);
  expect(drawn(pixels)).toEqual(['........', '........', '..####..', '..####..']);
});

test('a part of a pixel is covered whole', () => {
  const pixels = blank(3, 1);
  cover(pixels, { x: 0, y: 0, width: 6, height: 2 }, [{ x: 1, y: 0, width: 2, height: 1 }]);
  expect(drawn(pixels)).toEqual(['##.']);
});

test('every window of the program is covered, and no other', () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((x) => ({ x, y: 0, width: 1, height: 1 })) as [
    Area,
    Area,
    Area,
    Area,
  ];
  const covers = new Covers();
  expect(covers.any).toBe(false);
  covers.add(window(1, 100, a));
  covers.add(window(3, null, c));
  expect(covers.any).toBe(true);
  expect(
    covers.places([window(1, 100, a), window(2, 100, b), window(3, null, c), window(4, null, d)]),
  ).toEqual([a, b, c]);
});
