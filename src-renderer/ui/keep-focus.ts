import { focusables, focusOn } from './focusable.ts';

/** A region from which the keyboard goes back to where it came from: what is in it was never gone to for its own sake. */
export const GIVES_BACK = { 'data-gives-back': true };
/** A list of which only a part is on the page: what is scrolled out of it is not gone. */
export const SCROLLED = { 'data-scrolled': true };

/** Parts of a page that stand for themselves: beyond their edge is something else. */
const PART = 'section, aside, nav, form, main, header, footer, dialog, [role="region"], [role="dialog"]';

const main = (): HTMLElement | null => document.querySelector('main');
const isUsable = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled') && element.checkVisibility();

interface Gap {
  parent: Element;
  before: Element | null;
  after: Element | null;
  /** What has come into its place at the same time. */
  instead: Element[];
}

/** What comes after it and then what came before it, nearest first; what stands for itself is no neighbour. */
function neighbours({ before, after }: Gap): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let next = after; next; next = next.nextElementSibling)
    if (!next.matches(PART)) found.push(...focusables(next));
  for (let next = before; next; next = next.previousElementSibling)
    if (!next.matches(PART)) found.push(...focusables(next).reverse());
  return found;
}

/** What came instead, or else the next of its kind (in a list, that of the next row), or else the nearest. */
function inGap(gap: Gap, gone: HTMLElement): HTMLElement | undefined {
  const instead = gap.instead.flatMap((element) => focusables(element));
  const beside = neighbours(gap);
  const same = ({ tagName, className }: HTMLElement): boolean =>
    tagName === gone.tagName && className === gone.className;
  return instead[0] ?? beside.find(same) ?? beside[0];
}

/** The heading of the part of the page that something was in. */
function headingOf(element: Element): HTMLElement | undefined {
  for (let part = element.closest(PART); part; part = part.parentElement?.closest(PART) ?? null) {
    if (part === main()) return undefined;
    const heading = part.querySelector<HTMLElement>('h1, h2, h3, h4');
    if (heading?.checkVisibility()) return heading;
  }
  return undefined;
}

const elementOf = (node: Node | null, way: 'nextSibling' | 'previousSibling'): Element | null => {
  let at = node;
  while (at && !(at instanceof Element)) at = at[way];
  return at?.isConnected ? at : null;
};

/** Where it was, from what the page tells of its changes; null where that is gone as well. */
function gapOf(gone: HTMLElement, records: readonly MutationRecord[]): { gap: Gap; removed: Element } | null {
  for (const { target, removedNodes, nextSibling, previousSibling } of records) {
    const removed = [...removedNodes].find((node) => node.contains(gone));
    if (!(removed instanceof Element) || !(target instanceof Element) || !target.isConnected) continue;
    const instead = records
      .filter((record) => record.target === target)
      .flatMap(({ addedNodes }) => [...addedNodes])
      .filter((node) => node instanceof Element && node.isConnected) as Element[];
    const after = elementOf(nextSibling, 'nextSibling');
    const before = elementOf(previousSibling, 'previousSibling');
    return { gap: { parent: target, before, after, instead }, removed };
  }
  return null;
}

/** Where the keyboard goes on: what came instead, the next of its kind, the one before, the part's heading, the page. */
function successor(gone: HTMLElement, records: readonly MutationRecord[]): HTMLElement | null {
  let gap: Gap;
  if (gone.isConnected) {
    const { parentElement, nextElementSibling, previousElementSibling } = gone;
    if (parentElement === null) return main();
    gap = { parent: parentElement, before: previousElementSibling, after: nextElementSibling, instead: [] };
  } else {
    const found = gapOf(gone, records);
    if (found === null) return main();
    gap = found.gap;
    if (found.removed.matches(PART)) return headingOf(gap.parent) ?? main();
  }
  const scrolled = gap.parent.closest<HTMLElement>('[data-scrolled]');
  if (scrolled) return scrolled;
  for (;;) {
    const found = inGap(gap, gone);
    if (found) return found;
    const { parent } = gap;
    if (parent.matches(PART) || parent.parentElement === null) return headingOf(parent) ?? main();
    const { previousElementSibling: before, nextElementSibling: after, parentElement } = parent;
    gap = { parent: parentElement, before, after, instead: [] };
  }
}

/**
 * Keeps the keyboard on the page when what had it disappears or can no longer be pressed: a person who uses no mouse would
 * begin again at the top. Also sees to it that a key that is held presses once: the next of its kind must not follow by itself.
 * Returns the way to stop.
 */
export function keepFocus(): () => void {
  let last: HTMLElement | null = null;
  let cameFrom: HTMLElement | null = null;

  const onFocusIn = ({ target, relatedTarget }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    const region = target.closest('[data-gives-back]');
    const from = relatedTarget instanceof HTMLElement ? relatedTarget : null;
    if (region && !region.contains(from)) cameFrom = from;
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null) return;
    const left = last;
    queueMicrotask(() => {
      // It is still there, and nothing has the keyboard: the person has clicked beside it.
      if (left === last && left && isUsable(left) && document.activeElement === document.body) last = null;
    });
  };
  const observer = new MutationObserver((records) => {
    const gone = last;
    if (gone === null || isUsable(gone)) return;
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement !== gone) return;
    last = null;
    const region = gone.isConnected ? gone.closest('[data-gives-back]') : regionOf(gone, records);
    const next = region === null ? successor(gone, records) : cameFrom;
    const to = next && isUsable(next) ? next : main();
    // What stays where it is need not move for it; what is the next of many may be out of view.
    if (to) focusOn(to, { preventScroll: to === main() || to.matches('[data-scrolled]') });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.repeat && event.key === 'Enter' && event.target instanceof HTMLButtonElement)
      event.preventDefault();
  };

  document.addEventListener('focusin', onFocusIn);
  document.addEventListener('focusout', onFocusOut);
  document.addEventListener('keydown', onKeyDown, true);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden'],
  });
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocusIn);
    document.removeEventListener('focusout', onFocusOut);
    document.removeEventListener('keydown', onKeyDown, true);
  };
}

function regionOf(gone: HTMLElement, records: readonly MutationRecord[]): Element | null {
  const found = gapOf(gone, records);
  return found?.gap.parent.closest('[data-gives-back]') ?? null;
}
