import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const number = z.number().int().min(-100_000).max(100_000);
const windowState = z.strictObject({
  x: number,
  y: number,
  width: number.min(400),
  height: number.min(300),
  maximized: z.boolean(),
});
/** Where the panel was, in screen coordinates (device-independent pixels). */
export type WindowState = z.infer<typeof windowState>;
interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Reads where the window was; null when it is not known or makes no sense. */
export function readWindowState(path: string): WindowState | null {
  try {
    return windowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // A convenience: without it the window opens in its default place.
    return null;
  }
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
