import type { Point } from './desk.ts';

/** One place on the mouse's way, and how long to wait before it, in milliseconds. */
export interface Leg {
  point: Point;
  waitMs: number;
}

const FRAME_MS = 8;
/** Units of the system's coordinates in a second, as a hand moves. */
const SPEED = 1_500;
const QUICKEST_MS = 80;
const SLOWEST_MS = 700;
/** Programs take a drag for one only after several movements. */
const QUICK_DRAG_LEGS = 8;
/** Wheel notches between two looks at whether to go on; a person's finger turns one at a time. */
const NOTCHES = { instant: 10, human: 1 };

/** The way of a hand: straight, slow at both ends. */
export function humanPath(from: Point, to: Point): Leg[] {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const ms = Math.min(SLOWEST_MS, Math.max(QUICKEST_MS, (distance / SPEED) * 1000));
  return legs(from, to, Math.ceil(ms / FRAME_MS));
}

/** Legs of a drag, the last one at its end. */
export function dragPath(from: Point, to: Point, human: boolean): Leg[] {
  return human ? humanPath(from, to) : legs(from, to, QUICK_DRAG_LEGS);
}

function legs(from: Point, to: Point, count: number): Leg[] {
  return Array.from({ length: count }, (_, index) => {
    const part = (1 - Math.cos((Math.PI * (index + 1)) / count)) / 2;
    const point = {
      x: Math.round(from.x + (to.x - from.x) * part),
      y: Math.round(from.y + (to.y - from.y) * part),
    };
    return { point, waitMs: FRAME_MS };
  });
}

/** Milliseconds between two keys or clicks of a person; 0 when there need be none. */
export function keyGap(human: boolean): number {
  const SHORTEST_MS = 35;
  const SPREAD_MS = 55;
  return human ? SHORTEST_MS + Math.round(Math.random() * SPREAD_MS) : 0;
}

/** Wheel movements in parts that a stop can come between. */
export function* notches(dx: number, dy: number, human: boolean): Generator<[number, number]> {
  const most = human ? NOTCHES.human : NOTCHES.instant;
  const clamp = (amount: number): number => Math.max(-most, Math.min(most, amount));
  let [right, down] = [dx, dy];
  while (right !== 0 || down !== 0) {
    const part: [number, number] = [clamp(right), clamp(down)];
    right -= part[0];
    down -= part[1];
    yield part;
  }
}
