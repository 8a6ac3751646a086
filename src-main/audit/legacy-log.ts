import fs from 'node:fs';
import type { AuditReader } from './audit-log.ts';
import { IndexedReader } from './index/indexed-reader.ts';
import type { LegacyCopier } from './legacy-copy.ts';
import { importLegacy } from './legacy.ts';
import { FileReader } from './reader.ts';
import { listSegments, type Segment } from './segments.ts';
import { verifyHere } from './verifier.ts';
import { Turns } from './turns.ts';

export interface LegacyLogParts {
  /** The folder of what was imported, made when it is not there. */
  dir: string;
  copy: LegacyCopier;
  /** As of the record itself; without, questions are read from the files. */
  index?: { script: string; path: string; smallBytes?: number; report: (what: string) => void };
}

export interface LegacyLog {
  reader: AuditReader;
  import: (path: string, signal: AbortSignal) => ReturnType<typeof importLegacy>;
  close: () => Promise<void>;
}

/** What was imported from the earlier system: read like the record, and no part of it. */
export function legacyLog({ dir, copy, index }: LegacyLogParts): LegacyLog {
  const log = {
    segments: (): Segment[] => {
      fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
      return listSegments(dir);
    },
    generation: 0,
  };
  const verify = (signal = new AbortController().signal) => verifyHere({ dir }, signal);
  const scan = new FileReader(dir, log, verify);
  const listeners = new Set<() => void>();
  const onAppended = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  // Looked at seldom: nothing is begun before somebody asks.
  const startAfterMs = null;
  const indexed =
    index && new IndexedReader({ ...index, scan, parts: log.segments, onAppended, startAfterMs });
  const turns = new Turns();
  return {
    reader: indexed ?? scan,
    // One after the other: each begins with what is there already.
    import: (path, signal) =>
      turns.take(async () => {
        const done = await importLegacy(path, dir, copy, signal);
        listeners.forEach((listener) => listener());
        return done;
      }),
    close: async () => indexed?.close(),
  };
}
