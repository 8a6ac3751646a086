import { afterEach, expect, it, vi } from 'vitest';
import type { AuditEntry, AuditQuery } from '../../../src-preload/contract/types.ts';
import { useRecords } from '../../../src-renderer/panel/state/records.ts';

afterEach(() => vi.unstubAllGlobals());

/** A log with one run of this many records, in pages as the contract gives them. */
function serve(records: number) {
  const asked: AuditQuery[] = [];
  const entry = (seq: number) => ({ seq, audit_id: `a${seq}` }) as AuditEntry;
  const query = (request: AuditQuery) => {
    asked.push(request);
    const { order = 'desc', limit = 50, cursor } = request;
    const from = Number(cursor ?? 0);
    const all = Array.from({ length: records }, (_, index) => entry(index + 1));
    if (order === 'desc') all.reverse();
    const end = from + limit;
    const nextCursor = end < records ? String(end) : null;
    return Promise.resolve({ ok: true, value: { entries: all.slice(from, end), nextCursor } });
  };
  vi.stubGlobal('window', { executionLayer: { audit: { query } } });
  return asked;
}
async function load(runId: string) {
  await useRecords.getState().refetch(runId);
  const found = useRecords.getState().byRun[runId];
  if (found?.state !== 'ready') throw new Error(`It is ${found?.state}.`);
  return { whole: found.value.whole, seqs: found.value.entries.map(({ seq }) => seq) };
}

it('a run of many records is shown whole, page after page', async () => {
  const asked = serve(1700);
  const { whole, seqs } = await load('long');
  expect(whole).toBe(true);
  expect(seqs).toEqual(Array.from({ length: 1700 }, (_, index) => index + 1));
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '500', '1000', '1500']);
});

it('of one that is longer still, the first and the last are: how it ended is known', async () => {
  serve(9000);
  const { whole, seqs } = await load('endless');
  expect(whole).toBe(false);
  expect(seqs.slice(0, 5000)).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
  expect(seqs.slice(5000)).toEqual(Array.from({ length: 50 }, (_, index) => 8951 + index));
});

it('no record is there twice where the first and the last meet', async () => {
  serve(5020);
  const { whole, seqs } = await load('meeting');
  expect(whole).toBe(true);
  expect(seqs).toEqual(Array.from({ length: 5020 }, (_, index) => index + 1));
});
