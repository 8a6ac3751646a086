import fs from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { HEAD, HEAD_TYPE, headOf, readStatementFile, type Head } from './chain/files.mjs';
import type { ChainHead } from './record.ts';

/** That somebody changed the log while the app was not running. Written into the log itself, which goes on from what is there. */
export interface TamperingFound {
  kind: 'truncated' | 'head_mismatch';
  /** The first record meant. */
  seq: number;
  message: string;
}

/** What the head file said when the log was opened. */
export interface FoundHead {
  stated: Head | null;
  problem: string | null;
}

/** The key that has signed this log's heads, as far as the app knows. */
export interface KnownKey {
  fingerprint: string | null;
  /** Whether a signed head must be there. */
  used: boolean;
}

/** Reads the head of a log that is being opened, and looks at its signature. */
export function readHead(dir: string, key: KnownKey): FoundHead {
  const head = readStatementFile(dir, HEAD, HEAD_TYPE);
  if (head === 'none')
    return { stated: null, problem: key.used ? `The signed head of the log (${HEAD}) is gone.` : null };
  const stated = head === 'broken' ? null : headOf(head.body);
  if (head === 'broken' || !stated)
    return { stated: null, problem: `The head of the log (${HEAD}) cannot be read.` };
  const claimsKey = head.fingerprint !== null || head.body['sig'] !== undefined;
  if (claimsKey && !head.valid)
    return { stated: null, problem: 'The head of the log is not as it was signed.' };
  if (key.used && head.fingerprint !== key.fingerprint)
    return { stated: null, problem: "The head of the log does not have this app's signature." };
  return { stated, problem: null };
}

/**
 * Compares the log's end with what the head said.
 * @param hashAt the hash of the record that the head names, as it is now; null when it was not come across
 */
export function compareWithHead(
  found: FoundHead,
  end: ChainHead,
  hashAt: string | null,
): TamperingFound | null {
  const { stated, problem } = found;
  if (problem !== null) return { kind: 'head_mismatch', seq: Math.max(1, end.seq), message: problem };
  if (!stated || stated.count === 0) return null;
  if (stated.count > end.seq) {
    const count = stated.count - end.seq;
    const message = `The end was cut off: ${count} records after number ${end.seq}, which the head counts, are gone.`;
    return { kind: 'truncated', seq: end.seq + 1, message };
  }
  if (hashAt !== null && hashAt !== stated.hash) {
    const message = `Record ${stated.count} is not the one that the head names: the log was written anew.`;
    return { kind: 'head_mismatch', seq: stated.count, message };
  }
  return null;
}

/** The record's `detail`, which every check reads (chain/evidence.mjs). */
export function tamperingDetail({ kind, seq, message }: TamperingFound): JsonObject {
  return { what: 'tampering_found', kind, seq, message };
}

/** Keeps the head that did not fit, as evidence: a new one is about to take its place. */
export function keepFoundHead(dir: string, now: Date): void {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  try {
    fs.copyFileSync(
      join(dir, HEAD),
      join(dir, `tools_audit.head.found-${stamp}.json`),
      fs.constants.COPYFILE_EXCL,
    );
  } catch (error) {
    // There may be none; and on a full disk the record of the finding says what matters.
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
}
