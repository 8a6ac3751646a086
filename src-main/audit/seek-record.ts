import type { AuditFs } from './audit-fs.ts';
import { MAX_LINE_BYTES, NEWLINE, readSeal } from './record.ts';

const STEP_BYTES = 64 * 1024;

/**
 * The line of the record with this number in a file whose records stand in their order, without its newline; null when it
 * is not where it would be then. Halves the file again and again: a few reads, however long it is.
 * @param size bytes of it that count
 */
export function seekRecord(
  io: Pick<AuditFs, 'readSync'>,
  fd: number,
  size: number,
  seq: number,
): Buffer | null {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = firstRecordFrom(io, fd, { from: middle, to: high, isStart: middle === 0 });
    if (found?.seq === seq) return found.line;
    if (found && found.seq < seq) low = found.end;
    else high = middle;
  }
  return null;
}

/** The first record that begins at `from` or behind, and before `to`. */
function firstRecordFrom(
  io: Pick<AuditFs, 'readSync'>,
  fd: number,
  { from, to, isStart }: { from: number; to: number; isStart: boolean },
): { seq: number; line: Buffer; end: number } | null {
  // Where a line begins is told by the newline before it.
  let position = isStart ? from : from - 1;
  let kept = Buffer.alloc(0);
  let start = isStart ? from : null;
  while ((start ?? position) < to && kept.length <= MAX_LINE_BYTES) {
    const chunk = Buffer.allocUnsafe(STEP_BYTES);
    const read = io.readSync(fd, chunk, 0, STEP_BYTES, position);
    if (read === 0) return null;
    let rest = chunk.subarray(0, read);
    position += read;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      const line = start === null ? null : Buffer.concat([kept, rest.subarray(0, at)]);
      const end: number = position - rest.length + at + 1;
      if (start !== null && start >= to) return null;
      const seal = line && readSeal(line);
      if (line && seal) return { seq: seal.seq, line, end };
      start = end;
      kept = Buffer.alloc(0);
      rest = rest.subarray(at + 1);
    }
    if (start !== null) kept = Buffer.concat([kept, rest]);
  }
  return null;
}
