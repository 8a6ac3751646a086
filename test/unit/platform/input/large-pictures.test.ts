import { expect, test } from 'vitest';
import type { Area, Pixels } from '../../../../src-main/platform/input/desk.ts';
import { encodePng, shrink } from '../../../../src-main/platform/input/png.ts';
import { inStrips } from '../../../../src-main/platform/input/strips.ts';
import { pixelsOf } from '../../../support/png-pixels.ts';

/** A desktop on which each pixel has a colour of its own, told by its coordinates; rows may be longer than they need be. */
function screen(padding = 0) {
  const taken: Area[] = [];
  const take = async (area: Area): Promise<Pixels> => {
    taken.push(area);
    const { x, y, width, height } = area;
    const stride = width * 4 + padding;
    const data = Buffer.alloc(stride * height);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1)
        data.writeUInt32LE(colour(x + column, y + row), row * stride + column * 4);
    }
    return { width, height, stride, data };
  };
  return { taken, take };
}
const colour = (x: number, y: number): number => ((x & 0xfff) << 12) | (y & 0xfff);
const hex = (x: number, y: number): string => colour(x, y).toString(16).padStart(6, '0');

/** How often something else has its turn while `work` goes on, and that it does at all. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const count = (): void => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await work;
  over = true;
  return turns;
}

const LARGE: Area = { x: -100, y: 50, width: 3840, height: 2160 };

test.each([0, 64])(
  'a large screen is taken in strips that are put together as one (padding %i)',
  async (padding) => {
    const { taken, take } = screen(padding);
    const whole = await inStrips(LARGE, take);
    expect(taken.length).toBeGreaterThanOrEqual(4);
    expect(taken.reduce((sum, { height }) => sum + height, 0)).toBe(LARGE.height);
    expect([whole.width, whole.height]).toEqual([LARGE.width, LARGE.height]);
    for (const [x, y] of [
      [0, 0],
      [3839, 2159],
      [17, 540],
      [17, 539],
      [1000, 1081],
    ] as const) {
      expect(whole.data.readUInt32LE(y * whole.stride + x * 4)).toBe(colour(LARGE.x + x, LARGE.y + y));
    }
  },
);

test('one that is not large is taken as it is', async () => {
  const { taken, take } = screen();
  const area = { x: 0, y: 0, width: 1920, height: 1080 };
  await inStrips(area, take);
  expect(taken).toEqual([area]);
});

test('others have their turn while a large picture is packed, and it is the same picture', async () => {
  const { take } = screen();
  const pixels = await take({ ...LARGE, height: 400 });
  const packing = encodePng(pixels);
  // About one for each quarter of a megabyte.
  expect(await turnsDuring(packing)).toBeGreaterThan(15);
  const { width, height, at } = pixelsOf(await packing);
  expect([width, height]).toEqual([3840, 400]);
  for (const [x, y] of [
    [0, 0],
    [3839, 399],
    [5, 23],
    [2000, 200],
  ] as const) {
    expect(at(x, y)).toBe(hex(LARGE.x + x, LARGE.y + y));
  }
});

test.each([0, 1])(
  'a smaller copy has the nearest pixels, wherever its memory lies (from byte %i)',
  async (from) => {
    const { take } = screen();
    const pixels = await take({ x: 0, y: 0, width: 800, height: 600 });
    const moved = Buffer.alloc(pixels.data.length + 8).subarray(from, from + pixels.data.length);
    pixels.data.copy(moved);
    const small = shrink({ ...pixels, data: moved }, 200);
    expect([small.width, small.height, small.stride]).toEqual([200, 150, 800]);
    expect(small.data.readUInt32LE(0)).toBe(colour(0, 0));
    expect(small.data.readUInt32LE(149 * 800 + 199 * 4)).toBe(colour(796, 596));
  },
);
