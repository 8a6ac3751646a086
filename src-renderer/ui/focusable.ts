/** What takes the keyboard. */
const TAKES =
  'button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [href], [tabindex]:not([tabindex="-1"])';

/** What in `root` takes the keyboard and is on show, in the order of the page; `root` itself among them. */
export function focusables(root: Element): HTMLElement[] {
  const found = [...root.querySelectorAll<HTMLElement>(TAKES)];
  if (root instanceof HTMLElement && root.matches(TAKES)) found.unshift(root);
  return found.filter((element) => element.checkVisibility());
}

/** Gives the keyboard to an element, also to one that takes it from scripts only: a heading, a region. */
export function focusOn(element: HTMLElement, options?: FocusOptions): void {
  if (!element.matches(TAKES)) element.tabIndex = -1;
  element.focus(options);
}
