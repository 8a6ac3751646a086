import type { ExecutionLayerApi } from '../../src-preload/contract/api.ts';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { Answer, ErrorCode } from '../../src-preload/contract/errors.ts';
import {
  answerRecords,
  FakeQuestions,
  ruleRecords,
  standingRules,
  waitingQuestions,
} from './fake-questions.ts';
import type {
  ActiveRun,
  AuditEntry,
  AuditRun,
  ControlState,
  Rule,
  RunOutcome,
  Settings,
  Status,
  ToolInfo,
} from '../../src-preload/contract/types.ts';

/*
 * A bridge with nothing behind it, to look at the panel in a plain browser while designing. It answers from memory and
 * proves nothing: what the panel does in the app is tested in the app.
 */

const ok = <T>(value: T): Promise<Answer<T>> => Promise.resolve({ ok: true, value });
const no = <T>(code: ErrorCode, message: string): Promise<Answer<T>> =>
  Promise.resolve({ ok: false, error: { code, message } });
const now = Date.now() / 1000;

export type Scenario = 'empty' | 'full' | 'broken' | 'loading';

const settings: Settings = {
  tool_enabled: {
    git_status: true,
    web_scrape: true,
    browser_automation: false,
    desktop_automation: false,
    consult_ui: false,
  },
  approval_mode: 'auto',
  require_approval_for_risky: true,
  max_steps_per_run: 50,
  max_retries_per_tool: 3,
  dry_run_default: false,
  workspace_roots: [],
  allowed_domains: [],
  private_hosts_allowed: [],
  models_root: null,
  approval_timeout_s: 120,
  run_timeout_s: 120,
  max_concurrent_runs: 5,
  rate_per_minute: 120,
  loop_limit: 100,
  browser_path: null,
  browser_idle_s: 60,
  pause_shortcut: 'CommandOrControl+Alt+Shift+P',
  input_speed: 'instant',
  audit_segment_mb: 64,
  audit_keep_days: 0,
  audit_keep_mb: 0,
  theme: 'system',
  language: 'en',
  start_at_login: false,
};

const later = { ok: false, reason: 'not in this version yet' } as const;
const tools = (): ToolInfo[] => [
  {
    name: 'git_status',
    aliases: [],
    title: 'Git status',
    description:
      'Branch, changes and conflicts of a repository inside a workspace. Reads only, and runs nothing of the repository.',
    risk: 'low',
    version: '1.0.0',
    enabled: true,
    availability: { ok: true },
    argsSchema: {
      type: 'object',
      properties: {
        cwd: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          description: 'A folder inside a workspace. With one workspace, that is the default.',
        },
      },
      additionalProperties: false,
    },
  },
  {
    name: 'web_scrape',
    aliases: ['web_scrape_bs4'],
    title: 'Web scrape',
    description: 'Text, links, tables or metadata of one web page, fetched without running any of it.',
    risk: 'medium',
    version: '1.0.0',
    enabled: true,
    availability: { ok: true },
    argsSchema: {
      type: 'object',
      properties: {
        url: { type: 'string', format: 'uri', description: 'The page, http or https.' },
        selector: {
          type: 'string',
          maxLength: 1000,
          description: 'A CSS selector; the first match is used.',
        },
        mode: {
          type: 'string',
          enum: ['text', 'links', 'tables', 'markdown', 'metadata'],
          default: 'text',
          description: 'What to read from the page.',
        },
      },
      required: ['url'],
      additionalProperties: false,
    },
  },
  {
    name: 'browser_automation',
    aliases: ['browser_automation_selenium'],
    title: 'Browser automation',
    description: 'Steps in a real browser on one site.',
    risk: 'high',
    version: '1.0.0',
    enabled: false,
    availability: { ok: true },
    argsSchema: {
      type: 'object',
      properties: {
        url: { type: 'string', format: 'uri', description: 'Where to start.' },
        steps: {
          type: 'array',
          minItems: 1,
          description: 'What to do, in order.',
          items: {
            oneOf: [
              {
                type: 'object',
                properties: {
                  action: { type: 'string', const: 'click' },
                  selector: { type: 'string', description: 'What to click.' },
                },
                required: ['action', 'selector'],
              },
              {
                type: 'object',
                properties: {
                  action: { type: 'string', const: 'type' },
                  selector: { type: 'string' },
                  text: { type: 'string' },
                  secret: { type: 'boolean', default: false, description: 'Keep the text out of records.' },
                },
                required: ['action', 'selector', 'text'],
              },
            ],
          },
        },
        extract: {
          type: 'array',
          items: { type: 'string', enum: ['html', 'text', 'title'] },
          default: ['text'],
        },
        timeoutMs: { type: 'integer', minimum: 1, maximum: 60000 },
        headless: { type: 'boolean', default: true },
      },
      required: ['url', 'steps'],
    },
  },
  {
    name: 'desktop_automation',
    aliases: ['desktop_automation_pyautogui'],
    title: 'Desktop automation',
    description: 'Mouse and keyboard on this computer.',
    risk: 'high',
    version: '0.0.0',
    enabled: false,
    availability: later,
    argsSchema: { type: 'object', properties: {} },
  },
  {
    name: 'consult_ui',
    aliases: [],
    title: 'Consult',
    askAlways: true,
    description: 'Asks a question in a provider’s own window.',
    risk: 'high',
    version: '0.0.0',
    enabled: false,
    availability: later,
    argsSchema: { type: 'object', properties: {} },
  },
];

const HOSTILE =
  'total: \u202Eexe.gnp\u202C \u200Bhidden\u0007 <img src=x onerror=alert(1)> ' +
  'very-long-name-'.repeat(20);

export function outcome(tool: string, status: Status, dryRun: boolean): RunOutcome {
  const web = tool === 'web_scrape';
  return {
    runId: `run_${Math.random().toString(36).slice(2, 14)}`,
    traceId: 'trc_9f2c4e8a1b7d',
    auditId: 'aud_1',
    tool,
    status,
    dryRun,
    plan: {
      summary: web
        ? 'Fetch https://example.com/report and read its text.'
        : 'Read the status of /home/anna/project.',
      risk: web ? 'medium' : 'low',
      steps: 1,
      effects: web
        ? [{ kind: 'network', target: 'https://example.com:443', detail: 'GET /report, at most 5 redirects' }]
        : [
            { kind: 'read', target: '/home/anna/project', detail: 'work tree and index' },
            { kind: 'spawn', target: '/usr/bin/git', detail: 'status --porcelain=v2 -z --branch' },
          ],
      facts: { realPath: '/home/anna/project', inode: 1310722, gitDir: '/home/anna/project/.git' },
    },
    decision: {
      verdict: 'allow',
      decidedBy: 'mode',
      why: 'In automatic mode, low and medium risk run without asking.',
    },
    ...(dryRun || status !== 'ok'
      ? {}
      : {
          result: web
            ? {
                url: 'https://example.com/report',
                finalUrl: 'https://example.com/report',
                status: 200,
                contentType: 'text/html; charset=utf-8',
                title: 'Report',
                mode: 'text',
                selector: null,
                result: `Report\n\n${HOSTILE}\n${'Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n'.repeat(180_000)}`,
                bytes: 10_212_840,
                truncated: false,
                links: Array.from({ length: 340 }, (_, index) => ({
                  text: `Chapter ${index + 1}`,
                  href: `https://example.com/report/${index + 1}`,
                })),
                tables: [
                  [
                    ['Name', 'Amount', 'Change'],
                    ['North', '1,204', '+3.1%'],
                    ['South', '998', '-0.4%'],
                  ],
                ],
              }
            : {
                root: '/home/anna/project',
                branch: 'main',
                upstream: 'origin/main',
                ahead: 2,
                behind: 0,
                clean: false,
                files: [
                  { path: 'src/main.ts', index: 'M', workingTree: ' ' },
                  { path: 'notes \u202Etxt.md', index: '?', workingTree: '?' },
                ],
                porcelain: '## main...origin/main [ahead 2]\nM  src/main.ts\n?? notes.md\n',
              },
        }),
    ...(status === 'ok' || status === 'dry_run'
      ? {}
      : { error: { code: status, message: `It went wrong: ${HOSTILE}` } }),
    durationMs: 41.7,
    attempts: 1,
    artifacts: [],
  };
}

const STATUS_SAMPLE: (Status | null)[] = [
  'ok',
  'dry_run',
  'ok',
  'error',
  'policy_blocked',
  'cancelled',
  'timed_out',
  'ok',
  'invalid_args',
  'denied',
  'interrupted',
];

function runs(count: number): AuditRun[] {
  return Array.from({ length: count }, (_, index) => {
    const status = STATUS_SAMPLE[index % STATUS_SAMPLE.length] ?? 'ok';
    return {
      runId: `run_${String(count - index).padStart(12, '0')}`,
      traceId: 'trc_1',
      tool: index === 6 ? 'x'.repeat(300) : index % 3 === 0 ? 'web_scrape' : 'git_status',
      caller: 'panel',
      status,
      dryRun: status === 'dry_run',
      reason: index % 4 === 0 ? HOSTILE : null,
      decision:
        status === 'invalid_args'
          ? null
          : {
              verdict: 'allow',
              decidedBy: index % 4 === 1 ? 'rule:rul_1' : index % 5 === 0 ? 'person' : 'mode',
              why: 'In automatic mode, low and medium risk run without asking.',
            },
      startedAt: now - index * index * 71,
      durationMs: 12 * (index + 1),
      error:
        status === 'error' ? { code: 'fetch_failed', message: 'The name example.test was not found.' } : null,
      auditId: `aud_${index}`,
      firstSeq: (count - index) * 4,
      lastSeq: (count - index) * 4 + 3,
      events: 4,
    };
  });
}

/** What a run of a quick Allow was decided on. */
function fastRun(): AuditEntry[] {
  const [, decided] = records('run_fast');
  const plan = {
    summary: 'Open https://shop.example.com and act there in 4 steps.',
    risk: 'high',
    steps: 4,
    effects: [{ kind: 'navigate', target: 'https://shop.example.com/login', detail: '' }],
    facts: {},
  };
  return decided === undefined ? [] : [{ ...decided, plan }];
}

function records(runId: string): AuditEntry[] {
  const made = outcome('git_status', 'ok', false);
  const base = {
    tool_name: 'git_status',
    department: null,
    agent_id: 'nightly-report',
    reason: 'Check before the release',
    trace_id: 'trc_9f2c4e8a1b7d',
    run_id: runId,
    caller: 'panel',
    dry_run: false,
    args: { cwd: '/home/anna/project' },
    prev_hash: '0'.repeat(64),
    hash: 'a1b2'.repeat(16),
    error: null,
    status: null,
    duration_ms: null,
  };
  const plan = made.plan === undefined ? undefined : (JSON.parse(JSON.stringify(made.plan)) as JsonValue);
  return [
    { ...base, audit_id: 'a1', seq: 101, ts: now - 60, event: 'requested' },
    { ...base, audit_id: 'a2', seq: 102, ts: now - 59.99, event: 'decided', plan, decision: made.decision },
    { ...base, audit_id: 'a3', seq: 103, ts: now - 59.98, event: 'started' },
    {
      ...base,
      audit_id: 'a4',
      seq: 104,
      ts: now - 59.95,
      event: 'finished',
      status: 'ok',
      duration_ms: 41.7,
      attempts: 1,
      result: made.result,
      effects: made.plan?.effects,
    },
  ];
}

/** Puts a bridge of the given scenario on the page. */
export function installFakeBridge(scenario: Scenario, overrides: Partial<Settings> = {}): void {
  const listeners = new Map<string, Set<(ids: never) => void>>();
  const on =
    (name: string) =>
    (callback: (ids: never) => void): (() => void) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(callback));
      return () => set.delete(callback);
    };
  const emit = (name: string, ids: object): void =>
    listeners.get(name)?.forEach((callback) => callback(ids as never));

  const full = scenario === 'full';
  const state = {
    settings: {
      ...settings,
      ...(full && {
        workspace_roots: ['/home/anna/project', `/home/anna/${'long-folder-name/'.repeat(18)}`],
        allowed_domains: ['example.com', '*.example.org'],
        private_hosts_allowed: ['127.0.0.1:8080'],
      }),
      ...overrides,
    },
    tools: tools(),
    active: (full
      ? [
          {
            runId: 'run_live00000001',
            traceId: 'trc_live',
            tool: 'web_scrape',
            caller: 'panel',
            state: 'running',
            startedAt: now - 4,
            step: { index: 1, of: 2, words: 'Fetching https://example.com/report' },
          },
          {
            runId: 'run_live00000002',
            traceId: 'trc_live',
            tool: 'browser_automation',
            caller: 'panel',
            state: 'waiting',
            startedAt: now - 18,
          },
        ]
      : []) as ActiveRun[],
    control: {
      paused: false,
      running: full ? 1 : 0,
      waiting: full ? 3 : 0,
      tray: full,
      shortcut: { accelerator: 'CommandOrControl+Alt+Shift+P', registered: full },
    } as ControlState,
  };
  const questions = new FakeQuestions(full ? waitingQuestions() : [], () => {
    state.control = { ...state.control, waiting: questions.pending.length };
    emit('approvals', { approvalId: 'any' });
  });
  let rules = full ? standingRules() : [];
  (window as unknown as { answerQuestions: (allow: boolean) => void }).answerQuestions = (allow) =>
    questions.answer(allow);
  const broken = <T>(): Promise<Answer<T>> => no('internal', 'The log could not be read: EIO.');
  const never = <T>(): Promise<Answer<T>> => new Promise(() => undefined);
  const unless = <T>(answer: () => Promise<Answer<T>>): Promise<Answer<T>> =>
    scenario === 'broken' ? broken() : scenario === 'loading' ? never() : answer();
  const notYet = <T>(): Promise<Answer<T>> => no('not_implemented', 'Not in this version yet.');

  const api: ExecutionLayerApi = {
    tools: {
      list: () => unless(() => ok(structuredClone(state.tools))),
      setEnabled: ({ tool, enabled }) => {
        const info = state.tools.find((candidate) => candidate.name === tool);
        if (!info) return no('unknown_tool', `No tool is called ${tool}.`);
        const change = (): Answer<ToolInfo> => {
          info.enabled = enabled;
          emit('settings', { keys: ['tool_enabled'] });
          return { ok: true, value: structuredClone(info) };
        };
        if (!enabled) return Promise.resolve(change());
        return questions.ask('settings.update', `Change tool_enabled.${tool}`, change);
      },
    },
    runs: {
      start: async (request) => {
        const tool = 'tool' in request ? request.tool : 'batch';
        const run: ActiveRun = {
          runId: 'run_current00001',
          traceId: 'trc_1',
          tool,
          caller: 'panel',
          state: 'running',
          startedAt: Date.now() / 1000,
          step: { index: 1, of: 2, words: `Working on ${HOSTILE}` },
        };
        state.active.push(run);
        emit('runs', { runId: run.runId });
        const wait = request.reason?.startsWith('slow') ? 3000 : 30;
        await new Promise((resolve) => setTimeout(resolve, wait));
        state.active = state.active.filter((other) => other !== run);
        emit('runs', { runId: run.runId });
        const asked = request.reason as Status | undefined;
        if (asked === 'policy_blocked' || asked === 'error')
          return { ok: true, value: outcome(tool, asked, false) };
        return { ok: true, value: outcome(tool, request.dryRun ? 'dry_run' : 'ok', request.dryRun === true) };
      },
      cancel: () => ok({ cancelled: true }),
      active: () => unless(() => ok([...state.active])),
      onChanged: on('runs'),
      onOpen: on('open'),
    },
    approvals: {
      pending: () => unless(() => ok([...questions.pending])),
      review: () => ok({ raised: true }),
      onChanged: on('approvals'),
    },
    rules: {
      list: () => unless(() => ok([...rules])),
      remove: ({ ruleId }) => {
        rules = rules.filter((rule) => rule.ruleId !== ruleId);
        return ok({ removed: true });
      },
      propose: ({ tool, match }) =>
        questions.ask('rules.propose', `Change rule for ${tool}`, () => {
          const rule = { ...(standingRules()[0] as Rule), ruleId: `rul_${Math.random()}`, tool, match };
          rules = [...rules, rule];
          return { ok: true, value: rule };
        }),
      simulate: ({ match }) => {
        if (!full) return ok({ runs: 0, wouldAllow: 0, wouldAsk: 0, examples: [] });
        const none = match.host !== undefined && match.host !== 'example.com:443';
        return ok(
          none
            ? { runs: 44, wouldAllow: 0, wouldAsk: 44, examples: [] }
            : { runs: 44, wouldAllow: 41, wouldAsk: 3, examples: runs(5) },
        );
      },
    },
    audit: {
      query: (query) =>
        unless(() =>
          ok({
            entries: !full
              ? []
              : query?.events?.includes('approval')
                ? answerRecords(60)
                : query?.events?.includes('rule')
                  ? ruleRecords()
                  : query?.events?.includes('decided')
                    ? fastRun()
                    : query?.runId
                      ? records(query.runId)
                      : [],
            nextCursor: null,
            total: { value: 4, exact: true },
          }),
        ),
      runs: (query) =>
        unless(() =>
          ok({
            runs: full ? runs(query?.cursor ? 20 : 50) : [],
            nextCursor: full && !query?.cursor ? 'more' : null,
            total: { value: full ? 1000 : 0, exact: !full },
          }),
        ),
      get: notYet,
      histogram: notYet,
      artifact: notYet,
      verify: notYet,
      export: notYet,
      importLegacy: notYet,
      onAppended: on('audit'),
    },
    settings: {
      get: () => unless(() => ok(structuredClone(state.settings))),
      update: (patch) => {
        const bad = patch.allowed_domains?.find((domain) => !/^[a-z0-9.*-]+$/.test(domain));
        if (bad !== undefined) {
          return no(
            'bad_request',
            'allowed_domains: A host name like example.com, or *.example.com for its subdomains (lower case).',
          );
        }
        const change = (): Answer<Settings> => {
          Object.assign(state.settings, patch);
          return { ok: true, value: structuredClone(state.settings) };
        };
        const loosens =
          patch.require_approval_for_risky === false ||
          patch.approval_mode === 'auto' ||
          patch.max_steps_per_run;
        if (!loosens) return Promise.resolve(change());
        return questions.ask('settings.update', `Change ${Object.keys(patch).join(', ')}`, change);
      },
      pickWorkspace: () => {
        state.settings.workspace_roots = [...state.settings.workspace_roots, '/home/anna/project'];
        return ok(structuredClone(state.settings));
      },
      onChanged: on('settings'),
    },
    control: {
      state: () => unless(() => ok(structuredClone(state.control))),
      pause: (request) => {
        state.control = {
          ...state.control,
          paused: true,
          since: Date.now() / 1000,
          reason: request?.reason ?? 'asked',
        };
        return ok(structuredClone(state.control));
      },
      resume: () =>
        questions.ask('control.resume', 'Change paused', () => {
          state.control = { ...state.control, paused: false };
          return { ok: true, value: structuredClone(state.control) };
        }),
      onChanged: on('control'),
    },
    models: { status: notYet },
    system: {
      info: () =>
        unless(() =>
          ok({
            appVersion: '0.1.0',
            electron: '45.4.1',
            chrome: '148.0.0.0',
            node: '24.1.0',
            platform: 'linux',
            userData: '/home/anna/.config/Execution Layer',
            notices: full
              ? [
                  {
                    id: 'torn',
                    severity: 'warning',
                    title: 'The last record was cut off',
                    message: 'The app ended while writing. The rest was moved to logs/torn-1.jsonl.',
                  },
                ]
              : [],
          }),
        ),
    },
  };
  window.executionLayer = api;
}
