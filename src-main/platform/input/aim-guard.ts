import { ToolError } from '../tool-error.ts';
import { sameProgram } from './covers.ts';
import type { Point, Under, WindowInfo, WindowView } from './desk.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { Waiting } from './waiting.ts';
import { ownWindowBlocked, windowWords } from './words.ts';

/** Ours closes or hides within this time when it is about to, in milliseconds. */
export const OWN_GONE_MS = 3_000;

/** What of the desktop one run may touch: the programs whose windows its plan named. */
export interface Aims {
  windows: readonly (WindowInfo | null)[];
  /** The window that gets the keyboard before the first key, if keys come first. */
  keyboard: WindowInfo | null;
}

/** Looks, right before each action, whether what it is about to touch was planned. */
export class AimGuard {
  readonly #view: WindowView;
  readonly #host: DesktopHost;
  readonly #waiting: Waiting;
  #aims: Aims = { windows: [], keyboard: null };
  /** Windows that this run was found to be allowed to touch, by the number that the system has for what is topmost. */
  readonly #known = new Map<number, WindowInfo | null>();

  constructor(view: WindowView, host: DesktopHost, waiting: Waiting) {
    this.#view = view;
    this.#host = host;
    this.#waiting = waiting;
  }

  aim(aims: Aims): void {
    this.#aims = aims;
  }

  get firstKeyboard(): WindowInfo | null {
    return this.#aims.keyboard;
  }

  /** Whether the plan named a window of this one's program; null is the bare desktop. */
  names(window: WindowInfo | null): boolean {
    return this.#aims.windows.some((aim) => sameProgram(aim, window));
  }

  /** The window at a point, if it may be touched. @throws ToolError `window_refused`, `drift` */
  async at(point: Point): Promise<WindowInfo | null> {
    const top = await this.#view.topmost(point);
    const known = this.#known.get(top);
    if (known !== undefined && !this.#host.ownWindows().has(top)) return known;
    let under = await this.#under(point);
    // Ours may be closing: an approval window that was answered a moment ago.
    if (under.own !== null) {
      const gone = async (): Promise<boolean> => (under = await this.#under(point)).own === null;
      await this.#waiting.until(gone, OWN_GONE_MS);
    }
    if (under.own !== null) throw ownWindowBlocked(`The point ${point.x},${point.y}`, under.own);
    this.#mustBeNamed(under.window, `At ${point.x},${point.y} there is now`);
    // Only if it is still the same that was looked at.
    if ((await this.#view.topmost(point)) === top) this.#known.set(top, under.window);
    return under.window;
  }

  /** The window that has the keyboard, if keys may go there. @throws ToolError `window_refused`, `no_focus`, `drift` */
  async withKeyboard(): Promise<WindowInfo> {
    const { own, window } = await this.#view.focus();
    if (own !== null) throw ownWindowBlocked('The keyboard', own);
    if (!window) {
      throw new ToolError('error', 'no_focus', 'No window has the keyboard, so nothing was typed.');
    }
    this.#mustBeNamed(window, 'The keyboard is with');
    return window;
  }

  async #under(point: Point): Promise<Under> {
    return (await this.#view.under([point]))[0] as Under;
  }

  /** Programs that the plan did not name are left alone, wherever they come up. */
  #mustBeNamed(window: WindowInfo | null, where: string): void {
    if (this.names(window)) return;
    const message = `${where} ${windowWords(window)}, which is not what was planned. Nothing was sent to it. Run it again.`;
    throw new ToolError('denied', 'drift', message);
  }
}
