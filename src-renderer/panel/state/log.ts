import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { AuditEntry, AuditPage, AuditQuery, AuditRun } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';
import { NO_FILTER, queryOf, type LogFilter, type LogMode } from './log-filter.ts';
import {
  addNext,
  addPrev,
  jumpTo,
  newAbove,
  openWindow,
  refreshTop,
  seqAt,
  type Loaded,
  type LogWindow,
} from './log-window.ts';

export type Row =
  | { key: string; seq: number; kind: 'run'; run: AuditRun }
  | { key: string; seq: number; kind: 'record'; entry: AuditEntry };

const PAGE = 100;
const FIRST_PAGE = 50;
/** Where all that match are known to be few, they are loaded in as few questions as can be. */
const BIG_PAGE = 500;

/** The audit ends a question of the list when the next one is asked. */
const ASKER = 'log-list';

export type LogEdge = { way: 'next' | 'prev' | 'jump'; error: BridgeError };

interface LogStore {
  mode: LogMode;
  filter: LogFilter;
  list: Loadable<LogWindow<Row>>;
  /** The rows on show are of an earlier question; those of this one are on their way. */
  asking: boolean;
  /** Counts questions: which answer is still wanted. */
  question: number;
  /** The question whose answer is on show, from its top. */
  shown: number;
  /** A page beside the loaded ones that could not be had. */
  failed: LogEdge | null;
  /** New rows come in by themselves while the top is in view. */
  live: boolean;
  atTop: boolean;
  /** What has come and is not shown. */
  fresh: { count: number; more: boolean };
  setMode: (mode: LogMode) => void;
  setFilter: (filter: LogFilter) => void;
  setLive: (live: boolean) => void;
  setAtTop: (atTop: boolean) => void;
  /** Asks anew, from the top. */
  load: () => Promise<void>;
  refresh: () => Promise<void>;
  more: (way: 'next' | 'prev') => Promise<void>;
  jump: (place: number) => Promise<void>;
  retry: () => void;
}

export const useLog = create<LogStore>()((set, get) => {
  const fetchPage = async (more: Partial<AuditQuery>): Promise<Answer<Loaded<Row>>> => {
    const { mode, filter } = get();
    const query = { ...queryOf(filter, mode), ...more, asker: ASKER };
    if (mode === 'records') {
      const answer = await ask((api) => api.audit.query(query));
      return answer.ok
        ? { ok: true, value: loadedOf(answer.value, answer.value.entries.map(recordRow)) }
        : answer;
    }
    const answer = await ask((api) => api.audit.runs(query));
    return answer.ok ? { ok: true, value: loadedOf(answer.value, answer.value.runs.map(runRow)) } : answer;
  };
  /** The window, when the question is still the one that was asked. */
  const windowOf = (question: number): LogWindow<Row> | null => {
    const { list, question: now } = get();
    return now === question && list.state === 'ready' ? list.value : null;
  };
  const put = (window: LogWindow<Row>): void => set({ list: { state: 'ready', value: window } });
  // One page at a time: two ways at once would both build on the same window. Free again before its answer is shown: what is
  // shown then may want the next one at once.
  let busy = false;
  const fetchBeside = async (more: Partial<AuditQuery>): Promise<Answer<Loaded<Row>>> => {
    busy = true;
    try {
      return await fetchPage(more);
    } finally {
      busy = false;
    }
  };
  // What is new is looked for when nothing that the person wants is: it would take that question's place.
  let refreshing = false;
  let missed = false;
  const catchUp = (): void => {
    if (!missed || busy || refreshing || get().asking) return;
    missed = false;
    void get().refresh();
  };

  /** A page beside the loaded ones, or why there is none, unless something else was asked meanwhile. */
  const show = (
    question: number,
    way: LogEdge['way'],
    answer: Answer<Loaded<Row>>,
    join: (window: LogWindow<Row>, loaded: Loaded<Row>) => LogWindow<Row>,
  ): void => {
    const window = windowOf(question);
    if (window !== null && answer.ok) {
      set({ failed: null });
      put(join(window, answer.value));
    } else if (window !== null && !answer.ok) set({ failed: { way, error: answer.error } });
    catchUp();
  };
  /** What is new at the top: shown there, or counted. */
  const comeIn = async (window: LogWindow<Row>, answer: Answer<Loaded<Row>>): Promise<void> => {
    if (!answer.ok) {
      set({ list: { state: 'ready', value: window, error: answer.error } });
      return;
    }
    const { live, atTop } = get();
    const next = live ? refreshTop(window, answer.value, atTop) : window;
    if (next === null) {
      await get().load();
      return;
    }
    put(next);
    set({ fresh: newAbove(next, answer.value) });
  };

  return {
    mode: 'runs',
    filter: NO_FILTER,
    list: LOADING,
    asking: false,
    question: 0,
    shown: 0,
    failed: null,
    live: true,
    atTop: true,
    fresh: { count: 0, more: false },
    setMode: (mode) => {
      if (mode === get().mode) return;
      set({ mode, list: LOADING });
      void get().load();
    },
    setFilter: (filter) => {
      set({ filter });
      void get().load();
    },
    setLive: (live) => {
      set({ live });
      if (live) void get().refresh();
    },
    setAtTop: (atTop) => {
      if (atTop === get().atTop) return;
      set({ atTop });
      if (atTop) void get().refresh();
    },
    load: async () => {
      const question = get().question + 1;
      set({ question, asking: true, failed: null });
      const answer = await fetchPage({ limit: FIRST_PAGE });
      if (get().question !== question) return;
      set(({ list }) => ({
        asking: false,
        shown: question,
        atTop: true,
        fresh: { count: 0, more: false },
        list: settle(list, answer.ok ? { ok: true, value: openWindow(answer.value) } : answer),
      }));
      catchUp();
    },
    refresh: async () => {
      const { question, list, asking } = get();
      if (asking || busy || refreshing) {
        missed = true;
        return;
      }
      if (list.state !== 'ready') {
        if (list.state === 'failed') await get().load();
        return;
      }
      refreshing = true;
      const answer = await fetchPage({ limit: FIRST_PAGE });
      refreshing = false;
      const window = windowOf(question);
      if (!answer.ok && answer.error.code === 'cancelled') missed = true;
      else if (window !== null) await comeIn(window, answer);
      catchUp();
    },
    more: async (way) => {
      const { question } = get();
      const before = windowOf(question);
      const page = way === 'next' ? before?.pages.at(-1) : before?.pages[0];
      const cursor = page?.[way] ?? null;
      if (busy || before === null || cursor === null) return;
      const answer = await fetchBeside({ cursor, limit: before.total.exact ? BIG_PAGE : PAGE });
      show(question, way, answer, way === 'next' ? addNext : addPrev);
    },
    jump: async (place) => {
      const { question } = get();
      const before = windowOf(question);
      if (busy || before === null) return;
      const answer = await fetchBeside({ start: { seq: seqAt(before, place) }, limit: PAGE });
      show(question, 'jump', answer, (window, loaded) => jumpTo(window, place, loaded));
    },
    retry: () => {
      const { failed } = get();
      set({ failed: null });
      if (failed?.way === 'next' || failed?.way === 'prev') void get().more(failed.way);
      else void get().load();
    },
  };
});

function loadedOf(answer: AuditPage, rows: Row[]): Loaded<Row> {
  const { prevCursor, nextCursor, total, log, indexing } = answer;
  return { page: { rows, prev: prevCursor, next: nextCursor }, total, log, indexing };
}

const runRow = (run: AuditRun): Row => ({ key: run.runId, seq: run.firstSeq, kind: 'run', run });
const recordRow = (entry: AuditEntry): Row => ({
  key: entry.audit_id,
  seq: entry.seq,
  kind: 'record',
  entry,
});
