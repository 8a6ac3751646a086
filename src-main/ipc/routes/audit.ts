import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import type { AuditReader } from '../../audit/audit-log.ts';
import { Refusal } from '../../execution/refusal.ts';
import { later } from './later.ts';

/** `audit.*`: the record, read only. */
export function auditRoutes(reader: AuditReader) {
  return {
    'audit.query': (query: AuditQuery | void) => reader.query(query ?? {}),
    'audit.runs': (query: AuditQuery | void) => reader.runs(query ?? {}),
    'audit.get': async ({ auditId }: { auditId: string }) => {
      const entry = await reader.get(auditId);
      if (!entry) throw new Refusal('not_found', `The record has no entry ${auditId}.`);
      return entry;
    },
    'audit.verify': () => reader.verify(),
    'audit.histogram': ({ query, buckets }: { query: AuditQuery; buckets: number }) =>
      reader.histogram(query, buckets),
    'audit.artifact': later,
    'audit.export': later,
    'audit.importLegacy': later,
  };
}
