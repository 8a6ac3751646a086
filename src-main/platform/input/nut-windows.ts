import { ToolError } from '../tool-error.ts';
import type { Area, DisplayArea, OwnWindow, Point, Under, WindowInfo, WindowView } from './desk.ts';
import type { Nut } from './nut.ts';

/**
 * Windows as far as nut-js goes on macOS and Windows: handles from the topmost down, titles and bounds. It does not tell
 * which process a window belongs to.
 */
export class NutWindows implements WindowView {
  readonly #nut: Nut;
  readonly #own: () => ReadonlyMap<number, OwnWindow>;
  readonly #displays: () => DisplayArea[];

  constructor(nut: Nut, own: () => ReadonlyMap<number, OwnWindow>, displays: () => DisplayArea[]) {
    this.#nut = nut;
    this.#own = own;
    this.#displays = displays;
  }

  displays(): Promise<DisplayArea[]> {
    return Promise.resolve(this.#displays());
  }

  async under(points: readonly Point[]): Promise<Under[]> {
    const all = await this.#all();
    return points.map((point) => {
      const here = all.filter(({ bounds }) => inside(point, bounds));
      const top = here[0];
      const own = top ? (this.#own().get(top.id) ?? null) : null;
      return { own, window: here.find(({ id }) => !this.#own().has(id)) ?? null };
    });
  }

  async topmost(point: Point): Promise<number> {
    return (await this.#all()).find(({ bounds }) => inside(point, bounds))?.id ?? 0;
  }

  async windows(): Promise<WindowInfo[]> {
    return (await this.#all()).filter(({ id }) => !this.#own().has(id));
  }

  async focus(): Promise<Under> {
    const active = (await this.#all()).find(({ focused }) => focused);
    if (!active) return { own: null, window: null };
    const own = this.#own().get(active.id) ?? null;
    return { own, window: own === null ? active : null };
  }

  async nextFocus(): Promise<WindowInfo | null> {
    const { window } = await this.focus();
    const next = window ?? (await this.windows()).find(({ title }) => title !== '');
    return next ? { ...next, focused: false } : null;
  }

  async pointer(): Promise<null> {
    return null;
  }

  async anyShown(ids: readonly number[]): Promise<boolean> {
    return (await this.#all()).some(({ id }) => ids.includes(id));
  }

  async activate({ id, title }: Pick<WindowInfo, 'id' | 'title'>): Promise<void> {
    const focused = await this.#nut.js.providerRegistry.getWindow().focusWindow(id);
    if (!focused) {
      throw new ToolError(
        'error',
        'focus_failed',
        `The window "${title}" could not be brought to the front.`,
      );
    }
  }

  /** There a key carries its character with it. */
  async dealtWith(): Promise<void> {
    return;
  }

  async #all(): Promise<WindowInfo[]> {
    const provider = this.#nut.js.providerRegistry.getWindow();
    const [handles, active] = await Promise.all([provider.getWindows(), provider.getActiveWindow()]);
    return Promise.all(
      handles.map(async (id) => {
        const [title, { left, top, width, height }] = await Promise.all([
          provider.getWindowTitle(id),
          provider.getWindowRegion(id),
        ]);
        const bounds = { x: left, y: top, width, height };
        return { id, title, process: null, pid: null, bounds, focused: id === active };
      }),
    );
  }
}

function inside(point: Point, area: Area): boolean {
  return (
    point.x >= area.x && point.x < area.x + area.width && point.y >= area.y && point.y < area.y + area.height
  );
}
