export class ResultTooLarge extends Error {}

/** Characters that one result may hold: about three times what the largest page can carry. */
const MAX_CHARS = 32_000_000;
/** What an item costs beside its text. */
const ITEM_CHARS = 16;

/**
 * Counts what goes into a result. A page can make little say much (a long base address before each of a million links, a
 * table inside a table inside a table), so that the size of the page alone bounds nothing.
 */
export class ResultBudget {
  #left = MAX_CHARS;

  /** @throws ResultTooLarge */
  take(...texts: string[]): void {
    for (const text of texts) this.#left -= text.length;
    this.#left -= ITEM_CHARS;
    if (this.#left < 0) throw new ResultTooLarge();
  }
}
