import { head, segments } from '../ui/inert.ts';
import { texts } from '../texts/approval-window.ts';

/** A piece of someone else's text: as it is, a mark for what cannot be seen, a line's end, or a masked value. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'mark'; label: string; name: string }
  | { kind: 'break' }
  | { kind: 'secret'; text: string };

/** So many spaces push what follows out of sight; main flags them from a few more on. */
const LONG_SPACES = /([\p{Zs}\t\u2800]{8,})/u;

/**
 * `text` as spans in which nothing hides: hidden characters, line ends and long runs of spaces are marks. Wherever one of
 * `secrets` stands in it, that part is masked.
 */
export function spans(text: string, secrets: readonly string[] = []): Span[] {
  return splitBy(text, secrets).flatMap(({ part, secret }): Span[] =>
    secret ? [{ kind: 'secret', text: part }] : visible(part),
  );
}

function visible(text: string): Span[] {
  return segments(text).flatMap((segment): Span[] => {
    // A line's end shows as a mark and as a new line: text must not be able to look like a line of ours.
    if (segment.kind === 'mark') return segment.label === '\\n' ? [segment, { kind: 'break' }] : [segment];
    return segment.text
      .split(LONG_SPACES)
      .filter((part) => part !== '')
      .map((part) =>
        LONG_SPACES.test(part)
          ? { kind: 'mark', ...texts.spaces(Array.from(part).length) }
          : { kind: 'text', text: part },
      );
  });
}

function splitBy(text: string, secrets: readonly string[]): { part: string; secret: boolean }[] {
  const found: { part: string; secret: boolean }[] = [];
  let at = 0;
  while (at < text.length) {
    const next = firstOf(text, secrets, at);
    if (next === null) break;
    if (next.index > at) found.push({ part: text.slice(at, next.index), secret: false });
    found.push({ part: next.secret, secret: true });
    at = next.index + next.secret.length;
  }
  if (at < text.length) found.push({ part: text.slice(at), secret: false });
  return found;
}

/** The secret that comes first in `text` from `at`; of several at one place the longest. */
function firstOf(
  text: string,
  secrets: readonly string[],
  at: number,
): { index: number; secret: string } | null {
  let best: { index: number; secret: string } | null = null;
  for (const secret of secrets) {
    const index = secret === '' ? -1 : text.indexOf(secret, at);
    if (index < 0) continue;
    const better =
      best === null || index < best.index || (index === best.index && secret.length > best.secret.length);
    if (better) best = { index, secret };
  }
  return best;
}

/** The first `limit` characters of what `parts` show; a masked value counts for as little as its mask. */
export function firstOfSpans(parts: readonly Span[], limit: number): Span[] {
  const found: Span[] = [];
  let left = limit;
  for (const part of parts) {
    if (left <= 0) break;
    const cut = part.kind === 'text' ? { ...part, text: head(part.text, left) } : part;
    found.push(cut);
    left -= part.kind === 'text' ? part.text.length : 8;
  }
  return found;
}

/** For places that take text only (an option of a list): marks in brackets. */
export function plainText(text: string): string {
  return spans(text)
    .map((span) => (span.kind === 'text' ? span.text : span.kind === 'mark' ? `[${span.label}]` : ''))
    .join('');
}
