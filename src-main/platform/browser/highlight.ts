import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Locator, Page } from 'playwright-core';

/** How long the mark is to be seen before the step, milliseconds. */
const SHOW_MS = 350;
/** To find out where it is, and to take the mark away again, on a busy machine. */
const FIND_MS = 1_500;
const HIDE_MS = 1_000;
/** More than showing it takes, on a busy machine, milliseconds; a step that is shown may take so much longer. */
export const HIGHLIGHT_MS = 5_000;
const OUTLINE = { r: 28, g: 126, b: 214, a: 1 };
const FILL = { ...OUTLINE, a: 0.15 };
/** Around the element, pixels. */
const MARGIN = 3;

/**
 * Marks the element that a step is about, for a person who watches. The browser paints it over the page: it is not part of
 * the page, which can neither see nor cover it, and what is read from the page does not have it.
 */
export class Highlight {
  readonly #sessions = new WeakMap<Page, Promise<CDPSession>>();
  #marked: Page | null = null;

  /** Resolves when the mark has been seen for a moment. What cannot be marked (nothing to see, a page that goes) is not. */
  async show(page: Page, locator: Locator): Promise<void> {
    try {
      // A field for files is often hidden: nothing to scroll to, and nothing to wait for.
      if ((await locator.boundingBox({ timeout: FIND_MS })) === null) return;
      await locator.scrollIntoViewIfNeeded({ timeout: FIND_MS });
      const box = await locator.boundingBox({ timeout: FIND_MS });
      if (box === null) return;
      const session = await this.#session(page);
      this.#marked = page;
      await session.send('Overlay.highlightRect', {
        x: Math.round(box.x - MARGIN),
        y: Math.round(box.y - MARGIN),
        width: Math.round(box.width + 2 * MARGIN),
        height: Math.round(box.height + 2 * MARGIN),
        color: FILL,
        outlineColor: OUTLINE,
      });
      await sleep(SHOW_MS);
    } catch {
      // It is for the eye alone: whatever is wrong with the page, the step itself tells.
    }
  }

  async hide(): Promise<void> {
    const page = this.#marked;
    this.#marked = null;
    if (page === null) return;
    const hidden = this.#session(page).then((session) => session.send('Overlay.hideHighlight'));
    // A page that has gone took its mark along; one that is stuck after a step is no reason for that step to fail.
    await Promise.race([hidden.catch(() => undefined), sleep(HIDE_MS, undefined, { ref: false })]);
  }

  #session(page: Page): Promise<CDPSession> {
    const known = this.#sessions.get(page);
    if (known) return known;
    const opening = openSession(page);
    this.#sessions.set(page, opening);
    return opening;
  }
}

async function openSession(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('Overlay.enable');
  return session;
}
