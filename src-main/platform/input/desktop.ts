import type { Availability } from '../../../src-preload/contract/types.ts';
import type { RunScope } from '../platform.ts';
import { ToolError } from '../tool-error.ts';
import { desktopAvailability } from './availability.ts';
import type { Area, DisplayArea, KeyboardDriver, KeyCheck, Pixels, WindowView } from './desk.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { DeskGate } from './gate.ts';
import { HeldNote } from './held-note.ts';
import { loadNut, type Nut } from './nut.ts';
import { DeskSession } from './session.ts';
import { stoppable } from '../stoppable.ts';
import type { Loan } from './x11/keymap.ts';

/** Looking at the desktop: what a plan may use. Nothing here moves, presses or changes anything. */
export interface DesktopLook {
  availability(): Availability;
  /** @throws ToolError `unavailable` when the screen cannot be reached, `screen_no_answer` when it does not answer */
  view(): Promise<WindowView>;
  keys(): Promise<KeyCheck>;
  /** True while no question to the person is up; else resolves when none is. @throws the abort reason */
  noQuestion(signal: AbortSignal): true | Promise<void>;
  /** The desktop as it looks now, with the area it shows. */
  picture(): Promise<{ pixels: Pixels; area: Area }>;
}

/** The desktop for a run. */
export interface DesktopHands extends DesktopLook {
  /** Takes the desktop: one run at a time, the others wait. `end` of what it returns must be called. */
  take(options: { human: boolean }): Promise<DeskSession>;
}

export interface DesktopParts {
  host: DesktopHost;
  gate: DeskGate;
  /** Whether a process is one that this app has started: its windows are ours. */
  ownsProcess: (pid: number) => boolean;
  /** Where it is noted that keys may be held; null: nowhere. */
  notePath: string | null;
  platform?: NodeJS.Platform;
  env?: NodeJS.ProcessEnv;
}

/** What is open to the system's input while somebody uses it. */
interface Backend {
  view: WindowView;
  keyboard: KeyboardDriver;
  readClipboard(signal: AbortSignal): Promise<string>;
  /** Lets go of every key and button that is down, whoever pressed it, and gives back lent keycodes. */
  letGo(lent: readonly Loan[]): Promise<void>;
  readonly lost: boolean;
  close(): Promise<void>;
}

/** The one desktop of this computer. Nothing of it is loaded or connected before it is first used. */
export class DesktopInput {
  readonly #host: DesktopHost;
  readonly #gate: DeskGate;
  readonly #note: HeldNote;
  readonly #ownsProcess: (pid: number) => boolean;
  readonly #platform: NodeJS.Platform;
  readonly #env: NodeJS.ProcessEnv;
  #backend: Promise<Backend> | undefined;
  /** Resolves when the run that has the desktop gives it back. */
  #taken: Promise<void> = Promise.resolve();

  constructor({
    host,
    gate,
    notePath,
    ownsProcess,
    platform = process.platform,
    env = process.env,
  }: DesktopParts) {
    this.#host = host;
    this.#gate = gate;
    this.#note = new HeldNote(notePath);
    this.#ownsProcess = ownsProcess;
    this.#platform = platform;
    this.#env = env;
  }

  look(): DesktopLook {
    return {
      availability: () => this.#availability(),
      view: async () => (await this.#open()).view,
      keys: async () => (await this.#open()).keyboard.keys(),
      noQuestion: (signal) => !this.#gate.asking || this.#gate.open(signal),
      picture: async () => {
        const { view } = await this.#open();
        const area = boundsOf(await view.displays());
        return { pixels: await (await loadNut()).grab(area), area };
      },
    };
  }

  hands(scope: RunScope): DesktopHands {
    return { ...this.look(), take: (options) => this.#take(scope, options) };
  }

  /** Lets go of what a killed app has left pressed. Loads nothing when there is no note of it. */
  async recover(): Promise<void> {
    const left = this.#note.left();
    if (!left || !this.#availability().ok) return;
    await (await this.#open()).letGo(left.lent);
    this.#note.lent([]);
    this.#note.holding(false);
  }

  async dispose(): Promise<void> {
    await this.#taken;
    const backend = await this.#backend?.catch(() => undefined);
    await backend?.close();
  }

  #availability(): Availability {
    const permissions = (): ReturnType<DesktopHost['permissions']> => this.#host.permissions();
    return desktopAvailability({ platform: this.#platform, env: this.#env, permissions });
  }

  async #take(scope: RunScope, { human }: { human: boolean }): Promise<DeskSession> {
    const before = this.#taken;
    let giveBack: () => void = () => undefined;
    this.#taken = new Promise((resolve) => (giveBack = resolve));
    try {
      await stoppable(before, scope.signal);
    } catch (error) {
      // Whoever comes next still waits for the one before.
      void before.then(giveBack);
      throw error;
    }
    try {
      // The first time this takes a while; what is opened stays open for the next run.
      const opening = Promise.all([this.#open(), loadNut()]);
      const [backend, nut] = await stoppable(opening, scope.signal);
      const { view, keyboard } = backend;
      const displays = await stoppable(view.displays(), scope.signal);
      const session = new DeskSession(
        {
          scope,
          view,
          keyboard,
          readClipboard: (signal) => backend.readClipboard(signal),
          nut,
          gate: this.#gate,
          host: this.#host,
          note: this.#note,
          human,
          displays,
        },
        giveBack,
      );
      try {
        await session.begin();
      } catch (error) {
        await session.end();
        throw error;
      }
      return session;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  async #open(): Promise<Backend> {
    const open = await this.#backend?.catch(() => undefined);
    if (open && !open.lost) return open;
    this.#backend = this.#platform === 'linux' ? this.#openX() : this.#openNut();
    try {
      return await this.#backend;
    } catch (error) {
      // A screen that another program holds is there all the same.
      if (error instanceof ToolError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new ToolError('unavailable', 'no_desktop', `The desktop cannot be reached: ${why}`, {
        cause: error,
      });
    }
  }

  async #openX(): Promise<Backend> {
    const { openX11 } = await import('./x11/backend.ts');
    const own = {
      handles: () => this.#host.ownWindows(),
      ofProcess: (pid: number) =>
        pid === process.pid ? ('other' as const) : this.#ownsProcess(pid) ? ('browser' as const) : null,
    };
    return openX11(this.#env['DISPLAY'] ?? '', own, this.#note);
  }

  async #openNut(): Promise<Backend> {
    const [nut, { NutWindows }, { NutKeyboard }] = await Promise.all([
      loadNut(),
      import('./nut-windows.ts'),
      import('./nut-keyboard.ts'),
    ]);
    const keyboard = new NutKeyboard(nut);
    return {
      view: new NutWindows(
        nut,
        () => this.#host.ownWindows(),
        () => this.#host.displays(),
      ),
      keyboard,
      readClipboard: () => this.#host.clipboard.read(),
      letGo: () => letGoByNut(nut, keyboard),
      lost: false,
      close: () => keyboard.release(),
    };
  }
}

/** There it is not told what is down: everything that a run may have held is let go. */
async function letGoByNut(nut: Nut, keyboard: { letGoModifiers(): Promise<void> }): Promise<void> {
  for (const button of ['left', 'middle', 'right'] as const) await nut.up(button);
  await keyboard.letGoModifiers();
}

/** The rectangle around all screens. */
export function boundsOf(displays: readonly DisplayArea[]): Area {
  const left = Math.min(...displays.map(({ x }) => x));
  const top = Math.min(...displays.map(({ y }) => y));
  const right = Math.max(...displays.map(({ x, width }) => x + width));
  const bottom = Math.max(...displays.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
