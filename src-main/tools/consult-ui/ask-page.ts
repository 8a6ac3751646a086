import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialog, Locator, Page } from 'playwright-core';
import type { AssistantPage } from '../../platform/assistants/assistants.ts';
import type { LeftWindow } from '../../platform/assistants/left-windows.ts';
import type { Provider } from '../../platform/assistants/providers.ts';
import { stoppable } from '../../platform/stoppable.ts';
import { lookAt, watchAnswer, type AnswerState, type AnswerWatch, type Marks } from './page-state.ts';
import type { ConsultState } from './schema.ts';

/** How often the page is looked at, milliseconds. */
const LOOK_MS = 200;
/** A page that shows nothing of what it should for so long has changed, milliseconds. */
const READY_MS = 20_000;
/** What a page has of earlier answers must have stood still for this long before the question goes out. */
const QUIET_MS = 700;
/** One press or one filled field, milliseconds. */
const ACT_MS = 10_000;
/** Without the busy mark nobody can tell a pause from the end; so long is waited before what is there is taken. */
const UNMARKED_MS = 6_000;
const MAX_HTML_CHARS = 2_000_000;

export interface Asked {
  state: ConsultState;
  /** The new answer as HTML, '' for none. */
  html: string;
  note?: string;
}

/** One conversation with a page: what it is about, and when it must be over. */
export interface Asking {
  provider: Provider;
  question: string;
  at: AssistantPage;
  /** Aborted when the time is over or the run is. */
  limit: AbortSignal;
  /** Called once, right before the question is put into the page. */
  onAsk: () => void;
}

/**
 * Asks one question in a provider's page and waits for the whole answer. Never touches a login or a challenge. Every
 * ending that can be told is a state; what is thrown is the browser's end, or a bug.
 */
export async function askPage(asking: Asking): Promise<Asked> {
  const { provider, limit } = asking;
  try {
    const there = await open(asking);
    if (there !== null) return there;
    const first = await ready(asking);
    if ('asked' in first) return first.asked;
    const sent = await send(asking);
    return sent ?? (await follow(asking, first.watch));
  } catch (error) {
    if (limit.aborted) return overdue('', false);
    const selector = /'([^']*)' is not a valid selector/.exec(
      error instanceof Error ? error.message : '',
    )?.[1];
    if (selector === undefined) throw error;
    return { state: 'ui_error', html: '', note: `A selector of ${provider.title} is none: ${selector}` };
  }
}

/** Goes to the page; a state when there is none to ask in. */
async function open(asking: Asking): Promise<Asked | null> {
  const { provider, at, limit } = asking;
  const still = at.waiting === null ? null : await stillWaiting(asking, at.waiting);
  if (still !== null) {
    const there = leave(asking, still, '');
    const note = `${there.note} What is open there was not touched: finish it, or close the window.`;
    return { ...there, note };
  }
  // A page that the person has used may ask to stay.
  const answer = (dialog: Dialog): void =>
    void (dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()).catch(() => undefined);
  at.page.on('dialog', answer);
  try {
    await stoppable(at.page.goto(provider.url, { waitUntil: 'domcontentloaded', timeout: 0 }), limit);
    return null;
  } catch (error) {
    if (limit.aborted || at.page.isClosed()) throw error;
    const refused = at.refusals().at(-1)?.message;
    const why = refused ?? (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    return { state: 'ui_error', html: '', note: `The page of ${provider.title} did not open: ${why}` };
  } finally {
    at.page.off('dialog', answer);
  }
}

/**
 * What a page that was left to the person still waits for: they may be in the middle of it. Another host's page is on the way
 * of a login. null where it is over, or nothing can be told.
 */
async function stillWaiting(asking: Asking, was: LeftWindow['why']): Promise<LeftWindow['why'] | null> {
  const { at, provider, limit } = asking;
  const until = performance.now() + READY_MS;
  while (performance.now() < until) {
    const url = at.page.url();
    if (/^https?:/.test(url) && new URL(url).host !== new URL(provider.url).host) return was;
    const marks = await marksOf(asking).catch(() => undefined);
    // Not even the time to look is no reason to take it away.
    if (limit.aborted) at.leave(was);
    limit.throwIfAborted();
    if (marks === undefined) return null;
    if (marks !== null) return wallOf(marks);
    await sleep(LOOK_MS);
  }
  return was;
}

/** Waits until the page can be asked, and begins to watch it; a state where it cannot. */
async function ready(asking: Asking): Promise<{ watch: AnswerWatch } | { asked: Asked }> {
  for (;;) {
    const marks = await settle(asking);
    if ('state' in marks) return { asked: marks };
    const { at, provider, limit } = asking;
    const watch = await stoppable(unlessNavigating(watchAnswer(at.page, provider)), limit);
    // Nothing has been asked yet: the page that it went to is looked at like the first.
    if (watch !== null) return { watch };
  }
}

/** Waits until the page can be asked: its input is there, nothing stands in the way, and earlier answers have loaded. */
async function settle(asking: Asking): Promise<Asked | Marks> {
  const { provider, limit } = asking;
  const until = performance.now() + READY_MS;
  let quietSince = performance.now();
  let answers = -1;
  const wall = wallIn(asking);
  for (;;) {
    const marks = await marksOf(asking);
    const blocked = wall(marks);
    if (blocked) return blocked;
    if (marks === null || marks.answers !== answers || !marks.input || marks.busy) {
      answers = marks?.answers ?? -1;
      quietSince = performance.now();
    }
    if (marks?.input && performance.now() - quietSince >= QUIET_MS) {
      if (!marks.error) return marks;
      return {
        state: 'ui_error',
        html: '',
        note: `${provider.title} shows an error before anything was asked.`,
      };
    }
    if (performance.now() > until) {
      const note = marks?.error
        ? `${provider.title} shows an error.`
        : `${provider.title} shows no place for a question: its page may have changed. The selectors can be corrected in consult_providers.json.`;
      return { state: 'ui_error', html: '', note };
    }
    await sleep(LOOK_MS, undefined, { signal: limit });
  }
}

/** What stands between the question and its answer, and is the person's alone to take away. */
function wallOf({ challenge, login, input, covered }: Marks | AnswerState): LeftWindow['why'] | null {
  if (challenge) return 'challenge';
  return login && (!input || covered) ? 'login_required' : null;
}

/**
 * Tells of a page's looks, one after the other (null: none was to be had), whether a challenge or a login is in the way, and
 * leaves the window to the person then. A login must have stood there for a moment: a page that loads may show its way to a
 * login before its input, or lie under something that goes by itself.
 */
function wallIn(asking: Asking): (marks: Marks | AnswerState | null, html?: string) => Asked | null {
  let since: number | null = null;
  return (marks, html = '') => {
    const wall = marks && wallOf(marks);
    if (wall === null) {
      since = null;
      return null;
    }
    since ??= performance.now();
    if (wall === 'login_required' && performance.now() - since < QUIET_MS) return null;
    return leave(asking, wall, html);
  };
}

/** The window stays with the person, where there is one. */
function leave({ provider, at }: Asking, why: LeftWindow['why'], html: string): Asked {
  const what = why === 'challenge' ? 'wants to see that you are a person' : 'wants you to log in';
  if (!at.visible) {
    const note = `${provider.title} ${what}, and there is no display to show its window on.`;
    return { state: why, html, note };
  }
  at.leave(why);
  return {
    state: why,
    html,
    note: `${provider.title} ${what}. Its window stays open for you, for ten minutes; then ask again.`,
  };
}

/** Puts the question into the page and sends it; a state when the page does not take it. */
async function send(asking: Asking): Promise<Asked | null> {
  const { provider, question, at, limit, onAsk } = asking;
  const { selectors, title } = provider;
  const input = visible(at.page, selectors.input);
  onAsk();
  try {
    await stoppable(input.fill(question, { timeout: ACT_MS }), limit);
    if (!sameWords(await stoppable(textOf(input), limit), question)) {
      return {
        state: 'ui_error',
        html: '',
        note: `${title} did not take the question as it is. Nothing was sent.`,
      };
    }
    if (selectors.send === undefined) await stoppable(input.press('Enter', { timeout: ACT_MS }), limit);
    else await stoppable(visible(at.page, selectors.send).click({ timeout: ACT_MS }), limit);
    return null;
  } catch (error) {
    if (limit.aborted) throw error;
    const marks = await marksOf(asking);
    const wall = marks && wallOf(marks);
    if (wall) return leave(asking, wall, '');
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { state: 'ui_error', html: '', note: `The question could not be sent to ${title}: ${why}` };
  }
}

/** Waits for the new answer until it is whole, or cannot become so. */
async function follow(asking: Asking, watch: AnswerWatch): Promise<Asked> {
  const { provider, at, limit } = asking;
  let html = '';
  let cut = false;
  const wall = wallIn(asking);
  try {
    for (;;) {
      await sleep(LOOK_MS, undefined, { signal: limit });
      const state = await stoppable(unlessNavigating(watch.state()), limit);
      // The page went elsewhere: the watch is gone with it, and so is what was on it.
      if (state === null) return await elsewhere(asking, html);
      if (state.begun) {
        const now = await stoppable(unlessNavigating(watch.html(MAX_HTML_CHARS)), limit);
        if (now === null) return await elsewhere(asking, html);
        ({ html, cut } = now);
      }
      const blocked = wall(state, html);
      if (blocked) return blocked;
      if (state.error) {
        const note = `${provider.title} shows an error.`;
        return { state: html === '' ? 'ui_error' : 'partial', html, note };
      }
      const ended = endOf(state, provider.settleMs);
      if (ended === null) continue;
      // What was judged is what is given back: it must not have grown between the two looks.
      const again = await stoppable(unlessNavigating(watch.state()), limit);
      if (again === null || again.busy || again.stillMs < state.stillMs) continue;
      if (cut)
        return {
          state: 'partial',
          html,
          note: `The answer of ${provider.title} is too long: its end is missing.`,
        };
      if (again.more)
        return { state: 'partial', html, note: `${provider.title} says that it has cut its answer.` };
      if (ended === 'whole') return { state: 'complete', html };
      const note = `${provider.title} never showed that it was answering, so that nobody can tell whether this is all of it. Its page may have changed; the selector "busy" can be corrected in consult_providers.json.`;
      return { state: 'partial', html, note };
    }
  } catch (error) {
    if (!limit.aborted) throw error;
    return overdue(html, true);
  } finally {
    // Not waited for: a page that is busy for ever answers nobody.
    if (!at.page.isClosed()) void watch.stop().catch(() => undefined);
  }
}

function endOf(state: AnswerState, settleMs: number): 'whole' | 'unmarked' | null {
  if (!state.begun || state.busy) return null;
  if (state.sawBusy) return state.stillMs >= settleMs ? 'whole' : null;
  return state.stillMs >= Math.max(UNMARKED_MS, settleMs) ? 'unmarked' : null;
}

async function elsewhere(asking: Asking, html: string): Promise<Asked> {
  const marks = await marksOf(asking);
  const wall = marks && wallOf(marks);
  if (wall) return leave(asking, wall, html);
  const note = `${asking.provider.title} went to another page while it was answering.`;
  return { state: html === '' ? 'ui_error' : 'partial', html, note };
}

function overdue(html: string, asked: boolean): Asked {
  if (html !== '') return { state: 'partial', html, note: 'The time was over before the answer was whole.' };
  const note = asked ? 'No answer came in time.' : 'The time was over before the question could be asked.';
  return { state: 'timeout', html: '', note };
}

/** null while the page is on its way to another document. */
function marksOf({ at, provider, limit }: Asking): Promise<Marks | null> {
  return stoppable(unlessNavigating(lookAt(at.page, provider)), limit);
}

/** What the page said; null while it is on its way to another document. @throws everything else */
async function unlessNavigating<T>(said: Promise<T>): Promise<T | null> {
  try {
    return await said;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (
      /Execution context was destroyed|Cannot find context|because of a navigation|JSHandle is disposed/.test(
        message,
      )
    )
      return null;
    throw error;
  }
}

/** Pages keep hidden twins of their fields. */
function visible(page: Page, selector: string): Locator {
  return page.locator(`css=${selector}`).filter({ visible: true }).first();
}

function textOf(input: Locator): Promise<string> {
  return input.evaluate((element) =>
    element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
      ? element.value
      : (element as HTMLElement).innerText,
  );
}

function sameWords(there: string, asked: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  return plain(there) === plain(asked);
}
