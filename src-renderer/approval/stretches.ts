/** A part of a text, in UTF-16 units; the end is exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * A text cut where stretches of it begin and end, no more than `cut` characters of it; empty where there are none. Stretches
 * may overlap, and may be wrong: what lies outside of the text marks nothing.
 */
export function stretches(
  text: string,
  marked: readonly Stretch[],
  cut: number = text.length,
): { text: string; outside: boolean }[] {
  const parts: { text: string; outside: boolean }[] = [];
  const length = Math.min(cut, text.length);
  let from = 0;
  const add = (to: number, outside: boolean): void => {
    if (to > from) parts.push({ text: text.slice(from, to), outside });
    from = Math.max(from, to);
  };
  for (const { start, end } of marked.toSorted((a, b) => a.start - b.start)) {
    add(Math.min(Math.max(start, 0), length), false);
    add(Math.min(end, length), true);
  }
  if (!parts.some(({ outside }) => outside)) return [];
  add(length, false);
  return parts;
}
