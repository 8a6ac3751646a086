import { setTimeout as sleep } from 'node:timers/promises';
import type { RunScope } from '../platform.ts';
import { ToolError } from '../tool-error.ts';
import { cover, Covers, sameProgram } from './covers.ts';
import type {
  Area,
  Button,
  DisplayArea,
  KeyboardDriver,
  Point,
  Under,
  WindowInfo,
  WindowView,
} from './desk.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { DeskGate } from './gate.ts';
import type { HeldNote } from './held-note.ts';
import { charactersOf } from './key-names.ts';
import { MouseHand } from './mouse-hand.ts';
import type { Nut } from './nut.ts';
import { PersonWatch, topLeft } from './person-watch.ts';
import { encodePng } from './png.ts';
import { dragPath, humanPath, keyGap, notches } from './speed.ts';
import { stoppable } from './stoppable.ts';
import { ownWindowBlocked, windowWords } from './words.ts';

/** Ours closes or hides within this time when it is about to. */
const OWN_GONE_MS = 3_000;
/** A click's window has the keyboard within this time. */
const FOCUS_MS = 1_000;
/** The person has this long to let go of a modifier key. */
const MODIFIER_MS = 3_000;
const POLL_MS = 10;
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

/** What of the desktop one run may touch: the programs whose windows its plan named. */
export interface Aims {
  windows: readonly (WindowInfo | null)[];
  /** The window that gets the keyboard before the first key, if keys come first. */
  keyboard: WindowInfo | null;
}

/**
 * The desktop in the hands of one run: our windows are out of the way, the person can stop it with the mouse, and each
 * action looks again at what it is about to touch. `end` gives everything back.
 */
export class DeskSession {
  readonly #parts: SessionParts;
  readonly #signal: AbortSignal;
  readonly #watch: PersonWatch;
  readonly #stop = new AbortController();
  readonly #hand: MouseHand;
  readonly #giveBack: () => void;
  #aims: Aims = { windows: [], keyboard: null };
  /** Windows that this run was found to be allowed to touch, by the number that the system has for what is topmost. */
  readonly #known = new Map<number, WindowInfo | null>();
  readonly #covers = new Covers();
  #restore: () => void = () => undefined;
  /** An action has had its say in who has the keyboard. */
  #focusMoved = false;

  /** @param giveBack lets the next run have the desktop */
  constructor(parts: SessionParts, giveBack: () => void) {
    this.#parts = parts;
    this.#giveBack = giveBack;
    this.#signal = AbortSignal.any([parts.scope.signal, this.#stop.signal]);
    this.#watch = new PersonWatch(
      () => parts.nut.position(),
      topLeft(parts.displays),
      (why) => this.#stop.abort(why),
    );
    this.#hand = new MouseHand({
      nut: parts.nut,
      view: parts.view,
      signal: this.#signal,
      moved: (point) => this.#watch.moved(point),
      until: (done, limitMs) => this.#until(done, limitMs),
    });
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Hides our windows once no question is up. @throws the abort reason */
  async begin(): Promise<void> {
    const { gate, host, note } = this.#parts;
    await gate.open(this.#signal);
    this.#restore = host.hide();
    await this.#until(async () => !(await this.#ownShown()), OWN_GONE_MS);
    note.holding(true);
    await this.#watch.start();
  }

  /** What the plan named; from here on nothing else may be touched. */
  aim(aims: Aims): void {
    this.#aims = aims;
  }

  /** Lets go of everything, shows our windows again. Safe to call twice. */
  async end(): Promise<void> {
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
    return this.#act(async () => {
      await this.#point(point, 'moves the mouse');
    });
  }

  click(point: Point, button: Button, times: 1 | 2): Promise<void> {
    return this.#act(async () => {
      await this.#modifiersFree();
      await this.#point(point, `${times === 2 ? 'double-clicks' : 'clicks'} (${button})`);
      this.#focusMoved = true;
      if (times === 2 && process.platform === 'darwin') return this.#parts.nut.doubleClick(button);
      for (let n = 0; n < times; n++) {
        if (n > 0) await this.#pause(keyGap(true));
        await this.#hand.down(button);
        if (this.#parts.human) await this.#pause(keyGap(true));
        await this.#hand.up(button);
      }
    });
  }

  mouseDown(point: Point, button: Button): Promise<void> {
    return this.#act(async () => {
      await this.#modifiersFree();
      await this.#point(point, `presses and holds (${button})`);
      this.#focusMoved = true;
      await this.#hand.down(button);
    });
  }

  mouseUp(point: Point, button: Button): Promise<void> {
    return this.#act(async () => {
      await this.#point(point, `lets go (${button})`);
      await this.#hand.up(button);
    });
  }

  drag(from: Point, to: Point, button: Button): Promise<void> {
    return this.#act(async () => {
      await this.#modifiersFree();
      await this.#aimedAt(to);
      await this.#point(from, `drags (${button}) to ${to.x},${to.y}`);
      this.#focusMoved = true;
      await this.#hand.down(button);
      for (const { point, waitMs } of dragPath(from, to, this.#parts.human)) {
        await this.#pause(waitMs);
        await this.#hand.put(point);
      }
      await this.#pause(keyGap(true));
      await this.#hand.up(button);
    });
  }

  scroll(point: Point, dx: number, dy: number): Promise<void> {
    return this.#act(async () => {
      await this.#modifiersFree();
      await this.#point(point, `scrolls ${dx} to the right and ${dy} down`);
      for (const [right, down] of notches(dx, dy, this.#parts.human)) {
        // A long way takes a while, in which something else may come up.
        await this.#aimedAt(point);
        await this.#hand.scroll(right, down);
        if (this.#parts.human) await this.#pause(keyGap(true));
      }
    });
  }

  /** @param secret what it is typed into is covered in every later picture */
  type(text: string, { secret }: { secret: boolean }): Promise<void> {
    return this.#act(async () => {
      const { keyboard, human } = this.#parts;
      await this.#readyKeyboard(`types ${charactersOf(text).length} characters`);
      await keyboard.type(text, {
        gapMs: () => (human ? keyGap(true) : 0),
        check: () => this.#mayPress({ secret }),
        signal: this.#signal,
      });
    });
  }

  press(chord: readonly string[]): Promise<void> {
    return this.#act(async () => {
      await this.#readyKeyboard(`presses ${chord.join('+')}`);
      this.#focusMoved = true;
      await this.#parts.keyboard.press(chord, () => this.#mayPress());
    });
  }

  /** Not an action on anything: questions may come on show meanwhile. */
  async wait(ms: number): Promise<void> {
    await this.#pause(ms);
  }

  /** A picture as PNG, cut to the desktop. */
  capture(area: Area, what: string): Promise<Buffer> {
    return this.#act(() => stoppable(this.#grab(area, what), this.#signal));
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
        gate.act(limit, () => this.#grab(area, what)),
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
      this.#focusMoved = true;
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

  async #grab(area: Area, what: string): Promise<Buffer> {
    const { nut, view } = this.#parts;
    const covered = this.#covers.any ? ', what a secret was typed into covered' : '';
    const part = `${area.width}x${area.height} at ${area.x},${area.y}`;
    this.#report('capture', what, `takes a picture of ${part}${covered}`);
    if (!this.#covers.any) return encodePng(await nut.grab(area));
    const before = await view.windows();
    const pixels = await nut.grab(area);
    // A window may have moved meanwhile: it is covered where it was and where it is.
    cover(pixels, area, this.#covers.places([...before, ...(await view.windows())]));
    return encodePng(pixels);
  }

  /** Nothing is held from here on. */
  async #letGo(): Promise<void> {
    this.#watch.stop();
    // Neither may keep the other from letting go.
    const released = await Promise.allSettled([this.#hand.release(), this.#parts.keyboard.release()]);
    const failed = released.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #act<T>(work: () => Promise<T>): Promise<T> {
    return this.#parts.gate.act(this.#signal, async () => {
      await this.#watch.look();
      this.#signal.throwIfAborted();
      return work();
    });
  }

  async #point(point: Point, what: string): Promise<void> {
    const window = await this.#aimedAt(point);
    this.#report('input', windowWords(window), `${what} at ${point.x},${point.y}`);
    if (this.#parts.human) {
      for (const step of humanPath(await this.#parts.nut.position(), point)) {
        await this.#pause(step.waitMs);
        await this.#hand.put(step.point);
      }
    }
    await this.#hand.put(point);
    // On a hand's long way there something else may have come up.
    if (this.#parts.human) await this.#aimedAt(point);
  }

  /** The window at a point, if it may be touched. @throws ToolError */
  async #aimedAt(point: Point): Promise<WindowInfo | null> {
    const top = await this.#parts.view.topmost(point);
    const known = this.#known.get(top);
    if (known !== undefined && !this.#parts.host.ownWindows().has(top)) return known;
    let under = await this.#under(point);
    // Ours may be closing: an approval window that was answered a moment ago.
    if (under.own !== null)
      await this.#until(async () => (under = await this.#under(point)).own === null, OWN_GONE_MS);
    if (under.own !== null) throw ownWindowBlocked(`The point ${point.x},${point.y}`, under.own);
    this.#mustBeNamed(under.window, `At ${point.x},${point.y} there is now`);
    // Only if it is still the same that was looked at.
    if ((await this.#parts.view.topmost(point)) === top) this.#known.set(top, under.window);
    return under.window;
  }

  async #under(point: Point): Promise<Under> {
    return (await this.#parts.view.under([point]))[0] as Under;
  }

  /** Programs that the plan did not name are left alone, wherever they come up. */
  #mustBeNamed(window: WindowInfo | null, where: string): void {
    const named = this.#aims.windows.some((aim) => sameProgram(aim, window));
    if (named) return;
    const message = `${where} ${windowWords(window)}, which is not what was planned. Nothing was sent to it. Run it again.`;
    throw new ToolError('denied', 'drift', message);
  }

  async #readyKeyboard(what: string): Promise<void> {
    await this.#modifiersFree();
    const { keyboard } = this.#aims;
    if (!this.#focusMoved && keyboard) {
      const { window } = await this.#parts.view.focus();
      if (window?.id !== keyboard.id) await this.#parts.view.activate(keyboard, this.#signal);
    }
    // A click's window gets the keyboard a moment later.
    await this.#until(async () => {
      const { own, window } = await this.#parts.view.focus();
      return own === null && this.#aims.windows.some((aim) => aim !== null && sameProgram(aim, window));
    }, FOCUS_MS);
    this.#report('input', windowWords(await this.#keyboardAim()), what);
  }

  /** The last look before a key. @throws ToolError; the abort reason */
  async #mayPress({ secret = false } = {}): Promise<void> {
    const window = await this.#keyboardAim();
    if (secret) this.#covers.add(window);
    // Last: nothing is waited for between this and the key.
    this.#signal.throwIfAborted();
  }

  /** The window that has the keyboard, if keys may go there. @throws ToolError */
  async #keyboardAim(): Promise<WindowInfo> {
    const { own, window } = await this.#parts.view.focus();
    if (own !== null) throw ownWindowBlocked('The keyboard', own);
    if (!window) {
      throw new ToolError('error', 'no_focus', 'No window has the keyboard, so nothing was typed.');
    }
    this.#mustBeNamed(window, 'The keyboard is with');
    return window;
  }

  /** Keys would mean something else with a modifier that the person holds down. @throws ToolError */
  async #modifiersFree(): Promise<void> {
    const { keyboard } = this.#parts;
    let held: string[] = [];
    const free = async (): Promise<boolean> => (held = await keyboard.heldModifiers()).length === 0;
    if (await this.#until(free, MODIFIER_MS)) return;
    const message = `${held.join(' and ')} is held down, so that input would mean something else. Let it go and run it again.`;
    throw new ToolError('error', 'modifier_held', message);
  }

  async #ownShown(): Promise<boolean> {
    return this.#parts.view.anyShown([...this.#parts.host.hidden()]);
  }

  async #until(done: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const until = performance.now() + limitMs;
    for (;;) {
      if (await done()) return true;
      if (performance.now() >= until) return false;
      await this.#pause(POLL_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#signal.throwIfAborted();
    if (ms <= 0) return;
    try {
      await sleep(ms, undefined, { signal: this.#signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error;
    }
  }

  #report(kind: 'input' | 'capture' | 'read' | 'write', target: string, detail: string): void {
    this.#parts.scope.report({ kind, target, detail });
  }
}
