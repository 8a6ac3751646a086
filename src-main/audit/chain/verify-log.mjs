// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { ChainCheck } from './chain-check.mjs';
import { Evidence } from './evidence.mjs';
import {
  CURRENT,
  HEAD,
  HEAD_TYPE,
  TOMBSTONE_TYPE,
  headOf,
  listClosed,
  readStatementFile,
  tombstoneOf,
} from './files.mjs';
import { range } from './problems.mjs';
import { scanLines } from './scan.mjs';
import { firstSeal } from './first-line.mjs';

/**
 * @typedef {{currentFirstSeq: number, size: number, head: {seq: number, hash: string}}} Known what the running app wrote: the
 *   number that its current file begins with, how many bytes of that file are on disk, and its newest record there
 */
/**
 * @typedef {{
 *   dir: string, file?: string, known?: Known, key?: string | null, artifacts?: string | null,
 *   parts?: Map<string, import('./parts.mjs').Part>,
 * }} VerifyOptions `file`: look at this file of `dir` alone; `key`: the fingerprint that must have signed; `artifacts`: their
 *   folder, where they are to be looked at; `parts`: closed segments that were found right already
 */
/**
 * @typedef {{
 *   ok: boolean, records: number, signed: boolean, problems: import('./problems.mjs').Problem[],
 *   key?: string, head?: {count: number, time: number}, removed?: number, artifacts?: number, notes: string[],
 * }} LogReport `signed`: a key (the wanted one, where one is wanted) vouches for the records up to `head.count`; `removed`:
 *   records that were removed by retention; `notes`: what was not looked at
 */

/**
 * Checks a whole log over its raw bytes: every record's hash, link and number, across segments; what stands for removed
 * segments; the signed head; the artifacts. Reads synchronously, for a thread or a process of its own.
 * @param {VerifyOptions} options
 * @returns {LogReport}
 * @throws the file system's error when the log cannot be read
 */
export function verifyLog(options) {
  const { dir, known } = options;
  // Before the log: a head that is written later may count records that have not been looked at.
  const head = readStatementFile(dir, HEAD, HEAD_TYPE);
  const check = new Check(options, head);
  if (options.file !== undefined && options.file !== CURRENT) check.noHead = true;
  if (options.file === undefined) check.folder(known);
  else check.single(options.file);
  return check.report();
}

class Check {
  chain = new ChainCheck();
  evidence = new Evidence();
  /** A part of the log that is not the newest has nothing to do with the head. */
  noHead = false;
  /** @type {string[]} */
  #notes = [];
  #removed = 0;
  /** @type {import('./files.mjs').Tombstone[]} */
  #tombstones = [];
  #options;
  #head;
  /** @type {import('./files.mjs').Head | null} */
  #stated = null;
  /** The hash of the record that the head names. @type {string | null} */
  #hashAtHead = null;

  /**
   * @param {VerifyOptions} options
   * @param {import('./statement.mjs').Statement | 'none' | 'broken'} head
   */
  constructor(options, head) {
    this.#options = options;
    this.#head = head;
    if (typeof head === 'object') this.#stated = headOf(head.body);
  }

  /** @param {Known | undefined} known */
  folder(known) {
    const { dir } = this.#options;
    const { current, closed } = openCurrent(dir);
    try {
      for (const { name, removed } of closed) {
        this.chain.problems.segment = name;
        if (removed) this.#tombstone(name);
        else if (this.#closedSegment(name, known)) return;
      }
      this.chain.problems.segment = undefined;
      if (current !== null) this.#read(current, known ? known.size : Infinity);
      else if (!known && closed.length === 0) fs.statSync(path.join(dir, CURRENT));
    } finally {
      this.chain.problems.segment = undefined;
      if (current !== null) fs.closeSync(current);
    }
  }

  /** @param {string} name of the one file to look at */
  single(name) {
    const fd = fs.openSync(path.join(this.#options.dir, name), 'r');
    try {
      const first = firstSeal(fd);
      if (first && first.seq > 1) {
        this.chain.beginAt(first);
        this.#notes.push(`The file begins with record ${first.seq}: what is before was not looked at.`);
      }
      this.#read(fd, Infinity);
    } finally {
      fs.closeSync(fd);
    }
  }

  /**
   * @param {string} name
   * @param {Known | undefined} known
   * @returns {boolean} whether it is the file that the app called its current one, so that the rest is newer than that
   */
  #closedSegment(name, known) {
    const { dir, parts } = this.#options;
    if (this.#adopt(parts?.get(name), known)) return false;
    let fd;
    try {
      fd = fs.openSync(path.join(dir, name), 'r');
    } catch (error) {
      // Retention removes segments while they are being looked at, and leaves what stands for them.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
      this.#tombstone(name.replace(/\.jsonl$/, '.removed.json'));
      return false;
    }
    try {
      const wasCurrent = known !== undefined && firstSeal(fd)?.seq === known.currentFirstSeq;
      this.#read(fd, wasCurrent ? known.size : Infinity);
      return wasCurrent;
    } finally {
      fs.closeSync(fd);
    }
  }

  /**
   * Takes over a segment that was found right, if it follows on what is before.
   * @param {import('./parts.mjs').Part | undefined} part
   * @param {Known | undefined} known
   */
  #adopt(part, known) {
    const { chain } = this;
    if (!part || part.first.seq === known?.currentFirstSeq) return false;
    if (part.first.seq !== chain.last.seq + 1 || part.first.prevHash !== chain.last.hash) return false;
    chain.last = part.last;
    chain.records += part.records;
    this.#hashAtHead ??= part.hashAtHead;
    this.evidence.add(part.evidence);
    return true;
  }

  /**
   * @param {number} fd
   * @param {number} limit
   */
  #read(fd, limit) {
    const { chain, evidence } = this;
    const { segment } = chain.problems;
    const countAtHead = this.#stated?.count;
    const end = Math.min(limit, fs.fstatSync(fd).size);
    scanLines(fd, end, {
      bytes: (filled) => evidence.newBytes(filled),
      line: (buffer, view, from, to) => {
        if (!chain.line(buffer, view, from, to)) return;
        const { seq, hash } = chain.last;
        if (seq === countAtHead) this.#hashAtHead = hash;
        evidence.line(buffer, from, to, seq, segment);
      },
      overlong: () => chain.unreadable('is longer than any record'),
      torn: () => chain.torn(),
    });
  }

  /** @param {string} name */
  #tombstone(name) {
    const { problems } = this.chain;
    const statement = readStatementFile(this.#options.dir, name, TOMBSTONE_TYPE);
    const tombstone = typeof statement === 'object' ? tombstoneOf(statement.body) : null;
    if (!tombstone || typeof statement !== 'object') {
      problems.add('altered', `${name}, which stands for a removed segment, cannot be read as such.`);
      return;
    }
    if (isSigned(statement) && !statement.valid) {
      const message = `${name}, which stands for a removed segment, is not as it was signed.`;
      problems.add('altered', message, tombstone.firstSeq);
    }
    this.#removed += tombstone.lastSeq - tombstone.firstSeq + 1;
    this.#tombstones.push(tombstone);
    this.chain.removed(tombstone);
  }

  report() {
    const { chain, evidence } = this;
    const { problems } = chain;
    const { known, artifacts, key } = this.#options;
    chain.finish();
    this.#checkRemovals();
    for (const { seq, kind, message, at } of evidence.found)
      problems.add(kind, `${message} The app found this at a start, and wrote it down as record ${at}.`, seq);
    const signed = this.#checkHead(key ?? null);
    if (known) this.#compareEnd(known.head, 'which this app has written');
    if (artifacts) evidence.checkArtifacts(artifacts, problems);
    else if (evidence.artifacts.size > 0) this.#notes.push('The artifacts were not looked at.');
    const list = problems.sorted();
    return {
      ok: list.length === 0,
      records: chain.records,
      signed,
      problems: list,
      ...(typeof this.#head === 'object' && this.#head.fingerprint !== null
        ? { key: this.#head.fingerprint }
        : {}),
      ...(this.#stated ? { head: { count: this.#stated.count, time: this.#stated.ts } } : {}),
      ...(this.#removed > 0 ? { removed: this.#removed } : {}),
      ...(artifacts ? { artifacts: evidence.artifacts.size } : {}),
      notes: this.#notes,
    };
  }

  /** A segment may be gone only if a record, which is in the chain, says that it was removed. */
  #checkRemovals() {
    const through = this.evidence.removedThrough;
    for (const { segment, firstSeq, lastSeq, lastHash } of this.#tombstones) {
      const told =
        through !== null && lastSeq <= through.seq && (lastSeq < through.seq || lastHash === through.hash);
      if (told) continue;
      const message = `${range(firstSeq, lastSeq)} missing: no record says that ${segment} was removed.`;
      this.chain.problems.add('missing', message, firstSeq);
    }
  }

  /**
   * @param {string | null} wanted fingerprint of the key that must have signed
   * @returns {boolean} whether the head is signed, and right
   */
  #checkHead(wanted) {
    if (this.noHead) {
      if (wanted !== null)
        this.#notes.push('A closed segment alone has no signature: the key was not looked at.');
      return false;
    }
    const { problems } = this.chain;
    const head = this.#head;
    const mismatch = (/** @type {string} */ message) => {
      problems.add('head_mismatch', message, this.#stated?.count);
      return false;
    };
    if (head === 'none') return wanted === null ? false : mismatch(`There is no signed head (${HEAD}).`);
    if (head === 'broken' || !this.#stated) return mismatch(`The head (${HEAD}) cannot be read as one.`);
    if (isSigned(head) && !head.valid) return mismatch('The head is not as it was signed.');
    if (wanted !== null && head.fingerprint !== wanted) {
      const by = head.fingerprint === null ? 'not signed' : `signed with the key ${head.fingerprint}`;
      return mismatch(`The head is ${by}, not with the key ${wanted}.`);
    }
    return this.#headFits(this.#stated, mismatch) && head.valid;
  }

  /**
   * @param {import('./files.mjs').Head} stated
   * @param {(message: string) => boolean} mismatch
   */
  #headFits({ count, hash, ts }, mismatch) {
    const { known } = this.#options;
    // What the app wrote while this was under way is newer than what was looked at.
    if (known && count > known.head.seq) return true;
    // The app's own knowledge is compared below, and says the same.
    if (known && count === known.head.seq && hash === known.head.hash) return this.#hashAtHead === hash;
    if (count > this.chain.last.seq) {
      if (!known) this.#compareEnd({ seq: count, hash }, `which the head of ${time(ts)} counts`);
      return false;
    }
    if (count > 0 && this.#hashAtHead !== null && this.#hashAtHead !== hash)
      return mismatch(`Record ${count} is not the one that the head of ${time(ts)} names.`);
    return count === 0 || this.#hashAtHead !== null;
  }

  /**
   * @param {{seq: number, hash: string}} end
   * @param {string} who
   */
  #compareEnd(end, who) {
    const { last, problems } = this.chain;
    if (last.seq < end.seq) {
      const from = last.seq + 1;
      problems.add('truncated', `The end is cut off: ${range(from, end.seq)} gone, ${who}.`, from);
    } else if (last.seq === end.seq && last.hash !== end.hash) {
      problems.add('head_mismatch', `Record ${end.seq}, the newest, is not the one ${who}.`, end.seq);
    }
  }
}

/** @param {import('./statement.mjs').Statement} statement */
function isSigned({ fingerprint, body }) {
  return fingerprint !== null || body['key'] !== undefined || body['sig'] !== undefined;
}

/** @param {number} ts epoch seconds */
function time(ts) {
  const date = new Date(ts * 1000);
  return Number.isNaN(date.getTime()) ? 'an impossible time' : date.toISOString();
}

/**
 * Opens the current file and lists the closed ones, as of one moment: a running app may be closing the current one.
 * @param {string} dir
 */
function openCurrent(dir) {
  for (let tries = 1; ; tries++) {
    const closed = listClosed(dir);
    let current = null;
    try {
      current = fs.openSync(path.join(dir, CURRENT), 'r');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
    const same = listClosed(dir).at(-1)?.number === closed.at(-1)?.number;
    if (same || tries === 10) return { current, closed };
    if (current !== null) fs.closeSync(current);
  }
}
