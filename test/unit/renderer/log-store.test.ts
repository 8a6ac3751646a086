import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type { AuditPage, AuditQuery, AuditRun } from '../../../src-preload/contract/types.ts';
import { NO_FILTER } from '../../../src-renderer/panel/state/log-filter.ts';
import { useLog } from '../../../src-renderer/panel/state/log.ts';

type Runs = { runs: AuditRun[] } & AuditPage;

/** Questions of the list that wait for an answer; of one asker the later one ends the one before, as in the app. */
const waiting: { query: AuditQuery; answer: (value: Answer<Runs>) => void }[] = [];
const runs = (query: AuditQuery): Promise<Answer<Runs>> =>
  new Promise((resolve) => {
    const before = waiting.findIndex((one) => one.query.asker === query.asker);
    const ended = { ok: false, error: { code: 'cancelled', message: 'Later.' } } as const;
    if (before >= 0) waiting.splice(before, 1)[0]?.answer(ended);
    waiting.push({ query, answer: resolve });
  });
const page = (seqs: number[], more: Partial<AuditPage> = {}): Answer<Runs> => ({
  ok: true,
  value: {
    runs: seqs.map((seq) => ({ runId: `r${seq}`, firstSeq: seq }) as AuditRun),
    nextCursor: null,
    prevCursor: null,
    total: { value: seqs.length, exact: true },
    log: { firstSeq: 1, lastSeq: 1000 },
    ...more,
  },
});
/** Answers the only question that waits. */
async function answer(value: Answer<Runs>): Promise<AuditQuery | undefined> {
  expect(waiting).toHaveLength(1);
  const asked = waiting.shift();
  asked?.answer(value);
  // What follows from it is done in a few turns.
  await new Promise((resolve) => setTimeout(resolve));
  return asked?.query;
}
const keys = (): string[] => {
  const { list } = useLog.getState();
  return list.state === 'ready' ? list.value.pages.flatMap(({ rows }) => rows.map(({ key }) => key)) : [];
};

beforeEach(async () => {
  waiting.length = 0;
  vi.stubGlobal('window', { executionLayer: { audit: { runs } } });
  useLog.setState({ filter: NO_FILTER, live: true, atTop: true });
  void useLog.getState().load();
  await answer(page([3, 2, 1]));
});
afterEach(() => vi.unstubAllGlobals());

it('a question of a search ends the one before, and only the last one is shown', async () => {
  const { setFilter } = useLog.getState();
  setFilter({ ...NO_FILTER, text: 'r' });
  setFilter({ ...NO_FILTER, text: 're' });
  setFilter({ ...NO_FILTER, text: 'rep' });
  expect((await answer(page([2])))?.text).toBe('rep');
  expect(keys()).toEqual(['r2']);
  expect(useLog.getState()).toMatchObject({ asking: false, failed: null });
  expect(useLog.getState().list).not.toHaveProperty('error');
});

it('what is recorded during a search does not take its place, and is not missed', async () => {
  const { setFilter, refresh } = useLog.getState();
  setFilter({ ...NO_FILTER, text: 'rep' });
  await refresh();
  expect((await answer(page([2])))?.text).toBe('rep');
  // The answer may be of before it.
  await answer(page([4, 2]));
  expect(keys()).toEqual(['r4', 'r2']);
  expect(waiting).toHaveLength(0);
});

it('a page that is scrolled to comes before what is new, which is not missed', async () => {
  void useLog.getState().load();
  await answer(page([9, 8], { nextCursor: 'next', total: { value: 4, exact: true } }));
  const { refresh, more } = useLog.getState();
  void refresh();
  void more('next');
  expect((await answer(page([7, 6])))?.cursor).toBe('next');
  expect((await answer(page([10, 9, 8], { nextCursor: 'next' })))?.cursor).toBeUndefined();
  expect(keys()).toEqual(['r10', 'r9', 'r8', 'r7', 'r6']);
  expect(useLog.getState().failed).toBeNull();
  expect(waiting).toHaveLength(0);
});

it('a page that is short is followed by the next one at once, without anybody scrolling', async () => {
  void useLog.getState().load();
  await answer(page([9], { nextCursor: '1', total: { value: 3, exact: true } }));
  // As the list does: what is on show says what is wanted.
  const stop = useLog.subscribe((now, before) => {
    if (now.list !== before.list) void now.more('next');
  });
  void useLog.getState().more('next');
  expect((await answer(page([8], { nextCursor: '2' })))?.cursor).toBe('1');
  expect((await answer(page([7])))?.cursor).toBe('2');
  expect(keys()).toEqual(['r9', 'r8', 'r7']);
  stop();
});
