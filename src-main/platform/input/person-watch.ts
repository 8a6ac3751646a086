import { ToolError } from '../tool-error.ts';
import type { Area, Point } from './desk.ts';
import type { DeskGate } from './gate.ts';
import { stoppable } from '../stoppable.ts';

/** How often the mouse is looked at, in milliseconds. */
const LOOK_MS = 20;
/** A hand that moves the mouse this far within this time means it. Units of the system's coordinates; milliseconds. */
const SHARP_DISTANCE = 120;
const SHARP_WITHIN_MS = 300;
/** A hand that has answered a question rests when it was seen not to move for this long; it is waited for no longer than that. */
const REST_MS = 300;
const REST_LIMIT_MS = 3_000;
/** As wide as a corner is to a mouse that was thrown there. */
const CORNER = 1;
/** Movements that a server is taken to hold back at most. */
const MOST_HELD_BACK = 500;

export interface WatchParts {
  position: () => Promise<Point>;
  /** The one that the mouse can be thrown into. */
  corner: Point;
  /** A question is answered with the mouse. */
  gate: Pick<DeskGate, 'asking' | 'answeredAt'>;
  /** Told once, with what the run ends with. */
  taken: (error: unknown) => void;
}

/**
 * The fail-safe: the person moving the mouse sharply, or into the top-left corner of the desktop, ends the run. What the
 * run itself moves is told with `moved`. While a question is up the mouse is the person's, and so it is until the hand that
 * answered rests; likewise the hand that has just started the run. Then only the corner counts.
 */
export class PersonWatch {
  readonly #parts: WatchParts;
  #last: Point | null = null;
  /**
   * Where the run has put it since it was last seen where it belongs. While a window manager decides about a click the X server
   * holds movements back, and tells an earlier one of these places: that is no hand.
   */
  #put: Point[] = [];
  /** How far the hand moved it lately. */
  #travel: { at: number; distance: number }[] = [];
  /** While the mouse is the person's: since when it was not seen to move, and how long it may stay theirs. */
  #theirs: { stillSince: number; until: number } | null = null;
  /** The answer that was heard of last, as the gate tells it. */
  #heard = -Infinity;
  /** Told after each look. */
  #looked: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#last = await this.#parts.position();
    this.#put = [this.#last];
    const now = performance.now();
    // One that does not move is at rest already: nothing is waited for.
    this.#theirs = { stillSince: now - REST_MS, until: now + REST_LIMIT_MS };
    let looking = false;
    this.#timer = setInterval(() => {
      if (looking) return;
      looking = true;
      void this.look().finally(() => (looking = false));
    }, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#last = null;
    this.#tellLooked();
  }

  /** The run has put the mouse here. */
  moved(point: Point): void {
    if (!this.#last) return;
    this.#last = point;
    this.#put.push(point);
    if (this.#put.length > MOST_HELD_BACK) this.#put.shift();
  }

  /** Resolves when the mouse is the run's. @throws the abort reason */
  async rested(signal: AbortSignal): Promise<void> {
    if (this.#theirs || this.#parts.gate.answeredAt > this.#heard) await this.look();
    while (this.#last && this.#theirs) await stoppable(this.#nextLook(), signal);
  }

  #nextLook(): Promise<void> {
    return new Promise((resolve) => this.#looked.push(resolve));
  }

  /** Looks at once; never rejects, what it finds goes to `taken`. */
  async look(): Promise<void> {
    const last = this.#last;
    if (!last) return;
    try {
      const point = await this.#parts.position();
      // While it was being looked at the run has moved it, or has ended.
      if (this.#last !== last) return;
      const still = same(point, last);
      if (this.#isTheirs(still)) this.#follow(point, still);
      else if (still) this.#put = [last];
      else if (!this.#put.some((each) => same(each, point))) this.#byHand(last, point);
    } catch (error) {
      // Where the mouse cannot be seen, nobody can stop the run with it.
      this.#end(error);
    } finally {
      this.#tellLooked();
    }
  }

  #isTheirs(still: boolean): boolean {
    const now = performance.now();
    const { asking, answeredAt } = this.#parts.gate;
    // A question may have come and gone since the last look; one of before the run is long forgotten.
    const answered = answeredAt > this.#heard && now - answeredAt < REST_LIMIT_MS;
    this.#heard = answeredAt;
    if (asking || answered) this.#theirs = { stillSince: now, until: now + REST_LIMIT_MS };
    else if (this.#theirs) {
      if (!still) this.#theirs.stillSince = now;
      const { stillSince, until } = this.#theirs;
      if (now - stillSince >= REST_MS || now >= until) this.#theirs = null;
    }
    return this.#theirs !== null;
  }

  /** From where the person has left it, what comes after counts. */
  #follow(to: Point, still: boolean): void {
    this.#last = to;
    this.#put = [to];
    this.#travel = [];
    if (!still) this.#mindCorner(to);
  }

  #byHand(from: Point, to: Point): void {
    const now = performance.now();
    this.#last = to;
    this.#put = [to];
    this.#travel = this.#travel.filter(({ at }) => now - at < SHARP_WITHIN_MS);
    this.#travel.push({ at: now, distance: Math.hypot(from.x - to.x, from.y - to.y) });
    const far = this.#travel.reduce((sum, { distance }) => sum + distance, 0);
    if (!this.#mindCorner(to) && far >= SHARP_DISTANCE) this.#end(tookOver('sharply'));
  }

  #mindCorner({ x, y }: Point): boolean {
    const { corner } = this.#parts;
    const there = x <= corner.x + CORNER && y <= corner.y + CORNER;
    if (there) this.#end(tookOver('into the top-left corner of the desktop'));
    return there;
  }

  #tellLooked(): void {
    const told = this.#looked;
    this.#looked = [];
    for (const tell of told) tell();
  }

  #end(error: unknown): void {
    this.stop();
    this.#parts.taken(error);
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
