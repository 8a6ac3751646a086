import fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { readRecord } from '../readable.ts';
import { MAX_LINE_BYTES } from '../record.ts';
import type { Segment } from '../segments.ts';

const START = /^\{"seq":([1-9][0-9]{0,15}),/;

const START_BYTES = 32;

/** A part of the log was closed or removed since it was listed: ask again with a new list. */
export class PartMoved extends Error {
  override name = 'PartMoved';
}

/** Opens a part as it was listed. @throws PartMoved, or what the file system has to say */
export function openPart(part: Segment): number {
  let fd: number;
  try {
    fd = fs.openSync(part.path, 'r');
  } catch (error) {
    throw goneOr(error, part);
  }
  const { size } = fs.fstatSync(fd);
  if (!isOther(part, size, readAt(fd, 0, START_BYTES))) return fd;
  fs.closeSync(fd);
  throw new PartMoved(part.path);
}

/** As `openPart`. */
export async function openPartHandle(part: Segment): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(part.path, 'r');
  } catch (error) {
    throw goneOr(error, part);
  }
  // The size first: a file that has it has its first record too.
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
  if (!isOther(part, size, buffer.subarray(0, bytesRead))) return file;
  await file.close();
  throw new PartMoved(part.path);
}

function goneOr(error: unknown, part: Segment): unknown {
  const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return gone ? new PartMoved(part.path, { cause: error }) : error;
}

/**
 * The current file's name is given to a new file when it is closed: the number of its first record tells, and, while that is
 * not written yet, its size.
 */
function isOther(part: Segment, size: number, bytes: Buffer): boolean {
  if (part.number !== null || part.bytes === 0) return false;
  const start = START.exec(bytes.toString('latin1'));
  return size < part.bytes || (start !== null && Number(start[1]) !== part.firstSeq);
}

/** Up to `length` bytes; fewer at the end of the file. */
export function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = fs.readSync(fd, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return done === length ? bytes : bytes.subarray(0, done);
}

/** Records by their place, each part opened once. */
export class PlacedRecords {
  readonly #parts: ReadonlyMap<number, Segment>;
  readonly #open = new Map<number, number>();

  constructor(parts: readonly Segment[]) {
    this.#parts = new Map(parts.map((part) => [part.firstSeq, part]));
  }

  /** null when there is no record at that place. @throws PartMoved */
  read(part: number, offset: number, length: number): AuditEntry | null {
    if (length < 1 || length > MAX_LINE_BYTES || offset < 0) return null;
    const fd = this.#fd(part);
    // Of a part that was still empty when it was listed nothing tells whether the file by its name is still the same one.
    const { bytes } = this.#parts.get(part) ?? { bytes: 0 };
    if (offset + length > bytes) throw new PartMoved(`Part ${part} is longer than it was listed.`);
    return readRecord(readAt(fd, offset, length));
  }

  close(): void {
    for (const fd of this.#open.values()) fs.closeSync(fd);
    this.#open.clear();
  }

  #fd(part: number): number {
    const open = this.#open.get(part);
    if (open !== undefined) return open;
    const listed = this.#parts.get(part);
    if (!listed) throw new PartMoved(`There is no part that begins with record ${part}.`);
    const fd = openPart(listed);
    this.#open.set(part, fd);
    return fd;
  }
}
