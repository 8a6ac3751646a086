import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type {
  ActiveRun,
  AuditSigning,
  ChainReport,
  RunOutcome,
} from '../../../src-preload/contract/types.ts';
import { ask, hasBridge } from '../../../src-renderer/panel/api.ts';
import { LOADING, settle, valueOr, type Loadable } from '../../../src-renderer/panel/state/loadable.ts';
import { createRefetcher } from '../../../src-renderer/panel/state/refetcher.ts';
import { IDLE, reduceRunSession, type RunSession } from '../../../src-renderer/panel/state/run-session.ts';
import { signingNow } from '../../../src-renderer/panel/state/signing.ts';
import { dataFile, foundDamaged, recordFindings } from '../../../src-renderer/panel/state/system.ts';
import { INITIAL_VIEW, reduceView, type ViewAction } from '../../../src-renderer/panel/state/view.ts';

const error: BridgeError = { code: 'internal', message: 'x' };

describe('ask', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('passes answers through, good and bad', async () => {
    vi.stubGlobal('window', { executionLayer: {} });
    expect(await ask(() => Promise.resolve({ ok: true, value: 1 }))).toEqual({ ok: true, value: 1 });
    expect(await ask(() => Promise.resolve({ ok: false, error }))).toEqual({ ok: false, error });
  });

  it('turns what is thrown on the way into an error as data', async () => {
    vi.stubGlobal('window', {});
    expect(hasBridge()).toBe(false);
    const answer = await ask((api) => api.tools.list());
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    vi.stubGlobal('window', { executionLayer: {} });
    const rejected = await ask(() => Promise.reject(new Error('gone')));
    expect(rejected).toEqual({ ok: false, error: { code: 'internal', message: 'gone' } });
  });
});

describe('settle', () => {
  it('keeps the last good value when a refetch fails', () => {
    const ready = settle<number>(LOADING, { ok: true, value: 1 });
    expect(ready).toEqual({ state: 'ready', value: 1 });
    expect(settle(ready, { ok: false, error })).toEqual({ state: 'ready', value: 1, error });
    const failed: Loadable<number> = settle<number>(LOADING, { ok: false, error });
    expect(failed).toEqual({ state: 'failed', error });
    expect(settle(failed, { ok: true, value: 2 })).toEqual({ state: 'ready', value: 2 });
    expect(valueOr(failed, 'none')).toBe('none');
  });
});

describe('createRefetcher', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('folds a burst into the fetch under way and one more', async () => {
    let fetches = 0;
    const changed = createRefetcher(() => {
      fetches += 1;
      return Promise.resolve();
    }, 100);
    for (let at = 0; at < 50; at += 1) changed();
    expect(fetches).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(fetches).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetches).toBe(2);
    changed();
    expect(fetches).toBe(3);
  });

  it('does not miss what changed while a fetch was under way', async () => {
    const finish: (() => void)[] = [];
    const changed = createRefetcher(() => new Promise((resolve) => finish.push(resolve)), 10);
    changed();
    changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(finish).toHaveLength(1);
    finish[0]?.();
    await vi.advanceTimersByTimeAsync(10);
    expect(finish).toHaveLength(2);
  });
});

describe('reduceView', () => {
  it('comes back to where each view was left', () => {
    const actions: ViewAction[] = [
      { type: 'select-tool', tool: 'web_scrape' },
      { type: 'select-run', runId: 'r1' },
      { type: 'open', name: 'settings' },
      { type: 'open', name: 'tools' },
    ];
    const state = actions.reduce(reduceView, INITIAL_VIEW);
    expect(state.current).toEqual({ name: 'tools', tool: 'web_scrape' });
    expect(reduceView(state, { type: 'open', name: 'log' }).current).toEqual({
      name: 'log',
      chosen: { kind: 'run', runId: 'r1' },
    });
  });
});

describe('reduceRunSession', () => {
  const run = (runId: string, startedAt: number, change: Partial<ActiveRun> = {}): ActiveRun => ({
    runId,
    traceId: 't',
    tool: 'git_status',
    caller: 'panel',
    state: 'running',
    startedAt,
    ...change,
  });
  const started = reduceRunSession(IDLE, { type: 'started', dryRun: true, others: ['old'] });
  const see = (session: RunSession, runs: ActiveRun[]): RunSession =>
    reduceRunSession(session, { type: 'active', runs, tool: 'git_status' });
  const idOf = (session: RunSession): string | undefined =>
    session.phase === 'running' ? session.active?.runId : undefined;

  it('finds its own run among those of other tools, other callers and before', () => {
    const session = see(started, [
      run('old', 1),
      run('tray', 5, { caller: 'tray' }),
      run('web', 6, { tool: 'web_scrape' }),
      run('mine', 4),
    ]);
    expect(idOf(session)).toBe('mine');
    expect(idOf(see(session, [run('mine', 4), run('newer', 9)]))).toBe('mine');
    expect(idOf(see(session, []))).toBe('mine');
  });

  it('ends with the answer, once', () => {
    const outcome = { runId: 'mine', status: 'ok' } as RunOutcome;
    const done = reduceRunSession(started, { type: 'answered', answer: { ok: true, value: outcome } });
    expect(done).toEqual({ phase: 'done', askedDry: true, outcome });
    const answer: Answer<RunOutcome> = { ok: false, error };
    expect(reduceRunSession(done, { type: 'answered', answer })).toBe(done);
    expect(reduceRunSession(started, { type: 'answered', answer })).toEqual({ phase: 'failed', error });
    expect(reduceRunSession(done, { type: 'cleared' })).toBe(IDLE);
    expect(reduceRunSession(started, { type: 'cleared' })).toBe(started);
  });
});

it('writes paths as the system does', () => {
  const info = { userData: 'C:\\Data', platform: 'win32 x64' };
  expect(dataFile({ ...info } as Parameters<typeof dataFile>[0], 'control.json')).toBe(
    'C:\\Data\\control.json',
  );
  expect(
    dataFile({ userData: '/data', platform: 'linux x64' } as Parameters<typeof dataFile>[0], 'control.json'),
  ).toBe('/data/control.json');
  expect(dataFile(null, 'control.json')).toBe('control.json');
});

it.each([
  ['audit-damaged', true, true],
  ['audit-tampering', true, true],
  ['audit-torn', true, false],
  ['audit-unavailable', true, false],
  ['runs-interrupted', false, false],
])('of what opening the record found, %s is told of it: %s, and means damage: %s', (id, told, damaged) => {
  const notice = { id, severity: 'error', title: '', message: '' };
  const info = { notices: [notice] } as unknown as Parameters<typeof foundDamaged>[0];
  expect(recordFindings(info)).toEqual(told ? [notice] : []);
  expect(foundDamaged(info)).toBe(damaged);
});

describe('signingNow', () => {
  const reported = (signed: boolean, unsigned?: string): ChainReport =>
    ({ signed, ...(unsigned !== undefined && { unsigned }) }) as ChainReport;
  const said = (signed: boolean, problem: string | null = null): AuditSigning => ({
    signed,
    problem,
    fingerprint: null,
  });
  const problem = 'no key store';

  it('goes by the last check where there is one, else by what the app said', () => {
    expect(signingNow(null, null)).toEqual({ signed: false, problem: null });
    expect(signingNow(null, said(true))).toEqual({ signed: true, problem: null });
    expect(signingNow(reported(false), said(true))).toEqual({
      signed: false,
      problem: null,
    });
    expect(signingNow(reported(true), said(false, problem))).toEqual({ signed: true, problem: null });
  });

  it('takes no signature for one while something keeps the app from signing', () => {
    expect(signingNow(null, said(true, problem))).toEqual({ signed: false, problem });
    expect(signingNow(reported(true, problem), said(true))).toEqual({
      signed: false,
      problem,
    });
  });
});
