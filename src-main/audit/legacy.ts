import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { CURRENT } from './chain/files.mjs';
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
const SOURCES = 'sources.json';

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

/**
 * Copies a log of the earlier system into `dir`, apart from the app's own chain: what the earlier system wrote was not
 * protected, and must not look as if it had been. The source is only read. Secrets are taken out as from every record.
 * The same file a second time adds nothing.
 * @param signal ends it, with nothing imported
 * @throws CannotImport; the file system's error; the signal's reason
 */
export async function importLegacy(
  source: string,
  dir: string,
  redactor: Redactor,
  signal?: AbortSignal,
): Promise<LegacyImport & { sha256: string }> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = await open(source, 'r');
  try {
    const { size } = await file.stat();
    if (!(await file.stat()).isFile()) throw new CannotImport('This is not a file.');
    if (size > MAX_BYTES)
      throw new CannotImport(`The file has ${size} bytes; at most ${MAX_BYTES} are read.`);
    const sha256 = await hashOf(file, size, signal);
    const sources = await readSources(dir);
    const before = sources[sha256];
    if (before) return { ...before, sha256 };
    const path = join(dir, CURRENT);
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      const begun = await beginCopy(path, temporary);
      const done = await copyEntries(
        { file, size, name: basename(source) },
        temporary,
        begun,
        redactor,
        signal,
      );
      if (done.entries === 0)
        throw new CannotImport(
          `None of its ${done.malformed} lines is an entry of the earlier system's log.`,
        );
      await rename(temporary, path);
      await writeFile(join(dir, SOURCES), JSON.stringify({ ...sources, [sha256]: done }), { mode: 0o600 });
      return { ...done, sha256 };
    } finally {
      await rm(temporary, { force: true });
    }
  } finally {
    await file.close();
  }
}

type Source = Awaited<ReturnType<typeof open>>;

async function hashOf(file: Source, size: number, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  for (let at = 0; at < size;) {
    signal?.throwIfAborted();
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
  signal?: AbortSignal,
): Promise<LegacyImport> {
  const out = await open(target, 'a', 0o600);
  const done: LegacyImport = { entries: 0, malformed: 0, malformedLines: [] };
  try {
    let head = begun;
    let text = '';
    let number = 0;
    for await (const lines of linesForward(source.file, 0, source.size)) {
      signal?.throwIfAborted();
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
        text += line.toString();
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

async function readSources(dir: string): Promise<Record<string, LegacyImport>> {
  try {
    return JSON.parse(await readFile(join(dir, SOURCES), 'utf8')) as Record<string, LegacyImport>;
  } catch (error) {
    // Without it the same file may be imported twice, which can be seen; that is no reason to import nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
