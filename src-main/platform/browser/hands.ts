import type { Download, ElementHandle, Locator, Page } from 'playwright-core';
import type { EffectKind } from '../../../src-preload/contract/types.ts';
import { ToolError } from '../tool-error.ts';
import type { BrowserSession } from './session.ts';

/** What a page is acted on with. Each reports its effect at the moment it acts, in words that hold no secret. */
export interface HandOptions {
  /** Takes secrets out of what is reported. */
  hide: (text: string) => string;
  /** The person watches: the element is marked before it is acted on. */
  show: boolean;
}

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

/** How long the mark is to be seen before the step, milliseconds. */
const SHOW_MS = 350;
const MARK = 'outline: 3px solid #1c7ed6; background: rgba(28, 126, 214, .15)';

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

export class Hands {
  readonly #session: BrowserSession;
  readonly #options: HandOptions;

  constructor(session: BrowserSession, options: HandOptions) {
    this.#session = session;
    this.#options = options;
  }

  get #page(): Page {
    return this.#session.page;
  }

  #report(kind: EffectKind, detail: string, target = this.#page.url()): void {
    this.#session.report({ kind, target: this.#options.hide(target), detail: this.#options.hide(detail) });
  }

  /** @returns the HTTP status, null where the address answered with none (another part of the same page). */
  async goto(url: string, timeout: number): Promise<number | null> {
    this.#report('navigate', 'go to', url);
    return (await this.#page.goto(url, { timeout }))?.status() ?? null;
  }

  async back(timeout: number): Promise<number | null> {
    this.#report('navigate', 'back');
    return (await this.#page.goBack({ timeout }))?.status() ?? null;
  }

  async reload(timeout: number): Promise<number | null> {
    this.#report('navigate', 'reload');
    return (await this.#page.reload({ timeout }))?.status() ?? null;
  }

  async click(at: Aimed, button: 'left' | 'middle' | 'right', timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    this.#report('input', `${button === 'left' ? 'click' : `${button} click`} ${at.words}`);
    await evenIfItCloses(this.#page, () => at.locator.click({ button, timeout }));
  }

  async dblclick(at: Aimed, timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    this.#report('input', `double-click ${at.words}`);
    await evenIfItCloses(this.#page, () => at.locator.dblclick({ timeout }));
  }

  async hover(at: Aimed, timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    this.#report('input', `hover over ${at.words}`);
    await at.locator.hover({ timeout });
  }

  async type(at: Aimed, text: string, shown: string, timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    this.#report('input', `type ${shown} into ${at.words}`);
    await at.locator.fill(text, { timeout });
  }

  async press(at: Aimed | null, key: string, timeout: number): Promise<void> {
    if (at) await this.#mark(at, timeout);
    this.#report('input', at ? `press ${key} on ${at.words}` : `press ${key}`);
    if (at) await at.locator.press(key, { timeout });
    else await this.#page.keyboard.press(key);
  }

  /** @returns the values that are selected now */
  async select(at: Aimed, values: string[], timeout: number): Promise<string[]> {
    await this.#mark(at, timeout);
    this.#report('input', `select ${values.join(', ') || 'nothing'} in ${at.words}`);
    return at.locator.selectOption(values, { timeout });
  }

  async setChecked(at: Aimed, checked: boolean, timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    this.#report('input', `${checked ? 'check' : 'uncheck'} ${at.words}`);
    await at.locator.setChecked(checked, { timeout });
  }

  async upload(at: Aimed, files: readonly UploadFile[], timeout: number): Promise<void> {
    await this.#mark(at, timeout);
    for (const { path } of files) this.#report('read', `upload into ${at.words}`, path);
    const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, buffer }));
    await at.locator.setInputFiles(given, { timeout });
  }

  async scroll(at: Aimed | null, dx: number, dy: number, timeout: number): Promise<void> {
    this.#report('input', at ? `scroll to ${at.words}` : `scroll by ${dx}, ${dy}`);
    if (at) await at.locator.scrollIntoViewIfNeeded({ timeout });
    if (dx !== 0 || dy !== 0) await this.#page.mouse.wheel(dx, dy);
  }

  /** Reads from an element, or from the page's root, by a function that runs in the page. */
  async read<A, R>(
    at: Aimed | null,
    what: string,
    timeout: number,
    look: (element: Element, arg: A) => R,
    arg: A,
  ): Promise<R> {
    this.#report('read', at ? `${what} of ${at.words}` : what);
    const root: Locator = at?.locator ?? this.#page.locator(':root');
    return root.evaluate<R, A, HTMLElement>(look as never, arg, { timeout });
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
    return at ? at.locator.screenshot(how) : this.#page.screenshot({ ...how, fullPage });
  }

  /** Prints the page. What is masked is hidden while it prints. */
  async pdf(masked: readonly Locator[]): Promise<Buffer> {
    this.#report('capture', 'print the page to a PDF');
    const hidden: ElementHandle[] = [];
    for (const locator of masked) hidden.push(...(await locator.elementHandles()));
    try {
      for (const element of hidden)
        await element.evaluate((node) =>
          (node as HTMLElement).style.setProperty('visibility', 'hidden', 'important'),
        );
      return await this.#page.pdf({ printBackground: true });
    } finally {
      for (const element of hidden)
        await element.evaluate((node) => (node as HTMLElement).style.removeProperty('visibility'));
    }
  }

  /** Does `act` and waits for the download that it starts. A failure of `act` only counts when none comes. */
  async download(act: () => Promise<unknown>, timeout: number): Promise<Download> {
    const page = this.#page;
    const [download, acted] = await Promise.allSettled([page.waitForEvent('download', { timeout }), act()]);
    if (download.status === 'rejected') {
      if (acted.status === 'rejected') throw acted.reason;
      throw new ToolError('error', 'no_download', `The step started no download within ${timeout} ms.`, {
        cause: download.reason,
      });
    }
    this.#report('write', `keep the download ${download.value.suggestedFilename()}`, download.value.url());
    return download.value;
  }

  async #mark({ locator }: Aimed, timeout: number): Promise<void> {
    if (!this.#options.show) return;
    await locator.waitFor({ timeout });
    await this.#page.hideHighlight();
    await locator.highlight({ style: MARK });
    await new Promise((resolve) => setTimeout(resolve, SHOW_MS));
  }
}
