// @ts-check
import { HEAD, headOf } from './files.mjs';
import { range } from './problems.mjs';
import { claimsSignature } from './statement.mjs';

/**
 * @typedef {{
 *   last: {seq: number, hash: string}, hashAtHead: string | null, problems: import('./problems.mjs').Problems,
 *   known: {seq: number, hash: string} | null, part: {firstSeq: number, isNewest: boolean} | null,
 *   keyMade: import('./evidence.mjs').KeyMade | null,
 * }} Read what was read of the log: its newest record, the hash of the one that the head names (null when it was not come across),
 *   what the running app has written, where only one file was looked at with which record that one begins, and which key the
 *   records themselves say has signed
 */
/**
 * @typedef {{signed: boolean, unproven: string | null}} Fit `signed`: a key (the wanted one, where one is wanted) vouches for the
 *   records up to the head's number; `unproven`: why the head says nothing of what was looked at, where that is no fault
 */

/** The head is signed within a second of the key's making; no more come in that time while an app starts. */
const NEW_KEY_RECORDS = 100;

/**
 * Whether the head is what it must be, and the log what the head says. What is wrong goes to the problems.
 * @param {import('./statement.mjs').Statement | 'none' | 'broken'} head
 * @param {string | null} wanted fingerprint of the key that must have signed
 * @param {Read} read
 * @returns {Fit}
 */
export function checkHead(head, wanted, read) {
  const { part, problems, known, last, hashAtHead } = read;
  // Whoever brings a key goes by that one, and so does the running app.
  const made = wanted === null && !known ? read.keyMade : null;
  const says = made && `and record ${made.at} says that the key ${made.fingerprint} signs it`;
  if (part && !part.isNewest)
    return unproven('A closed segment alone has no signature. Check the whole folder.');
  const stated = typeof head === 'object' ? headOf(head.body) : null;
  /** @param {string} message */
  const mismatch = (message) => {
    problems.addAboutLog('head_mismatch', message, stated?.count);
    return UNSIGNED;
  };
  if (head === 'none') {
    if (wanted !== null) return mismatch(`There is no signed head (${HEAD}).`);
    // One file by itself may well have been copied without it.
    return says && !part ? mismatch(`There is no head (${HEAD}), ${says}.`) : UNSIGNED;
  }
  if (head === 'broken' || !stated) return mismatch(`The head (${HEAD}) cannot be read as one.`);
  if (claimsSignature(head) && !head.valid) return mismatch('The head is not as it was signed.');
  const { count, hash, ts, closed } = stated;
  const by = head.fingerprint === null ? 'not signed' : `signed with the key ${head.fingerprint}`;
  if (wanted !== null && head.fingerprint !== wanted)
    return mismatch(`The head is ${by}, not with the key ${wanted}.`);
  // An app that was killed right after it had made its first key has not signed with it yet.
  const isNew = made && head.fingerprint === null && count < made.at && last.seq - made.at < NEW_KEY_RECORDS;
  if (made && head.fingerprint !== made.fingerprint && !isNew) return mismatch(`The head is ${by}, ${says}.`);
  const signed = { signed: head.valid, unproven: null };
  // What the app wrote while this was under way is newer than what was looked at.
  if (known && count > known.seq) return signed;
  if (count > last.seq) {
    // The app's own knowledge says the same, and is compared by itself.
    if (!known) compareEnd({ seq: count, hash }, `which the head of ${time(ts)} counts`, read);
    return UNSIGNED;
  }
  if (part && count < part.firstSeq)
    return unproven(`The head names record ${count}, which is in an earlier file. Check the whole folder.`);
  // Here too: the record that both name is another one now.
  if (known && count === known.seq && hash === known.hash && hashAtHead !== hash) return UNSIGNED;
  if (count > 0 && hashAtHead === null)
    return mismatch(`Record ${count}, which the head of ${time(ts)} names, is not there.`);
  if (count > 0 && hashAtHead !== hash)
    return mismatch(`Record ${count} is not the one that the head of ${time(ts)} names.`);
  // The running app has told by itself what it found when it started.
  if (closed && last.seq > count && !known) {
    const what = range(count + 1, last.seq).replace(/ (?:is|are)$/, '');
    const message = `The app ended in order with record ${count}, says the head of ${time(ts)}. ${what} came afterwards: another program added them, or the app while it could not sign.`;
    problems.addAboutLog('head_mismatch', message, count + 1);
  }
  return signed;
}

const UNSIGNED = { signed: false, unproven: null };

/** @param {string} why */
function unproven(why) {
  return { signed: false, unproven: why };
}

/**
 * Compares the newest record with the one that should be it.
 * @param {{seq: number, hash: string}} end
 * @param {string} who
 * @param {Pick<Read, 'last' | 'problems'>} read
 */
export function compareEnd(end, who, { last, problems }) {
  if (last.seq < end.seq) {
    const from = last.seq + 1;
    problems.addAboutLog('truncated', `The end is cut off: ${range(from, end.seq)} gone, ${who}.`, from);
  } else if (last.seq === end.seq && last.hash !== end.hash) {
    problems.addAboutLog('head_mismatch', `Record ${end.seq}, the newest, is not the one ${who}.`, end.seq);
  }
}

/** @param {number} ts epoch seconds */
function time(ts) {
  const date = new Date(ts * 1000);
  return Number.isNaN(date.getTime()) ? 'an impossible time' : date.toISOString();
}
