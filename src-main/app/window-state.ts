import { readFileSync, writeFileSync } from 'node:fs';

/** Where the panel was, in screen coordinates (device-independent pixels). */
export interface WindowState extends Rectangle {
  maximized: boolean;
}
interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Reads where the window was; null when it is not known or makes no sense. */
export function readWindowState(path: string): WindowState | null {
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record<keyof WindowState, unknown>>;
    const { x, y, width, height, maximized } = state;
    if (!isPlace(x) || !isPlace(y) || !isPlace(width) || !isPlace(height)) return null;
    if (width < 400 || height < 300 || typeof maximized !== 'boolean') return null;
    return { x, y, width, height, maximized };
  } catch {
    // A convenience: without it the window opens in its default place.
    return null;
  }
}

/** No schema library here: this is on the way to the first frame. */
function isPlace(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= 100_000;
}

/** @throws the file system's error */
export function writeWindowState(path: string, state: WindowState): void {
  writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
}

/** The remembered place if enough of its title bar is on a screen that is there now; otherwise only its size. */
export function placeOn(
  state: WindowState,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  const { x, y, width, height } = state;
  const GRIP = 80;
  const reachable = screens.some(
    (screen) =>
      x + width >= screen.x + GRIP &&
      x <= screen.x + screen.width - GRIP &&
      y >= screen.y &&
      y <= screen.y + screen.height - GRIP,
  );
  return reachable ? { x, y, width, height } : { width, height };
}
