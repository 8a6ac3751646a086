import { ToolError } from '../tool-error.ts';
import type { Button, Point, WindowView } from './desk.ts';
import type { Nut } from './nut.ts';
import { releaseAll } from './release-all.ts';
import type { Waiting } from './waiting.ts';

/** A system that has not dealt with a button by then is held up by another program. Milliseconds. */
const DEALT_WITH_MS = 3_000;

export interface HandParts {
  nut: Nut;
  view: Pick<WindowView, 'pointer'>;
  waiting: Waiting;
  /** Told in the same turn as the mouse is moved. */
  moved: (point: Point) => void;
}

/**
 * The mouse in the hands of one run. A window manager that decides about a click has the X server hold input back, and what
 * comes after a press held back would take that press along to its own place: so a press waits until the mouse is where it
 * was put, and nothing follows a button before the system has dealt with it.
 */
export class MouseHand {
  readonly #parts: HandParts;
  readonly #held = new Set<Button>();
  #place: Point | null = null;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  /** Buttons that are down. */
  get held(): Button[] {
    return [...this.#held];
  }

  async put(point: Point): Promise<void> {
    const { nut, waiting, moved } = this.#parts;
    waiting.signal.throwIfAborted();
    const moving = nut.move(point);
    // In the same turn: the watch must never see the mouse where the run has put it and take that for a hand.
    moved(point);
    this.#place = point;
    await moving;
  }

  async down(button: Button): Promise<void> {
    await this.#inPlace();
    this.#parts.waiting.signal.throwIfAborted();
    this.#held.add(button);
    await this.#parts.nut.down(button);
    await this.#dealtWith((buttons) => buttons.includes(button));
  }

  async up(button: Button): Promise<void> {
    await this.#parts.nut.up(button);
    this.#held.delete(button);
    await this.#dealtWith((buttons) => !buttons.includes(button));
  }

  /** Notches to the right and down, where the mouse was put. */
  async scroll(right: number, down: number): Promise<void> {
    await this.#inPlace();
    this.#parts.waiting.signal.throwIfAborted();
    await this.#parts.nut.scroll(right, down);
    await this.#dealtWith((buttons) => !buttons.includes('wheel'));
  }

  /** Lets go of what is held: a button that cannot be does not keep the others down. @throws what the first of them met */
  async release(): Promise<void> {
    await releaseAll(this.#held, async (button) => this.#parts.nut.up(button));
  }

  /** A slight push by the person is put right; a sharp one ends the run. @throws ToolError */
  async #inPlace(): Promise<void> {
    const place = this.#place;
    if (!place) return;
    const there = async (): Promise<boolean> => {
      const pointer = await this.#parts.view.pointer();
      if (pointer === null || (pointer.at.x === place.x && pointer.at.y === place.y)) return true;
      await this.put(place);
      return false;
    };
    if (!(await this.#parts.waiting.until(there, DEALT_WITH_MS))) throw heldBack();
  }

  async #dealtWith(done: (buttons: readonly (Button | 'wheel')[]) => boolean): Promise<void> {
    const { view, waiting } = this.#parts;
    const seen = async (): Promise<boolean> => {
      const pointer = await view.pointer();
      return pointer === null || done(pointer.buttons);
    };
    if (!(await waiting.until(seen, DEALT_WITH_MS))) throw heldBack();
  }
}

function heldBack(): ToolError {
  const message =
    'Another program holds the mouse, so that input does not arrive. Close what it shows and run it again.';
  return new ToolError('error', 'mouse_held_back', message);
}
