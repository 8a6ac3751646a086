import { open } from 'node:fs/promises';
import type { Segment } from './segments.ts';

const CHUNK_BYTES = 1024 * 1024;
/** As the writer writes it, wherever a record refers to an artifact; what stands in a string has its quotes escaped. */
const MEMBER = Buffer.from('"sha256":"');
const HASH = /^[0-9a-f]{64}"$/;
const HASH_CHARS = 64 + 1;

/**
 * The artifacts that the records of these parts may refer to: every sha256 that is a member of anything there. Looks for
 * them over the raw bytes, a piece at a time with the event loop free in between: it goes through gigabytes.
 */
async function mentionedIn(parts: readonly Segment[], signal: AbortSignal): Promise<Set<string>> {
  const found = new Set<string>();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (const { path, bytes } of parts) {
    const file = await open(path, 'r');
    try {
      for (let position = 0; position < bytes;) {
        signal.throwIfAborted();
        const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK_BYTES, bytes - position), position);
        const have = chunk.subarray(0, bytesRead);
        for (let at = have.indexOf(MEMBER); at >= 0; at = have.indexOf(MEMBER, at + 1)) {
          const hash = have.toString('latin1', at + MEMBER.length, at + MEMBER.length + HASH_CHARS);
          if (HASH.test(hash)) found.add(hash.slice(0, 64));
        }
        if (position + bytesRead >= bytes || bytesRead === 0) break;
        // One that the piece's end cuts through is found in the next.
        position += Math.max(1, bytesRead - MEMBER.length - HASH_CHARS);
      }
    } finally {
      await file.close();
    }
  }
  return found;
}

/**
 * The same for the log as it is now; looked for again when a file was closed meanwhile, for its name is another then.
 * @throws the signal's reason; the file system's error
 */
export async function keptArtifacts(
  segments: () => readonly Segment[],
  signal: AbortSignal,
): Promise<Set<string>> {
  for (;;) {
    const parts = segments();
    const found = await mentionedIn(parts, signal);
    if (segments().length === parts.length) return found;
  }
}
