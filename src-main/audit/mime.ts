/*
 * What an artifact is, told from its bytes. A page is never told a type that could be run or rendered as a document: HTML,
 * SVG and XML are text like any other.
 */

const SIGNATURES: readonly { mime: string; matches: (bytes: Buffer) => boolean }[] = [
  { mime: 'image/png', matches: startsWith('89504e470d0a1a0a') },
  { mime: 'image/jpeg', matches: startsWith('ffd8ff') },
  { mime: 'image/gif', matches: (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)) },
  {
    mime: 'image/webp',
    matches: (bytes) => /^RIFF[^]{4}WEBP/.test(bytes.toString('latin1', 0, 12)),
  },
  { mime: 'application/pdf', matches: (bytes) => bytes.toString('latin1', 0, 5) === '%PDF-' },
];

/** One of a few inert types; `application/octet-stream` for what is none of them. */
export function sniffMime(bytes: Buffer): string {
  const known = SIGNATURES.find(({ matches }) => matches(bytes));
  if (known) return known.mime;
  return isText(bytes) ? 'text/plain' : 'application/octet-stream';
}

function startsWith(hex: string): (bytes: Buffer) => boolean {
  const wanted = Buffer.from(hex, 'hex');
  return (bytes) => bytes.subarray(0, wanted.length).equals(wanted);
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // That is its only way of saying no.
    return false;
  }
}
