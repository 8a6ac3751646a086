import type { AimGuard } from './aim-guard.ts';
import type { Button, Point } from './desk.ts';
import type { MouseHand } from './mouse-hand.ts';
import type { Nut } from './nut.ts';
import type { Report } from './report.ts';
import { dragPath, humanPath, keyGap, notches } from './speed.ts';
import type { Waiting } from './waiting.ts';
import { windowWords } from './words.ts';

export interface MouseParts {
  nut: Nut;
  hand: MouseHand;
  guard: AimGuard;
  waiting: Waiting;
  human: boolean;
  report: Report;
  /** Waits until the person holds no modifier key. @throws ToolError */
  modifiersFree: () => Promise<void>;
  /** Told before what may give the keyboard to the window it touches. */
  movesFocus: () => void;
}

/** What a run does with the mouse: each looks at what lies under it before it touches it. */
export class MouseActions {
  readonly #parts: MouseParts;

  constructor(parts: MouseParts) {
    this.#parts = parts;
  }

  move(point: Point): Promise<void> {
    return this.#point(point, 'moves the mouse');
  }

  async click(point: Point, button: Button, times: 1 | 2): Promise<void> {
    const { nut, hand, waiting, human, modifiersFree, movesFocus } = this.#parts;
    await modifiersFree();
    await this.#point(point, `${times === 2 ? 'double-clicks' : 'clicks'} (${button})`);
    movesFocus();
    if (times === 2 && process.platform === 'darwin') return nut.doubleClick(button);
    for (let n = 0; n < times; n++) {
      if (n > 0) await waiting.pause(keyGap(true));
      await hand.down(button);
      if (human) await waiting.pause(keyGap(true));
      await hand.up(button);
    }
  }

  async down(point: Point, button: Button): Promise<void> {
    const { hand, modifiersFree, movesFocus } = this.#parts;
    await modifiersFree();
    await this.#point(point, `presses and holds (${button})`);
    movesFocus();
    await hand.down(button);
  }

  async up(point: Point, button: Button): Promise<void> {
    await this.#point(point, `lets go (${button})`);
    await this.#parts.hand.up(button);
  }

  async drag(from: Point, to: Point, button: Button): Promise<void> {
    const { hand, guard, waiting, human, modifiersFree, movesFocus } = this.#parts;
    await modifiersFree();
    await guard.at(to);
    await this.#point(from, `drags (${button}) to ${to.x},${to.y}`);
    movesFocus();
    await hand.down(button);
    for (const { point, waitMs } of dragPath(from, to, human)) {
      await waiting.pause(waitMs);
      await hand.put(point);
    }
    await waiting.pause(keyGap(true));
    await hand.up(button);
  }

  async scroll(point: Point, dx: number, dy: number): Promise<void> {
    const { hand, guard, waiting, human, modifiersFree } = this.#parts;
    await modifiersFree();
    await this.#point(point, `scrolls ${dx} to the right and ${dy} down`);
    for (const [right, down] of notches(dx, dy, human)) {
      // A long way takes a while, in which something else may come up.
      await guard.at(point);
      await hand.scroll(right, down);
      if (human) await waiting.pause(keyGap(true));
    }
  }

  async #point(point: Point, what: string): Promise<void> {
    const { nut, hand, guard, waiting, human, report } = this.#parts;
    const window = await guard.at(point);
    report('input', windowWords(window), `${what} at ${point.x},${point.y}`);
    if (human) {
      for (const step of humanPath(await nut.position(), point)) {
        await waiting.pause(step.waitMs);
        await hand.put(step.point);
      }
    }
    await hand.put(point);
    // On a hand's long way there something else may have come up.
    if (human) await guard.at(point);
  }
}
