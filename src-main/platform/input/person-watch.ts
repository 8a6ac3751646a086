import { ToolError } from '../tool-error.ts';
import type { Area, Point } from './desk.ts';

/** How often the mouse is looked at, in milliseconds. */
const LOOK_MS = 20;
/** A hand that moves the mouse this far within this time means it. Units of the system's coordinates; milliseconds. */
const SHARP_DISTANCE = 120;
const SHARP_WITHIN_MS = 300;
/** As wide as a corner is to a mouse that was thrown there. */
const CORNER = 1;
/** Movements that a server is taken to hold back at most. */
const MOST_HELD_BACK = 500;

/**
 * The fail-safe: the person moving the mouse sharply, or into the top-left corner of the desktop, ends the run. What the
 * run itself moves is told with `moved`.
 */
export class PersonWatch {
  readonly #position: () => Promise<Point>;
  readonly #corner: Point;
  readonly #taken: (error: unknown) => void;
  #last: Point | null = null;
  /**
   * Where the run has put it since it was last seen where it belongs. While a window manager decides about a click the X server
   * holds movements back, and tells an earlier one of these places: that is no hand.
   */
  #put: Point[] = [];
  /** How far the hand moved it lately. */
  #travel: { at: number; distance: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param taken told once, with what the run ends with */
  constructor(position: () => Promise<Point>, corner: Point, taken: (error: unknown) => void) {
    this.#position = position;
    this.#corner = corner;
    this.#taken = taken;
  }

  async start(): Promise<void> {
    this.#last = await this.#position();
    this.#put = [this.#last];
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#last = null;
  }

  /** The run has put the mouse here. */
  moved(point: Point): void {
    if (!this.#last) return;
    this.#last = point;
    this.#put.push(point);
    if (this.#put.length > MOST_HELD_BACK) this.#put.shift();
  }

  /** Looks at once; never rejects, what it finds goes to `taken`. */
  async look(): Promise<void> {
    const last = this.#last;
    if (!last) return;
    try {
      const point = await this.#position();
      // While it was being looked at the run has moved it, or has ended.
      if (this.#last !== last) return;
      if (same(point, last)) this.#put = [last];
      else if (!this.#put.some((each) => same(each, point))) this.#byHand(last, point);
    } catch (error) {
      // Where the mouse cannot be seen, nobody can stop the run with it.
      this.#end(error);
    }
  }

  #byHand(from: Point, to: Point): void {
    const now = performance.now();
    this.#last = to;
    this.#put = [to];
    this.#travel = this.#travel.filter(({ at }) => now - at < SHARP_WITHIN_MS);
    this.#travel.push({ at: now, distance: Math.hypot(from.x - to.x, from.y - to.y) });
    const far = this.#travel.reduce((sum, { distance }) => sum + distance, 0);
    if (to.x <= this.#corner.x + CORNER && to.y <= this.#corner.y + CORNER) {
      this.#end(tookOver('into the top-left corner of the desktop'));
    } else if (far >= SHARP_DISTANCE) this.#end(tookOver('sharply'));
  }

  #end(error: unknown): void {
    this.stop();
    this.#taken(error);
  }
}

function same(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

function tookOver(how: string): ToolError {
  const message = `The mouse was moved ${how} by hand, so the run was stopped. Start it again when you are ready.`;
  return new ToolError('cancelled', 'person_took_over', message);
}

/** The corner that a hand can throw the mouse into: the rectangle around the screens may have none there. */
export function topLeft(displays: readonly Area[]): Point {
  const [first] = [...displays].sort((a, b) => a.x + a.y - (b.x + b.y));
  return { x: first?.x ?? 0, y: first?.y ?? 0 };
}
