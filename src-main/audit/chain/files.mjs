// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { readStatement } from './statement.mjs';

/*
 * The files of a log's folder: the current one, closed segments, what stands for removed ones, and the head.
 */

export const CURRENT = 'tools_audit.jsonl';
export const HEAD = 'tools_audit.head.json';
export const HEAD_TYPE = 'execution-layer-audit-head';
export const TOMBSTONE_TYPE = 'execution-layer-audit-removed-segment';

/** What has more digits is no name of a segment any more. */
export const MAX_NUMBER = 999_999_999;
const CLOSED = /^tools_audit\.(\d{6,9})\.jsonl$/;
const REMOVED = /^tools_audit\.(\d{6,9})\.removed\.json$/;
/** Statements are a few hundred bytes; a larger file in their place is none. */
const MAX_STATEMENT_BYTES = 64 * 1024;

/** @param {number} number */
export function closedName(number) {
  return `tools_audit.${String(number).padStart(6, '0')}.jsonl`;
}

/** @param {number} number */
export function tombstoneName(number) {
  return `tools_audit.${String(number).padStart(6, '0')}.removed.json`;
}

/**
 * The closed segments and the tombstones of a folder, oldest first. Where both are there the segment counts: it is about
 * to be removed.
 * @param {string} dir
 * @returns {{number: number, name: string, removed: boolean}[]}
 */
export function listClosed(dir) {
  /** @type {Map<number, {number: number, name: string, removed: boolean}>} */
  const found = new Map();
  for (const name of fs.readdirSync(dir)) {
    const closed = CLOSED.exec(name);
    const removed = REMOVED.exec(name);
    const number = Number((closed ?? removed)?.[1] ?? 0);
    // One with more zeros than the app writes would stand in the place of the real one.
    const isName = name === closedName(number) || name === tombstoneName(number);
    if (number === 0 || !isName || (removed && found.has(number))) continue;
    found.set(number, { number, name, removed: removed !== null });
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/**
 * Reads a statement's file.
 * @param {string} dir
 * @param {string} name
 * @param {string} type
 * @returns {import('./statement.mjs').Statement | 'none' | 'broken'}
 */
export function readStatementFile(dir, name, type) {
  const text = readStatementText(dir, name);
  if (text === null) return 'none';
  return (text === 'broken' ? null : readStatement(text, type)) ?? 'broken';
}

/**
 * The whole text of a statement's file; null when there is none, 'broken' when what is there cannot be one.
 * @param {string} dir
 * @param {string} name
 */
export function readStatementText(dir, name) {
  const file = path.join(dir, name);
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return null;
  if (!stat.isFile() || stat.size > MAX_STATEMENT_BYTES) return 'broken';
  return fs.readFileSync(file, 'utf8');
}

/**
 * @typedef {{count: number, hash: string, ts: number, closed: boolean}} Head how far the log had come, with which record, and
 *   when; `closed`: the app ended in order, and there is nothing after that record
 */

/**
 * @param {import('./statement.mjs').Body} body
 * @returns {Head | null}
 */
export function headOf(body) {
  const { count, hash, ts, closed } = body;
  if (!isCount(count) || !isHash(hash) || typeof ts !== 'number') return null;
  return { count, hash, ts, closed: closed === true };
}

/**
 * @typedef {{segment: string, firstSeq: number, lastSeq: number, prevHash: string, lastHash: string}} Tombstone what
 *   stands for a removed segment: its records by number, the hash before its first and that of its last
 */

/**
 * @param {import('./statement.mjs').Body} body
 * @returns {Tombstone | null}
 */
export function tombstoneOf(body) {
  const { segment, first_seq: firstSeq, last_seq: lastSeq, prev_hash: prevHash, last_hash: lastHash } = body;
  if (typeof segment !== 'string' || !isCount(firstSeq) || !isCount(lastSeq) || lastSeq < firstSeq)
    return null;
  if (!isHash(prevHash) || !isHash(lastHash)) return null;
  return { segment, firstSeq, lastSeq, prevHash, lastHash };
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
export function isCount(value) {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
export function isHash(value) {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
