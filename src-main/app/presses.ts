import type { App, WebContents } from 'electron';

/** A press counts for what the page asks within this long: it travels to the page and back, on a busy computer too. */
const PRESS_COUNTS_MS = 5_000;
const PRESSES: ReadonlySet<string> = new Set(['mouseDown', 'rawKeyDown', 'keyDown', 'touchStart']);

const last = new WeakMap<WebContents, number>();

/**
 * Remembers when somebody last pressed a key or a button in each page. Main hears of them on the way to the page: what a
 * script in it makes up (`element.click()`, `dispatchEvent`) does not come by here.
 */
export function watchPresses(app: App, now: () => number = () => performance.now()): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('input-event', (_input, { type }) => {
      if (PRESSES.has(type)) last.set(contents, now());
    });
  });
}

/** Whether somebody has just pressed something in this page; true once for each press. */
export function takePress(
  contents: WebContents | null,
  now: () => number = () => performance.now(),
): boolean {
  if (contents === null) return false;
  const pressed = last.get(contents);
  last.delete(contents);
  return pressed !== undefined && now() - pressed <= PRESS_COUNTS_MS;
}
