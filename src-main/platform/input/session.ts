import type { RunScope } from '../platform.ts';
import { ToolError } from '../tool-error.ts';
import { AimGuard, OWN_GONE_MS, type Aims } from './aim-guard.ts';
import { Camera } from './camera.ts';
import type { Area, Button, DisplayArea, KeyboardDriver, Point, WindowInfo, WindowView } from './desk.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { DeskGate } from './gate.ts';
import type { HeldNote } from './held-note.ts';
import { charactersOf } from './key-names.ts';
import { KeyboardActions } from './keyboard-actions.ts';
import { MouseActions } from './mouse-actions.ts';
import { MouseHand } from './mouse-hand.ts';
import type { Nut } from './nut.ts';
import { PersonWatch, topLeft } from './person-watch.ts';
import type { Report } from './report.ts';
import { stoppable } from '../stoppable.ts';
import { Waiting } from './waiting.ts';
import { windowWords } from './words.ts';

/** A last picture takes no longer: of a stopped run, which is waited for no longer than `STOP_GRACE_MS`; of another one. */
const LAST_OF_STOPPED_MS = 300;
const LAST_MS = 3_000;

export interface SessionParts {
  scope: RunScope;
  view: WindowView;
  keyboard: KeyboardDriver;
  readClipboard: (signal: AbortSignal) => Promise<string>;
  nut: Nut;
  gate: DeskGate;
  host: DesktopHost;
  note: HeldNote;
  human: boolean;
  displays: readonly DisplayArea[];
}

/**
 * The desktop in the hands of one run: our windows are out of the way, the person can stop it with the mouse, and each
 * action looks again at what it is about to touch. `end` gives everything back.
 */
export class DeskSession {
  readonly #parts: SessionParts;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #waiting: Waiting;
  readonly #watch: PersonWatch;
  readonly #hand: MouseHand;
  readonly #guard: AimGuard;
  readonly #camera: Camera;
  readonly #keys: KeyboardActions;
  readonly #mouse: MouseActions;
  readonly #giveBack: () => void;
  #restore: () => void = () => undefined;
  #deaf: () => void = () => undefined;
  #acting = false;
  readonly #report: Report = (kind, target, detail) => this.#parts.scope.report({ kind, target, detail });

  /** @param giveBack lets the next run have the desktop */
  constructor(parts: SessionParts, giveBack: () => void) {
    const { nut, view, gate, keyboard, human, host } = parts;
    this.#parts = parts;
    this.#giveBack = giveBack;
    this.#signal = AbortSignal.any([parts.scope.signal, this.#stop.signal]);
    const waiting = (this.#waiting = new Waiting(this.#signal));
    this.#watch = new PersonWatch({
      // nut-js would have the whole app wait for a screen that does not answer.
      position: async () => (await view.pointer())?.at ?? nut.position(),
      corner: topLeft(parts.displays),
      gate,
      taken: (why) => this.#stop.abort(why),
    });
    const hand = (this.#hand = new MouseHand({
      nut,
      view,
      waiting,
      moved: (point) => this.#watch.moved(point),
    }));
    const guard = (this.#guard = new AimGuard(view, host, waiting));
    const report = this.#report;
    const camera = (this.#camera = new Camera({ nut, view, report }));
    const shared = { guard, waiting, human, report };
    const keys = (this.#keys = new KeyboardActions({
      ...shared,
      view,
      keyboard,
      secretFor: (window) => camera.cover(window),
    }));
    this.#mouse = new MouseActions({
      ...shared,
      nut,
      hand,
      modifiersFree: () => keys.modifiersFree(),
      movesFocus: () => keys.movesFocus(),
    });
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Hides our windows once no question is up. @throws the abort reason */
  async begin(): Promise<void> {
    const { gate, host, note } = this.#parts;
    await gate.open(this.#signal);
    this.#deaf = gate.beforeQuestion(() => this.#question());
    await this.#watch.start();
    this.#restore = host.hide();
    await this.#waiting.until(async () => !(await this.#ownShown()), OWN_GONE_MS);
    note.holding(true);
  }

  /** What the plan named; from here on nothing else may be touched. */
  aim(aims: Aims): void {
    this.#guard.aim(aims);
  }

  /** Lets go of everything, shows our windows again. Safe to call twice. */
  async end(): Promise<void> {
    this.#deaf();
    try {
      await this.#letGo();
      this.#parts.note.holding(false);
    } finally {
      this.#restore();
      this.#restore = () => undefined;
      this.#giveBack();
    }
  }

  move(point: Point): Promise<void> {
    return this.#act(() => this.#mouse.move(point));
  }

  click(point: Point, button: Button, times: 1 | 2): Promise<void> {
    return this.#act(() => this.#mouse.click(point, button, times));
  }

  mouseDown(point: Point, button: Button): Promise<void> {
    return this.#act(() => this.#mouse.down(point, button));
  }

  mouseUp(point: Point, button: Button): Promise<void> {
    return this.#act(() => this.#mouse.up(point, button));
  }

  drag(from: Point, to: Point, button: Button): Promise<void> {
    return this.#act(() => this.#mouse.drag(from, to, button));
  }

  scroll(point: Point, dx: number, dy: number): Promise<void> {
    return this.#act(() => this.#mouse.scroll(point, dx, dy));
  }

  /** @param options `secret`: what it is typed into is covered in every later picture */
  type(text: string, options: { secret: boolean }): Promise<void> {
    return this.#act(() => this.#keys.type(text, options));
  }

  press(chord: readonly string[]): Promise<void> {
    return this.#act(() => this.#keys.press(chord));
  }

  /** Not an action on anything: questions may come on show meanwhile. */
  async wait(ms: number): Promise<void> {
    await this.#waiting.pause(ms);
  }

  /** A picture as PNG, cut to the desktop. */
  capture(area: Area, what: string): Promise<Buffer> {
    return this.#act(() => stoppable(this.#camera.take(area, what), this.#signal));
  }

  /**
   * What the run leaves, after it failed or was stopped: everything is let go first, and nothing is sent any more. Null where
   * no picture can be had in time, or none may be taken; the run's effects say why.
   */
  async lastPicture(area: Area, what: string): Promise<Buffer | null> {
    const { scope, gate } = this.#parts;
    const limit = AbortSignal.timeout(scope.signal.aborted ? LAST_OF_STOPPED_MS : LAST_MS);
    try {
      await this.#letGo();
      // What a question shows is for the person alone.
      if (gate.asking) throw new Error('a question to the person was up');
      return await stoppable(
        gate.act(limit, () => this.#camera.take(area, what)),
        limit,
      );
    } catch (error) {
      const why = limit.aborted ? 'it took too long' : error instanceof Error ? error.message : String(error);
      this.#report('capture', what, `takes no picture at the end: ${why}`);
      return null;
    }
  }

  async position(): Promise<Point> {
    this.#signal.throwIfAborted();
    this.#report('read', 'mouse', 'reads where the mouse is');
    return stoppable(this.#parts.nut.position(), this.#signal);
  }

  async windows(): Promise<WindowInfo[]> {
    this.#signal.throwIfAborted();
    this.#report('read', 'windows', 'lists the windows');
    return stoppable(this.#parts.view.windows(), this.#signal);
  }

  focusWindow(window: WindowInfo): Promise<void> {
    return this.#act(async () => {
      this.#report('input', windowWords(window), 'brings the window to the front');
      this.#keys.movesFocus();
      await this.#parts.view.activate(window, this.#signal);
    });
  }

  async clipboardGet(): Promise<string> {
    this.#signal.throwIfAborted();
    this.#report('read', 'clipboard', 'reads the text of the clipboard');
    return stoppable(this.#parts.readClipboard(this.#signal), this.#signal);
  }

  clipboardSet(text: string): Promise<void> {
    return this.#act(async () => {
      this.#report('write', 'clipboard', `puts ${charactersOf(text).length} characters on the clipboard`);
      await this.#parts.host.clipboard.write(text);
    });
  }

  /** Nothing is held from here on. */
  async #letGo(): Promise<void> {
    this.#watch.stop();
    // Neither may keep the other from letting go.
    const released = await Promise.allSettled([this.#hand.release(), this.#parts.keyboard.release()]);
    const failed = released.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** One action: when no question is up, and the hand that has answered one rests. */
  #act<T>(work: () => Promise<T>): Promise<T> {
    const { gate } = this.#parts;
    const whole = async (): Promise<T> => {
      this.#acting = true;
      try {
        await this.#watch.look();
        this.#signal.throwIfAborted();
        return await work();
      } finally {
        this.#acting = false;
        if (gate.asking) await this.#standBack();
      }
    };
    return gate.act(this.#signal, whole, () => this.#watch.rested(this.#signal));
  }

  /** A question comes up; it is on show only after this, and after the action under way. */
  async #question(): Promise<void> {
    if (!this.#acting) await this.#standBack();
  }

  /**
   * Makes room for the person's answer. With a button held down, the system would hand every click of theirs to the window
   * that it was pressed in: it is let go, and the run cannot go on without it. Never rejects.
   */
  async #standBack(): Promise<void> {
    try {
      const held = this.#hand.held;
      if (held.length > 0) {
        this.#report('input', 'mouse', `lets go (${held.join(', ')}): a question to the person comes up`);
        await this.#hand.release();
        throw heldAtQuestion(held);
      }
      await this.#keys.question();
    } catch (error) {
      this.#stop.abort(error);
    }
  }

  async #ownShown(): Promise<boolean> {
    return this.#parts.view.anyShown([...this.#parts.host.hidden()]);
  }
}

function heldAtQuestion(held: readonly Button[]): ToolError {
  const message = `A question to the person came up while this run held a mouse button down (${held.join(', ')}): it was let go where it was, and the run ended. Run it again, with drag rather than mouse_down where that will do.`;
  return new ToolError('error', 'question_while_holding', message);
}
