import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { ArtifactRef, Plan } from '../../../src-preload/contract/types.ts';
import { Hands } from '../../platform/browser/hands.ts';
import { HIGHLIGHT_MS } from '../../platform/browser/highlight.ts';
import type { BrowserSession } from '../../platform/browser/session.ts';
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
import { nearestElements } from './reading.ts';
import type { BrowserResult, StepResult } from './result.ts';
import type { BrowserStep } from './steps.ts';
import { waysOf, type Locator } from './locator.ts';

/** The first page and the last picture; and what a failure may take to be looked into. Milliseconds. */
const OPEN_MS = 30_000;
const PICTURE_MS = 10_000;
const LOOK_MS = 2_000;
/** Beyond a step's own limit, for the driver's own answer to come first. */
const GRACE_MS = 500;

export async function runSteps(plan: Plan, args: BrowserArgs, context: RunContext): Promise<BrowserResult> {
  if (plan.refusal !== undefined) throw new Error('not a plan that may run');
  const facts = planFacts.parse(plan.facts);
  const { settings } = context;
  const session = await context.platform.browser.open({
    path: facts.browser,
    headless: facts.headless,
    acceptDownloads: args.steps.some((step) => 'download' in step && step.download === true),
    idleSeconds: settings.browser_idle_s,
    leaves: (url) => leavesPlan(url, facts.hosts),
    allowedDomains: settings.allowed_domains,
    privateHostsAllowed: settings.private_hosts_allowed,
    maxDownloadBytes: MAX_DOWNLOAD_BYTES,
  });
  const secrets = markedSecrets(args);
  const hide = secretHider(secrets);
  const masks = new Masks(session, secrets);
  const hands = new Hands(session, { hide: (text) => hide.text(text), show: !facts.headless });
  const tools: StepTools = { session, hands, masks, context, files: facts.files };
  try {
    return await new StepRun(plan, args, facts.url, tools, hide).run();
  } finally {
    await session.close();
  }
}

class StepRun {
  readonly #done: StepResult[] = [];

  constructor(
    readonly plan: Plan,
    readonly args: BrowserArgs,
    readonly url: string,
    readonly tools: StepTools,
    readonly hide: Hider,
  ) {}

  async run(): Promise<BrowserResult> {
    const { args, tools, hide } = this;
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
    const { page, refusals } = tools.session;
    const title = await within(LOOK_MS, this.#signals, page.title());
    tools.session.stopped.throwIfAborted();
    return {
      url: this.url,
      finalUrl: hide.text(page.url()),
      title: hide.text(title),
      steps: this.#done,
      ...(screenshot ? { screenshot } : {}),
      ...(refusals.length === 0
        ? {}
        : { refused: refusals.map(({ host, code, home }) => ({ host, code, byPage: !home })) }),
      untrusted: true,
    };
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
    const { context, session } = this.tools;
    const handle = context.step(index + 2, this.plan.steps, this.hide.text(words));
    try {
      const grace = !this.args.headless ? GRACE_MS + HIGHLIGHT_MS : GRACE_MS;
      const value = await within(limit + grace, this.#signals, work());
      await session.settled();
      session.stopped.throwIfAborted();
      handle.done({ ok: true });
      return value;
    } catch (error) {
      context.signal.throwIfAborted();
      const cause: unknown = session.stopped.aborted ? session.stopped.reason : error;
      const { code, message } = reasonOf(cause);
      handle.done({ ok: false, error: { code, message: this.hide.text(message) } });
      const shown = await this.#look(step);
      context.signal.throwIfAborted();
      throw stepFailure({ index, action, words, cause, shown, done: this.#done }, this.hide);
    }
  }

  async #picture(name: string, timeout: number): Promise<ArtifactRef> {
    const { hands, masks, context } = this.tools;
    const bytes = await hands.screenshot({ at: null, fullPage: false, masked: masks.locators(), timeout });
    return context.artifact({ name, mime: 'image/png', bytes });
  }

  /** What the page shows now. A page that does not answer shows nothing; the failure itself is told all the same. */
  async #look(step: BrowserStep | undefined): Promise<Shown> {
    const { session, context } = this.tools;
    const shown: Shown = { url: '', title: '', nearest: [] };
    try {
      shown.url = session.page.url();
      shown.title = await within(LOOK_MS, [context.signal], session.page.title());
      shown.nearest = await within(LOOK_MS, [context.signal], nearest(session, step));
      shown.screenshot = await within(LOOK_MS, [context.signal], this.#picture('failed-step.png', LOOK_MS));
    } catch {
      // A page that does not answer one question answers no other.
      context.signal.throwIfAborted();
    }
    return shown;
  }
}

const MAX_NEAREST = 5;

async function nearest(session: BrowserSession, step: BrowserStep | undefined): Promise<string[]> {
  if (step === undefined) return [];
  const locator = step as Locator;
  const words =
    step.action === 'wait_for' && step.text !== undefined
      ? step.text
      : waysOf(locator) > 0
        ? elementWords({ ...locator, frame: undefined, nth: undefined })
        : null;
  if (words === null) return [];
  // In the very frame that the step names, not in the first there is.
  return aim(session.page, { selector: ':root', frame: locator.frame }).locator.evaluate(
    nearestElements,
    { words, limit: MAX_NEAREST },
    { timeout: LOOK_MS },
  );
}
