import { head } from './inert.ts';

/**
 * The first `limit` characters of `text` in pieces of about `size`, cut at line ends where there are any nearby, so that
 * laying the pieces out one under the other looks like one text. A cut never halves a surrogate pair.
 */
export function chunks(text: string, limit: number, size: number): string[] {
  const shown = head(text, limit);
  const parts: string[] = [];
  let at = 0;
  while (at < shown.length) {
    const rest = shown.length - at;
    if (rest <= size) {
      parts.push(shown.slice(at));
      break;
    }
    const cut = shown.lastIndexOf('\n', at + size - 1);
    if (cut > at + size / 2) {
      // The line end is the gap between two blocks.
      parts.push(shown.slice(at, cut));
      at = cut + 1;
    } else {
      const piece = head(shown.slice(at, at + size), size - 1);
      parts.push(piece);
      at += piece.length;
    }
  }
  return parts;
}
