import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { lastSeal } from './chain/last-line.mjs';
import { prepare } from './fit.ts';
import { legacyDraft } from './legacy-entry.ts';
import { linesForward } from './lines.ts';
import { EMPTY_CHAIN, encodeRecord, type ChainHead } from './record.ts';
import type { Redactor } from './redaction.ts';

/** More than the earlier system ever wrote; a larger file is not its log. */
const MAX_BYTES = 1024 * 1024 * 1024;
const MAX_NAMED = 20;
const BUFFER_CHARS = 256 * 1024;

/** What an import did. `malformedLines`: the numbers of the first lines that are no entries. */
export interface LegacyImport {
  entries: number;
  malformed: number;
  malformedLines: number[];
}

/** The file cannot be imported; `message` says why and what to do. */
export class CannotImport extends Error {
  override name = 'CannotImport';
}

/** What is copied: `source`, behind what is in `path` already, to `temporary`; nothing when its sha256 is among `known`. */
export interface LegacySource {
  source: string;
  path: string;
  temporary: string;
  known: readonly string[];
}

/** `copied`: null when the file is known. */
export interface LegacyCopy {
  sha256: string;
  copied: LegacyImport | null;
}

/** @throws CannotImport; the file system's error; the signal's reason */
export type LegacyCopier = (source: LegacySource, signal: AbortSignal) => Promise<LegacyCopy>;

/** Copies on the caller's own thread. */
export function copyHere(redactor: Redactor): LegacyCopier {
  return async ({ source, path, temporary, known }, signal) => {
    const file = await open(source, 'r');
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new CannotImport('This is not a file.');
      const { size } = stat;
      if (size > MAX_BYTES)
        throw new CannotImport(`The file has ${size} bytes; at most ${MAX_BYTES} are read.`);
      const sha256 = await hashOf(file, size, signal);
      if (known.includes(sha256)) return { sha256, copied: null };
      const begun = await beginCopy(path, temporary);
      const from = { file, size, name: basename(source) };
      return { sha256, copied: await copyEntries(from, temporary, begun, redactor, signal) };
    } finally {
      await file.close();
    }
  };
}

type Source = Awaited<ReturnType<typeof open>>;

async function hashOf(file: Source, size: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}

/** Begins the new file with what was imported before. */
async function beginCopy(path: string, temporary: string): Promise<ChainHead> {
  await rm(temporary, { force: true });
  if (!fs.existsSync(path)) return EMPTY_CHAIN;
  await copyFile(path, temporary, fs.constants.COPYFILE_EXCL);
  const fd = fs.openSync(temporary, 'r');
  try {
    const last = lastSeal(fd);
    return last ? { seq: last.seq, hash: last.hash } : EMPTY_CHAIN;
  } finally {
    fs.closeSync(fd);
  }
}

async function copyEntries(
  source: { file: Source; size: number; name: string },
  target: string,
  begun: ChainHead,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<LegacyImport> {
  const out = await open(target, 'a', 0o600);
  const done: LegacyImport = { entries: 0, malformed: 0, malformedLines: [] };
  try {
    let head = begun;
    let text = '';
    let number = 0;
    for await (const lines of linesForward(source.file, 0, source.size)) {
      signal.throwIfAborted();
      for (const { bytes } of lines) {
        number++;
        if (bytes?.length === 0) continue;
        const legacy = bytes && legacyDraft(bytes, { file: source.name, line: number });
        if (!legacy) {
          done.malformed++;
          if (done.malformedLines.length < MAX_NAMED) done.malformedLines.push(number);
          continue;
        }
        const entry = prepare(legacy.draft, redactor);
        entry.seq = head.seq + 1;
        entry.ts = legacy.ts;
        entry.audit_id = legacy.auditId ?? randomUUID();
        entry.prev_hash = head.hash;
        const { line, hash } = encodeRecord(entry);
        head = { seq: entry.seq, hash };
        done.entries++;
        text += line;
      }
      if (text.length < BUFFER_CHARS) continue;
      await out.writeFile(text);
      text = '';
    }
    await out.writeFile(text);
    await out.sync();
    return done;
  } finally {
    await out.close();
  }
}
