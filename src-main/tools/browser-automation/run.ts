import type { Page } from 'playwright-core';
import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { ArtifactRef, Plan } from '../../../src-preload/contract/types.ts';
import { Hands, MAX_URL } from '../../platform/browser/hands.ts';
import { HIGHLIGHT_MS } from '../../platform/browser/highlight.ts';
import type { BrowserSession } from '../../platform/browser/session.ts';
import { titleOf } from '../../platform/browser/title.ts';
import { markedSecrets, secretHider, type Hider } from '../../platform/marked-secrets.ts';
import type { RunContext } from '../tool.ts';
import { aim } from './aim.ts';
import { planFacts } from './facts.ts';
import type { BrowserArgs } from './args.ts';
import { doStep, limitOf, within, type StepTools } from './do-step.ts';
import { MAX_DOWNLOAD_BYTES } from './downloads.ts';
import { reasonOf, stepFailure, type Shown } from './failure.ts';
import { elementWords, stepWords } from './words.ts';
import { leavesPlan } from './planned-hosts.ts';
import { Masks } from './masks.ts';
import { nearestElements, nearWords } from './nearest.ts';
import type { BrowserResult, StepResult } from './result.ts';
import type { BrowserStep } from './steps.ts';
import { waysOf, type Locator } from './locator.ts';

/** The first page and the last picture; and what a failure may take to be looked into. Milliseconds. */
const OPEN_MS = 30_000;
const PICTURE_MS = 10_000;
const LOOK_MS = 2_000;
const MAX_NEAREST = 5;
/** Characters that are told of a host. */
const MAX_HOST = 300;
/** Beyond a step's own limit, for the driver's own answer to come first. */
const GRACE_MS = 500;

export async function runSteps(plan: Plan, args: BrowserArgs, context: RunContext): Promise<BrowserResult> {
  if (plan.refusal !== undefined) throw new Error('not a plan that may run');
  const facts = planFacts.parse(plan.facts);
  const { settings } = context;
  const secrets = markedSecrets(args);
  const hide = secretHider(secrets);
  const session = await context.platform.browser.open({
    path: facts.browser,
    headless: facts.headless,
    acceptDownloads: args.steps.some((step) => 'download' in step && step.download === true),
    idleSeconds: settings.browser_idle_s,
    leaves: (url) => leavesPlan(url, facts.hosts),
    allowedDomains: settings.allowed_domains,
    privateHostsAllowed: settings.private_hosts_allowed,
    maxDownloadBytes: MAX_DOWNLOAD_BYTES,
    hide,
  });
  const masks = new Masks(session, secrets);
  const hands = new Hands(session, { hide, show: !facts.headless });
  const tools: StepTools = { session, hands, masks, hide, context, files: facts.files };
  try {
    return await new StepRun(plan, args, facts.url, tools).run();
  } finally {
    await session.close();
  }
}

class StepRun {
  readonly #done: StepResult[] = [];
  #last = { index: -1, action: '', words: '' };

  constructor(
    readonly plan: Plan,
    readonly args: BrowserArgs,
    readonly url: string,
    readonly tools: StepTools,
  ) {}

  async run(): Promise<BrowserResult> {
    const { args, tools } = this;
    const { hide, session } = tools;
    await this.#step(-1, 'goto', `open ${this.url}`, OPEN_MS, () => tools.hands.goto(this.url, OPEN_MS));
    for (const [index, step] of args.steps.entries()) {
      const began = performance.now();
      const value = await this.#step(
        index,
        step.action,
        stepWords(step),
        limitOf(step),
        () => doStep(step, index, tools),
        step,
      );
      this.#done.push({
        index,
        action: step.action,
        ok: true,
        durationMs: Math.round((performance.now() - began) * 1000) / 1000,
        ...(value === undefined ? {} : { value: hide.value(value) }),
      });
    }
    const screenshot =
      args.screenshot === true
        ? await this.#step(args.steps.length, 'screenshot', 'take a picture of the page', PICTURE_MS, () =>
            this.#picture('end.png', PICTURE_MS),
          )
        : undefined;
    const { refusals } = session;
    const end = await this.#pageAtEnd();
    return {
      url: this.url,
      ...end,
      steps: this.#done,
      ...(screenshot ? { screenshot } : {}),
      ...(refusals.length === 0
        ? {}
        : {
            refused: refusals.map(({ host, code, home }) => ({
              host: hide.cut(host, MAX_HOST),
              code,
              byPage: !home,
            })),
          }),
      untrusted: true,
    };
  }

  /**
   * What is told of the page at the end. The steps have gone well: a page that has closed, or does not answer, changes nothing of
   * that. @throws ToolError where the pages did meanwhile what no run may end well after; the abort reason
   */
  async #pageAtEnd(): Promise<{ finalUrl: string; title: string }> {
    const { session, context, hide } = this.tools;
    const page = session.lastPage;
    const title = await this.#title(page).catch(() => '');
    context.signal.throwIfAborted();
    const cause = session.violation;
    if (cause !== null) {
      const shown = { url: hide.cut(page.url(), MAX_URL), title, nearest: [] };
      throw stepFailure({ ...this.#last, cause, shown, done: this.#done }, hide);
    }
    return { finalUrl: hide.cut(page.url(), MAX_URL), title };
  }

  get #signals(): AbortSignal[] {
    return [this.tools.context.signal, this.tools.session.stopped];
  }

  /** One counted step: recorded as it begins and ends, within its limit, with what the page showed where it fails. */
  async #step<T extends JsonValue | ArtifactRef | undefined>(
    index: number,
    action: string,
    words: string,
    limit: number,
    work: () => Promise<T>,
    step?: BrowserStep,
  ): Promise<T> {
    const { context, session, hide } = this.tools;
    const handle = context.step(index + 2, this.plan.steps, hide.text(words));
    this.#last = { index, action, words };
    try {
      const grace = !this.args.headless ? GRACE_MS + HIGHLIGHT_MS : GRACE_MS;
      const value = await within(limit + grace, this.#signals, work());
      await session.settled();
      // A step may close the last page, and has gone well then; it is the next one that has none.
      if (session.violation !== null) throw session.violation;
      handle.done({ ok: true });
      return value;
    } catch (error) {
      context.signal.throwIfAborted();
      const cause: unknown = session.stopped.aborted ? session.stopped.reason : error;
      handle.done({ ok: false, error: reasonOf(cause, hide) });
      const shown = await this.#look(step);
      context.signal.throwIfAborted();
      throw stepFailure({ index, action, words, cause, shown, done: this.#done }, hide);
    }
  }

  async #picture(name: string, timeout: number): Promise<ArtifactRef> {
    const { hands, masks, context } = this.tools;
    const bytes = await hands.screenshot({ at: null, fullPage: false, masked: masks.locators(), timeout });
    return context.artifact({ name, mime: 'image/png', bytes });
  }

  async #title(page: Page): Promise<string> {
    const { context, hide } = this.tools;
    const { text, isCut } = await within(LOOK_MS, [context.signal], titleOf(page));
    return hide.cut(text, text.length, { isCut });
  }

  /** What the page shows now. A page that does not answer shows nothing; the failure itself is told all the same. */
  async #look(step: BrowserStep | undefined): Promise<Shown> {
    const { session, context, hide } = this.tools;
    const shown: Shown = { url: hide.cut(session.lastPage.url(), MAX_URL), title: '', nearest: [] };
    try {
      shown.title = await this.#title(session.page);
      shown.screenshot = await within(LOOK_MS, [context.signal], this.#picture('failed-step.png', LOOK_MS));
      // Last: a frame that is not there is waited for.
      shown.nearest = await within(LOOK_MS, [context.signal], nearest(session, step, hide));
    } catch {
      // A page that does not answer one question answers no other.
      context.signal.throwIfAborted();
    }
    return shown;
  }
}

async function nearest(
  session: BrowserSession,
  step: BrowserStep | undefined,
  hide: Hider,
): Promise<string[]> {
  if (step === undefined) return [];
  const locator = step as Locator;
  const words =
    step.action === 'wait_for' && step.text !== undefined
      ? step.text
      : waysOf(locator) > 0
        ? elementWords({ ...locator, frame: undefined, nth: undefined })
        : null;
  if (words === null) return [];
  const lookIn = async (frame: Locator['frame']): Promise<string[]> => {
    const root = aim(session.page, { selector: ':root', frame }).locator;
    const asked = { words, limit: MAX_NEAREST };
    const found: unknown = await root.evaluate(nearestElements, asked, { timeout: LOOK_MS / 2 });
    return nearWords(found, MAX_NEAREST, hide);
  };
  // In the very frame that the step names, not in the first there is; in the page where it has no such frame.
  return locator.frame === undefined
    ? lookIn(undefined)
    : lookIn(locator.frame).catch(() => lookIn(undefined));
}
