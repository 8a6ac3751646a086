import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { AskedHosts } from '../browser/asked-hosts.ts';
import type { EgressRefusal } from '../browser/egress-proxy.ts';
import {
  launchBrowser,
  unlessEnded,
  type LaunchOptions,
  type ProxiedContext,
  type RunningBrowser,
} from '../browser/launch.ts';
import { isDomainAllowed } from '../domain-rules.ts';
import type { RunScope } from '../platform.ts';
import { stoppable } from '../stoppable.ts';
import type { Leavable } from './left-windows.ts';

/** A browser that is asked to end has this long to write its cookies down, milliseconds. */
const KIND_MS = 2_000;

/** So long a page may take to say that it is there, milliseconds. */
const ANSWER_MS = 15_000;

/** What its pages may reach, and who hears of it. */
export interface Reachable {
  /** Rules as in `allowed_domains`; not empty. */
  domains: readonly string[];
  privateHostsAllowed: readonly string[];
  /** The pages themselves are of https alone: whoever is on the way could put another in an http one's place. */
  secure: boolean;
}

/** The signal ends it while it starts; it may outlive the run that started it. */
type StartOptions = Omit<LaunchOptions, 'keepsProfile'> & { signal: AbortSignal };

/** One provider's browser, on that provider's own profile: what the person has logged in to there stays. */
export class AssistantBrowser implements Leavable {
  readonly #running: RunningBrowser;
  readonly #opened: ProxiedContext;
  readonly #asked = new AskedHosts();
  readonly #life = new AbortController();
  /** Resolves when the process is gone and nothing of a question is left on its profile. */
  readonly ended: Promise<void>;
  #ending: Promise<void> | undefined;
  /** Connections that were refused since the last `use`. */
  refusals: EgressRefusal[] = [];

  private constructor(running: RunningBrowser, opened: ProxiedContext, profileDir: string) {
    this.#running = running;
    // An answer is not lost for a file that cannot be removed: the next start, before anything is asked, insists on it.
    this.ended = running.ended.then(() => forgetPages(profileDir).catch(() => undefined));
    this.#opened = opened;
    running.tell({ asked: this.#asked });
    void running.ended.then(() => this.#life.abort(new Error('The browser has ended.')));
  }

  /** @throws ToolError `unavailable` when it does not start, `error` (`browser_gone`), or the signal's reason */
  static async start({ signal, ...options }: StartOptions): Promise<AssistantBrowser> {
    // Of one that was killed with its app.
    await forgetPages(options.profileDir);
    const running = await launchBrowser({ ...options, keepsProfile: true, signal });
    try {
      return new AssistantBrowser(running, await stoppable(openOwn(running), signal), options.profileDir);
    } catch (error) {
      running.kill();
      throw error;
    }
  }

  /** For one run: its pages reach what the run may, and the run hears of it. */
  use(scope: RunScope, reach: Reachable): void {
    this.refusals = [];
    this.#let(scope, reach);
  }

  /** For the person: the same places, and no run any more that would hear of it. */
  letPerson(reach: Reachable): void {
    this.#let({ signal: this.#life.signal, report: () => undefined }, reach);
  }

  /** The web page that was opened last, or an empty one. @throws ToolError `error` (`browser_gone`) where none answers */
  page(): Promise<Page> {
    return unlessEnded(this.#running.gone, this.#lastPage());
  }

  async #lastPage(): Promise<Page> {
    const { context } = this.#opened;
    const pages = context.pages();
    // Behind it there may be an empty tab of the person's.
    const last = pages.findLast((each) => /^https?:/.test(each.url())) ?? pages.at(-1);
    const page = last ?? (await context.newPage());
    // One that is just going is still on the list.
    const answer = page.evaluate(() => true);
    const late = sleep(ANSWER_MS, null, { ref: false });
    if ((await Promise.race([answer, late])) === null) throw new Error('The page does not answer.');
    return page;
  }

  /** As `RunningBrowser` does. */
  kill(): void {
    this.#running.kill();
  }

  /** Kindly, so that what the person has logged in to is kept; then at once. */
  async end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const timer = setTimeout(() => this.#running.kill(), KIND_MS);
    try {
      const session = await this.#running.browser.newBrowserCDPSession();
      await session.send('Browser.close');
    } catch {
      // It is on its way out already, or does not answer: then it is ended.
      this.#running.kill();
    }
    await this.ended;
    clearTimeout(timer);
  }

  #let(scope: Pick<RunScope, 'signal' | 'report'>, reach: Reachable): void {
    const { domains, privateHostsAllowed } = reach;
    this.#opened.pass.use({
      scope,
      allowedDomains: domains,
      privateHostsAllowed,
      asked: (host) => this.#asked.has(host),
      onRefused: (refusal) => {
        if (!refusal.home) this.refusals.push(refusal);
      },
    });
    this.#running.documents.judge((url) => judge(url, reach));
  }
}

/** Chromium writes open pages down with what is in their fields, to restore them: questions, which nobody else keeps. */
async function forgetPages(profileDir: string): Promise<void> {
  await rm(join(profileDir, 'Default', 'Sessions'), { recursive: true, force: true, maxRetries: 3 });
}

/** The browser's own context, in which nothing is downloaded. */
async function openOwn(running: RunningBrowser): Promise<ProxiedContext> {
  await unlessEnded(running.gone, denyDownloads(running));
  return running.open();
}

async function denyDownloads({ browser }: RunningBrowser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'deny' });
}

/** Why a top-level page may not be, or null: the provider's hosts alone. */
export function judge(
  url: string,
  { domains, secure }: Pick<Reachable, 'domains' | 'secure'>,
): string | null {
  if (url === 'about:blank') return null;
  if (!URL.canParse(url)) return 'This is no address.';
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && (secure || protocol !== 'http:'))
    return `Pages of ${protocol} are not opened.`;
  return isDomainAllowed(hostname, domains) ? null : `${hostname} is not one of the provider's hosts.`;
}
