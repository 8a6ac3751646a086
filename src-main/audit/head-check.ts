import fs from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { HEAD, HEAD_TYPE, headOf, readStatementFile, type Head } from './chain/files.mjs';
import { range } from './chain/problems.mjs';
import { claimsSignature } from './chain/statement.mjs';
import type { ChainHead } from './record.ts';
import type { SigningKey } from './signing-key.ts';

/** That somebody changed the log while the app was not running. Written into the log itself, which goes on from what is there. */
export interface TamperingFound {
  kind: 'truncated' | 'head_mismatch';
  /** The first record meant. */
  seq: number;
  message: string;
}

/** What the head file said when the log was opened. */
export interface FoundHead {
  /** Null where there is none, or none that can be believed. */
  stated: Head | null;
  problem: string | null;
}

/** The key that has signed this log's heads, as far as the app knows; null where there is no key store at all. */
export type KnownKey = Pick<SigningKey, 'fingerprint' | 'isBroken' | 'mustHaveSigned' | 'signer'> | null;

/**
 * Reads the head of a log that is being opened, and looks at its signature. Asks the key store: where that does not hand out
 * the key, the head is taken as it is, and who has signed it is not known (`SigningKey.problem`).
 */
export function readHead(dir: string, key: KnownKey): FoundHead {
  const head = readStatementFile(dir, HEAD, HEAD_TYPE);
  const own = key?.signer()?.fingerprint ?? key?.fingerprint ?? null;
  if (head === 'none')
    return {
      stated: null,
      problem: key?.mustHaveSigned() ? `The signed head of the log (${HEAD}) is gone.` : null,
    };
  const stated = head === 'broken' ? null : headOf(head.body);
  if (head === 'broken' || !stated) return unbelieved(`The head of the log (${HEAD}) cannot be read.`);
  if (claimsSignature(head) && !head.valid) return unbelieved('The head of the log is not as it was signed.');
  // The own key's file says nothing now; the head is compared with it when it does again.
  if (head.fingerprint === own || key?.isBroken) return { stated, problem: null };
  if (own === null)
    return unbelieved(
      `The head of the log is signed with the key ${head.fingerprint}, which this app does not have: another log may have been put in place of its own.`,
    );
  if (head.fingerprint === null && !key?.mustHaveSigned()) return { stated, problem: null };
  return unbelieved("The head of the log does not have this app's signature.");
}

function unbelieved(problem: string): FoundHead {
  return { stated: null, problem };
}

/**
 * Compares the log's end with what the head said.
 * @param hashAt the hash of the record that the head names, as it is now; null when it is not there
 */
export function compareWithHead(
  found: FoundHead,
  end: ChainHead,
  hashAt: string | null,
): TamperingFound | null {
  const { stated, problem } = found;
  if (problem !== null) return { kind: 'head_mismatch', seq: Math.max(1, end.seq), message: problem };
  if (!stated) {
    // One is written before the first record is.
    const message = `The head of the log (${HEAD}) is gone.`;
    return end.seq === 0 ? null : { kind: 'head_mismatch', seq: end.seq, message };
  }
  const { count, hash, closed } = stated;
  if (count > end.seq) {
    const message = `The end was cut off: ${count - end.seq} records after number ${end.seq}, which the head counts, are gone.`;
    return { kind: 'truncated', seq: end.seq + 1, message };
  }
  if (count > 0 && hashAt !== hash) {
    const what = hashAt === null ? 'is not there' : 'is not the one that the head names';
    return {
      kind: 'head_mismatch',
      seq: count,
      message: `Record ${count} ${what}: the log was written anew.`,
    };
  }
  if (closed && end.seq > count) {
    const what = range(count + 1, end.seq).replace(/ (is|are)$/, '');
    const message = `${what} came after the app had ended in order with record ${count}: another program added them, or the app while it could not sign.`;
    return { kind: 'head_mismatch', seq: count + 1, message };
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
