import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Area, Pixels } from './desk.ts';

/** Pixels that are taken at once, a Full HD screen: about twenty milliseconds in which nothing else of the app has its turn. */
const MOST_PIXELS = 1920 * 1080;

/**
 * Takes a picture of a large area in strips, from the top down: the system's call for one has the whole app wait for it. One
 * pixel for each unit of its coordinates.
 */
export async function inStrips(area: Area, take: (strip: Area) => Promise<Pixels>): Promise<Pixels> {
  const { x, y, width, height } = area;
  const rows = Math.max(1, Math.floor(MOST_PIXELS / width));
  if (rows >= height) return take(area);
  const stride = width * 4;
  const data = Buffer.alloc(stride * height);
  for (let top = 0; top < height; top += rows) {
    const strip = await take({ x, y: y + top, width, height: Math.min(rows, height - top) });
    for (let row = 0; row < strip.height; row++) {
      const from = row * strip.stride;
      strip.data.copy(data, (top + row) * stride, from, from + stride);
    }
    await nextTurn();
  }
  return { width, height, stride, data };
}
