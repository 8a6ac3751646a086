// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { eventAt, threeLetters } from './expected.mjs';
import { isCount, isHash } from './files.mjs';

/*
 * What records say that bears on the check itself: artifacts they refer to, segments that were removed, and what the app
 * found wrong at a start (which it wrote down, for it then went on).
 */

const ARTIFACTS = Buffer.from('"artifacts":[');
/** `app` and `retention`; `approval` begins like the first. */
const TELLS = new Set(['app', 'retention'].map(threeLetters));
const HASH_CHUNK_BYTES = 1024 * 1024;

const MOST_KEYS = 100;

const TELLING = /"event":"(?:app|retention)"/;
const START_BYTES = 192;

/** @typedef {import('./problems.mjs').Problems} Problems */
/** @typedef {{at: number, fingerprint: string}} KeyMade record `at` says that the log is signed with this key from then on */

/**
 * @typedef {{
 *   artifacts: [string, {seq: number, segment: string | undefined}][],
 *   removedThrough: {seq: number, hash: string} | null,
 *   told: [string, import('./removals.mjs').Told][],
 *   before: import('./removals.mjs').Before | null,
 *   found: {seq: number, kind: 'truncated' | 'head_mismatch', message: string, at: number}[],
 *   keysMade: KeyMade[],
 * }} EvidenceData
 */

/** Gathers it while the lines go by. */
export class Evidence {
  /** Each artifact with the first record that refers to it. @type {Map<string, {seq: number, segment: string | undefined}>} */
  artifacts = new Map();
  /** How far the newest record of a removal says that records were removed. @type {{seq: number, hash: string} | null} */
  removedThrough = null;
  /** What records say of removed segments, by their names; the newest counts. @type {Map<string, import('./removals.mjs').Told>} */
  told = new Map();
  /** What the oldest record that says so has hashed of earlier removals. @type {import('./removals.mjs').Before | null} */
  before = null;
  /** @type {{seq: number, kind: 'truncated' | 'head_mismatch', message: string, at: number}[]} */
  found = [];
  /** The keys that records tell of, in their order. @type {KeyMade[]} */
  keysMade = [];
  #next = -1;
  /** @type {Buffer} */
  #bytes = Buffer.alloc(0);

  /**
   * The buffer was filled anew.
   * @param {Buffer} bytes the part of it that was
   */
  newBytes(bytes) {
    this.#bytes = bytes;
    this.#next = -1;
  }

  /** @returns {EvidenceData} what can be sent to another thread */
  data() {
    const { artifacts, removedThrough, told, before, found, keysMade } = this;
    return { artifacts: [...artifacts], removedThrough, told: [...told], before, found, keysMade };
  }

  /**
   * Takes over what was gathered of later records than its own.
   * @param {EvidenceData} later
   */
  add({ artifacts, removedThrough, told, before, found, keysMade }) {
    for (const [sha256, place] of artifacts)
      if (!this.artifacts.has(sha256)) this.artifacts.set(sha256, place);
    this.removedThrough = removedThrough ?? this.removedThrough;
    for (const [segment, what] of told) this.told.set(segment, what);
    this.before ??= before;
    this.found.push(...found);
    for (const made of keysMade) this.#addKey(made);
  }

  /**
   * Where artifacts are next spoken of; one search a buffer, for one a line costs more than all else.
   * @param {number} from
   */
  #nextArtifacts(from) {
    if (this.#next < from) {
      const at = this.#bytes.indexOf(ARTIFACTS, from);
      this.#next = at < 0 ? this.#bytes.length : at;
    }
    return this.#next;
  }

  /**
   * @param {Buffer} buffer
   * @param {number} from
   * @param {number} to
   * @param {number} seq
   * @param {string | undefined} segment
   */
  line(buffer, from, to, seq, segment) {
    const event = eventAt(buffer, from, to);
    const mayTell = event === null || TELLS.has(event);
    const hasArtifacts = this.#nextArtifacts(from) < to;
    if (!mayTell && !hasArtifacts) return;
    const line = buffer.subarray(from, to);
    if (!hasArtifacts && event !== null && !TELLING.test(line.toString('latin1', 0, START_BYTES))) return;
    const record = parse(line.toString('utf8'));
    if (Array.isArray(record?.['artifacts'])) {
      for (const artifact of record['artifacts']) {
        const sha256 = member(artifact, 'sha256');
        if (isHash(sha256) && !this.artifacts.has(sha256)) this.artifacts.set(sha256, { seq, segment });
      }
    }
    if (record?.['event'] === 'retention') this.#tellRemoval(record['detail'], seq);
    else if (record?.['event'] === 'app') {
      this.#tellFinding(record['detail'], seq);
      this.#tellKey(record['detail'], seq);
    }
  }

  /**
   * @param {unknown} detail
   * @param {number} at
   */
  #tellRemoval(detail, at) {
    if (member(detail, 'what') !== 'removed') return;
    const through = member(detail, 'through');
    const seq = member(through, 'seq');
    const hash = member(through, 'hash');
    if (isCount(seq) && isHash(hash)) this.removedThrough = { seq, hash };
    const fingerprint = member(detail, 'fingerprint');
    const segments = member(detail, 'segments');
    for (const facts of Array.isArray(segments) ? segments : []) {
      const segment = member(facts, 'segment');
      if (typeof segment !== 'string') continue;
      const said = /** @type {Record<string, unknown>} */ (facts);
      this.told.set(segment, { at, facts: said, fingerprint: isHash(fingerprint) ? fingerprint : null });
    }
    const before = member(detail, 'before');
    const count = member(before, 'segments');
    const sha256 = member(before, 'sha256');
    if (isCount(count) && isHash(sha256)) this.before ??= { at, segments: count, sha256 };
  }

  /**
   * @param {unknown} detail
   * @param {number} at
   */
  #tellFinding(detail, at) {
    if (member(detail, 'what') !== 'tampering_found') return;
    const seq = member(detail, 'seq');
    const message = member(detail, 'message');
    const kind = member(detail, 'kind') === 'truncated' ? 'truncated' : 'head_mismatch';
    if (isCount(seq) && typeof message === 'string' && this.found.length < 100)
      this.found.push({ seq, kind, message, at });
  }

  /**
   * @param {unknown} detail
   * @param {number} at
   */
  #tellKey(detail, at) {
    const fingerprint = member(detail, 'fingerprint');
    if (member(detail, 'what') === 'signing_key_made' && isHash(fingerprint))
      this.#addKey({ at, fingerprint });
  }

  /**
   * A log of the app's has one or two; the newest is always kept.
   * @param {KeyMade} made
   */
  #addKey(made) {
    if (this.keysMade.length >= MOST_KEYS) this.keysMade.pop();
    this.keysMade.push(made);
  }

  /**
   * Looks whether a key took another one's place without the app having found anything. Where the first key's file was taken away
   * and a head put in place that nobody has signed, an app that starts takes the log for one that never was.
   * @param {Problems} problems
   */
  checkKeys(problems) {
    for (const [index, { at, fingerprint }] of this.keysMade.entries()) {
      const before = this.keysMade[index - 1];
      if (!before || before.fingerprint === fingerprint) continue;
      if (this.found.some((told) => before.at < told.at && told.at < at)) continue;
      const message = `Record ${at} says that a new key signs, and none that the one of record ${before.at} was gone: the log was cut off or written anew, and its key taken away. (Or that key was lost before it had signed anything.)`;
      problems.addAboutLog('head_mismatch', message, at);
    }
  }

  /**
   * Looks at every artifact that the records refer to.
   * @param {string} dir
   * @param {Problems} problems
   */
  checkArtifacts(dir, problems) {
    for (const [sha256, { seq, segment }] of this.artifacts) {
      const hash = hashFile(path.join(dir, sha256));
      if (hash === sha256) continue;
      problems.segment = segment;
      if (hash === null)
        problems.add('artifact_missing', `The artifact ${sha256} of record ${seq} is missing.`, seq);
      else
        problems.add(
          'artifact_altered',
          `The artifact ${sha256} of record ${seq} is not as it was written.`,
          seq,
        );
    }
    problems.segment = undefined;
  }
}

/**
 * The hex sha256 of a file; null when there is none.
 * @param {string} file
 */
function hashFile(file) {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  const fd = fs.openSync(file, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(HASH_CHUNK_BYTES);
    for (;;) {
      const read = fs.readSync(fd, chunk, 0, chunk.length, null);
      if (read === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
function parse(text) {
  try {
    return /** @type {Record<string, unknown> | null} */ (JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown}
 */
function member(value, key) {
  return typeof value === 'object' && value !== null
    ? /** @type {Record<string, unknown>} */ (value)[key]
    : undefined;
}
