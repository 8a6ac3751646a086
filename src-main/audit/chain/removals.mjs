// @ts-check
import { createHash } from 'node:crypto';
import { readStatementText, TOMBSTONE_TYPE, tombstoneOf } from './files.mjs';
import { range } from './problems.mjs';
import { claimsSignature, readStatement } from './statement.mjs';

/*
 * Segments that were removed. What stands for one proves nothing by itself: it must be what a record in the chain said of
 * that segment, or what a later record of a removal has hashed along with all that stood there before.
 */

/** What a record of a removal and what stands for the segment both say, word for word. */
const FACTS = /** @type {const} */ ([
  'segment',
  'records',
  'bytes',
  'first_seq',
  'last_seq',
  'prev_hash',
  'last_hash',
  'first_ts',
  'last_ts',
]);

/**
 * @typedef {{
 *   at: number, facts: Record<string, unknown>, fingerprint: string | null,
 * }} Told what record `at` says of a removed segment; `fingerprint`: of the key that signs what stands for it, as far as it says
 * @typedef {{at: number, segments: number, sha256: string}} Before what record `at` says of everything that stood for removed
 *   segments when it was written: how many there were, and the sha256 of those files one after the other
 * @typedef {{fingerprint: string | null, count: number}} Voucher the key that vouches for the log, and for how many records;
 *   null: none does
 */
/** @typedef {{
 *   name: string, text: string, tombstone: import('./files.mjs').Tombstone, body: import('./statement.mjs').Body,
 *   signedBy: string | null, isBroken: boolean,
 * }} Standing what stands for a removed segment; `isBroken`: its signature is wrong, which has been said */

/** What stands in the place of removed segments, in their order. */
export class Removals {
  /** @type {Standing[]} */
  #standing = [];

  /** How many records were removed. */
  get records() {
    return this.#standing.reduce((sum, { tombstone }) => sum + tombstone.lastSeq - tombstone.firstSeq + 1, 0);
  }

  /**
   * Reads what stands for one.
   * @param {string} dir
   * @param {string} name
   * @param {import('./chain-check.mjs').ChainCheck} chain which goes on from it
   */
  read(dir, name, chain) {
    const text = readStatementText(dir, name);
    const statement = text === null || text === 'broken' ? null : readStatement(text, TOMBSTONE_TYPE);
    const tombstone = statement && tombstoneOf(statement.body);
    if (!statement || !tombstone || text === null) {
      const message = `${name}, which stands for a removed segment, cannot be read as such.`;
      chain.problems.add('altered', message, chain.last.seq + 1);
      return;
    }
    const { body, fingerprint, valid } = statement;
    const isBroken = claimsSignature(statement) && !valid;
    if (isBroken) {
      const message = `${name}, which stands for a removed segment, is not as it was signed.`;
      chain.problems.add('altered', message, tombstone.firstSeq);
    }
    this.#standing.push({ name, text, tombstone, body, signedBy: valid ? fingerprint : null, isBroken });
    chain.removed(tombstone);
  }

  /**
   * Compares what stands there with what the records say.
   * @param {import('./evidence.mjs').Evidence} evidence
   * @param {Voucher} voucher
   * @param {import('./problems.mjs').Problems} problems
   */
  check(evidence, voucher, problems) {
    const { before } = evidence;
    const hashed = before ? this.#standing.slice(0, before.segments) : [];
    let wrongBefore = before && wrongWithAll(hashed, before, voucher);
    for (const [index, standing] of this.#standing.entries()) {
      if (standing.isBroken) continue;
      const told = evidence.told.get(standing.tombstone.segment);
      if (told) blame(problems, standing, wrongWith(standing, told, voucher));
      else if (index >= hashed.length) this.#checkUntold(standing, evidence, voucher, problems);
      else {
        // Which of them it is cannot be told: it is said once, of the first.
        blame(problems, standing, wrongBefore);
        wrongBefore = null;
      }
    }
  }

  /**
   * The record that told of it was itself removed, by a version of the app that hashed nothing: its signature has to do.
   * @param {Standing} standing
   * @param {import('./evidence.mjs').Evidence} evidence
   * @param {Voucher} voucher
   * @param {import('./problems.mjs').Problems} problems
   */
  #checkUntold(standing, { removedThrough: through }, voucher, problems) {
    const { name, tombstone, signedBy } = standing;
    const { segment, firstSeq, lastSeq, lastHash } = tombstone;
    const isTold =
      through !== null && lastSeq <= through.seq && (lastSeq < through.seq || lastHash === through.hash);
    if (!isTold) {
      const message = `${range(firstSeq, lastSeq)} missing: no record says that ${segment} was removed.`;
      problems.addAboutLog('missing', message, firstSeq);
    } else if (voucher.fingerprint !== null && signedBy !== voucher.fingerprint) {
      const wrong = `${name} is not signed with the key ${voucher.fingerprint}, and the record that told of it is gone.`;
      blame(problems, standing, wrong);
    }
  }
}

/**
 * @param {import('./problems.mjs').Problems} problems
 * @param {Standing} standing
 * @param {string | null} wrong
 */
function blame(problems, { name, tombstone }, wrong) {
  if (wrong === null) return;
  problems.segment = name;
  problems.addAboutLog('altered', wrong, tombstone.firstSeq);
  problems.segment = undefined;
}

/**
 * @param {Standing} standing
 * @param {Told} told
 * @param {Voucher} voucher
 */
function wrongWith({ name, body, signedBy }, { at, facts, fingerprint }, voucher) {
  const differs = FACTS.find((fact) => body[fact] !== facts[fact]);
  if (differs !== undefined)
    return `${name} does not say what record ${at} says of that segment (${differs}).`;
  if (fingerprint !== null && signedBy !== fingerprint)
    return `${name} is not signed with the key ${fingerprint}, as record ${at} says.`;
  if (voucher.fingerprint !== null && at > voucher.count && signedBy !== voucher.fingerprint)
    return `${name} is not signed with the key ${voucher.fingerprint}, nor is record ${at}, which tells of it.`;
  return null;
}

/**
 * @param {readonly Standing[]} standing
 * @param {Before} before
 * @param {Voucher} voucher
 */
function wrongWithAll(standing, { at, segments, sha256 }, voucher) {
  if (standing.length < segments || hashStanding(standing.map(({ text }) => text)) !== sha256)
    return `What stands for the first ${segments} removed segments is not what record ${at} has hashed.`;
  if (voucher.fingerprint === null || at <= voucher.count) return null;
  const unsigned = standing.find(({ signedBy }) => signedBy !== voucher.fingerprint);
  return unsigned
    ? `${unsigned.name} is not signed with the key ${voucher.fingerprint}, nor is record ${at}, which has hashed it.`
    : null;
}

/**
 * @param {readonly string[]} texts of the files, in their order
 * @returns {string} hex
 */
export function hashStanding(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
