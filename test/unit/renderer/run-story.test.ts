import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { foldRecords, planFromRecord } from '../../../src-renderer/panel/features/run/fold-records.ts';
import { copyText, resultViews } from '../../../src-renderer/panel/features/run/result-views.ts';

const entry = (change: Partial<AuditEntry>): AuditEntry => ({
  audit_id: 'a',
  ts: 10,
  tool_name: 'git_status',
  department: null,
  agent_id: null,
  reason: null,
  status: null,
  trace_id: 't',
  duration_ms: null,
  error: null,
  args: null,
  seq: 1,
  event: 'requested',
  prev_hash: '',
  hash: '',
  ...change,
});

describe('foldRecords', () => {
  it('tells the story of a run from its records', () => {
    const decision = { verdict: 'allow' as const, decidedBy: 'mode', why: 'w' };
    const story = foldRecords([
      entry({ args: { cwd: '/x' }, caller: 'panel', reason: 'why' }),
      entry({
        event: 'decided',
        ts: 11,
        plan: { summary: 's', risk: 'low', steps: 1, effects: [] },
        decision,
      }),
      entry({ event: 'started', ts: 12 }),
      entry({ event: 'finished', ts: 13, status: 'ok', duration_ms: 5, result: { a: 1 }, attempts: 2 }),
    ]);
    expect(story).toMatchObject({
      tool: 'git_status',
      caller: 'panel',
      reason: 'why',
      startedAt: 10,
      status: 'ok',
      durationMs: 5,
      attempts: 2,
      args: { cwd: '/x' },
      plan: { summary: 's', risk: 'low' },
      decision,
      result: { a: 1 },
    });
  });

  it('leaves an open run open', () => {
    expect(foldRecords([entry({}), entry({ event: 'attempt', status: 'error' })]).status).toBeNull();
    expect(foldRecords([]).startedAt).toBeNull();
  });
});

describe('planFromRecord', () => {
  it('survives redaction of any member', () => {
    const plan = planFromRecord({
      summary: { redacted: 'k1' },
      risk: '[redacted]',
      effects: [{ kind: 'read', target: { redacted: 'k2' } }, 'gone'],
      facts: '[redacted]',
    });
    expect(plan).toEqual({
      summary: '{"redacted":"k1"}',
      risk: 'high',
      steps: 1,
      effects: [{ kind: 'read', target: '{"redacted":"k2"}', detail: '' }],
      facts: {},
    });
  });

  it('is nothing when there was none', () => {
    for (const value of [undefined, null, 'x', []]) expect(planFromRecord(value)).toBeNull();
  });
});

describe('resultViews', () => {
  const labels = (result: JsonValue): string[] =>
    resultViews(result).map((view) => `${view.kind}:${view.label}`);

  it('shows what was asked for first: the text, links or tables of a page', () => {
    expect(labels({ url: 'u', result: 'short' })).toEqual(['text:Text', 'tree:Data']);
    expect(labels({ url: 'u', result: [{ text: 'a', href: 'b' }] })).toEqual(['links:Links', 'tree:Data']);
    expect(labels({ url: 'u', result: [[['a', 'b'], ['c']]] })).toEqual(['tables:Table', 'tree:Data']);
    expect(labels({ url: 'u', result: null })).toEqual(['tree:Data']);
    expect(labels({ url: 'u', result: [] })).toEqual(['tree:Data']);
  });

  it('shows a result of many members as a tree first, lists of flat objects as tables too', () => {
    const result = {
      branch: 'main',
      files: [{ path: 'a' }, { path: 'b', conflict: true }],
      porcelain: 'x\ny',
    };
    expect(labels(result)).toEqual(['tree:Data', 'tables:Files', 'text:Porcelain']);
    const [, files] = resultViews(result);
    expect(files).toMatchObject({
      tables: [
        [
          ['path', 'conflict'],
          ['a', ''],
          ['b', 'true'],
        ],
      ],
    });
  });

  it('does not take for a table what would lose something', () => {
    expect(labels({ list: [{ a: { b: 1 } }] })).toEqual(['tree:Data']);
    expect(labels({ list: [['a', 1]] })).toEqual(['tree:Data']);
  });

  it('copies text whole, links as addresses, tables as tab-separated rows', () => {
    expect(copyText({ kind: 'text', own: false, label: '', text: 'a\u202Eb' })).toBe('a\u202Eb');
    expect(copyText({ kind: 'links', own: false, label: '', links: [{ text: 't', href: 'h' }] })).toBe('h');
    expect(copyText({ kind: 'tables', own: false, label: '', tables: [[['a', 'b\tc'], ['d']]] })).toBe(
      'a\tb c\nd',
    );
    expect(copyText({ kind: 'tree', own: false, label: '', value: { a: 1 } })).toBe('{\n  "a": 1\n}');
  });
});
