import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditHistogram } from '../../../src-preload/contract/types.ts';
import { byRole, decodeText, isPicture } from '../../../src-renderer/panel/features/log/artifact-kind.ts';
import { barsOf, spanOf } from '../../../src-renderer/panel/features/log/bars.ts';
import { compareEffects } from '../../../src-renderer/panel/features/log/compare-effects.ts';
import { timelineOf } from '../../../src-renderer/panel/features/log/timeline.ts';
import {
  chipsOf,
  isFiltered,
  NO_FILTER,
  queryOf,
  withChip,
  withoutChip,
  type Chip,
} from '../../../src-renderer/panel/state/log-filter.ts';
import { foldRecords } from '../../../src-renderer/panel/features/run/fold-records.ts';
import { argsForAgain } from '../../../src-renderer/panel/state/run-again.ts';

describe('the filter of the log', () => {
  const chips: Chip[] = [
    { field: 'tools', value: 'git_status' },
    { field: 'tools', value: 'web_scrape' },
    { field: 'statuses', value: 'denied' },
    { field: 'rule', value: 'r-1' },
    { field: 'time', from: 20, to: 10 },
  ];
  const filter = chips.reduce(withChip, { ...NO_FILTER, text: '  two words ' });

  it('is a list of chips, each once, and the question that they ask', () => {
    expect(chipsOf(withChip(filter, { field: 'tools', value: 'git_status' }))).toEqual([
      ...chips.slice(0, 4),
      { field: 'time', from: 10, to: 20 },
    ]);
    expect(queryOf(filter, 'runs')).toEqual({
      text: 'two words',
      tools: ['git_status', 'web_scrape'],
      statuses: ['denied'],
      rule: 'r-1',
      from: 10,
      to: 20,
    });
    expect(queryOf(NO_FILTER, 'legacy')).toEqual({ source: 'legacy' });
  });

  it('goes back to nothing chip by chip', () => {
    const cleared = chipsOf(filter).reduce(withoutChip, filter);
    expect(cleared).toEqual({ ...NO_FILTER, text: filter.text });
    expect(isFiltered({ ...cleared, text: ' ' })).toBe(false);
    expect(withChip(NO_FILTER, { field: 'runId', value: ' ' })).toBe(NO_FILTER);
  });
});

describe('arguments for running it again', () => {
  it('are whole when nothing was taken out', () => {
    const args = { cwd: '/a', steps: [{ action: 'click', n: 1 }], none: null };
    expect(argsForAgain(args)).toEqual({ args, whole: true });
    expect(argsForAgain(null)).toEqual({ args: {}, whole: true });
  });

  it('leave empty what the record does not have', () => {
    const cut = { truncated: true, bytes: 9, sha: 'abcdefabcdef', start: 'x' };
    expect(
      argsForAgain({
        url: 'https://a/?token=[redacted:0123456789ab]',
        text: 'a… [cut: 99 bytes, 0123456789ab]',
        steps: [{ action: 'type', text: '[redacted:0123456789ab]' }],
        hosts: ['[redacted:0123456789ab]', 'b:443'],
        deep: { cut },
        ok: 'kept',
      }),
    ).toEqual({
      args: { steps: [{ action: 'type' }], hosts: ['', 'b:443'], deep: {}, ok: 'kept' },
      whole: false,
    });
    expect(argsForAgain(cut)).toEqual({ args: {}, whole: false });
    expect(argsForAgain('[redacted:0123456789ab]')).toEqual({ args: {}, whole: false });
  });
});

it('sets planned beside performed effects, target by target', () => {
  const compared = compareEffects(
    [
      { kind: 'read', target: '/a', detail: 'status' },
      { kind: 'network', target: 'https://a', detail: '' },
    ],
    [
      { kind: 'spawn', target: 'git', detail: 'status' },
      { kind: 'network', target: 'https://a', detail: 'GET' },
      { kind: 'network', target: 'https://a', detail: 'GET again' },
    ],
  );
  expect(compared.map(({ target, planned, actual }) => [target, planned.times, actual.times])).toEqual([
    ['/a', 1, 0],
    ['https://a', 1, 2],
    ['git', 0, 1],
  ]);
  expect(compared[1]?.actual.details).toEqual(['GET', 'GET again']);
});

it('tells attempts and steps in order, a step with its end', () => {
  const entry = (event: string, ts: number, more: object = {}) =>
    ({
      audit_id: `${event}${ts}`,
      event,
      ts,
      status: null,
      error: null,
      duration_ms: null,
      ...more,
    }) as AuditEntry;
  const step = { index: 1, of: 2, words: 'go' };
  const moments = timelineOf([
    entry('requested', 10),
    entry('step', 10.5, { detail: step }),
    entry('step', 11, {
      duration_ms: 500,
      error: { code: 'x', message: 'lost' },
      detail: { ...step, outcome: 'error' },
    }),
    entry('attempt', 11, { attempts: 1, duration_ms: 600, detail: { outcome: 'error', retry: true } }),
    entry('step', 11.5, { artifacts: [{ sha256: 'a' }], detail: { what: 'artifact' } }),
    entry('step', 12, { detail: step }),
    entry('finished', 13, { status: 'ok', duration_ms: 3000 }),
  ]);
  expect(moments.map(({ event, afterMs, outcome }) => [event, afterMs, outcome])).toEqual([
    ['requested', 0, null],
    ['step', 500, 'error'],
    ['attempt', 1000, 'error'],
    ['step', 2000, null],
    ['finished', 3000, null],
  ]);
  expect(moments[1]).toMatchObject({ durationMs: 500, error: 'lost', step });
  expect(moments[2]).toMatchObject({ attempt: 1, retried: true });
});

it('shows what a run kept, also of one that ended with the app', () => {
  const entry = (event: string, more: object) => ({ event, ts: 1, ...more }) as AuditEntry;
  const kept = entry('step', { artifacts: [{ sha256: 'a' }], detail: { what: 'artifact' } });
  const interrupted = foldRecords([kept, entry('finished', { status: 'interrupted' })]);
  expect(interrupted.artifacts).toEqual([{ sha256: 'a' }]);
  const ended = foldRecords([kept, entry('finished', { artifacts: [{ sha256: 'a' }, { sha256: 'b' }] })]);
  expect(ended.artifacts).toEqual([{ sha256: 'a' }, { sha256: 'b' }]);
});

it('counts a bucket by what the endings mean, and gives the time of some buckets', () => {
  const histogram: AuditHistogram = {
    from: 0,
    to: 100,
    buckets: [{ ok: 3, denied: 2 }, {}, {}, { timed_out: 1 }],
  };
  expect(barsOf(histogram)[0]).toEqual({ good: 3, neutral: 0, warn: 0, bad: 2, all: 5 });
  expect(spanOf(histogram, 1, 2)).toEqual({ from: 25, to: 75 });
  expect(spanOf(histogram, 3, 3)).toEqual({ from: 75, to: 100 });
  const moment = spanOf({ from: 5, to: 5, buckets: [{ ok: 1 }] }, 0, 0);
  expect(moment.to).toBeGreaterThan(moment.from);
});

describe('evidence', () => {
  it('is drawn as a picture only when it is one', () => {
    expect(isPicture('image/png')).toBe(true);
    for (const mime of ['image/svg+xml', 'text/html', 'image/png; x', 'application/pdf']) {
      expect(isPicture(mime)).toBe(false);
    }
  });

  it('shows before and after first', () => {
    const of = (name: string, mime = 'image/png') => ({ name, mime, bytes: 1, sha256: name });
    const order = byRole([of('log.txt', 'text/plain'), of('2.png'), of('after.png'), of('before.png')]);
    expect(order.map(({ name }) => name)).toEqual(['before.png', 'after.png', '2.png', 'log.txt']);
  });

  it('reads text as UTF-8, whatever it is', async () => {
    const decoded = (bytes: Buffer) => decodeText(bytes.toString('base64'));
    expect(await decoded(Buffer.from('é€𝄞'))).toBe('é€𝄞');
    expect(await decoded(Buffer.from([0xff, 0x41]))).toBe('\u{FFFD}A');
    expect(await decoded(Buffer.from([0x41, 0xf0, 0x9d]))).toBe('A\u{FFFD}');
    expect(await decoded(Buffer.alloc(0))).toBe('');
    // Characters across the places where it is cut to be decoded.
    for (const text of ['x𝄞'.repeat(400_000), 'é'.repeat(1_000_001)]) {
      expect(await decoded(Buffer.from(text))).toBe(text);
    }
  });

  it('reads a long text with the page going on meanwhile', async () => {
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    const text = await decodeText(Buffer.alloc(32_000_000, 'x').toString('base64'));
    clearInterval(count);
    expect(text).toHaveLength(32_000_000);
    expect(turns).toBeGreaterThan(10);
  });
});
