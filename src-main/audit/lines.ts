import type { FileHandle } from 'node:fs/promises';
import { AuditUnavailable } from './audit-log.ts';
import { MAX_LINE_BYTES, NEWLINE } from './record.ts';

const CHUNK_BYTES = 256 * 1024;

/** One line without its newline. `bytes` is null when it is too long to be a record; then only its place is known. */
export interface Line {
  bytes: Buffer | null;
  /** Byte offset of the line's first byte, and of the first byte after its newline. */
  start: number;
  end: number;
  /** False for a last line that has no newline. */
  complete: boolean;
}

/** Collects the pieces of a line that spans chunks, and lets go of them once it is too long to be a record. */
class Pieces {
  private parts: Buffer[] = [];
  private length = 0;
  private overlong = false;

  add(part: Buffer, where: 'front' | 'back'): void {
    if (part.length === 0) return;
    this.length += part.length;
    if (this.length > MAX_LINE_BYTES) {
      this.overlong = true;
      this.parts = [];
    } else if (where === 'back') this.parts.push(part);
    else this.parts.unshift(part);
  }

  take(): { bytes: Buffer | null; length: number } {
    const only = this.parts.length === 1 ? this.parts[0] : undefined;
    const bytes = this.overlong ? null : (only ?? Buffer.concat(this.parts));
    const taken = { bytes, length: this.length };
    this.parts = [];
    this.length = 0;
    this.overlong = false;
    return taken;
  }

  get size(): number {
    return this.length;
  }
}

/** Splits a file into lines from its end to its start; chunks are handed in, so that reading may be sync or async. */
export class BackwardSplitter {
  private readonly pieces = new Pieces();
  private complete = false;
  private end: number;
  private position: number;

  /** @param end offset to begin at: the file's size, or the end of a line. */
  constructor(end: number) {
    this.end = end;
    this.position = end;
  }

  /** The range that the next chunk must cover; null when the start has been reached. */
  next(): { offset: number; length: number } | null {
    if (this.position === 0) return null;
    const length = Math.min(CHUNK_BYTES, this.position);
    return { offset: this.position - length, length };
  }

  /** Takes the chunk that `next` asked for and gives the lines that begin in it, newest first. */
  feed(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let to = chunk.length;
    for (;;) {
      const at = to === 0 ? -1 : chunk.lastIndexOf(NEWLINE, to - 1);
      if (at < 0) break;
      this.pieces.add(chunk.subarray(at + 1, to), 'front');
      this.flush(lines);
      this.complete = true;
      to = at;
    }
    this.pieces.add(chunk.subarray(0, to), 'front');
    this.position -= chunk.length;
    if (this.position === 0) this.flush(lines);
    return lines;
  }

  private flush(lines: Line[]): void {
    // What follows the last newline is a line only if there is something in it.
    if (!this.complete && this.pieces.size === 0) return;
    const { bytes, length } = this.pieces.take();
    const start = this.end - length - (this.complete ? 1 : 0);
    lines.push({ bytes, start, end: this.end, complete: this.complete });
    this.end = start;
  }
}

async function readChunk(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  // A fresh buffer for each chunk: lines are views into it and may be kept.
  const chunk = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(chunk, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done === length ? chunk : chunk.subarray(0, done);
}

/** Lines of `file` from `end` back to its start, a chunk's worth at a time, newest first. */
export async function* linesBackward(file: FileHandle, end: number): AsyncGenerator<Line[]> {
  const splitter = new BackwardSplitter(end);
  for (let want = splitter.next(); want; want = splitter.next()) {
    const chunk = await readChunk(file, want.offset, want.length);
    if (chunk.length < want.length)
      throw new AuditUnavailable('The audit log became shorter while it was being read.');
    yield splitter.feed(chunk);
  }
}

/** Lines of `file` from `start` up to `end`, a chunk's worth at a time, oldest first. */
export async function* linesForward(file: FileHandle, start: number, end: number): AsyncGenerator<Line[]> {
  const pieces = new Pieces();
  let lineStart = start;
  for (let position = start; position < end;) {
    const chunk = await readChunk(file, position, Math.min(CHUNK_BYTES, end - position));
    if (chunk.length === 0) break;
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      pieces.add(chunk.subarray(from, at), 'back');
      const { bytes, length } = pieces.take();
      lines.push({ bytes, start: lineStart, end: lineStart + length + 1, complete: true });
      lineStart += length + 1;
      from = at + 1;
    }
    pieces.add(chunk.subarray(from), 'back');
    position += chunk.length;
    yield lines;
  }
  if (pieces.size > 0) {
    const { bytes, length } = pieces.take();
    yield [{ bytes, start: lineStart, end: lineStart + length, complete: false }];
  }
}
