import fs from 'node:fs';
import type { AuditReader } from './audit-log.ts';
import { importLegacy } from './legacy.ts';
import { FileReader } from './reader.ts';
import type { Redactor } from './redaction.ts';
import { listSegments, type Segment } from './segments.ts';
import { verifyHere } from './verifier.ts';

/** What was imported from the earlier system: read like the record, and no part of it. */
export function legacyLog(
  dir: string,
  redactor: Redactor,
): { reader: AuditReader; import: (path: string, signal?: AbortSignal) => ReturnType<typeof importLegacy> } {
  const log = {
    segments: (): Segment[] => {
      fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
      return listSegments(dir);
    },
    generation: 0,
  };
  const verify = (signal = new AbortController().signal) => verifyHere({ dir }, signal);
  return {
    reader: new FileReader(dir, log, verify),
    import: (path, signal) => importLegacy(path, dir, redactor, signal),
  };
}
