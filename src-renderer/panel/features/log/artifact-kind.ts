import type { ArtifactRef } from '../../../../src-preload/contract/types.ts';

/** What the page draws as a picture. SVG is a document that can hold more than a picture, so it is not among them. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export const isPicture = (mime: string): boolean => PICTURES.includes(mime);
export const isText = (mime: string): boolean => mime.startsWith('text/plain') || mime === 'application/json';

/** Pictures of before and after stand first, side by side. */
export function byRole(artifacts: readonly ArtifactRef[]): ArtifactRef[] {
  const role = ({ name, mime }: ArtifactRef): number => {
    if (!isPicture(mime)) return 3;
    return name.startsWith('before') ? 0 : name.startsWith('after') ? 1 : 2;
  };
  return artifacts.toSorted((a, b) => role(a) - role(b));
}

/** Decoded at once: a few milliseconds' worth. A multiple of four, so that each piece is base64 by itself. */
const PIECE = 1024 * 1024;

/**
 * The text of an artifact. Bytes that are not UTF-8 come out as replacement characters. A piece at a time, so that the page
 * goes on meanwhile: an artifact may have 32 MB.
 */
export async function decodeText(base64: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let at = 0; at < base64.length; at += PIECE) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    text += decoder.decode(bytesOf(base64.slice(at, at + PIECE)), { stream: true });
  }
  return text + decoder.decode();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  // A plain loop: `Uint8Array.from` with a function takes 25 times as long.
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
