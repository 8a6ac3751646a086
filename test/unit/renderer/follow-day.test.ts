import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import { followDay } from '../../../src-renderer/panel/state/follow-day.ts';
import { LOADING } from '../../../src-renderer/panel/state/loadable.ts';
import { useOverview } from '../../../src-renderer/panel/state/overview.ts';
import { useTools } from '../../../src-renderer/panel/state/tools.ts';

/** Runs that have ended, by their start in epoch seconds; the record says how many of them are asked for. */
const runs: number[] = [];
const page = Object.assign(new EventTarget(), { hidden: false });
let stop = (): void => undefined;

const from = ({ from: first = 0 }: AuditQuery): number[] => runs.filter((at) => at >= first);
const audit = {
  histogram: ({ query }: { query: AuditQuery }) =>
    Promise.resolve({ ok: true, value: { from: 0, to: 1, buckets: [{ denied: from(query).length }] } }),
  runs: (query: AuditQuery) =>
    Promise.resolve({
      ok: true,
      value: { runs: from(query), total: { value: from(query).length, exact: true } },
    }),
  onAppended: () => () => undefined,
};

const seconds = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  new Date(year, month, day, hour, minute).getTime() / 1000;
const today = () => {
  const { today: day } = useOverview.getState();
  return day.state === 'ready' ? { from: day.value.from, denied: day.value.byStatus.denied ?? 0 } : null;
};
const unusual = (): number => {
  const { unusual: found } = useOverview.getState();
  return found.state === 'ready' ? found.value.total.value : -1;
};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 23, 50, 30) });
  page.hidden = false;
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', { executionLayer: { audit } });
  useOverview.setState({ today: LOADING, unusual: LOADING });
  useTools.setState({ tools: { state: 'ready', value: [] } });
  runs.length = 0;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('yesterday’s runs are not today’s once midnight has come, to the second', async () => {
  runs.push(seconds(2026, 10, 23, 12));
  stop = followDay();
  await vi.advanceTimersByTimeAsync(0);
  expect(today()).toEqual({ from: seconds(2026, 10, 23), denied: 1 });
  await vi.advanceTimersByTimeAsync(9.5 * 60_000 - 1);
  expect(today()).toEqual({ from: seconds(2026, 10, 23), denied: 1 });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(today()).toEqual({ from: seconds(2026, 10, 24), denied: 0 });
  // And the day after.
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(today()?.from).toBe(seconds(2026, 10, 25));
});

it('a clock that was set, or a night asleep, is noticed within a minute', async () => {
  stop = followDay();
  await vi.advanceTimersByTimeAsync(5_000);
  // Timers stand still meanwhile.
  vi.setSystemTime(new Date(2026, 10, 25, 9));
  expect(today()?.from).toBe(seconds(2026, 10, 23));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(today()?.from).toBe(seconds(2026, 10, 25));
});

it('what is unusual leaves its list within a minute after a day, also when nothing new comes', async () => {
  runs.push(seconds(2026, 10, 22, 23, 52));
  stop = followDay();
  await vi.advanceTimersByTimeAsync(0);
  expect(unusual()).toBe(1);
  await vi.advanceTimersByTimeAsync(89_000);
  expect(unusual()).toBe(1);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(unusual()).toBe(0);
});

it('nothing is counted while nobody can see it, and at once when somebody can', async () => {
  stop = followDay();
  await vi.advanceTimersByTimeAsync(5_000);
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(today()?.from).toBe(seconds(2026, 10, 23));
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(today()?.from).toBe(seconds(2026, 10, 24));
});
