import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useChain } from '../../../src-renderer/panel/state/chain.ts';
import { useDiagnostics } from '../../../src-renderer/panel/state/diagnostics.ts';
import { useExport } from '../../../src-renderer/panel/state/export.ts';
import { useImport } from '../../../src-renderer/panel/state/import.ts';
import { LOADING } from '../../../src-renderer/panel/state/loadable.ts';
import { useLogPanel } from '../../../src-renderer/panel/state/log-panel.ts';
import { useLog } from '../../../src-renderer/panel/state/log.ts';
import { IDLE } from '../../../src-renderer/panel/state/long-work.ts';
import { useModels } from '../../../src-renderer/panel/state/models.ts';
import { useToasts, type Toast } from '../../../src-renderer/panel/state/toasts.ts';
import { useView, type ViewName } from '../../../src-renderer/panel/state/view.ts';

/** Calls of main that have not been answered, oldest first. */
const open: { name: string; answer: (value: unknown) => void; fail: (code: string) => void }[] = [];
const slow = (name: string) => () =>
  new Promise((done) =>
    open.push({
      name,
      answer: (value) => done({ ok: true, value }),
      fail: (code) => done({ ok: false, error: { code, message: `It was ${code}.` } }),
    }),
  );
const go = (name: ViewName): void => useView.getState().go({ type: 'open', name });
const told = (): Toast[] => useToasts.getState().toasts;

beforeEach(() => {
  open.length = 0;
  useToasts.setState({ toasts: [] });
  useExport.setState({ work: IDLE });
  useImport.setState({ work: IDLE });
  useChain.setState({ report: null, since: null, error: null });
  useModels.setState({ status: LOADING, since: null });
  useDiagnostics.setState({ shown: null, since: null, failure: null });
  useLogPanel.setState({ panel: null });
  vi.stubGlobal('window', {
    executionLayer: {
      audit: {
        export: slow('export'),
        importLegacy: slow('import'),
        verify: slow('verify'),
        runs: slow('runs'),
      },
      models: { status: slow('models') },
      system: { diagnostics: slow('diagnostics') },
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  go('overview');
});

describe('an export', () => {
  it('goes on while another view is looked at, once, and says its end there', async () => {
    go('log');
    useLogPanel.getState().open('export');
    const ended = useExport.getState().start();
    go('tools');
    expect(useExport.getState().work).toMatchObject({ state: 'going' });
    await useExport.getState().start();
    expect(open).toHaveLength(1);
    open[0]?.answer({ path: '/tmp/out.html', entries: 12 });
    await ended;
    expect(useExport.getState().work).toMatchObject({ state: 'done', value: { path: '/tmp/out.html' } });
    expect(told()).toMatchObject([{ tone: 'info', title: '12 records exported', text: '/tmp/out.html' }]);
    useLogPanel.setState({ panel: null });
    told()[0]?.action?.run();
    expect(useView.getState().current.name).toBe('log');
    expect(useLogPanel.getState().panel).toBe('export');
  });

  it('says nothing twice: not where its panel shows it, not what the person cancelled', async () => {
    go('log');
    useLogPanel.getState().open('export');
    const shown = useExport.getState().start();
    open[0]?.answer({ path: '/x', entries: 1 });
    await shown;
    expect(told()).toEqual([]);
    go('rules');
    const cancelled = useExport.getState().start();
    open[1]?.fail('cancelled');
    await cancelled;
    expect(told()).toEqual([]);
    const failed = useExport.getState().start();
    open[2]?.fail('bad_request');
    await failed;
    expect(told()).toMatchObject([{ tone: 'bad', title: 'Not exported', text: 'It was bad_request.' }]);
  });
});

it('an import goes on elsewhere, once, and warns there of lines that it could not read', async () => {
  const ended = useImport.getState().start();
  await useImport.getState().start();
  expect(open).toHaveLength(1);
  open[0]?.answer({ entries: 3, malformed: 2, malformedLines: [4, 9] });
  await ended;
  expect(told()).toMatchObject([
    { tone: 'warn', title: '3 entries imported', text: '2 lines could not be read.' },
  ]);
  told()[0]?.action?.run();
  expect(useView.getState().current.name).toBe('log');
  expect(useLog.getState().mode).toBe('legacy');
});

it('an import is told where the list that would show its end is not there, and only there', async () => {
  const end = async (): Promise<void> => {
    const ended = useImport.getState().start();
    open.findLast(({ name }) => name === 'import')?.answer({ entries: 3, malformed: 0, malformedLines: [] });
    await ended;
  };
  go('log');
  useLog.setState({ mode: 'legacy', list: LOADING });
  await end();
  expect(told()).toMatchObject([{ tone: 'info', title: '3 entries imported' }]);
  // The list that is on its way may be from before it.
  expect(open.filter(({ name }) => name === 'runs')).toHaveLength(1);
  useToasts.setState({ toasts: [] });
  const listed = useLog.getState().load();
  const total = { value: 0, exact: true };
  open
    .at(-1)
    ?.answer({ runs: [], nextCursor: null, prevCursor: null, total, log: { firstSeq: 1, lastSeq: 1 } });
  await listed;
  expect(useLog.getState().list.state).toBe('ready');
  await end();
  expect(told()).toEqual([]);
});

describe('a check of the record', () => {
  const check = async (value: unknown, quiet = false): Promise<Toast[]> => {
    useToasts.setState({ toasts: [] });
    const ended = useChain.getState().verify(quiet);
    open.at(-1)?.answer(value);
    await ended;
    return told();
  };
  const whole = { ok: true, records: 7, problems: [] };
  const broken = { ok: false, records: 7, problems: [{ kind: 'altered', message: 'Record 3 is altered.' }] };

  it('that ends where nobody is looking says what it found; one that nobody asked for only what is wrong', async () => {
    go('tools');
    expect(await check(whole)).toMatchObject([
      { tone: 'info', title: 'All 7 records are as they were written' },
    ]);
    expect(await check(whole, true)).toEqual([]);
    expect(await check(broken, true)).toMatchObject([
      { tone: 'bad', title: 'One thing is wrong with the record', text: 'Record 3 is altered.' },
    ]);
  });

  it('is not told where it is shown', async () => {
    go('overview');
    expect(await check(broken)).toEqual([]);
  });
});

it('a look for models can be given up: what comes of it later changes nothing', async () => {
  const { refetch, stop } = useModels.getState();
  void refetch();
  expect(useModels.getState().since).not.toBeNull();
  stop();
  expect(useModels.getState().since).toBeNull();
  const second = refetch();
  open[0]?.answer({ models: ['old'] });
  open[1]?.answer({ models: ['new'] });
  await second;
  expect(useModels.getState().status).toEqual({ state: 'ready', value: { models: ['new'] } });
});

it('a look for models is one, asked for twice; another folder is looked at anew', async () => {
  const { look, refetch } = useModels.getState();
  void look();
  void look();
  expect(open).toHaveLength(1);
  const moved = refetch();
  expect(open).toHaveLength(2);
  open[0]?.answer({ models: ['of the old one'] });
  open[1]?.answer({ models: ['of the new folder'] });
  await moved;
  expect(useModels.getState()).toMatchObject({
    since: null,
    status: { value: { models: ['of the new folder'] } },
  });
  void look();
  expect(open).toHaveLength(3);
});

it('diagnostics are made once at a time, and said where nobody is looking', async () => {
  const ended = useDiagnostics.getState().make();
  await useDiagnostics.getState().make();
  expect(open).toHaveLength(1);
  open[0]?.answer({ id: 'd1', text: 'all of it' });
  await ended;
  expect(useDiagnostics.getState().shown?.text).toBe('all of it');
  expect(told().map(({ title }) => title)).toEqual(['The diagnostics are there to be read']);
});
