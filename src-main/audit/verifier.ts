import fs from 'node:fs';
import type { ChainReport } from '../../src-preload/contract/types.ts';
import { verifyLog, type LogReport, type VerifyOptions } from './chain/verify-log.mjs';
import type { ChainHead } from './record.ts';
import type { Segment } from './segments.ts';
import type { Turns } from './turns.ts';
import { isSystemError, unavailable } from './unavailable.ts';

/** Checks the whole log. @throws AuditUnavailable when it cannot be read; the signal's reason when it is aborted */
export type Verifier = (signal?: AbortSignal) => Promise<ChainReport>;

/** Runs the check where it holds nobody up; ends it when the signal is aborted. */
export type VerifyRunner = (options: VerifyOptions, signal: AbortSignal) => Promise<LogReport>;

/** Here and now, on the caller's own thread: for tests and commands. */
export const verifyHere: VerifyRunner = async (options, signal) => {
  signal.throwIfAborted();
  return verifyLog(options);
};

export interface VerifierParts {
  dir: string;
  /** The folder of the artifacts; null where they are not looked at. */
  artifacts: string | null;
  /** Fingerprint of the key that must have signed the head; null when there is no such key. */
  key: () => string | null;
  log: {
    segments(): Segment[];
    readonly chainHead: ChainHead;
    readonly writtenSize: number | null;
    readonly generation: number;
  };
  /** Brings the head up to the log. */
  flushHead: () => Promise<void>;
  /** Whether the key store has handed out the key: what was signed with one that only its file names proves nothing. */
  hasKey: () => boolean;
  /** Why nothing is signed now, as far as that is known. */
  unsigned: () => string | null;
  run: VerifyRunner;
  /** Shared with whatever removes parts of the log. */
  turns: Turns;
}

/**
 * What the running app knows of its own log goes into the check: how far it reached, with which record, and how many
 * bytes it has written. Whoever asks while one is under way gets that one's answer.
 */
export function createVerifier(parts: VerifierParts): Verifier {
  let underWay: { answer: Promise<ChainReport>; stop: AbortController; waiting: number } | null = null;
  return async (signal) => {
    signal?.throwIfAborted();
    if (!underWay) {
      const stop = new AbortController();
      const answer = parts.turns.take(() => check(parts, stop.signal));
      const begun = { answer, stop, waiting: 0 };
      underWay = begun;
      const end = (): void => {
        if (underWay === begun) underWay = null;
      };
      begun.answer.then(end, end);
    }
    const mine = underWay;
    mine.waiting++;
    try {
      return await untilAborted(mine.answer, signal);
    } finally {
      // Nobody is left to hear the answer.
      if (--mine.waiting === 0 && signal?.aborted) {
        if (underWay === mine) underWay = null;
        mine.stop.abort(signal.reason);
      }
    }
  };
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Reads the whole log once, as far as the app has written it now. Waits for no turn: whoever calls it has one.
 * @throws AuditUnavailable when it cannot be read; the signal's reason when it is aborted
 */
export async function readChain(
  { dir, log, run, key }: Pick<VerifierParts, 'dir' | 'log' | 'run' | 'key'>,
  artifacts: string | null,
  signal: AbortSignal,
): Promise<LogReport> {
  const current = log.segments().at(-1);
  const known =
    current?.number === null
      ? { currentFirstSeq: current.firstSeq, size: current.bytes, head: { ...log.chainHead } }
      : undefined;
  try {
    return await run({ dir, artifacts, key: key(), ...(known ? { known } : {}) }, signal);
  } catch (error) {
    throw isSystemError(error) ? unavailable(dir, error) : error;
  }
}

async function check(parts: VerifierParts, signal: AbortSignal): Promise<ChainReport> {
  const { artifacts, log } = parts;
  signal.throwIfAborted();
  await parts.flushHead();
  const current = log.segments().at(-1);
  const isOpen = current?.number === null;
  const { generation } = log;
  const report = await readChain(parts, artifacts, signal);
  const problems = [...report.problems];
  // What the app has written by now is no less than the file should hold.
  const foreign =
    isOpen && log.generation === generation
      ? (fs.lstatSync(current.path, { throwIfNoEntry: false })?.size ?? 0) - (log.writtenSize ?? 0)
      : 0;
  if (foreign > 0) {
    const message = `At the end stand ${foreign} bytes that this app has not written.`;
    problems.push({ kind: 'altered', message });
  }
  const signed = parts.hasKey() && report.signed;
  const unsigned = parts.unsigned();
  const ok = report.ok && foreign <= 0;
  return { ...report, ok, signed, problems, ...(unsigned === null ? {} : { unsigned }) };
}
