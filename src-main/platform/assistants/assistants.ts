import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { hasScreen, thisHost } from '../browser/find-browser.ts';
import type { EgressRefusal } from '../browser/egress-proxy.ts';
import type { ChildOwner } from '../children.ts';
import type { RunScope } from '../platform.ts';
import { stoppable } from '../stoppable.ts';
import { ToolError } from '../tool-error.ts';
import { AssistantBrowser, type Reachable } from './assistant-browser.ts';
import type { LeftWindow, LeftWindows } from './left-windows.ts';
import type { Provider } from './providers.ts';
import { TurnsByKey } from './turns-by-key.ts';

/** One use of a provider's page. */
export interface AssistantUse {
  provider: Pick<Provider, 'id' | 'title'>;
  /** The program, see `findBrowser`. */
  browser: string;
  reach: Reachable;
  /** Over when the time for the answer is. */
  limit: AbortSignal;
}

/** The page, while the work on it lasts. */
export interface AssistantPage {
  readonly page: Page;
  /** What the person was asked for in this very page, which was left to them before; null in a page that nobody has used yet. */
  readonly waiting: LeftWindow['why'] | null;
  /** Whether there is a window that a person can see. */
  readonly visible: boolean;
  /** What the page's own documents and parts were refused. */
  refusals(): readonly EgressRefusal[];
  /** Leaves the window open when the work is done, for the person to go on. */
  leave(why: LeftWindow['why']): void;
}

export interface AssistantsParts {
  children: ChildOwner;
  /** `profiles` in the data folder; each provider has a folder of its own in it. */
  profiles: string;
  left: LeftWindows<AssistantBrowser>;
}

/**
 * The browsers of the assistants: each provider has one, on a profile of its own, for one question at a time. It ends with
 * the question, unless its window is left to the person.
 */
export class Assistants {
  readonly #parts: AssistantsParts;
  readonly #turns = new TurnsByKey();

  constructor(parts: AssistantsParts) {
    this.#parts = parts;
  }

  /** @throws ToolError, the run's abort reason, or the limit's while another question keeps the provider's page */
  async withPage<T>(
    scope: RunScope,
    use: AssistantUse,
    work: (page: AssistantPage) => Promise<T>,
  ): Promise<T> {
    const { provider, reach } = use;
    const { left } = this.#parts;
    const endTurn = await this.#turns.take(provider.id, AbortSignal.any([scope.signal, use.limit]));
    try {
      const visible = hasScreen(thisHost());
      const { browser, page, waiting, release } = await this.#opened(scope, use, !visible);
      const leaving: { why: LeftWindow['why'] | null } = { why: null };
      try {
        scope.signal.throwIfAborted();
        const refusals = (): readonly EgressRefusal[] => browser.refusals;
        const done = await work({ page, waiting, visible, refusals, leave: (why) => (leaving.why = why) });
        scope.signal.throwIfAborted();
        const { why } = leaving;
        if (why === null) await browser.end();
        else {
          browser.letPerson(reach);
          left.leave(browser, { provider: provider.id, title: provider.title, why });
        }
        return done;
      } catch (error) {
        const closed = page.isClosed();
        browser.kill();
        await browser.ended;
        scope.signal.throwIfAborted();
        if (!closed || error instanceof ToolError) throw error;
        const message = `The window of ${provider.title} was closed in the middle.`;
        throw new ToolError('error', 'window_closed', message, { cause: error });
      } finally {
        release();
      }
    } finally {
      endTurn();
    }
  }

  /** The page that was left to the person, where it is still there, else a new browser's; it ends with the run. */
  async #opened(scope: RunScope, use: AssistantUse, headless: boolean): Promise<Opened> {
    const { profiles, children, left } = this.#parts;
    await stoppable(left.gone(use.provider.id), scope.signal);
    const taken = left.take(use.provider.id);
    if (taken !== null) {
      try {
        return await pageOf(taken.browser, taken.why, scope, use);
      } catch {
        // The person has just closed it, or it does not answer: it is none to ask in, and not in the next one's way.
        taken.browser.kill();
        await taken.browser.ended;
        scope.signal.throwIfAborted();
      }
    }
    const profileDir = join(profiles, use.provider.id);
    const { signal } = scope;
    const fresh = await AssistantBrowser.start({ path: use.browser, headless, profileDir, children, signal });
    return pageOf(fresh, null, scope, use);
  }
}

interface Opened {
  browser: AssistantBrowser;
  page: Page;
  waiting: LeftWindow['why'] | null;
  /** The run does not end it any more. */
  release: () => void;
}

async function pageOf(
  browser: AssistantBrowser,
  waiting: LeftWindow['why'] | null,
  scope: RunScope,
  { reach }: AssistantUse,
): Promise<Opened> {
  const kill = (): void => browser.kill();
  const release = (): void => scope.signal.removeEventListener('abort', kill);
  scope.signal.addEventListener('abort', kill, { once: true });
  try {
    scope.signal.throwIfAborted();
    browser.use(scope, reach);
    return { browser, page: await browser.page(), waiting, release };
  } catch (error) {
    release();
    throw error;
  }
}
