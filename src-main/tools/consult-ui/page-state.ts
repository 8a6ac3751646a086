import type { JSHandle, Page } from 'playwright-core';
import type { Provider } from '../../platform/assistants/providers.ts';

/*
 * What runs inside the provider's page. Each function is sent there as text: it can use nothing from around it.
 */

/** Which of the provider's marks can be seen, before anything is asked. */
export interface Marks {
  input: boolean;
  busy: boolean;
  login: boolean;
  challenge: boolean;
  error: boolean;
  /** How many answers are there already. */
  answers: number;
}

/** How the new answer stands. */
export interface AnswerState extends Omit<Marks, 'answers' | 'input'> {
  input: boolean;
  /** The new answer is there, and has something in it. */
  begun: boolean;
  /** The busy mark has been there since the question was sent. */
  sawBusy: boolean;
  /** Milliseconds since the new answer changed last. */
  stillMs: number;
}

type Selectors = Provider['selectors'];

/** Looks once. @throws what the page throws for a selector that is none */
export function lookAt(page: Page, selectors: Selectors): Promise<Marks> {
  return page.evaluate((given) => {
    const seen = (selector: string | undefined): boolean =>
      selector !== undefined &&
      [...document.querySelectorAll(selector)].some(
        (element) =>
          element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
          element.getClientRects().length > 0,
      );
    return {
      input: seen(given.input),
      busy: seen(given.busy),
      login: seen(given.login),
      challenge: seen(given.challenge),
      error: seen(given.error),
      answers: document.querySelectorAll(given.answer).length,
    };
  }, selectors);
}

/** Watches one answer: the one that was not there when the watch began. */
export interface AnswerWatch {
  state(): Promise<AnswerState>;
  /** The new answer as HTML, without what is no text of it; '' when there is none. Cut at `maxChars`. */
  html(maxChars: number): Promise<string>;
  stop(): Promise<void>;
}

/** Begins the watch; what is there already is no answer to this question. */
export async function watchAnswer(page: Page, selectors: Selectors): Promise<AnswerWatch> {
  const watch = await page.evaluateHandle((given) => {
    const earlier = new WeakSet<Element>(document.querySelectorAll(given.answer));
    const seen = (selector: string | undefined): boolean =>
      selector !== undefined &&
      [...document.querySelectorAll(selector)].some(
        (element) =>
          element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
          element.getClientRects().length > 0,
      );
    const newest = (): Element | undefined =>
      [...document.querySelectorAll(given.answer)].filter((element) => !earlier.has(element)).at(-1);
    let sawBusy = false;
    let text = '';
    let changedAt = performance.now();
    const look = (): void => {
      sawBusy ||= seen(given.busy);
      const now = newest()?.textContent ?? '';
      if (now === text) return;
      text = now;
      changedAt = performance.now();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    return {
      state: () => {
        look();
        return {
          input: seen(given.input),
          busy: seen(given.busy),
          login: seen(given.login),
          challenge: seen(given.challenge),
          error: seen(given.error),
          begun: text.trim() !== '',
          sawBusy,
          stillMs: performance.now() - changedAt,
        };
      },
      html: (maxChars: number) => {
        const copy = newest()?.cloneNode(true);
        if (!(copy instanceof Element)) return '';
        for (const other of copy.querySelectorAll(
          'button, svg, style, script, [hidden], [aria-hidden="true"]',
        )) {
          other.remove();
        }
        return copy.outerHTML.slice(0, maxChars);
      },
      stop: () => observer.disconnect(),
    };
  }, selectors);
  return fromHandle(watch);
}

interface InPage {
  state: () => AnswerState;
  html: (maxChars: number) => string;
  stop: () => void;
}

function fromHandle(watch: JSHandle<InPage>): AnswerWatch {
  return {
    state: () => watch.evaluate((inPage) => inPage.state()),
    html: (maxChars) => watch.evaluate((inPage, max) => inPage.html(max), maxChars),
    stop: async () => {
      await watch.evaluate((inPage) => inPage.stop());
      await watch.dispose();
    },
  };
}
