import { create } from 'zustand';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type {
  AuditHistogram,
  AuditQuery,
  AuditRun,
  Status,
  Total,
} from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, settleSmall, valueOr, type Loadable } from './loadable.ts';
import { useTools } from './tools.ts';

export type Counts = Partial<Record<Status, number>>;

/** The ended runs since midnight. */
export interface Today {
  /** Epoch seconds of this day's beginning here. */
  from: number;
  byStatus: Counts;
  /** Tools that ran, the busiest first; null: what none of the app's tools is (a batch, an unknown name). */
  byTool: { tool: string | null; counts: Counts }[];
}

/** Endings that a person would want to know of without looking for them. */
export const UNUSUAL: readonly Status[] = [
  'denied',
  'policy_blocked',
  'budget_exceeded',
  'rate_limited',
  'interrupted',
];
const UNUSUAL_SHOWN = 5;
const DAY_S = 24 * 3600;
export interface Unusual {
  /** Epoch seconds. */
  from: number;
  /** The newest few. */
  runs: AuditRun[];
  total: Total;
}

interface OverviewStore {
  today: Loadable<Today>;
  unusual: Loadable<Unusual>;
  /** `anew`: also what nothing new can have changed, because time itself has. */
  refetch: (anew?: boolean) => Promise<void>;
}

/** Midnight here, before `now` (milliseconds), in epoch seconds. */
export function startOfDay(now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.getTime() / 1000;
}

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** What is left of `all` without `parts`: the runs of what is not among the tools. */
export function restOf(all: Counts, parts: readonly Counts[]): Counts {
  const rest = Object.entries(all).map(([status, n]): [string, number] => [
    status,
    n - parts.reduce((sum, part) => sum + (part[status as Status] ?? 0), 0),
  ]);
  // The questions are asked one after the other: a run that ends in between is in one and not in the other.
  return Object.fromEntries(rest.filter(([, n]) => n > 0));
}

/** Folds one histogram of a single bucket for all runs and one for each tool into a day. */
export function dayFrom(from: number, all: Counts, tools: { tool: string; counts: Counts }[]): Today {
  const rest = restOf(
    all,
    tools.map(({ counts }) => counts),
  );
  const byTool: Today['byTool'] = tools
    .filter(({ counts }) => sumOf(counts) > 0)
    .toSorted((a, b) => sumOf(b.counts) - sumOf(a.counts));
  return {
    from,
    byStatus: all,
    byTool: sumOf(rest) > 0 ? [...byTool, { tool: null, counts: rest }] : byTool,
  };
}

function countsOf({ buckets }: AuditHistogram): Counts {
  return buckets[0] ?? {};
}

/**
 * Counts the day: all runs, and then tool by tool, those that had most first, only until what is new since `before` is
 * found. Each question makes the index catch up with the record, so few are asked while runs come thick and fast; one that
 * ends in between can stand with the wrong tool until the next count.
 */
async function fetchToday(now: number, before: Today | null): Promise<Answer<Today>> {
  const from = startOfDay(now);
  const count = (more: AuditQuery): Promise<Answer<AuditHistogram>> =>
    ask((api) => api.audit.histogram({ query: { from, ...more }, buckets: 1 }));
  const answer = await count({});
  if (!answer.ok) return answer;
  const all = countsOf(answer.value);
  const known = new Map(
    before !== null && goesOn(before, from, all)
      ? before.byTool.map(({ tool, counts }) => [tool, counts])
      : [],
  );
  const names = valueOr(useTools.getState().tools, []).map(({ name }) => name);
  const busyness = (tool: string): number => sumOf(known.get(tool) ?? {});
  for (const tool of names.toSorted((a, b) => busyness(b) - busyness(a))) {
    if (sumOf(restOf(all, [...known.values()])) === 0) break;
    const ofTool = await count({ tools: [tool] });
    if (!ofTool.ok) return ofTool;
    known.set(tool, countsOf(ofTool.value));
  }
  const tools = [...known].flatMap(([tool, counts]) => (tool === null ? [] : [{ tool, counts }]));
  return { ok: true, value: dayFrom(from, all, tools) };
}

/**
 * Whether these counts are the same day's, with nothing gone from them (retention may have removed its beginning), and know
 * of tools: where all is other, the tools may not have been loaded yet.
 */
function goesOn({ from, byStatus, byTool }: Today, today: number, all: Counts): boolean {
  const lost = sumOf(restOf(byStatus, [all])) > 0;
  return from === today && !lost && byTool.some(({ tool }) => tool !== null);
}

async function fetchUnusual(now: number): Promise<Answer<Unusual>> {
  const from = now / 1000 - DAY_S;
  const answer = await ask((api) =>
    api.audit.runs({ statuses: [...UNUSUAL], from, limit: UNUSUAL_SHOWN, at: 'time' }),
  );
  if (!answer.ok) return answer;
  return { ok: true, value: { from, runs: answer.value.runs, total: answer.value.total } };
}

/** What the record says about today. */
export const useOverview = create<OverviewStore>()((set, get) => ({
  today: LOADING,
  unusual: LOADING,
  refetch: async (anew = true) => {
    const now = Date.now();
    const before = get().today;
    const today = await fetchToday(now, valueOr(before, null));
    set((state) => ({ today: settleSmall(state.today, today) }));
    const { unusual: found } = get();
    const known = !anew && found.state === 'ready' && found.error === undefined;
    if (known && today.ok && unusualIn(valueOr(before, null)) === unusualIn(today.value)) return;
    const unusual = await fetchUnusual(now);
    set((state) => ({ unusual: settle(state.unusual, unusual) }));
  },
}));

const unusualIn = (day: Today | null): number =>
  UNUSUAL.reduce((sum, status) => sum + (day?.byStatus[status] ?? 0), 0);
