import { z } from 'zod';

/*
 * Every action that points names its point: the plan shows the window under it, and what is there is checked again
 * before the first action. Coordinates are global, those of the system's own input: on X11 pixels of the one desktop that
 * all screens make up, 0,0 at its top left; on Windows pixels and on macOS points, 0,0 at the top left of the main screen,
 * so that screens to its left or above it have negative ones.
 */

const coordinate = z.number().int().min(-100_000).max(100_000);
export const x = coordinate.describe('Pixels from the left edge of the desktop.');
export const y = coordinate.describe('Pixels from the top edge of the desktop.');
export const text = z.string().max(10_000).describe('Every character arrives as itself, or the run fails.');

const action = <N extends string>(name: N, description: string) => z.literal(name).describe(description);
const button = z.enum(['left', 'middle', 'right']).optional().describe('Mouse button; left unless told.');
const clicks = z.number().int().min(-1000).max(1000).optional();
const title = z.string().min(1).max(500).describe('Part of the title of the window.');
const size = z.number().int().min(1).max(100_000);

const mouse = [
  z.strictObject({ action: action('move', 'Moves the mouse.'), x, y }),
  z.strictObject({ action: action('click', 'Clicks.'), x, y }),
  z.strictObject({ action: action('dblclick', 'Double-clicks.'), x, y }),
  z.strictObject({ action: action('right_click', 'Clicks with the right button.'), x, y }),
  z.strictObject({ action: action('middle_click', 'Clicks with the middle button.'), x, y }),
  z.strictObject({ action: action('mouse_down', 'Presses a button and holds it.'), x, y, button }),
  z.strictObject({ action: action('mouse_up', 'Lets a held button go.'), x, y, button }),
  z.strictObject({
    action: action('drag', 'Drags from one point to another.'),
    x,
    y,
    toX: coordinate.describe('Where to, from the left edge of the desktop.'),
    toY: coordinate.describe('Where to, from the top edge of the desktop.'),
    button,
  }),
  z
    .strictObject({
      action: action('scroll', 'Turns the wheel over a point.'),
      x,
      y,
      dx: clicks.describe('Notches to the right.'),
      dy: clicks.describe('Notches down.'),
    })
    .refine((step) => step.dx !== undefined || step.dy !== undefined, { error: 'Say how far: dx or dy.' }),
] as const;

const keyboard = [
  z.strictObject({
    action: action('type', 'Types a text where the focus is.'),
    text,
    secret: z
      .boolean()
      .optional()
      .describe(
        "The text is redacted everywhere; in later pictures of the run its program's windows are covered.",
      ),
  }),
  z.strictObject({
    action: action('key', 'Presses a key or chord where the focus is.'),
    key: z
      .string()
      .regex(/^\S{1,60}$/, { error: 'A key or keys joined by +, like Return or Control+C.' })
      .describe('Key or chord, like Return, Tab or Control+C.'),
  }),
] as const;

const screen = [
  z.strictObject({
    action: action('wait', 'Waits for a time.'),
    ms: z.number().int().min(0).max(60_000).describe('Milliseconds.'),
  }),
  z
    .strictObject({
      action: action('screenshot', 'Takes a picture of the screens, of a part, or of the place of a window.'),
      region: z
        .strictObject({
          x,
          y,
          width: size.describe('Pixels.'),
          height: size.describe('Pixels.'),
        })
        .optional()
        .describe('Only this part.'),
      window: title.optional(),
    })
    .refine((step) => step.region === undefined || step.window === undefined, {
      error: 'A region or a window, not both.',
    }),
  z.strictObject({ action: action('position', 'Says where the mouse is.') }),
  z.strictObject({ action: action('windows', 'Lists the windows: title, bounds, focused.') }),
  z.strictObject({ action: action('focus_window', 'Brings a window to the front.'), title }),
  z.strictObject({ action: action('clipboard_get', 'Reads the text of the clipboard.') }),
  z.strictObject({ action: action('clipboard_set', 'Puts a text on the clipboard.'), text }),
] as const;

/** One action of a desktop run. */
export const desktopAction = z.discriminatedUnion('action', [...mouse, ...keyboard, ...screen]);

export type DesktopAction = z.infer<typeof desktopAction>;
