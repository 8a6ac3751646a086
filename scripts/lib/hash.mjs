// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * Hash of a file, streamed: memory stays bounded whatever the size.
 * @param {string} file
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function hashFile(file, algorithm, encoding, signal) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
  return hash.digest(encoding);
}

/** @param {string | Buffer} text */
export function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
