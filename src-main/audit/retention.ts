import { createHash, type Hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { open, readFile, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { replaceFile } from '../platform/replace-file.ts';
import type { ArtifactStore } from './artifacts.ts';
import type { AuditLog } from './audit-log.ts';
import { syncFolderAside } from './audit-fs.ts';
import { listClosed, TOMBSTONE_TYPE, tombstoneName } from './chain/files.mjs';
import type { Problem } from './chain/problems.mjs';
import { writeStatement, type Signer } from './chain/statement.mjs';
import { keptArtifacts } from './kept-artifacts.ts';
import { linesBackward, linesForward } from './lines.ts';
import { parseRecord, readSeal } from './record.ts';
import type { ClosedSegments, Segment } from './segments.ts';

const MB = 1024 * 1024;
const DAY_S = 24 * 60 * 60;
/** One record tells of no more than this: it must not be so long that it would be shortened (fit.ts). */
const MOST_AT_ONCE = 100;
/** Lies in the log's folder while artifacts of removed segments may still be there. */
export const ARTIFACTS_OWED = 'tools_audit.artifacts-owed';

/** How long, and how much, is kept; 0 is for ever. */
export interface KeepLimits {
  days: number;
  megabytes: number;
}

export interface RetentionParts {
  log: AuditLog;
  closed: ClosedSegments;
  /** All parts, oldest first, the current one last. */
  segments: () => readonly Segment[];
  limits: () => KeepLimits;
  signer: () => Signer | null;
  /** Brings the head up to the log; how many records the one on disk then counts, 0 where none could be written. */
  counted: () => Promise<number>;
  /** Reads the whole log, and says what is wrong with it. */
  problems: (signal: AbortSignal) => Promise<readonly Problem[]>;
  /** Segments in which something was found to be wrong, by their names: they stay, and are not looked at again. */
  stays: ReadonlySet<string>;
  /** Hears which segment stays though it is due, with all that follow, and why. */
  stopped: (segment: string, why: string) => void;
  artifacts: ArtifactStore | null;
  /** Epoch seconds. */
  clock: () => number;
}

/**
 * After how many seconds a file that is still written to is closed, though it has not its size: else what a small log holds
 * would never be old enough to go. A tenth of the days that are kept, and a day at the least; null: never.
 */
export function segmentSeconds(keptDays: number): number | null {
  return keptDays === 0 ? null : Math.max(1, keptDays / 10) * DAY_S;
}

/** What a removed segment held. */
interface Facts {
  segment: Segment & { number: number };
  prevHash: string;
  lastHash: string;
  firstTs: number;
  lastTs: number;
}

/**
 * Removes whole closed segments, the oldest first, that are too old or too much. Before one goes, the record says so; in
 * its place stays what it held: its numbers, hashes and times, signed where there is a key. Artifacts that no kept
 * record refers to go with them.
 *
 * Before anything goes, the whole log is read: what is not as it was written stays, with all that follows, for what would
 * stand in its place is signed, and with it the only trace would go. So does all of it where what stands for earlier ones
 * is wrong, which the record of this removal would otherwise vouch for.
 *
 * Age is the age of a segment's newest record by this computer's clock. Nothing is removed that the head on disk does not
 * count, nor anything while a key that has signed cannot be used: what is gone could not be vouched for any more.
 * @returns how many segments were removed
 * @throws AuditUnavailable when it could not be recorded: then nothing more is removed. The file system's error; the
 *   signal's reason
 */
export async function applyRetention(parts: RetentionParts, signal: AbortSignal): Promise<number> {
  const due = await onlyWhole(parts, await findDue(parts), signal);
  if (due.length > 0) {
    const standing = await hashOfStanding(parts.closed.dir);
    for (let from = 0; from < due.length; from += MOST_AT_ONCE) {
      signal.throwIfAborted();
      await removeSome(parts, due.slice(from, from + MOST_AT_ONCE), standing);
    }
  }
  await removeArtifacts(parts, signal);
  return due.length;
}

/** Says that artifacts are still to be removed: finding those that are kept takes a while, and the app may end meanwhile. */
async function oweArtifacts(dir: string): Promise<void> {
  try {
    await (await open(join(dir, ARTIFACTS_OWED), 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function removeArtifacts(
  { artifacts, closed, segments }: RetentionParts,
  signal: AbortSignal,
): Promise<void> {
  const owed = join(closed.dir, ARTIFACTS_OWED);
  if (!lstatSync(owed, { throwIfNoEntry: false })) return;
  const recent = (await artifacts?.removeAllBut(() => keptArtifacts(segments, signal))) ?? 0;
  // Those are looked at once more by the next removal.
  if (recent === 0) await rm(owed);
}

/** What already stands for removed segments. */
interface Standing {
  segments: number;
  /** Over those files, one after the other. */
  hash: Hash;
}

async function removeSome(parts: RetentionParts, due: readonly Facts[], standing: Standing): Promise<void> {
  const { closed, log } = parts;
  const last = due.at(-1);
  if (!last) return;
  const signer = parts.signer();
  const detail: JsonObject = {
    what: 'removed',
    limits: { ...parts.limits() },
    through: { seq: last.segment.lastSeq, hash: last.lastHash },
    segments: due.map(factsOf),
    // What stands for these is signed with it; and what stands for earlier ones, whose records may themselves be gone.
    fingerprint: signer?.fingerprint ?? null,
    before: { segments: standing.segments, sha256: standing.hash.copy().digest('hex') },
  };
  await log.durable(log.append({ event: 'retention', detail }));
  await oweArtifacts(closed.dir);
  for (const facts of due) standing.hash.update(await writeTombstone(parts, facts, signer));
  standing.segments += due.length;
  await syncFolderAside(closed.dir);
  for (const { segment } of due) {
    await unlink(segment.path);
    closed.remove(segment.number);
  }
  await syncFolderAside(closed.dir);
}

async function hashOfStanding(dir: string): Promise<Standing> {
  const standing = { segments: 0, hash: createHash('sha256') };
  for (const { name, removed } of listClosed(dir)) {
    if (!removed) continue;
    standing.hash.update(await readFile(join(dir, name)));
    standing.segments++;
  }
  return standing;
}

/** What a check says of records themselves, and of what stands for removed ones. The rest is of the log's end, or of artifacts. */
const OF_RECORDS: ReadonlySet<Problem['kind']> = new Set(['altered', 'missing', 'reordered', 'torn']);

/** Those before the first that anything is wrong with. */
async function onlyWhole(
  { problems, stays, stopped }: RetentionParts,
  due: readonly Facts[],
  signal: AbortSignal,
): Promise<readonly Facts[]> {
  if (!due[0] || stays.has(due[0].segment.name)) return [];
  const wrong = (await problems(signal)).filter(({ kind }) => OF_RECORDS.has(kind));
  const isIn = (problem: Problem, { name, lastSeq }: Segment): boolean =>
    (problem.seq ?? 0) <= lastSeq || problem.segment === name;
  const whole = due.findIndex(({ segment }) => wrong.some((problem) => isIn(problem, segment)));
  const first = due[whole];
  if (!first) return due;
  const found = wrong.find((problem) => isIn(problem, first.segment));
  const { name } = first.segment;
  stopped(name, `${name} and what follows stay, for a check of the log says: ${found?.message}`);
  return due.slice(0, whole);
}

async function findDue(parts: RetentionParts): Promise<Facts[]> {
  const { closed, segments, limits, clock, counted } = parts;
  const { days, megabytes } = limits();
  if (days === 0 && megabytes === 0) return [];
  const count = await counted();
  let total = segments().reduce((sum, { bytes }) => sum + bytes, 0);
  const due: Facts[] = [];
  for (const { name } of listClosed(closed.dir).filter(({ removed }) => !removed)) {
    const segment = closed.list.find((known) => known.name === name);
    const facts = segment && (await readFacts(segment));
    // A file that does not read as it should is evidence, and stays with all that follows.
    if (!facts) {
      parts.stopped(name, `${name} and what follows stay: it does not read as a part of the log.`);
      break;
    }
    const isOld = days > 0 && facts.lastTs < clock() - days * DAY_S;
    const isTooMuch = megabytes > 0 && total > megabytes * MB;
    if ((!isOld && !isTooMuch) || segment.lastSeq >= count) break;
    due.push(facts);
    total -= segment.bytes;
  }
  return due;
}

async function readFacts(segment: Segment): Promise<Facts | null> {
  const { number } = segment;
  if (number === null) return null;
  const file = await open(segment.path, 'r');
  try {
    let first: Buffer | null = null;
    for await (const lines of linesForward(file, 0, segment.bytes)) {
      first = lines[0]?.bytes ?? null;
      if (lines.length > 0) break;
    }
    const last = await lastLine(file, segment.bytes);
    const seal = first && readSeal(first);
    const newest = last && parseRecord(last);
    const oldest = first && parseRecord(first);
    if (!seal || !newest || !oldest) return null;
    return {
      segment: { ...segment, number },
      prevHash: seal.prevHash,
      lastHash: newest.hash,
      firstTs: oldest.ts,
      lastTs: newest.ts,
    };
  } finally {
    await file.close();
  }
}

async function lastLine(file: Awaited<ReturnType<typeof open>>, size: number): Promise<Buffer | null> {
  for await (const lines of linesBackward(file, size)) {
    const whole = lines.find(({ complete }) => complete);
    if (whole) return whole.bytes;
  }
  return null;
}

function factsOf({ segment, prevHash, lastHash, firstTs, lastTs }: Facts): JsonObject {
  return {
    segment: segment.name,
    records: segment.lastSeq - segment.firstSeq + 1,
    bytes: segment.bytes,
    first_seq: segment.firstSeq,
    last_seq: segment.lastSeq,
    prev_hash: prevHash,
    last_hash: lastHash,
    first_ts: firstTs,
    last_ts: lastTs,
  };
}

/** @returns what it says */
async function writeTombstone(
  { closed, clock }: RetentionParts,
  facts: Facts,
  signer: Signer | null,
): Promise<string> {
  const body = { type: TOMBSTONE_TYPE, version: 1, ...factsOf(facts), removed_ts: clock() };
  const path = join(closed.dir, tombstoneName(facts.segment.number));
  const text = writeStatement(body, signer);
  await replaceFile(path, text, `${path}.tmp`);
  return text;
}
