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

export interface AnswerHtml {
  html: string;
  cut: boolean;
}

/** Watches one answer: the one that was not there when the watch began. */
export interface AnswerWatch {
  state(): Promise<AnswerState>;
  /**
   * The new answer as HTML, without what is no text of it; '' when there is none. `cut`: it was longer than `maxChars`, and the
   * rest is missing.
   */
  html(maxChars: number): Promise<AnswerHtml>;
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
    // A page may give one answer in several blocks. One inside of another is in that one's text already.
    const blocks = (): Element[] =>
      [...document.querySelectorAll(given.answer)].filter(
        (element) => !earlier.has(element) && (element.parentElement?.closest(given.answer) ?? null) === null,
      );
    let sawBusy = false;
    let text = '';
    let changedAt = performance.now();
    const look = (): void => {
      sawBusy ||= seen(given.busy);
      const now = blocks()
        .map((block) => block.textContent)
        .join('\n');
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
        const whole = blocks()
          .map((block) => {
            const copy = block.cloneNode(true) as Element;
            for (const other of copy.querySelectorAll(
              'button, svg, style, script, [hidden], [aria-hidden="true"]',
            )) {
              other.remove();
            }
            return copy.outerHTML;
          })
          .join('\n');
        return { html: whole.slice(0, maxChars), cut: whole.length > maxChars };
      },
      stop: () => observer.disconnect(),
    };
  }, selectors);
  return fromHandle(watch);
}

interface InPage {
  state: () => AnswerState;
  html: (maxChars: number) => AnswerHtml;
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
