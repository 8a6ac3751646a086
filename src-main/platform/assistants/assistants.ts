import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { hasScreen, thisHost } from '../browser/find-browser.ts';
import type { EgressRefusal } from '../browser/egress-proxy.ts';
import type { ChildOwner } from '../children.ts';
import type { RunScope } from '../platform.ts';
import { AssistantBrowser, type Reachable } from './assistant-browser.ts';
import type { LeftWindows } from './left-windows.ts';
import { type LeftWindow } from './left-windows.ts';
import type { Provider } from './providers.ts';
import { Turns } from './turns.ts';

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
  readonly #turns = new Turns();

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
      const browser =
        left.take(provider.id) ??
        (await AssistantBrowser.start({
          path: use.browser,
          headless: !visible,
          profileDir: join(this.#parts.profiles, provider.id),
          children: this.#parts.children,
          signal: scope.signal,
        }));
      const kill = (): void => browser.kill();
      scope.signal.addEventListener('abort', kill, { once: true });
      const leaving: { why: LeftWindow['why'] | null } = { why: null };
      try {
        scope.signal.throwIfAborted();
        browser.use(scope, reach);
        const page = await browser.page();
        const done = await work({
          page,
          visible,
          refusals: () => browser.refusals,
          leave: (why) => (leaving.why = why),
        });
        scope.signal.throwIfAborted();
        const { why } = leaving;
        if (why === null) await browser.end();
        else {
          browser.letPerson(reach);
          left.leave(browser, { provider: provider.id, title: provider.title, why });
        }
        return done;
      } catch (error) {
        browser.kill();
        await browser.ended;
        scope.signal.throwIfAborted();
        throw error;
      } finally {
        scope.signal.removeEventListener('abort', kill);
      }
    } finally {
      endTurn();
    }
  }
}
