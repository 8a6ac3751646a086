// @ts-check
import { sha256 } from './hash.mjs';

/**
 * Follows the record's hash chain by its published rule, apart from the app's own code: `hash` is the last member of
 * a line and the sha256 of the line without it; `prev_hash` is the line before's, or 64 zeros.
 * @param {string} text content of tools_audit.jsonl
 * @returns {{records: number, problem?: string}}
 */
export function followChain(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  let previous = '0'.repeat(64);
  for (const [at, line] of lines.entries()) {
    const match = /,"hash":"([0-9a-f]{64})"\}$/.exec(line);
    const hash = match?.[1];
    if (match === null || hash === undefined)
      return { records: at, problem: `line ${at + 1} has no hash at its end` };
    if (sha256(`${line.slice(0, match.index)}}`) !== hash)
      return { records: at, problem: `line ${at + 1} was altered` };
    if (JSON.parse(line).prev_hash !== previous)
      return { records: at, problem: `line ${at + 1} does not follow` };
    previous = hash;
  }
  return { records: lines.length };
}
