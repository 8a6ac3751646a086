import type { JSHandle, Page } from 'playwright-core';
import type { Provider } from '../../platform/assistants/providers.ts';

/*
 * What runs inside the provider's page. Each function is sent there as text: it can use nothing from around it.
 */

/** Which of the provider's marks can be seen. */
export interface Marks {
  input: boolean;
  /** Something else lies over the input or the send button: whoever pressed there would press that. */
  covered: boolean;
  busy: boolean;
  login: boolean;
  challenge: boolean;
  error: boolean;
  /** The page offers to go on with an answer that it has cut, or says that it has. */
  more: boolean;
  /** How many answers are there already. */
  answers: number;
}

/** How the new answer stands. */
export interface AnswerState extends Omit<Marks, 'answers'> {
  /** The new answer is there, and has something in it. */
  begun: boolean;
  /** The busy mark has been there since the question was sent. */
  sawBusy: boolean;
  /** Milliseconds since the new answer changed last. */
  stillMs: number;
}

/** What of a provider says how its page is read. */
export type Reading = Pick<Provider, 'selectors' | 'moreWords'>;

interface Looker {
  seen: (selector: string | undefined) => boolean;
  look: (reading: Reading) => Marks;
}

function looker(): Looker {
  const shown = (selector: string | undefined): Element[] =>
    selector === undefined
      ? []
      : [...document.querySelectorAll(selector)].filter(
          (element) =>
            element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
            element.getClientRects().length > 0,
        );
  const seen = (selector: string | undefined): boolean => shown(selector).length > 0;
  const isCovered = (element: Element | undefined): boolean => {
    if (element === undefined) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    // null outside of what is in view, where nothing can be told.
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && !element.contains(hit) && !hit.contains(element);
  };
  return {
    seen,
    look: ({ selectors, moreWords }) => ({
      input: seen(selectors.input),
      covered: isCovered(shown(selectors.input)[0]) || isCovered(shown(selectors.send)[0]),
      busy: seen(selectors.busy),
      login: seen(selectors.login),
      challenge: seen(selectors.challenge),
      error: seen(selectors.error),
      more: shown(selectors.more).some(
        ({ textContent }) => moreWords === undefined || moreWords.includes(textContent.trim()),
      ),
      answers: document.querySelectorAll(selectors.answer).length,
    }),
  };
}

/** Makes a looker in the page. As an expression, not as text that the page makes code of: pages forbid that. */
const LOOKER = `(${String(looker)})()`;

/** Looks once. @throws what the page throws for a selector that is none */
export function lookAt(page: Page, { selectors, moreWords }: Reading): Promise<Marks> {
  return page.evaluate<Marks>(`${LOOKER}.look(${JSON.stringify({ selectors, moreWords })})`);
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
export async function watchAnswer(page: Page, { selectors, moreWords }: Reading): Promise<AnswerWatch> {
  const eyes = await page.evaluateHandle<Looker>(LOOKER);
  const watch = await page.evaluateHandle(
    ({ eyes: { seen, look }, reading }) => {
      const given = reading.selectors;
      const earlier = new WeakSet<Element>(document.querySelectorAll(given.answer));
      // A page may give one answer in several blocks. One inside of another is in that one's text already.
      const blocks = (): Element[] =>
        [...document.querySelectorAll(given.answer)].filter(
          (element) =>
            !earlier.has(element) && (element.parentElement?.closest(given.answer) ?? null) === null,
        );
      let sawBusy = false;
      let text = '';
      let changedAt = performance.now();
      const notice = (): void => {
        sawBusy ||= seen(given.busy);
        const now = blocks()
          .map((block) => block.textContent)
          .join('\n');
        if (now === text) return;
        text = now;
        changedAt = performance.now();
      };
      const observer = new MutationObserver(notice);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      return {
        state: () => {
          notice();
          return {
            ...look(reading),
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
    },
    { eyes, reading: { selectors, moreWords } },
  );
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
