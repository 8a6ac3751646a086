import { join } from 'node:path';
import { ArtifactStore } from '../../src-main/audit/artifacts.ts';
import { copyHere } from '../../src-main/audit/legacy-copy.ts';
import { legacyLog } from '../../src-main/audit/legacy-log.ts';
import type { OpenAuditLogOptions } from '../../src-main/audit/open-audit-log.ts';
import { createLongWork } from '../../src-main/ipc/long-work.ts';
import { auditRoutes, type AuditRouteParts } from '../../src-main/ipc/routes/audit.ts';
import { openLog, tempDir, testRedactor } from './audit.ts';

/** The routes over a real log; the dialogs answer what they are told. */
export async function routes(
  picked: { save?: string | null; open?: string | null },
  options: Partial<OpenAuditLogOptions> = {},
) {
  const opened = await openLog(options);
  const { log, reader, dir } = opened;
  const data = tempDir();
  const artifacts = new ArtifactStore(join(data, 'artifacts'));
  const picking = { before: async (): Promise<unknown> => undefined };
  const parts: AuditRouteParts = {
    reader,
    legacy: legacyLog({ dir: join(data, 'imported'), copy: copyHere(testRedactor) }),
    artifacts,
    userData: join(dir, '..'),
    exportFacts: (query, of) => ({
      ts: 1_700_000_000,
      appVersion: '1',
      signing: { signed: false, fingerprint: null, problem: 'There is no key store.' },
      query,
      of,
      head: query.source === 'legacy' ? null : opened.head(),
    }),
    note: async (draft) => log.durable(log.append(draft)),
    pickSaveFile: async () => {
      await picking.before();
      return picked.save ?? null;
    },
    pickLogFile: async () => picked.open ?? null,
  };
  const work = createLongWork(new AbortController().signal);
  return { ...opened, routes: auditRoutes(parts, work), artifacts, data, picking };
}
