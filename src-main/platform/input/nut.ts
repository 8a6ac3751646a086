import type * as NutJsModule from '@nut-tree/nut-js';
import { ToolError } from '../tool-error.ts';
import type { Area, Button, Pixels, Point } from './desk.ts';
import { inStrips } from './strips.ts';

export type NutJs = typeof NutJsModule;

/** Mouse, screen and windows by nut-js, the same on every system. */
export interface Nut {
  position(): Promise<Point>;
  move(point: Point): Promise<void>;
  down(button: Button): Promise<void>;
  up(button: Button): Promise<void>;
  /** Twice, in the system's own way: macOS wants to be told that it is a double click. */
  doubleClick(button: Button): Promise<void>;
  /** Notches to the right and down. */
  scroll(dx: number, dy: number): Promise<void>;
  grab(area: Area): Promise<Pixels>;
  readonly js: NutJs;
}

/** What the system says, such as that a part lies outside of what it shows. @throws ToolError `no_picture` */
function noPicture(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error).replace(/^Error: /, '');
  const message = `The system gives no picture of the screens (${why}). See whether its screens are set up as they are, and run it again.`;
  throw new ToolError('error', 'no_picture', message, { cause: error });
}

let loaded: Promise<Nut> | undefined;

/** Loads nut-js at its first use: half a second that the app's start must not pay. */
export function loadNut(): Promise<Nut> {
  return (loaded ??= load());
}

async function load(): Promise<Nut> {
  const js = await import('@nut-tree/nut-js');
  // Its providers rather than its own classes: those sleep 100 to 300 ms around every call.
  const mouse = js.providerRegistry.getMouse();
  const screen = js.providerRegistry.getScreen();
  mouse.setMouseDelay(0);
  const grab = async ({ x, y, width, height }: Area): Promise<Pixels> => {
    const image = await screen.grabScreenRegion(new js.Region(x, y, width, height)).catch(noPicture);
    return { width: image.width, height: image.height, stride: image.byteWidth, data: image.data };
  };
  const buttons = { left: js.Button.LEFT, middle: js.Button.MIDDLE, right: js.Button.RIGHT };
  return {
    js,
    position: async () => {
      const { x, y } = await mouse.currentMousePosition();
      return { x, y };
    },
    move: ({ x, y }) => mouse.setMousePosition(new js.Point(x, y)),
    down: (button) => mouse.pressButton(buttons[button]),
    up: (button) => mouse.releaseButton(buttons[button]),
    doubleClick: (button) => mouse.doubleClick(buttons[button]),
    async scroll(dx, dy) {
      if (dy > 0) await mouse.scrollDown(dy);
      if (dy < 0) await mouse.scrollUp(-dy);
      // On X11 it has the two the wrong way round: its scrollRight presses button 6, which is left (seen with xev).
      const right = process.platform === 'linux' ? -dx : dx;
      if (right > 0) await mouse.scrollRight(right);
      if (right < 0) await mouse.scrollLeft(-right);
    },
    // Only there is a picture's pixel always one of the coordinates.
    grab: (area) => (process.platform === 'linux' ? inStrips(area, grab) : grab(area)),
  };
}
