import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditDraft } from '../../../../src-main/audit/audit-log.ts';
import { AUDIT_EVENTS, DECIDERS, type AuditQuery } from '../../../../src-preload/contract/types.ts';
import { openLog, tempDir } from '../../../support/audit.ts';
import { indexOf } from '../../../support/audit-index.ts';

/*
 * For any records and any question the index answers exactly what reading the whole log answers: rows, their order, the
 * counts, whether there are pages beside the answered one, and, page by page, everything.
 */

const WORDS = [
  'report',
  'Über',
  'uber',
  'git_status',
  '日本語',
  '/home/a-b/c',
  'x',
  'ﬁne',
  '42',
  '🎉',
  'reporting',
  'NEAR',
  'OR',
];
const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
const TOOLS = ['git_status', 'web_scrape', 'someone\'s "tool"', ''];
const CALLERS = ['panel', 'tray', 'agent:\u0000x'];
const STATUSES = ['ok', 'error', 'denied'] as const;
const DECIDED_BY = ['mode', 'person', 'rule:r1', 'rule:r2', 'session:r1', 'guard'];
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** A run of some records, each of them with a rank by which all runs' records are put in one order. */
const run = fc
  .record({
    tool: fc.constantFrom(...TOOLS),
    caller: fc.constantFrom(...CALLERS),
    trace: fc.constantFrom('t1', 't2', null),
    reason: fc.option(text),
    args: fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.constant(null)),
    decision: maybe(
      fc.record({
        verdict: fc.constantFrom('allow', 'ask', 'deny'),
        decidedBy: fc.constantFrom(...DECIDED_BY),
        why: fc.constant('so'),
      }),
    ),
    status: maybe(fc.constantFrom(...STATUSES)),
    result: fc.oneof(text, fc.jsonValue({ maxDepth: 2 })),
    error: fc.option(text),
    ranks: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ ranks, ...made }) => ({ ...made, ranks: ranks.sort((a, b) => a - b) }));

const other = fc.record({
  rank: fc.integer({ min: 0, max: 1000 }),
  event: fc.constantFrom('app', 'settings', 'rule', 'control'),
  rule: fc.constantFrom('r1', 'r2'),
  reason: fc.option(text),
});

const log = fc.record({
  runs: fc.array(run, { minLength: 1, maxLength: 12 }),
  others: fc.array(other, { maxLength: 5 }),
  clock: fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 5, maxLength: 20 }),
});

function drafts({ runs, others }: typeof log extends fc.Arbitrary<infer T> ? T : never): AuditDraft[] {
  const ranked: { rank: number; draft: AuditDraft }[] = others.map(({ rank, event, rule, reason }) => ({
    rank,
    draft: { event: event, reason, detail: { ruleId: rule } },
  }));
  runs.forEach((made, index) => {
    const common = {
      run_id: `run ${index}`,
      tool_name: made.tool,
      caller: made.caller,
      trace_id: made.trace,
    };
    const steps: AuditDraft[] = [
      { event: 'requested', ...common, reason: made.reason, args: made.args as never },
      { event: 'decided', ...common, ...(made.decision ? { decision: made.decision } : {}) },
      { event: 'step', ...common, dry_run: index % 3 === 0 },
    ];
    if (made.status !== undefined) {
      steps.push({
        event: 'finished',
        ...common,
        status: made.status,
        duration_ms: index,
        error: made.error === null ? null : { code: 'x', message: made.error },
        result: made.result as never,
      });
    }
    steps.forEach((draft, at) => ranked.push({ rank: made.ranks[at] ?? 0, draft }));
  });
  // Stable: a run's records keep their order.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ draft }) => draft);
}

const query: fc.Arbitrary<AuditQuery> = fc
  .record(
    {
      text: fc.oneof(text, word),
      tools: fc.subarray(TOOLS),
      statuses: fc.subarray([...STATUSES]),
      callers: fc.subarray(CALLERS),
      events: fc.subarray([...AUDIT_EVENTS]),
      decisions: fc.subarray(['allow', 'ask', 'deny'] as const),
      deciders: fc.subarray([...DECIDERS]),
      rule: fc.constantFrom('r1', 'r2', 'none'),
      runId: fc.constantFrom('run 0', 'run 1', 'none'),
      traceId: fc.constantFrom('t1', 'none'),
      from: fc.integer({ min: 990, max: 1100 }),
      to: fc.integer({ min: 990, max: 1100 }),
      order: fc.constantFrom('asc', 'desc'),
      at: fc.constantFrom('seq', 'time'),
      start: fc.oneof(
        fc.record({ seq: fc.integer({ min: -1, max: 60 }) }),
        fc.record({ time: fc.integer({ min: 990, max: 1100 }) }),
      ),
      limit: fc.integer({ min: 1, max: 7 }),
    },
    { requiredKeys: [] },
  )
  .map((made) => made as AuditQuery);
// Most of the keys at once leave nothing to be found.
const narrow = fc
  .tuple(
    query,
    fc.subarray(
      [
        'text',
        'tools',
        'statuses',
        'callers',
        'events',
        'decisions',
        'deciders',
        'rule',
        'runId',
        'traceId',
        'from',
        'to',
      ] as const,
      { maxLength: 2 },
    ),
  )
  .map(([made, kept]) => {
    const { order, at, start, limit } = made;
    const filters = Object.fromEntries(kept.map((key) => [key, made[key]]));
    return { ...filters, order, at, start, limit };
  });

it('the index answers what the log answers', async () => {
  const seen = { rows: 0, empty: 0 };
  await fc.assert(
    fc.asyncProperty(
      log,
      fc.array(fc.oneof(narrow, query), { minLength: 4, maxLength: 10 }),
      async (made, queries) => {
        let now = 1000;
        let tick = 0;
        const {
          log: writer,
          reader,
          segments,
        } = await openLog({
          dir: join(tempDir(), 'logs'),
          clock: () => (now += made.clock[tick++ % made.clock.length] ?? 1),
          segmentBytes: () => 4000,
        });
        const index = indexOf(join(tempDir(), 'index', 'index.db'), segments);
        const all = drafts(made);
        const half = Math.floor(all.length / 2);
        for (const [at, draft] of all.entries()) {
          writer.append(draft);
          if (at % 3 === 0) await writer.durable();
          // Indexed in two pieces: runs are continued from what is stored.
          if (at === half) await index.follow();
        }
        await writer.durable();
        for (const asked of queries) {
          for (let page: AuditQuery = asked, pages = 0; pages < 40; pages++) {
            const expected = await reader.query(page);
            expect(await index.query(page)).toStrictEqual(expected);
            seen.rows += expected.entries.length;
            if (expected.entries.length === 0) seen.empty++;
            if (expected.prevCursor !== null) {
              const before = { ...page, start: undefined, cursor: expected.prevCursor };
              expect(await index.query(before)).toStrictEqual(await reader.query(before));
            }
            if (expected.nextCursor === null) break;
            page = { ...page, start: undefined, cursor: expected.nextCursor };
          }
          for (let page: AuditQuery = asked, pages = 0; pages < 40; pages++) {
            const expected = await reader.runs(page);
            expect(await index.runs(page)).toStrictEqual(expected);
            if (expected.prevCursor !== null) {
              const before = { ...page, start: undefined, cursor: expected.prevCursor };
              expect(await index.runs(before)).toStrictEqual(await reader.runs(before));
            }
            if (expected.nextCursor === null) break;
            page = { ...page, start: undefined, cursor: expected.nextCursor };
          }
          expect(await index.histogram(asked, 5)).toStrictEqual(await reader.histogram(asked, 5));
        }
        expect(index.reports).toStrictEqual([]);
        await writer.close();
      },
    ),
    { numRuns: 25 },
  );
  expect(seen.rows).toBeGreaterThan(seen.empty);
}, 120_000);
