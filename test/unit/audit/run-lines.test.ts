import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runMatches } from '../../../src-main/audit/filter.ts';
import type { Line } from '../../../src-main/audit/lines.ts';
import * as readable from '../../../src-main/audit/readable.ts';
import { encodeRecord } from '../../../src-main/audit/record.ts';
import { RunFold, type FoldedRun } from '../../../src-main/audit/run-fold.ts';
import { RunLines } from '../../../src-main/audit/run-lines.ts';
import { termsOf } from '../../../src-main/audit/text-terms.ts';
import type { AuditEntry, AuditQuery, AuditRun } from '../../../src-preload/contract/types.ts';

vi.mock(import('../../../src-main/audit/readable.ts'), async (original) => {
  const actual = await original();
  return { ...actual, readRecord: vi.fn(actual.readRecord) };
});

const EVENTS = ['requested', 'decided', 'step', 'finished', 'app'] as const;
const TEXTS = [
  'report',
  'Über uns',
  'uber',
  '日本語',
  'C:\\users\\x',
  'line\nnext',
  '\u001b[1mred',
  '42',
  '"q"',
];
const PREV = '0'.repeat(64);

/** A line as the writer writes it. */
function lineOf(seq: number, made: Partial<AuditEntry>): string {
  const id = `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`;
  const none = { trace_id: null, tool_name: null, agent_id: null, department: null, reason: null };
  const rest = { status: null, duration_ms: null, error: null, args: null };
  const { line } = encodeRecord({
    ...{ seq, ts: 1000 + seq, audit_id: id, event: 'step', ...none, ...rest, ...made },
    prev_hash: PREV,
  });
  return line.slice(0, -1);
}

const asLine = (text: string): Line => {
  const bytes = Buffer.from(text);
  return { bytes, complete: true, start: 0, end: bytes.length };
};

/** What each of the runs is, newest start first, by every record as it is read. */
function expected(lines: readonly string[], query: AuditQuery): AuditRun[] {
  const fold = new RunFold(query, termsOf(query.text) ?? []);
  const complete = lines.flatMap((line) => {
    const entry = readable.readRecord(Buffer.from(line));
    return entry ? fold.add(entry) : [];
  });
  return matching([...complete, ...fold.rest()], query);
}

function found(lines: readonly string[], query: AuditQuery): AuditRun[] {
  const runs = new RunLines(query, termsOf(query.text) ?? []);
  const complete = lines.flatMap((line) => runs.add(asLine(line)));
  return matching([...complete, ...runs.rest()], query);
}

const matching = (folded: readonly FoldedRun[], query: AuditQuery): AuditRun[] =>
  folded
    .filter(({ run, missing, hasEvent }) => missing.size === 0 && hasEvent && runMatches(run, query))
    .map(({ run }) => run);

/** What somebody else may have made of a line. */
const EDITS: ((line: string) => string)[] = [
  (line) => line,
  (line) => line.replace(',"prev_hash"', ',"run_id":"run 1","prev_hash"'),
  (line) => line.replace(',"prev_hash"', ',"event":"step","prev_hash"'),
  (line) => line.replace(',"prev_hash"', ',"\\u0072un_id":"run 1","prev_hash"'),
  (line) => line.replace(',"prev_hash"', ',"\\u0065vent":"requested","prev_hash"'),
  (line) => line.replace('report', '\\u0072eport'),
  (line) => line.replace('"a/b"', '"a\\/b"'),
  (line) => line.replace('"args":', '"args":1e3,"x":'),
  (line) => line.replace('"args":', '"args":12345678901234567890,"x":'),
  (line) => line.replace('"prev_hash":"0', '"prev_hash":"x'),
  (line) => line.replace('"ok"', '"\\u006fk"'),
  (line) => line.replace('"tool_name":', '"tool_name": '),
  (line) => line.replace('"event":"', '"event":"x'),
  (line) => line.replace('"run_id":"', '"run_id":"é'),
  (line) => line.replace('"audit_id"', '"extra":"report","audit_id"'),
  (line) => line.replace(/"duration_ms":[^,]*,/, ''),
  (line) => line.slice(0, -1),
];

const record = fc.record({
  run: fc.integer({ min: 0, max: 4 }),
  event: fc.constantFrom(...EVENTS),
  tool: fc.constantFrom('git_status', 'web_scrape', 'a "tool"', 'ключ'),
  caller: fc.constantFrom('panel', 'tray', 'a/b'),
  status: fc.constantFrom('ok', 'error', null),
  reason: fc.option(fc.constantFrom(...TEXTS)),
  args: fc.oneof(fc.constantFrom(...TEXTS), fc.jsonValue({ maxDepth: 2 })),
  edit: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(EDITS.length - 1)),
});

const query: fc.Arbitrary<AuditQuery> = fc
  .record(
    {
      text: fc.constantFrom(
        ...TEXTS,
        'rep',
        'report uber',
        'step',
        'nowhere',
        '1000',
        '12345678901234567000',
      ),
      tools: fc.subarray(['git_status', 'a "tool"', 'ключ']),
      statuses: fc.subarray(['ok', 'error'] as const),
      callers: fc.subarray(['panel', 'a/b', 'nobody']),
      events: fc.subarray([...EVENTS]),
    },
    { requiredKeys: [] },
  )
  .map((made) => made as AuditQuery);

describe('lines folded into runs', () => {
  it('come to the same as all of their records, whoever wrote them', () => {
    const seen = { runs: 0 };
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 25 }), query, (made, asked) => {
        const lines = made.map(({ run, event, tool, caller, status, reason, args, edit }, index) => {
          const fields = { tool_name: tool, caller, reason, args: args as never };
          const common = event === 'app' ? fields : { run_id: `run ${run}`, ...fields };
          const ended = event === 'finished' ? { status, duration_ms: 1 } : {};
          return EDITS[edit]?.(lineOf(made.length - index, { event, ...common, ...ended })) ?? '';
        });
        const runs = expected(lines, asked);
        expect(found(lines, asked)).toStrictEqual(runs);
        seen.runs += runs.length;
      }),
      { numRuns: 5_000 },
    );
    expect(seen.runs).toBeGreaterThan(500);
  });

  it('are read only where what is looked for stands in them', () => {
    const lines = Array.from({ length: 300 }, (_, index) => {
      const run = Math.floor(index / 3);
      const common = { run_id: `run-${run}`, tool_name: 'git_status', reason: `word${run}` };
      return lineOf(300 - index, {
        ...common,
        event: (['finished', 'step', 'requested'] as const)[index % 3] ?? 'step',
      });
    });
    vi.mocked(readable.readRecord).mockClear();
    expect(found(lines, { text: 'word42' }).map(({ runId }) => runId)).toStrictEqual(['run-42']);
    // The first line of each is looked at.
    expect(readable.readRecord).toHaveBeenCalledTimes(100 + 3);
    // The words that every line has are none of what was asked.
    vi.mocked(readable.readRecord).mockClear();
    expect(found(lines, { text: 'requested' })).toStrictEqual([]);
    expect(found(lines, { statuses: ['error'] })).toStrictEqual([]);
    expect(readable.readRecord).toHaveBeenCalledTimes(200);
  });

  it('of runs that have no beginning are not held without end', () => {
    const open = Array.from({ length: 25_000 }, (_, index) =>
      lineOf(25_000 - index, { run_id: `run-${index}`, reason: index % 2 ? 'wanted' : 'other' }),
    );
    const runs = found(open, { text: 'wanted' });
    expect(runs).toHaveLength(12_500);
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(12_500);
  });

  it('that are no records are no runs', () => {
    const unsealed = Array.from({ length: 12_000 }, (_, index) =>
      lineOf(12_001 - index, { run_id: `run-${index}` }).slice(0, -2),
    );
    const run = { run_id: 'run', tool_name: 'git_status' };
    const lines = [
      lineOf(20_000, { ...run, reason: 'one' }),
      ...unsealed,
      lineOf(1, { ...run, event: 'requested', reason: 'two' }),
    ];
    expect(found(lines, { text: 'one two' })).toMatchObject([{ runId: 'run', events: 2 }]);
  });

  it('of one long run are read before they fill the memory, and stay one run', () => {
    const step = { run_id: 'long', reason: 'x'.repeat(30_000) };
    const lines = new RunLines({ text: 'wanted' }, termsOf('wanted') ?? []);
    vi.mocked(readable.readRecord).mockClear();
    for (let seq = 2_000; seq > 1; seq--) expect(lines.add(asLine(lineOf(seq, step)))).toStrictEqual([]);
    expect(vi.mocked(readable.readRecord).mock.calls.length).toBeGreaterThan(1_000);
    const first = lineOf(1, { ...step, event: 'requested', reason: 'wanted' });
    expect(matching(lines.add(asLine(first)), {})).toMatchObject([
      { runId: 'long', events: 2_000, reason: step.reason },
    ]);
  });
});
