import { hash } from 'node:crypto';
import type { AuditEntry } from '../../src-preload/contract/types.ts';

export const FIRST_PREV_HASH = '0'.repeat(64);
const NEWLINE = 0x0a;

/** `,"hash":"` + 64 hex digits + `"}`: the end of every line. */
const HASH_MEMBER_BYTES = 9 + 64 + 2;
/** `,"prev_hash":"` + 64 hex digits + `"`: what stands right before it. */
const PREV_MEMBER_BYTES = 14 + 64 + 1;
const LINE_END = /^,"prev_hash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"}$/;
const LINE_START = /^\{"seq":([1-9][0-9]{0,15}),/;
/** Longer than any line that the app writes (see fit.ts); longer ones are foreign and are not held in memory. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Where a chain stands: what the next record must be chained to. */
export interface ChainHead {
  seq: number;
  hash: string;
}

export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: FIRST_PREV_HASH };

/**
 * Writes an entry as its line, newline included. The key order is fixed (`seq` first, `prev_hash` and `hash` last), so
 * that a verifier finds them by position and needs no parser; absent keys are left out. `JSON.stringify` escapes lone
 * surrogates, so that the UTF-8 bytes always decode to the same strings.
 */
export function encodeRecord(entry: Omit<AuditEntry, 'hash'>): { line: string; hash: string } {
  const body = JSON.stringify({
    seq: entry.seq,
    ts: entry.ts,
    audit_id: entry.audit_id,
    event: entry.event,
    run_id: entry.run_id,
    trace_id: entry.trace_id,
    tool_name: entry.tool_name,
    caller: entry.caller,
    agent_id: entry.agent_id,
    department: entry.department,
    reason: entry.reason,
    status: entry.status,
    dry_run: entry.dry_run,
    duration_ms: entry.duration_ms,
    attempts: entry.attempts,
    error: entry.error,
    args: entry.args,
    plan: entry.plan,
    decision: entry.decision,
    result: entry.result,
    effects: entry.effects,
    artifacts: entry.artifacts,
    detail: entry.detail,
    prev_hash: entry.prev_hash,
  });
  const digest = hash('sha256', body, 'hex');
  return { line: `${body.slice(0, -1)},"hash":"${digest}"}\n`, hash: digest };
}

/** What a line says of its own place in the chain, read by position. */
export interface LineSeal {
  seq: number;
  prevHash: string;
  hash: string;
}

/** Reads a line's seal (`line` without its newline); null when it hasn't the form of a record. */
export function readSeal(line: Buffer): LineSeal | null {
  const end = line.length - HASH_MEMBER_BYTES - PREV_MEMBER_BYTES;
  if (end <= 0) return null;
  const start = LINE_START.exec(line.toString('latin1', 0, 32));
  const tail = LINE_END.exec(line.toString('latin1', end));
  if (!start || !tail) return null;
  const seq = Number(start[1]);
  if (!Number.isSafeInteger(seq)) return null;
  return { seq, prevHash: tail[1] ?? '', hash: tail[2] ?? '' };
}

/** The hash that the line's bytes really have: over all of them but the `hash` member. */
export function hashLine(line: Buffer): string {
  // The brace is put where the member began, so that no copy of the line is made, and then put back.
  const cut = line.length - HASH_MEMBER_BYTES;
  const kept = line[cut] ?? 0;
  line[cut] = 0x7d;
  try {
    return hash('sha256', line.subarray(0, cut + 1), 'hex');
  } finally {
    line[cut] = kept;
  }
}

/** Parses a line that has the form of a record; null when it is not one. The hash is not looked at: `verify` does that. */
export function parseRecord(line: Buffer): AuditEntry | null {
  if (!readSeal(line)) return null;
  try {
    return JSON.parse(line.toString('utf8')) as AuditEntry;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export { NEWLINE };
