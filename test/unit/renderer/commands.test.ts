import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PANEL_CHANNELS, type PanelChannel } from '../../../src-preload/contract/channels.ts';
import { settingShapes } from '../../../src-preload/contract/schemas/settings.ts';
import {
  UPDATE_STATES,
  type AuditEntry,
  type Settings,
  type ToolInfo,
} from '../../../src-preload/contract/types.ts';
import type { Place } from '../../../src-renderer/panel/state/wanted.ts';

// The first-steps store looks into the page when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { document: { querySelector: () => null } }));

const { commands } = await import('../../../src-renderer/panel/features/palette/commands.ts');
const { useActiveRuns } = await import('../../../src-renderer/panel/state/active-runs.ts');
const { useApprovals } = await import('../../../src-renderer/panel/state/approvals.ts');
const { useChain } = await import('../../../src-renderer/panel/state/chain.ts');
const { useControl } = await import('../../../src-renderer/panel/state/control.ts');
const { useDiagnostics } = await import('../../../src-renderer/panel/state/diagnostics.ts');
const { useFirstStart } = await import('../../../src-renderer/panel/state/first-start.ts');
const { useExport } = await import('../../../src-renderer/panel/state/export.ts');
const { useImport } = await import('../../../src-renderer/panel/state/import.ts');
const { IDLE, going } = await import('../../../src-renderer/panel/state/long-work.ts');
const { useModels } = await import('../../../src-renderer/panel/state/models.ts');
const { useRecords } = await import('../../../src-renderer/panel/state/records.ts');
const { useResources } = await import('../../../src-renderer/panel/state/resources.ts');
const { useRuleDraft } = await import('../../../src-renderer/panel/state/rule-draft.ts');
const { useRules } = await import('../../../src-renderer/panel/state/rules.ts');
const { useSessionAnswers } = await import('../../../src-renderer/panel/state/session-answers.ts');
const { useSessions } = await import('../../../src-renderer/panel/state/sessions.ts');
const { useSettings } = await import('../../../src-renderer/panel/state/settings.ts');
const { useSystem } = await import('../../../src-renderer/panel/state/system.ts');
const { useToasts } = await import('../../../src-renderer/panel/state/toasts.ts');
const { useTools } = await import('../../../src-renderer/panel/state/tools.ts');
const { useUpdates } = await import('../../../src-renderer/panel/state/updates.ts');
const { INITIAL_VIEW, useView } = await import('../../../src-renderer/panel/state/view.ts');
const { useWanted } = await import('../../../src-renderer/panel/state/wanted.ts');

/** What only reads: a page asks for it by itself, and a command opens the page. */
const READS: readonly PanelChannel[] = [
  'tools.list',
  'runs.active',
  'approvals.pending',
  'rules.list',
  'rules.sessions',
  'audit.query',
  'audit.runs',
  'audit.get',
  'audit.histogram',
  'audit.artifact',
  'settings.get',
  'control.state',
  'resources.list',
  'updates.state',
  'system.info',
];
/** What is no command, and why. */
const WITHOUT: Partial<Record<PanelChannel, string>> = {
  'system.openLink': 'It is of one link among a result’s, and stands beside each.',
};
const KEYS_WITHOUT: Partial<Record<keyof Settings, string>> = {
  language: 'There is one language so far.',
};

const asked: { channel: string; request: unknown }[] = [];
/** The bridge, with every answer on its way for ever. */
const bridge = new Proxy(
  {},
  {
    get: (_all, feature: string) =>
      new Proxy(
        {},
        {
          get: (_methods, method: string) => (request: unknown) => {
            asked.push({ channel: `${feature}.${method}`, request });
            return new Promise(() => undefined);
          },
        },
      ),
  },
);

const ready = (value: unknown) => ({ state: 'ready' as const, value: value as never });
const TOOL = {
  name: 'git_status',
  title: 'Git status',
  enabled: true,
  risk: 'low',
  availability: { ok: true },
  argsSchema: { type: 'object', properties: {} },
} as unknown as ToolInfo;
const RECORD = { event: 'finished', ts: 1, tool_name: 'git_status', status: 'ok', args: {} };

/** Everything that there can be, at once. */
function fill(settings: Partial<Settings> = {}): void {
  useTools.setState({ tools: ready([TOOL, { ...TOOL, name: 'web_scrape', enabled: false }]) });
  useSettings.setState({
    settings: ready({ dry_run_default: false, models_root: '/m', update_feed_url: 'https://x', ...settings }),
    changes: {},
  });
  useControl.setState({ control: ready({ paused: false }), changing: null });
  const question = { kind: 'run', tool: 'git_status', caller: 'panel', summary: '' };
  useApprovals.setState({
    pending: ready([
      { ...question, approvalId: 'a1' },
      { ...question, approvalId: 'a2' },
    ]),
  });
  useActiveRuns.setState({ active: ready([{ runId: 'r1', tool: 'web_scrape' }]) });
  useResources.setState({ resources: ready([{ id: 'b1', title: 'Chromium' }]) });
  useSystem.setState({
    info: ready({ platform: 'linux x64', userData: '/d', notices: [{ id: 'n1', title: 'Something' }] }),
    dismissed: [],
  });
  useRules.setState({ rules: ready([{ ruleId: 'rule1', words: 'allows', tool: 'git_status' }]) });
  useSessionAnswers.setState({ answers: ready([{ answerId: 's1', words: 'covers' }]) });
  useRuleDraft.setState({
    draft: { tool: 'git_status', host: '', folder: '', caller: '', expiresInS: null },
    trial: { state: 'none' },
    proposal: { state: 'none' },
  });
  useUpdates.setState({ updates: ready({ feed: null, state: 'idle' }) });
  useDiagnostics.setState({ shown: { id: 'd1', text: '' }, since: null });
  useToasts.setState({
    toasts: [{ id: 1, tone: 'info', title: 'Done', undo: { label: 'Undo', run: () => undefined } }],
  });
  useFirstStart.setState({ show: true });
  useSessions.setState({ byTool: {} });
  useRecords.setState({
    byRun: { run1: ready({ entries: [RECORD as unknown as AuditEntry], whole: true }) },
  });
  useView.setState(INITIAL_VIEW);
  still();
}

function still(): void {
  useChain.setState({ since: null });
  useExport.setState({ work: IDLE });
  useImport.setState({ work: IDLE });
  useModels.setState({ since: null });
}

function busy(): void {
  useChain.setState({ since: 1 });
  useExport.setState({ work: going() });
  useImport.setState({ work: going() });
  useModels.setState({ since: 1 });
  useDiagnostics.setState({ since: 1 });
  useRuleDraft.setState({ trial: { state: 'trying', since: 1 } });
}

/** What is asked of main from a place that a command leads to, once the rest is entered there. */
function doneAt(place: Place): string[] {
  if (place.startsWith('setting:')) return ['settings.update', place.slice('setting:'.length)];
  return { 'log-export': ['audit.export'], 'remove-data': ['system.removeData'] }[place as string] ?? [];
}

/** Runs every command there is now, each from the same state, and notes what it asked for or led to. */
function runAll(prepare: () => void): Set<string> {
  const reached = new Set<string>();
  prepare();
  for (const { id } of commands()) {
    prepare();
    asked.length = 0;
    useWanted.setState({ place: null });
    const command = commands().find((each) => each.id === id);
    if (command === undefined) throw new Error(`There is no command ${id} any more.`);
    command.run();
    for (const { channel, request } of asked) {
      reached.add(channel);
      if (channel === 'settings.update') for (const key of Object.keys(request as object)) reached.add(key);
      if (channel === 'audit.cancel') reached.add(`cancel:${(request as { what: string }).what}`);
    }
    const { place } = useWanted.getState();
    if (place === null) continue;
    for (const does of doneAt(place)) reached.add(does);
  }
  return reached;
}

const inTools = (): void => {
  fill();
  useView.getState().go({ type: 'select-tool', tool: 'git_status' });
};
const inLog = (): void => {
  fill();
  useView.getState().go({ type: 'select-run', runId: 'run1' });
};

beforeEach(() => {
  vi.stubGlobal('window', { executionLayer: bridge });
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.resolve() } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  useView.getState().go({ type: 'open', name: 'overview' });
});

describe('the commands', () => {
  it('reach everything that the panel can ask main to do, and every setting', () => {
    const states = UPDATE_STATES.map((state) => () => {
      fill();
      useUpdates.setState({ updates: ready({ feed: 'https://x', state }) });
    });
    const paused = (): void => {
      fill();
      useControl.setState({ control: ready({ paused: true }) });
    };
    const working = (): void => {
      fill();
      busy();
    };
    const all = new Set(
      [inTools, inLog, paused, working, ...states].flatMap((prepare) => [...runAll(prepare)]),
    );
    const wanted = PANEL_CHANNELS.filter((channel) => !READS.includes(channel) && !(channel in WITHOUT));
    expect(wanted.filter((channel) => !all.has(channel))).toEqual([]);
    const keys = Object.keys(settingShapes).filter((key) => !(key in KEYS_WITHOUT));
    expect(keys.filter((key) => !all.has(key))).toEqual([]);
    const works = ['verify', 'export', 'import', 'diagnostics', 'simulate'];
    expect(works.filter((what) => !all.has(`cancel:${what}`))).toEqual([]);
  });

  it('have a title and an id of their own each', () => {
    for (const prepare of [inTools, inLog]) {
      prepare();
      const all = commands();
      for (const of of ['id', 'title'] as const) {
        const seen = all.map((command) => command[of]);
        expect(seen.filter((each, at) => seen.indexOf(each) !== at)).toEqual([]);
      }
    }
  });

  it('put away what has been read, and stop what only this page waits for', () => {
    fill();
    busy();
    const run = (title: RegExp): void =>
      commands()
        .find((command) => title.test(command.title))
        ?.run();
    run(/^Stop looking for models/);
    expect(useModels.getState().since).toBeNull();
    run(/^Dismiss the notice/);
    expect(useSystem.getState().dismissed).toEqual(['n1']);
    run(/^Dismiss what just happened/);
    expect(useToasts.getState().toasts).toEqual([]);
    run(/^Put the first three steps away/);
    expect(useFirstStart.getState().show).toBe(false);
  });

  it.each([
    { ok: true, value: { kept: false } },
    { ok: false, error: { code: 'internal', message: 'x' } },
  ])(
    'say that the first three steps come again, where that they are done could not be stored',
    async (answer) => {
      fill();
      useToasts.setState({ toasts: [] });
      const endFirstSteps = () => Promise.resolve(answer);
      vi.stubGlobal('window', { executionLayer: { system: { endFirstSteps } } });
      commands()
        .find(({ id }) => id === 'skip-first-steps')
        ?.run();
      const title = 'That could not be stored: the three steps come again at the next start.';
      await vi.waitFor(() => expect(useToasts.getState().toasts).toMatchObject([{ tone: 'warn', title }]));
    },
  );

  describe('run what the Log shows again', () => {
    const again = () => commands().find(({ id }) => id === 'again');
    let refuse: () => void = () => undefined;
    beforeEach(() => {
      const error = { code: 'busy', message: 'Too much goes on.' };
      const start = () => new Promise((done) => (refuse = () => done({ ok: false, error })));
      vi.stubGlobal('window', { executionLayer: { runs: { start } } });
      inLog();
      useToasts.setState({ toasts: [] });
    });
    const refused = async (): Promise<unknown> => {
      refuse();
      await vi.waitFor(() => expect(useToasts.getState().toasts).not.toEqual([]));
      return useToasts.getState().toasts;
    };
    const told = [{ tone: 'bad', title: 'git_status was not run', text: 'Too much goes on.' }];

    it('and say why not, where it was not accepted', async () => {
      again()?.run();
      expect(await refused()).toMatchObject(told);
    });

    it('once, wherever the person is by then', async () => {
      again()?.run();
      useView.getState().go({ type: 'open', name: 'rules' });
      expect(await refused()).toMatchObject(told);
    });

    it('unless the tool runs', async () => {
      again()?.run();
      expect(again()).toBeUndefined();
      await refused();
      expect(again()).toBeDefined();
    });
  });
});
