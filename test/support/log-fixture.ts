import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRecords } from '../../bench/lib/audit-records.ts';
import type { AuditDraft } from '../../src-main/audit/audit-log.ts';
import { openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import type { ArtifactRef } from '../../src-preload/contract/types.ts';

/** What is put into the record before the app starts, through the real writer. */
export interface LogFixture {
  /** About this many records of ordinary runs, five each. */
  records?: number;
  drafts?: AuditDraft[];
}

/** Writes a record into the data folder of an app that is not running. */
export async function fillLog(userData: string, { records = 0, drafts = [] }: LogFixture): Promise<void> {
  const redactor = createRedactor({ key: Buffer.alloc(32, 7) });
  const { log } = await openAuditLog({ dir: join(userData, 'logs'), redactor });
  if (records > 0) await writeRecords(log, records);
  for (const draft of drafts) log.append(draft);
  await log.durable();
  await log.close();
}

/** The two records of a run that ended, around whatever it has to show. */
export function endedRun(runId: string, more: Partial<AuditDraft> = {}): AuditDraft[] {
  const run = { run_id: runId, trace_id: runId, tool_name: 'git_status', caller: 'panel', ...more };
  const { args, reason, plan, decision, detail, ...end } = run;
  return [
    { ...run, event: 'requested', args: args ?? {}, reason: reason ?? null, detail },
    ...(plan === undefined && decision === undefined
      ? []
      : [{ run_id: runId, tool_name: run.tool_name, event: 'decided' as const, plan, decision }]),
    { ...end, event: 'finished', status: more.status ?? 'ok', duration_ms: 12, attempts: 1 },
  ];
}

/** Puts evidence beside the record, under the hash of `bytes`; `kept`: what the file has instead, null for none. */
export function putArtifact(
  userData: string,
  { name, mime, bytes, kept = bytes }: { name: string; mime: string; bytes: Buffer; kept?: Buffer | null },
): ArtifactRef {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = join(userData, 'artifacts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (kept !== null) writeFileSync(join(folder, sha256), kept, { mode: 0o600 });
  return { sha256, mime, bytes: bytes.length, name };
}
