import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '../../tool-error.ts';
import type { Area, Button, DisplayArea, OwnWindow, Point, Under, WindowInfo, WindowView } from '../desk.ts';
import type { Waiting } from '../waiting.ts';
import type { XConnection } from './connection.ts';
import { dealtWith } from './dealt-with.ts';
import { screensOf } from './screens.ts';
import { has, numbersOf, pidOf, processName, titleOf } from './window-properties.ts';

const VIEWABLE = 2;
/** SHAPE's ShapeInput: where a window takes the pointer. */
const SHAPE_INPUT = 2;
/** Buttons in a pointer's mask (X11 protocol, KEYBUTMASK); of the wheel's four it has two. */
const BUTTON_BITS: readonly (readonly [Button | 'wheel', number])[] = [
  ['left', 1 << 8],
  ['middle', 1 << 9],
  ['right', 1 << 10],
  ['wheel', (1 << 11) | (1 << 12)],
];
const ACTIVATE_LIMIT_MS = 1_000;
/** What goes while it is looked at is looked at again: so often, and after so many milliseconds. */
const GONE_LOOKS = 20;
const GONE_MS = 10;
/** A frame holds a few windows; more is no frame. */
const MAX_FRAME_WINDOWS = 50;

/** Which windows are ours: by the numbers the app knows, and by process for its dialogs and menus and for what it has started. */
export interface OwnWindows {
  /** The app's own windows that are open, by the system's number, with which one each is. */
  handles(): ReadonlyMap<number, OwnWindow>;
  /** null: of another program. */
  ofProcess(pid: number): OwnWindow | null;
}

/** A child of the root, and the parts of the desktop where it takes the pointer. */
interface Layer {
  id: number;
  areas: Area[];
}

/** What one look at several points has found out. */
interface Look {
  /** By child of the root; null: it went while it was looked at. */
  seen: Map<number, Promise<Under | null>>;
  layers: Promise<Layer[]> | null;
}

/** Windows of an X server, as its window manager keeps them (EWMH), or as they are where there is none. */
export class XWindows implements WindowView {
  readonly #x: XConnection;
  readonly #own: OwnWindows;

  constructor(x: XConnection, own: OwnWindows) {
    this.#x = x;
    this.#own = own;
  }

  async displays(): Promise<DisplayArea[]> {
    const x = this.#x;
    // Coordinates are pixels here, whatever size programs draw at.
    const scaleFactor = 1;
    const whole = { x: 0, y: 0, ...x.size, scaleFactor };
    const areas = await screensOf(x);
    return areas.length === 0 ? [whole] : areas.map((area) => ({ ...area, scaleFactor }));
  }

  async under(points: readonly Point[]): Promise<Under[]> {
    // Asked once for all points: hundreds of them lie on a few windows.
    const look: Look = { seen: new Map(), layers: null };
    return Promise.all(points.map((point) => this.#under(point, look)));
  }

  async topmost(point: Point): Promise<number> {
    const x = this.#x;
    // The server's own answer to which of the root's windows takes the pointer there, shapes and all.
    const { child } = await x.ask<{ child: number }>((reply) =>
      x.client.TranslateCoordinates(x.root, x.root, point.x, point.y, reply),
    );
    return child;
  }

  async pointer(): Promise<{ at: Point; buttons: (Button | 'wheel')[] }> {
    const x = this.#x;
    const { rootX, rootY, keyMask } = await x.ask<{ rootX: number; rootY: number; keyMask: number }>(
      (reply) => x.client.QueryPointer(x.root, reply),
    );
    const buttons = BUTTON_BITS.flatMap(([button, bits]) => ((keyMask & bits) === 0 ? [] : [button]));
    return { at: { x: rootX, y: rootY }, buttons };
  }

  async windows(): Promise<WindowInfo[]> {
    const [listed, focused] = await Promise.all([this.#stacking(), this.#active()]);
    const infos = await Promise.all(listed.map((id) => this.#infoOf(id, focused)));
    return infos.filter((info) => info !== null).filter((info) => this.#ownerOf(info.id, info.pid) === null);
  }

  async focus(): Promise<Under> {
    const active = await this.#active();
    if (active === null) return { own: null, window: null };
    const info = await this.#infoOf(active, active);
    const own = this.#ownerOf(active, info?.pid ?? null);
    return { own, window: own === null ? info : null };
  }

  async nextFocus(): Promise<WindowInfo | null> {
    const { own, window } = await this.focus();
    if (own === null && window) return window;
    const candidates = await this.windows();
    const kept = await Promise.all(
      candidates.map(async (window) => ((await this.#takesFocus(window.id)) ? window : null)),
    );
    const [next] = kept.filter((each) => each !== null);
    return next ? { ...next, focused: false } : null;
  }

  async anyShown(ids: readonly number[]): Promise<boolean> {
    return (await this.#viewable([...ids])).length > 0;
  }

  async activate({ id, title }: Pick<WindowInfo, 'id' | 'title'>, signal: AbortSignal): Promise<void> {
    const x = this.#x;
    if (await this.#managed()) {
      const SUBSTRUCTURE = 0x180000;
      const FROM_PAGER = 2;
      const message_type = await x.atom('_NET_ACTIVE_WINDOW');
      const data = [FROM_PAGER, 0, 0, 0, 0];
      signal.throwIfAborted();
      x.client.SendEvent(x.root, 0, SUBSTRUCTURE, {
        name: 'ClientMessage',
        wid: id,
        message_type,
        format: 32,
        data,
      });
    } else {
      const TO_PARENT = 2;
      signal.throwIfAborted();
      x.client.SetInputFocus(id, TO_PARENT);
    }
    const until = performance.now() + ACTIVATE_LIMIT_MS;
    while ((await this.#active()) !== id) {
      signal.throwIfAborted();
      if (performance.now() > until) {
        const message = `The window "${title}" could not be brought to the front: the window manager did not do it.`;
        throw new ToolError('error', 'focus_failed', message);
      }
      await sleep(10, undefined, { signal });
    }
  }

  dealtWith(window: WindowInfo, waiting: Waiting): Promise<void> {
    return dealtWith(this.#x, window, waiting);
  }

  /** The window manager's list from the topmost down; without one, the root's own children. */
  async #stacking(): Promise<number[]> {
    const x = this.#x;
    const listed = await numbersOf(x, x.root, '_NET_CLIENT_LIST_STACKING');
    if (listed.length > 0) return this.#viewable(listed.reverse());
    const { children } = await x.ask<{ children: number[] }>((reply) => x.client.QueryTree(x.root, reply));
    return this.#viewable(children.reverse());
  }

  async #viewable(windows: number[]): Promise<number[]> {
    const shown = await Promise.all(windows.map((id) => this.#isViewable(id)));
    return windows.filter((_, index) => shown[index]);
  }

  async #isViewable(id: number): Promise<boolean> {
    const x = this.#x;
    const found = await x
      .ask<{ mapState: number }>((reply) => x.client.GetWindowAttributes(id, reply))
      .catch(() => null);
    return found?.mapState === VIEWABLE;
  }

  /**
   * The window that keys go to, as the server has it: a window manager says which is active (_NET_ACTIVE_WINDOW) only after
   * it has moved the keyboard. Null: none that a program has put there.
   */
  async #active(): Promise<number | null> {
    const x = this.#x;
    const { focus } = await x.ask<{ focus: number }>((reply) => x.client.GetInputFocus(reply));
    // 0 is None, 1 is PointerRoot.
    if (focus <= 1 || focus === x.root) return null;
    let top = focus;
    // What has the keyboard may be a part of the program's window; a frame may hold the windows of several programs.
    for (let id = focus; id !== x.root && id !== 0; id = await this.#parentOf(id)) {
      if (this.#own.handles().has(id) || (await has(x, id, 'WM_STATE'))) return id;
      top = id;
    }
    const client = await this.#clientIn(top);
    // What a window manager has not taken in is its own: the keyboard is put there when nobody has it.
    return client !== top || !(await this.#managed()) ? client : null;
  }

  async #managed(): Promise<boolean> {
    return (await numbersOf(this.#x, this.#x.root, '_NET_SUPPORTED')).length > 0;
  }

  /** The root's number for a window that is gone. */
  async #parentOf(id: number): Promise<number> {
    const x = this.#x;
    const { parent } = await x
      .ask<{ parent: number }>((reply) => x.client.QueryTree(id, reply))
      .catch(() => ({ parent: x.root }));
    return parent;
  }

  /** A desktop, a dock or a window that is always on top is not what people type into next. */
  async #takesFocus(id: number): Promise<boolean> {
    const x = this.#x;
    const names = ['_NET_WM_WINDOW_TYPE_DESKTOP', '_NET_WM_WINDOW_TYPE_DOCK', '_NET_WM_STATE_ABOVE'];
    const [desktop, dock, above] = await Promise.all(names.map((name) => x.atom(name)));
    const [types, states] = await Promise.all([
      numbersOf(x, id, '_NET_WM_WINDOW_TYPE'),
      numbersOf(x, id, '_NET_WM_STATE'),
    ]);
    return ![...types, ...states].some((atom) => atom === desktop || atom === dock || atom === above);
  }

  #ownerOf(id: number, pid: number | null): OwnWindow | null {
    return this.#own.handles().get(id) ?? (pid === null ? null : this.#own.ofProcess(pid));
  }

  async #under(point: Point, look: Look): Promise<Under> {
    for (let gone = 0; gone < GONE_LOOKS; gone += 1) {
      const child = await this.topmost(point);
      if (child === 0) break;
      const top = await this.#seenOnce(child, look);
      // A window that went meanwhile (ours, answered a moment ago) is not the bare desktop: what lies there now?
      if (top === null) {
        look.seen.delete(child);
        await sleep(GONE_MS);
        continue;
      }
      return top.own === null ? top : { own: top.own, window: await this.#below(point, look) };
    }
    return { own: null, window: null };
  }

  /** The topmost window at a point with ours looked through. */
  async #below(point: Point, look: Look): Promise<WindowInfo | null> {
    for (const { id, areas } of await (look.layers ??= this.#layers())) {
      if (!areas.some((area) => inside(point, area))) continue;
      const seen = await this.#seenOnce(id, look);
      if (seen?.own === null) return seen.window;
    }
    return null;
  }

  #seenOnce(id: number, { seen }: Look): Promise<Under | null> {
    const known = seen.get(id) ?? this.#seen(id);
    seen.set(id, known);
    return known;
  }

  /** The root's children that can be seen, the topmost first. */
  async #layers(): Promise<Layer[]> {
    const x = this.#x;
    const { children } = await x.ask<{ children: number[] }>((reply) => x.client.QueryTree(x.root, reply));
    const shown = await this.#viewable(children.reverse());
    return Promise.all(shown.map(async (id) => ({ id, areas: await this.#takingPointer(id) })));
  }

  /** Where a child of the root takes the pointer; nowhere when it is gone. */
  async #takingPointer(id: number): Promise<Area[]> {
    const frame = await this.#boundsOf(id);
    if (!frame) return [];
    const shape = await this.#x.extension('shape').catch(() => null);
    if (!shape) return [frame];
    const input = await this.#x
      .ask<{ rectangles: [number, number, number, number][] }>((reply) =>
        shape.GetRectangles(id, SHAPE_INPUT, reply),
      )
      .catch(() => null);
    if (!input) return [frame];
    return input.rectangles.map(([left, top, width, height]) => ({
      x: frame.x + left,
      y: frame.y + top,
      width: Math.min(width, frame.width - left),
      height: Math.min(height, frame.height - top),
    }));
  }

  /** Whose a child of the root is: a frame is its client's. The bare desktop's window counts as none. Null: it has gone. */
  async #seen(top: number): Promise<Under | null> {
    const id = await this.#clientIn(top);
    const info = await this.#infoOf(id, await this.#active());
    const own = this.#own.handles().get(top) ?? this.#ownerOf(id, info?.pid ?? null);
    if (own !== null) return { own, window: null };
    if (!info) return null;
    const types = await numbersOf(this.#x, id, '_NET_WM_WINDOW_TYPE');
    const desktop = await this.#x.atom('_NET_WM_WINDOW_TYPE_DESKTOP');
    return { own: null, window: types.includes(desktop) ? null : info };
  }

  /** The program's window inside a window manager's frame: the one that has WM_STATE (ICCCM 4.1.3.1). */
  async #clientIn(top: number): Promise<number> {
    const x = this.#x;
    let level = [top];
    let looked = 0;
    while (level.length > 0 && looked < MAX_FRAME_WINDOWS) {
      const marks = await Promise.all(level.map((id) => has(x, id, 'WM_STATE')));
      // Ours has no mark any more where the window manager is about to let it go.
      const found = level.find((id, index) => marks[index] || this.#own.handles().has(id));
      if (found !== undefined) return found;
      looked += level.length;
      const trees = await Promise.all(
        level.map((id) =>
          x
            .ask<{ children: number[] }>((reply) => x.client.QueryTree(id, reply))
            .catch(() => ({ children: [] })),
        ),
      );
      level = trees.flatMap(({ children }) => children.reverse()).slice(0, MAX_FRAME_WINDOWS);
    }
    return top;
  }

  async #infoOf(id: number, active: number | null): Promise<WindowInfo | null> {
    const [bounds, title, pid] = await Promise.all([
      this.#boundsOf(id),
      titleOf(this.#x, id),
      pidOf(this.#x, id),
    ]);
    if (!bounds) return null;
    return { id, title, process: await processName(pid), pid, bounds, focused: id === active };
  }

  /** Where it is on the desktop; null when it is gone. */
  async #boundsOf(id: number): Promise<Area | null> {
    const x = this.#x;
    try {
      const [{ width, height, borderWidth }, { destX, destY }] = await Promise.all([
        x.ask<{ width: number; height: number; borderWidth: number }>((reply) =>
          x.client.GetGeometry(id, reply),
        ),
        x.ask<{ destX: number; destY: number }>((reply) =>
          x.client.TranslateCoordinates(id, x.root, 0, 0, reply),
        ),
      ]);
      return {
        x: destX - borderWidth,
        y: destY - borderWidth,
        width: width + 2 * borderWidth,
        height: height + 2 * borderWidth,
      };
    } catch (error) {
      if (x.lost) throw error;
      return null;
    }
  }
}

function inside(point: Point, area: Area): boolean {
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  return point.x >= area.x && point.x < right && point.y >= area.y && point.y < bottom;
}
