/** How many bytes are searched for a declaration (HTML standard, 13.2.3.2, "prescan a byte stream"). */
const PRESCAN_BYTES = 1024;
const WINDOWS_1252_C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Decodes a page: by its byte order mark, else the header's charset, else what the page declares of itself, else as UTF-8
 * if it is valid UTF-8, else as windows-1252. A label that is unknown counts as none. Never fails: bytes that fit nothing
 * become U+FFFD.
 */
export function decodePage(
  bytes: Uint8Array,
  headerLabel: string | undefined,
): { text: string; charset: string } {
  const charset = markOf(bytes) ?? known(headerLabel) ?? declaredIn(bytes) ?? guess(bytes);
  const text = new TextDecoder(charset).decode(bytes);
  if (charset !== 'windows-1252') return { text, charset };
  // Some Node versions decode windows-1252 as Latin-1, which has control characters in the place of these.
  return {
    text: text.replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252_C1[c.charCodeAt(0) - 0x80] ?? c),
    charset,
  };
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return undefined;
}

/** The encoding's name for one of its labels; undefined for a label that this decoder does not know. */
function known(label: string | undefined): string | undefined {
  if (label === undefined || label === '') return undefined;
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}

function declaredIn(bytes: Uint8Array): string | undefined {
  // Latin-1 keeps every byte apart; declarations are ASCII. What stands in comments is not said.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PRESCAN_BYTES))
    .toString('latin1')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  const xml = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(head)?.[1];
  const meta = [...head.matchAll(/<meta[\s/][^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]+)/gi)].map(
    (match) => match[1],
  );
  for (const label of [...meta, xml]) {
    const charset = known(label);
    // A page whose declaration could be read as ASCII is not in UTF-16, whatever it says (same place in the standard).
    if (charset !== undefined) return charset.startsWith('utf-16') ? 'utf-8' : charset;
  }
  return undefined;
}

function guess(bytes: Uint8Array): string {
  try {
    // As a stream, so that a character that a cap cut in two does not speak against UTF-8.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
