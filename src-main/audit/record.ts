import { hash } from 'node:crypto';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import { FIRST_PREV_HASH, hashLine, MAX_LINE_BYTES, NEWLINE, readSeal } from './chain/seal.mjs';

/** Where a chain stands: what the next record must be chained to. */
export interface ChainHead {
  seq: number;
  hash: string;
}

export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: FIRST_PREV_HASH };

/**
 * Writes an entry as its line, newline included; `bytes` is its length as UTF-8. The key order is fixed (`seq` first,
 * `prev_hash` and `hash` last), so that a verifier finds them by position and needs no parser; absent keys are left out.
 * `JSON.stringify` escapes lone surrogates, so that the UTF-8 bytes always decode to the same strings.
 */
export function encodeRecord(entry: Omit<AuditEntry, 'hash'>): { line: string; bytes: number; hash: string } {
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
  const line = `${body.slice(0, -1)},"hash":"${digest}"}\n`;
  return { line, bytes: Buffer.byteLength(line), hash: digest };
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

export { FIRST_PREV_HASH, hashLine, MAX_LINE_BYTES, NEWLINE, readSeal };
