/** Why an answer cannot be given yet, the strongest reason first. */
export type Block = 'busy' | 'over' | 'unplanned' | 'too_early' | 'folded' | 'end' | 'words';

/** Milliseconds before either button works: main's 700, and a little for the page's clock starting before main's. */
export const READABLE_MS = 900;

export interface GateFacts {
  /** An answer is on its way. */
  busy: boolean;
  /** The time to answer is up. */
  over: boolean;
  /** A guard refuses the plan: it would never run. */
  refused: boolean;
  /** It has been on show for `READABLE_MS`. */
  readable: boolean;
  /** Something that would be used is not on the page as a whole. */
  folded: boolean;
  /** The end of the request has been in view, with all of it on the page. */
  endSeen: boolean;
  /** The words for exactly the scope that is chosen are on the page. */
  worded: boolean;
}

/**
 * What keeps Allow from working; null: nothing. All that would be used must have been on the page, and its end in view: a
 * request must not be able to hide its tail.
 */
export function allowBlock(facts: GateFacts): Block | null {
  const soon = denyBlock(facts);
  if (facts.busy || facts.over) return soon;
  if (facts.refused) return 'unplanned';
  // What must be done comes before what must be waited for: the words should not flicker.
  if (facts.folded) return 'folded';
  if (!facts.endSeen) return 'end';
  if (soon !== null) return soon;
  return facts.worded ? null : 'words';
}

/** What keeps Deny from working: a click that was meant for another window must not decide either. */
export function denyBlock({
  busy,
  over,
  readable,
}: Pick<GateFacts, 'busy' | 'over' | 'readable'>): Block | null {
  if (busy) return 'busy';
  if (over) return 'over';
  return readable ? null : 'too_early';
}

/** Whether the end of what scrolls stands above what covers the bottom of the window. In CSS pixels. */
export function isEndInView(ends: { end: number; footerTop: number; viewport: number }): boolean {
  // Half a pixel and more is lost to rounding when the page is zoomed.
  return ends.viewport > 0 && ends.end <= Math.min(ends.footerTop, ends.viewport) + 1;
}
