import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Dialog, Page } from 'playwright-core';
import type { Effect } from '../../../src-preload/contract/types.ts';
import { hostAndPort } from '../address-guard.ts';
import type { Hider } from '../marked-secrets.ts';
import type { RunScope } from '../platform.ts';
import { ToolError } from '../tool-error.ts';
import { AskedHosts } from './asked-hosts.ts';
import { Downloads } from './downloads.ts';
import type { EgressRefusal } from './egress-proxy.ts';
import { onceGone, type ProxiedContext, type RunningBrowser } from './launch.ts';

/** What a run may reach. */
export interface SessionRules {
  /** Why a page may not go to this address, or null. Asked for each top-level document before it is asked for. */
  leaves: (url: URL) => ToolError | null;
  /** As in the settings; what pages embed and connect to is bound by it as well. */
  allowedDomains: readonly string[];
  privateHostsAllowed: readonly string[];
  /** A download that is larger is ended. */
  maxDownloadBytes: number;
  /** Takes secrets out of what pages say. */
  hide: Hider;
}

/** How the next dialog of a page is answered. */
export interface DialogAnswer {
  answer: 'accept' | 'dismiss';
  text?: string | undefined;
}

/** Refused connections that are told apart by host; a page can name any number. */
const MAX_REFUSALS = 50;
/** Tabs that may be open at a time; each is a process or more, and nothing keeps a page from opening them. */
const MAX_TABS = 20;
/** Dialogs that are reported; a page can ask for ever. */
const MAX_DIALOGS = 100;
const MAX_DIALOG_WORDS = 200;
/** How long a new tab may take from its creation until it can be driven. */
const NEW_PAGE_MS = 3_000;
/** How long a context may take to close before its browser is ended, milliseconds. */
const CLOSE_MS = 3_000;
/** How long a run may be without any page, milliseconds. */
const NO_PAGE_MS = 300;
/** Addresses that a page may show without asking anybody for them. */
const OWN_SCHEMES = new Set(['about:', 'blob:', 'chrome-error:']);

/**
 * The browser of one run: a fresh context, the page that is current, and what ends it. Everything that reaches out of it
 * goes through the proxy with this run's pass.
 */
export class BrowserSession {
  readonly context: BrowserContext;
  readonly downloads: Downloads;
  readonly #running: RunningBrowser;
  readonly #opened: ProxiedContext;
  readonly #scope: RunScope;
  readonly #rules: SessionRules;
  readonly #release: (reusable: boolean) => void;
  readonly #stop = new AbortController();
  readonly #unwatch: () => void;
  readonly #refusals = new Map<string, EgressRefusal>();
  readonly #pages: Page[] = [];
  #last: Page;
  #violation: ToolError | null = null;
  /** `host:port` of every top-level document that was let through. */
  readonly #documents = new Set<string>();
  #nextDialog: DialogAnswer | null = null;
  #stays = 0;
  #dialogs = 0;
  #closed = false;

  constructor(
    running: RunningBrowser,
    opened: ProxiedContext,
    scope: RunScope,
    rules: SessionRules,
    release: (reusable: boolean) => void,
  ) {
    this.#running = running;
    this.#opened = opened;
    this.#scope = scope;
    this.#rules = rules;
    this.#release = release;
    this.context = opened.context;
    const asked = new AskedHosts();
    this.downloads = new Downloads(rules.maxDownloadBytes);
    running.tell({
      asked,
      downloading: (news) => this.downloads.news(news),
      flooded: () => this.#violate(flooded()),
    });
    this.#last = opened.page;
    this.context.on('page', (page) => this.#watch(page));
    this.#watch(opened.page);
    running.documents.judge((url) => this.#judge(url));
    running.documents.countPages((open) => this.#crowded(open));
    opened.pass.use({
      scope,
      allowedDomains: rules.allowedDomains,
      privateHostsAllowed: rules.privateHostsAllowed,
      asked: (host) => asked.has(host),
      onRefused: (refusal) => this.#refused(refusal),
    });
    this.#unwatch = onceGone(running.gone, () => {
      if (!this.#closed)
        this.#end(new ToolError('error', 'browser_gone', 'The browser ended in the middle of the run.'));
    });
  }

  /** Aborted when the pages left what was planned or the browser is gone; its reason is the run's ending. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** What the pages did that no run may end well after; null where none did, be there still a page or not. */
  get violation(): ToolError | null {
    return this.#violation;
  }

  /** The page that is or was current last. */
  get lastPage(): Page {
    return this.#pages.at(-1) ?? this.#last;
  }

  /** The page that steps act on: the newest tab that is open. */
  get page(): Page {
    const page = this.#pages.at(-1);
    if (!page) throw noPage();
    return page;
  }

  /** Connections that were refused, one for each host and reason. */
  get refusals(): readonly EgressRefusal[] {
    return [...this.#refusals.values()];
  }

  /** Reports what the hands are about to do. */
  report(effect: Effect): void {
    this.#scope.report(effect);
  }

  /** How often a page that asked not to be left was not. */
  get stays(): number {
    return this.#stays;
  }

  /** For the next dialog; those without an answer are dismissed. */
  answerDialog(answer: DialogAnswer): void {
    this.#nextDialog = answer;
  }

  /** Resolves when every tab that the browser has opened is known here: a step may have opened one. */
  async settled(): Promise<void> {
    const end = performance.now() + NEW_PAGE_MS;
    while (this.#running.documents.openPages > this.context.pages().length && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Closes the context. The browser is kept ready for another run, or ended. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    this.#opened.pass.end();
    let reusable = !this.#stop.signal.aborted;
    try {
      const late = sleep(CLOSE_MS, 'late', { ref: false });
      reusable &&= !this.#scope.signal.aborted;
      // What a page has left the browser to tell comes before its answer to this.
      if (reusable) reusable = (await Promise.race([this.context.close(), late])) !== 'late';
    } catch {
      // Whatever kept it from closing must not meet the next run.
      reusable = false;
    }
    this.#running.documents.judge(null);
    this.#running.documents.countPages(null);
    this.#release(reusable);
  }

  #watch(page: Page): void {
    if (this.#pages.includes(page)) return;
    this.#pages.push(page);
    this.downloads.watch(page);
    page.on('close', () => {
      const at = this.#pages.indexOf(page);
      if (at >= 0) this.#pages.splice(at, 1);
      this.#last = page;
      // A page may open another as it goes; where none comes, the person has closed the window, or the page itself.
      if (this.#pages.length === 0) setTimeout(() => this.#endWithoutPage(), NO_PAGE_MS).unref();
    });
    page.on('dialog', (dialog) => void this.#answer(dialog));
    page.on('framenavigated', (frame) => {
      if (frame.parentFrame() === null) this.#arrived(frame.url());
    });
  }

  /** A new document of a page, before it is asked for. */
  #judge(written: string): string | null {
    if (!URL.canParse(written)) return 'not an address';
    const url = new URL(written);
    const problem = this.#rules.leaves(url);
    if (problem === null) {
      this.#documents.add(hostAndPort(url));
      return null;
    }
    this.#violate(problem);
    return problem.message;
  }

  /** What got onto a page without being asked for: a second look, for ways that send no request. */
  #arrived(written: string): void {
    if (written === '' || !URL.canParse(written)) return;
    const url = new URL(written);
    if (OWN_SCHEMES.has(url.protocol)) return;
    const problem = this.#rules.leaves(url);
    if (problem !== null) this.#violate(problem);
  }

  #refused(refusal: EgressRefusal): void {
    if (this.#refusals.size < MAX_REFUSALS) this.#refusals.set(`${refusal.host} ${refusal.code}`, refusal);
    const { host, code, message, home } = refusal;
    // A page itself that cannot be had is the run's end; what a page only embeds is its own loss.
    if (!home && this.#documents.has(host)) {
      this.#violate(new ToolError('policy_blocked', code, message, { details: { host } }));
    }
  }

  async #answer(dialog: Dialog): Promise<void> {
    const { answer, text } = this.#nextDialog ?? { answer: 'dismiss' as const };
    this.#nextDialog = null;
    const type = dialog.type();
    if (type === 'beforeunload' && answer === 'dismiss') this.#stays += 1;
    this.#dialogs += 1;
    if (this.#dialogs <= MAX_DIALOGS) {
      const { hide } = this.#rules;
      const message = hide.cut(dialog.message(), MAX_DIALOG_WORDS);
      this.report({
        kind: 'input',
        target: hide.text(hostOf(dialog.page()?.url() ?? '')),
        detail: `${answer} ${type === 'alert' ? 'an' : 'a'} ${type} dialog: ${message}`,
      });
    }
    // The page may have gone meanwhile, and its dialog with it.
    if (answer === 'accept') await dialog.accept(text).catch(() => undefined);
    else await dialog.dismiss().catch(() => undefined);
  }

  #crowded(open: number): void {
    if (open <= MAX_TABS) return;
    const message = `The page opened more than ${MAX_TABS} tabs.`;
    this.#violate(new ToolError('error', 'too_many_tabs', message));
    // It would go on with it.
    this.#running.kill();
  }

  #endWithoutPage(): void {
    if (this.#pages.length === 0 && !this.#closed) this.#end(noPage());
  }

  #violate(reason: ToolError): void {
    this.#violation ??= reason;
    this.#end(reason);
  }

  #end(reason: ToolError): void {
    this.#stop.abort(reason);
  }
}

function flooded(): ToolError {
  const message = 'The page had the browser send more at once than is taken: it was ended.';
  return new ToolError('error', 'browser_flooded', message);
}

function noPage(): ToolError {
  return new ToolError('error', 'no_page', 'The page was closed, and there is no other.');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
