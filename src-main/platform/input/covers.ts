import type { Area, Pixels, WindowInfo } from './desk.ts';

/** Mid grey: seen as a cover on light and on dark. */
const COVER = 0x80;

/** Whether both are windows of one program; null is the bare desktop. */
export function sameProgram(a: WindowInfo | null, b: WindowInfo | null): boolean {
  if (a === null || b === null) return a === b;
  return a.id === b.id || (a.pid !== null && a.pid === b.pid);
}

/**
 * What of the desktop must not be in a picture, once a secret was typed. Where in a window the text shows cannot be known, and
 * a program may show it in another of its windows: all of them are covered.
 */
export class Covers {
  readonly #told: WindowInfo[] = [];

  /** From now on the windows of this one's program are covered. */
  add(window: WindowInfo): void {
    if (!this.#told.some((each) => each.id === window.id)) this.#told.push(window);
  }

  get any(): boolean {
    return this.#told.length > 0;
  }

  /** Where they are, of these windows. */
  places(windows: readonly WindowInfo[]): Area[] {
    const covered = windows.filter((each) => this.#told.some((told) => sameProgram(told, each)));
    return covered.map(({ bounds }) => bounds);
  }
}

/** Paints over parts of a picture, in its own memory. @param area what it is a picture of, as `places` in coordinates */
export function cover(pixels: Pixels, area: Area, places: readonly Area[]): void {
  const across = pixels.width / area.width;
  const down = pixels.height / area.height;
  for (const { x, y, width, height } of places) {
    const left = clamp(Math.floor((x - area.x) * across), pixels.width);
    const right = clamp(Math.ceil((x + width - area.x) * across), pixels.width);
    const top = clamp(Math.floor((y - area.y) * down), pixels.height);
    const bottom = clamp(Math.ceil((y + height - area.y) * down), pixels.height);
    for (let row = top; row < bottom; row++) {
      pixels.data.fill(COVER, row * pixels.stride + left * 4, row * pixels.stride + right * 4);
    }
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, value));
}
