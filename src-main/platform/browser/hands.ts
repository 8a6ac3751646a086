import { setTimeout as pause } from 'node:timers/promises';
import type { Download, JSHandle, Locator, Page, Response } from 'playwright-core';
import type { EffectKind } from '../../../src-preload/contract/types.ts';
import type { Hider } from '../marked-secrets.ts';
import { ToolError } from '../tool-error.ts';
import { Highlight } from './highlight.ts';
import type { BrowserSession } from './session.ts';

/** What a page is acted on with. Each reports its effect at the moment it acts, in words that hold no secret. */
export interface HandOptions {
  /** Takes secrets out of what is reported. */
  hide: Hider;
  /** The person watches: the element is marked before it is acted on. */
  show: boolean;
}

/** Characters of an address that are told; a page can make its own as long as it likes. */
export const MAX_URL = 8_192;
const MAX_FILE_NAME = 200;

/** An element, and how the record names it. */
export interface Aimed {
  locator: Locator;
  words: string;
}

/** A file as a page gets it. */
export interface UploadFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
  /** Where it came from, for the record. */
  path: string;
}

/**
 * A click may close its own page before the browser has answered it. Playwright's log of the call, which is part of its
 * error, tells whether the mouse was sent by then; a page that went before is a failed step.
 */
async function evenIfItCloses(page: Page, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!page.isClosed() || !/performing (dbl)?click action/.test(String(error))) throw error;
  }
}

/** What Chromium says at once when it had no frame to take a picture of, as on a machine that is very busy. */
const NO_FRAME = /Unable to capture screenshot/;
const PICTURE_TRIES = 3;
const FRAME_PAUSE_MS = 100;

/** Takes a picture, and takes it again where there was no frame for it: nothing has happened on the page then. */
async function whereThereIsAFrame(take: () => Promise<Buffer>): Promise<Buffer> {
  for (let left = PICTURE_TRIES - 1; ; left--) {
    try {
      return await take();
    } catch (error) {
      if (left === 0 || !NO_FRAME.test(String(error))) throw error;
    }
    await pause(FRAME_PAUSE_MS);
  }
}

/** Hides an element with all that is in it, which may say for itself that it is to be seen. Runs in the page. @returns the way back */
function hide(root: SVGElement | HTMLElement): () => void {
  const all = [root, ...root.querySelectorAll<HTMLElement | SVGElement>('*')].filter(
    (each) => 'style' in each,
  );
  const before = all.map(({ style }) => {
    const own = [style.getPropertyValue('visibility'), style.getPropertyPriority('visibility')] as const;
    style.setProperty('visibility', 'hidden', 'important');
    return own;
  });
  return () => {
    for (const [at, { style }] of all.entries()) style.setProperty('visibility', ...(before[at] ?? ['', '']));
  };
}

/** Whether there is a page to go back to. The empty one in which a tab began is none. */
async function hasBefore(page: Page): Promise<boolean> {
  const session = await page.context().newCDPSession(page);
  try {
    const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
    const before = entries[currentIndex - 1];
    return before !== undefined && (currentIndex > 1 || before.url !== 'about:blank');
  } finally {
    void session.detach().catch(() => undefined);
  }
}

/** The middle of what of an element can be seen. @throws ToolError `error` (`not_visible`) */
async function middleInView(
  page: Page,
  locator: Locator,
  timeout: number,
): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox({ timeout });
  const view = page.viewportSize() ?? { width: Infinity, height: Infinity };
  if (box === null) throw new ToolError('error', 'not_visible', 'The element cannot be seen.');
  const middle = (from: number, length: number, most: number): number =>
    (Math.max(0, from) + Math.min(from + length, most)) / 2;
  return { x: middle(box.x, box.width, view.width), y: middle(box.y, box.height, view.height) };
}

export class Hands {
  readonly #session: BrowserSession;
  readonly #options: HandOptions;
  readonly #highlight = new Highlight();

  constructor(session: BrowserSession, options: HandOptions) {
    this.#session = session;
    this.#options = options;
  }

  get #page(): Page {
    return this.#session.page;
  }

  #report(kind: EffectKind, detail: string, target = this.#page.url()): void {
    const { hide } = this.#options;
    this.#session.report({ kind, target: hide.cut(target, MAX_URL), detail: hide.text(detail) });
  }

  /** @returns the HTTP status, null where the address answered with none (another part of the same page). */
  async goto(url: string, timeout: number): Promise<number | null> {
    this.#report('navigate', 'go to', url);
    return this.#leave(() => this.#page.goto(url, { timeout }));
  }

  async back(timeout: number): Promise<number | null> {
    if (!(await hasBefore(this.#page))) {
      throw new ToolError('error', 'no_history', 'There is no page before this one to go back to.');
    }
    this.#report('navigate', 'back');
    return this.#leave(() => this.#page.goBack({ timeout }));
  }

  async reload(timeout: number): Promise<number | null> {
    this.#report('navigate', 'reload');
    return this.#leave(() => this.#page.reload({ timeout }));
  }

  /** @throws ToolError `page_stayed` where the page asked not to be left; the driver would tell of a failed connection */
  async #leave(go: () => Promise<Response | null>): Promise<number | null> {
    const { stays } = this.#session;
    try {
      return (await go())?.status() ?? null;
    } catch (error) {
      if (this.#session.stays === stays) throw error;
      const message =
        'The page asked not to be left, and stayed. Put a dialog step with the answer "accept" before this one to leave it.';
      throw new ToolError('error', 'page_stayed', message, { cause: error });
    }
  }

  async click(at: Aimed, button: 'left' | 'middle' | 'right', timeout: number): Promise<void> {
    const words = `${button === 'left' ? 'click' : `${button} click`} ${at.words}`;
    await this.#input(at, words, timeout, (left) =>
      evenIfItCloses(this.#page, () => at.locator.click({ button, timeout: left })),
    );
  }

  async dblclick(at: Aimed, timeout: number): Promise<void> {
    const words = `double-click ${at.words}`;
    await this.#input(at, words, timeout, (left) =>
      evenIfItCloses(this.#page, () => at.locator.dblclick({ timeout: left })),
    );
  }

  async hover(at: Aimed, timeout: number): Promise<void> {
    const words = `hover over ${at.words}`;
    await this.#input(at, words, timeout, (left) => at.locator.hover({ timeout: left }));
  }

  async type(at: Aimed, text: string, shown: string, timeout: number): Promise<void> {
    const words = `type ${shown} into ${at.words}`;
    await this.#input(at, words, timeout, (left) => at.locator.fill(text, { timeout: left }));
  }

  async press(at: Aimed | null, key: string, timeout: number): Promise<void> {
    const words = at ? `press ${key} on ${at.words}` : `press ${key}`;
    await this.#input(at, words, timeout, (left) =>
      at ? at.locator.press(key, { timeout: left }) : this.#page.keyboard.press(key),
    );
  }

  /** @returns the values that are selected now */
  async select(at: Aimed, values: string[], timeout: number): Promise<string[]> {
    const words = `select ${values.join(', ') || 'nothing'} in ${at.words}`;
    return this.#input(at, words, timeout, (left) => at.locator.selectOption(values, { timeout: left }));
  }

  async setChecked(at: Aimed, checked: boolean, timeout: number): Promise<void> {
    const words = `${checked ? 'check' : 'uncheck'} ${at.words}`;
    await this.#input(at, words, timeout, (left) => at.locator.setChecked(checked, { timeout: left }));
  }

  async upload(at: Aimed, files: readonly UploadFile[], timeout: number): Promise<void> {
    await this.#shown(at, timeout, (left) => {
      for (const { path } of files) this.#report('read', `upload into ${at.words}`, path);
      const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, buffer }));
      return at.locator.setInputFiles(given, { timeout: left });
    });
  }

  async scroll(at: Aimed | null, dx: number, dy: number, timeout: number): Promise<void> {
    this.#report('input', at ? `scroll to ${at.words}` : `scroll by ${dx}, ${dy}`);
    if (at) await at.locator.scrollIntoViewIfNeeded({ timeout });
    if (dx === 0 && dy === 0) return;
    if (at) {
      // The wheel turns what the mouse is over.
      const { x, y } = await middleInView(this.#page, at.locator, timeout);
      await this.#page.mouse.move(x, y);
    }
    await this.#page.mouse.wheel(dx, dy);
  }

  /** Reads from an element, or from the page's root, by a function that runs in the page. */
  async read<A, R>(
    at: Aimed | null,
    what: string,
    timeout: number,
    look: (element: Element, arg: A) => R,
    arg: A,
  ): Promise<R> {
    return this.#shown(at, timeout, (left) => {
      this.#report('read', at ? `${what} of ${at.words}` : what);
      const root: Locator = at?.locator ?? this.#page.locator(':root');
      return root.evaluate<R, A, HTMLElement>(look as never, arg, { timeout: left });
    });
  }

  /** PNG. `masked` are covered. */
  async screenshot(options: {
    at: Aimed | null;
    fullPage: boolean;
    masked: Locator[];
    timeout: number;
  }): Promise<Buffer> {
    const { at, fullPage, masked, timeout } = options;
    this.#report(
      'capture',
      at ? `picture of ${at.words}` : fullPage ? 'picture of the whole page' : 'picture of the page',
    );
    const how = { mask: masked, maskColor: '#000000', timeout, animations: 'disabled' as const };
    return whereThereIsAFrame(() =>
      at ? at.locator.screenshot(how) : this.#page.screenshot({ ...how, fullPage }),
    );
  }

  /** Prints the page. What is masked is hidden while it prints. */
  async pdf(masked: readonly Locator[]): Promise<Buffer> {
    this.#report('capture', 'print the page to a PDF');
    const hidden: JSHandle<() => void>[] = [];
    try {
      for (const locator of masked) {
        for (const element of await locator.elementHandles()) hidden.push(await element.evaluateHandle(hide));
      }
      return await this.#page.pdf({ printBackground: true });
    } finally {
      // The last first: an element that was hidden twice gets its own style back, not that of the first hiding.
      for (const shown of hidden.reverse()) {
        // A page that has gone meanwhile took its styles along.
        await shown.evaluate((show) => show()).catch(() => undefined);
      }
    }
  }

  /** Does `act` and waits for the download that it starts, and until the file is whole. */
  async download(act: () => Promise<unknown>, timeout: number): Promise<Download> {
    const { downloads } = this.#session;
    const download = await downloads.after(act, timeout);
    const name = this.#options.hide.cut(download.suggestedFilename(), MAX_FILE_NAME);
    this.#report('write', `keep the download ${name}`, download.url());
    await downloads.whole(download);
    return download;
  }

  #input<T>(at: Aimed | null, words: string, timeout: number, act: (left: number) => Promise<T>): Promise<T> {
    return this.#shown(at, timeout, (left) => {
      this.#report('input', words);
      return act(left);
    });
  }

  /** Marks the element while `act` lasts, where somebody watches. `left`: what is left of the time, milliseconds. */
  async #shown<T>(at: Aimed | null, timeout: number, act: (left: number) => Promise<T>): Promise<T> {
    if (at === null || !this.#options.show) return act(timeout);
    const began = performance.now();
    // Only there, not visible: a field for files may be hidden, and is filled all the same.
    await at.locator.waitFor({ state: 'attached', timeout });
    const waited = Math.floor((performance.now() - began) / 100) * 100;
    await this.#highlight.show(this.#page, at.locator);
    try {
      return await act(Math.max(1, timeout - waited));
    } finally {
      await this.#highlight.hide();
    }
  }
}
