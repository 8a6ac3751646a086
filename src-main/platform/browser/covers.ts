import type { selectors as Selectors } from 'playwright-core';

/*
 * Which fields of a page a picture must not show. Looked for by the driver at the moment it covers them, in a world of its own
 * beside the page's scripts: a page can neither see what is remembered there nor change how it is looked for.
 */

const ENGINE = 'covered';
const REMEMBER = 'remember';

/** A selector that finds nothing, and remembers the element that it is asked of for as long as its document lasts. */
export const REMEMBERED = `${ENGINE}=${REMEMBER}`;

/**
 * A selector for the fields that were remembered and those that show a secret or a piece of one, in whatever case. A field that
 * is too short for a secret shows the beginning of it.
 */
export function coveredFields(secrets: readonly string[]): string {
  // Nothing of it may be a mark of the selector's own language; the page's side reads it back.
  const written = secrets.map((secret) => {
    const sound = Buffer.from(secret, 'utf8').toString('utf8');
    return encodeURIComponent(sound).replaceAll("'", '%27');
  });
  return `${ENGINE}=${written.join(',')}`;
}

let registered: Promise<void> | undefined;

/** Teaches the driver these selectors; to be done before its first page. */
export function registerCovers(selectors: typeof Selectors): Promise<void> {
  return (registered ??= selectors.register(ENGINE, coveredEngine, { contentScript: true }));
}

/** Runs in the page, in the driver's world: one for each document. Uses nothing from around itself. */
function coveredEngine(): { queryAll: (root: Document | Element, asked: string) => Element[] } {
  /** A shorter text stands in half of all fields. */
  const SHORT = 2;
  const remembered = new Set<Element>();
  const fieldOf = (element: Element): Element =>
    element instanceof HTMLLabelElement ? (element.control ?? element) : element;
  const shownBy = (field: Element): string[] => {
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
      return [field.value, field.placeholder];
    if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map(({ text }) => text);
    return [];
  };
  const shows = (field: Element, secrets: readonly string[]): boolean =>
    shownBy(field).some((given) => {
      const text = given.toLowerCase();
      return secrets.some(
        (secret) =>
          text === secret ||
          (secret.length > SHORT && text.includes(secret)) ||
          (text.length > SHORT && secret.includes(text)),
      );
    });
  const holding = (root: Document | Element | ShadowRoot, secrets: readonly string[]): Element[] => {
    const found: Element[] = [];
    for (const element of root.querySelectorAll('*')) {
      if (shows(element, secrets)) found.push(element);
      if (element.shadowRoot) found.push(...holding(element.shadowRoot, secrets));
    }
    return found;
  };
  return {
    queryAll(root, asked) {
      if (asked === 'remember') {
        if (root instanceof Element) remembered.add(fieldOf(root));
        return [];
      }
      const secrets = asked.split(',').map((each) => decodeURIComponent(each).toLowerCase());
      // One that was taken out may come back.
      const there = [...remembered].filter((field) => field.isConnected);
      return [...new Set([...there, ...holding(root, secrets)])];
    },
  };
}
