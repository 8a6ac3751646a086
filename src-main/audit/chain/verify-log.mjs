// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { ChainCheck } from './chain-check.mjs';
import { Evidence } from './evidence.mjs';
import { CURRENT, HEAD, HEAD_TYPE, headOf, listClosed, readStatementFile } from './files.mjs';
import { firstSeal } from './first-line.mjs';
import { checkHead, compareEnd } from './head-fit.mjs';
import { Removals } from './removals.mjs';
import { scanLines } from './scan.mjs';

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
 * }} LogReport `ok`: nothing is wrong, and the wanted key, where there is one, has signed; `signed`: a key (the wanted one, where
 *   one is wanted) vouches for the records up to `head.count`; `removed`: records that were removed by retention; `notes`: what
 *   was not looked at
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
  if (options.file === undefined) check.folder(known);
  else check.single(options.file);
  return check.report();
}

class Check {
  chain = new ChainCheck();
  evidence = new Evidence();
  removals = new Removals();
  /** @type {string[]} */
  #notes = [];
  #options;
  #head;
  /** @type {import('./files.mjs').Head | null} */
  #stated = null;
  /** The hash of the record that the head names. @type {string | null} */
  #hashAtHead = null;
  /** Where only one file is looked at. @type {{firstSeq: number, isNewest: boolean} | null} */
  #part = null;

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
        if (removed) this.removals.read(dir, name, this.chain);
        else if (this.#closedSegment(name, known)) return;
      }
      this.chain.problems.segment = undefined;
      if (current !== null) this.#read(current, known ? known.size : Infinity);
      // With a head beside it this is a log whose records are gone; without, it is none.
      else if (!known && closed.length === 0 && this.#head === 'none') fs.statSync(path.join(dir, CURRENT));
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
      this.#part = { firstSeq: first?.seq ?? 1, isNewest: name === CURRENT };
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
      this.removals.read(dir, name.replace(/\.jsonl$/, '.removed.json'), this.chain);
      return false;
    }
    try {
      const wasCurrent = known !== undefined && firstSeal(fd)?.seq === known.currentFirstSeq;
      this.#read(fd, wasCurrent ? known.size : Infinity);
      // The app never closes one before there is a record in it.
      if (fs.fstatSync(fd).size === 0) {
        const due = this.chain.last.seq + 1;
        this.chain.problems.add('altered', `There is nothing in this file, where record ${due} is due.`, due);
      }
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
    const count = this.#stated?.count ?? 0;
    if (part.first.seq <= count && count <= part.last.seq) {
      // The head was written anew between the two: that record's hash is still to be looked for.
      if (part.atHead.count !== count) return false;
      this.#hashAtHead = part.atHead.hash;
    }
    chain.last = part.last;
    chain.records += part.records;
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

  report() {
    const { chain, evidence, removals } = this;
    const { problems, last } = chain;
    const { known, artifacts, key } = this.#options;
    const wanted = key ?? null;
    chain.finish();
    for (const { seq, kind, message, at } of evidence.found) {
      const told = `${message} The app found this at a start, and wrote it down as record ${at}.`;
      problems.addAboutLog(kind, told, seq);
    }
    evidence.checkKeys(problems);
    const { signed, unproven } = checkHead(this.#head, wanted, {
      last,
      problems,
      hashAtHead: this.#hashAtHead,
      known: known?.head ?? null,
      part: this.#part,
      keyMade: evidence.keysMade.at(-1) ?? null,
    });
    if (this.#head === 'none' && chain.records > 0)
      this.#notes.push(
        `There are records, but no head (${HEAD}), which the app writes before the first one.`,
      );
    if (unproven !== null && wanted !== null) this.#notes.push(`The key was not looked at. ${unproven}`);
    if (known) compareEnd(known.head, 'which this app has written', { last, problems });
    const fingerprint = wanted ?? (signed && typeof this.#head === 'object' ? this.#head.fingerprint : null);
    removals.check(evidence, { fingerprint, count: signed ? (this.#stated?.count ?? 0) : 0 }, problems);
    if (artifacts) evidence.checkArtifacts(artifacts, problems);
    else if (evidence.artifacts.size > 0) this.#notes.push('The artifacts were not looked at.');
    const list = problems.sorted();
    return {
      ok: list.length === 0 && (wanted === null || signed),
      records: chain.records,
      signed,
      problems: list,
      ...(typeof this.#head === 'object' && this.#head.fingerprint !== null
        ? { key: this.#head.fingerprint }
        : {}),
      ...(this.#stated ? { head: { count: this.#stated.count, time: this.#stated.ts } } : {}),
      ...(removals.records > 0 ? { removed: removals.records } : {}),
      ...(artifacts ? { artifacts: evidence.artifacts.size } : {}),
      notes: this.#notes,
    };
  }
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
