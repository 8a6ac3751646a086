import { onTestFinished } from 'vitest';
import type { AuditHistogram, AuditQuery } from '../../src-preload/contract/types.ts';
import { IndexEngine } from '../../src-main/audit/index/engine.ts';
import type { Questions } from '../../src-main/audit/index/messages.ts';
import type { Segment } from '../../src-main/audit/segments.ts';

/** An engine on the test's own thread, with what it reports. */
export function indexOf(path: string, segments: () => Segment[]) {
  const reports: string[] = [];
  const engine = new IndexEngine(path, (report) => reports.push(report));
  onTestFinished(() => engine.close());
  const ask = <Op extends keyof Questions>(op: Op, asked: Questions[Op]['asked']) =>
    engine.answer({ op, asked } as never, segments()) as Promise<Questions[Op]['answer']>;
  return {
    engine,
    reports,
    query: (query: AuditQuery) => ask('query', query),
    runs: (query: AuditQuery) => ask('runs', query),
    get: (id: string) => ask('get', id),
    histogram: (query: AuditQuery, buckets: number): Promise<AuditHistogram> =>
      ask('histogram', { query, buckets }),
    /** All that is recorded is in the index. */
    follow: () => engine.follow(segments()),
  };
}

/** All pages of a question, in their order, and how long each was. */
export async function allPages<T>(
  ask: (cursor: string | undefined) => Promise<{ rows: T[]; nextCursor: string | null }>,
): Promise<T[][]> {
  const pages: T[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = await ask(cursor);
    pages.push(page.rows);
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}
