import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { replaceFile } from '../platform/replace-file.ts';
import type { ArtifactStore } from './artifacts.ts';
import type { AuditLog } from './audit-log.ts';
import { nodeFs, syncFolder } from './audit-fs.ts';
import { listClosed, TOMBSTONE_TYPE, tombstoneName } from './chain/files.mjs';
import { writeStatement, type Signer } from './chain/statement.mjs';
import { linesBackward, linesForward } from './lines.ts';
import { parseRecord, readSeal } from './record.ts';
import type { ClosedSegments, Segment } from './segments.ts';

const MB = 1024 * 1024;
const DAY_S = 24 * 60 * 60;
const ARTIFACTS = Buffer.from('"artifacts":[');

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
  artifacts: ArtifactStore | null;
  /** Epoch seconds. */
  clock: () => number;
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
 * Age is the age of a segment's newest record by this computer's clock.
 * @returns how many segments were removed
 * @throws AuditUnavailable when it could not be recorded: then nothing is removed. The file system's error.
 */
export async function applyRetention(parts: RetentionParts): Promise<number> {
  const due = await findDue(parts);
  const last = due.at(-1);
  if (!last) return 0;
  const detail: JsonObject = {
    what: 'removed',
    limits: { ...parts.limits() },
    through: { seq: last.segment.lastSeq, hash: last.lastHash },
    segments: due.map(factsOf),
  };
  await parts.log.durable(parts.log.append({ event: 'retention', detail }));
  for (const facts of due) {
    await writeTombstone(parts, facts);
    await unlink(facts.segment.path);
    parts.closed.remove(facts.segment.number);
  }
  syncFolder(nodeFs, parts.closed.dir);
  if (parts.artifacts) await parts.artifacts.removeAllBut(await keptArtifacts(parts.segments));
  return due.length;
}

async function findDue({ closed, segments, limits, clock }: RetentionParts): Promise<Facts[]> {
  const { days, megabytes } = limits();
  if (days === 0 && megabytes === 0) return [];
  let total = segments().reduce((sum, { bytes }) => sum + bytes, 0);
  const due: Facts[] = [];
  for (const { name } of listClosed(closed.dir).filter(({ removed }) => !removed)) {
    const segment = closed.list.find((known) => known.name === name);
    const facts = segment && (await readFacts(segment));
    // A file that does not read as it should is evidence, and stays with all that follows.
    if (!facts) break;
    const isOld = days > 0 && facts.lastTs < clock() - days * DAY_S;
    const isTooMuch = megabytes > 0 && total > megabytes * MB;
    if (!isOld && !isTooMuch) break;
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

async function writeTombstone({ closed, signer, clock }: RetentionParts, facts: Facts): Promise<void> {
  const body = { type: TOMBSTONE_TYPE, version: 1, ...factsOf(facts), removed_ts: clock() };
  const path = join(closed.dir, tombstoneName(facts.segment.number));
  await replaceFile(path, writeStatement(body, signer()), `${path}.tmp`);
  syncFolder(nodeFs, closed.dir);
}

/** The artifacts that kept records refer to; looked for again when a file was closed meanwhile, for its name is another then. */
async function keptArtifacts(segments: () => readonly Segment[]): Promise<Set<string>> {
  for (;;) {
    const parts = segments();
    const found = await artifactsOf(parts);
    if (segments().length === parts.length) return found;
  }
}

/** The artifacts that the records of these parts refer to. */
async function artifactsOf(segments: readonly Segment[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { path, bytes } of segments) {
    const file = await open(path, 'r');
    try {
      for await (const lines of linesForward(file, 0, bytes)) {
        for (const line of lines) {
          if (!line.bytes?.includes(ARTIFACTS)) continue;
          for (const { sha256 } of parseRecord(line.bytes)?.artifacts ?? []) found.add(sha256);
        }
      }
    } finally {
      await file.close();
    }
  }
  return found;
}
