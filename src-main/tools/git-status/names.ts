/*
 * File names of a repository are bytes. Two ways of writing them as text: one for programs (`nameText`), one as git itself
 * prints them (`quoteName`).
 */

/** One well-formed UTF-8 character, or else one byte, on a string that holds one byte a character (RFC 3629, section 4). */
const UTF8 = new RegExp(
  [
    '[\\x00-\\x7f]',
    '[\\xc2-\\xdf][\\x80-\\xbf]',
    '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}',
    '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}',
    '[\\xf1-\\xf3][\\x80-\\xbf]{3}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}',
    '([\\x80-\\xff])',
  ].join('|'),
  'g',
);

/**
 * A name as text. One that is not UTF-8 has each odd byte as `\xNN`, and `base64` then carries the true bytes: without it
 * such a text could not be told from a file that is really called so.
 */
export function nameText(name: Buffer): { text: string; base64?: string } {
  const text = name.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(name)) return { text };
  const escaped = name.toString('latin1').replace(UTF8, (bytes: string, odd: string | undefined) => {
    if (odd !== undefined) return `\\x${odd.charCodeAt(0).toString(16)}`;
    return Buffer.from(bytes, 'latin1').toString('utf8');
  });
  return { text: escaped, base64: name.toString('base64') };
}

/** Escapes of git's quote.c. */
const ESCAPES: ReadonlyMap<number, string> = new Map([
  ...Array.from('abtnvfr', (letter, index): [number, string] => [7 + index, `\\${letter}`]),
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/**
 * A name as `git status --porcelain` prints it: within quotes if it has a space or anything to escape; all that is not
 * printable ASCII in octal (`core.quotePath` at its default).
 */
export function quoteName(name: Buffer): string {
  let quoted = '';
  let needed = false;
  for (const byte of name) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    if (!plain || byte === 0x20) needed = true;
    quoted += plain
      ? String.fromCharCode(byte)
      : (ESCAPES.get(byte) ?? `\\${byte.toString(8).padStart(3, '0')}`);
  }
  return needed ? `"${quoted}"` : quoted;
}
