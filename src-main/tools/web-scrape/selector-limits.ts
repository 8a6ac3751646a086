/** Longer selectors only serve to make matching slow. Apart from the engine, so that the schema does not load it. */
export const MAX_SELECTOR_CHARS = 1000;
