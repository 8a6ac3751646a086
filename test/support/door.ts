import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  ApprovalScope,
  AuditEntry,
  Caller,
  Effect,
  RunOutcome,
  RunRequest,
  Settings,
  SettingsPatch,
} from '../../src-preload/contract/types.ts';
import { ArtifactStore } from '../../src-main/audit/artifacts.ts';
import type { AuditFs } from '../../src-main/audit/audit-fs.ts';
import type { AuditLog, AuditReader } from '../../src-main/audit/audit-log.ts';
import type { RedactWhole } from '../../src-main/audit/long-result.ts';
import { LOG_FILE_NAME, openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { ActiveRuns } from '../../src-main/execution/active-runs.ts';
import { Approvals } from '../../src-main/execution/approvals.ts';
import type { Approver } from '../../src-main/execution/approver.ts';
import { Changes } from '../../src-main/execution/changes.ts';
import { Control } from '../../src-main/execution/control.ts';
import { createDoor, type ExecuteTool } from '../../src-main/execution/door.ts';
import { CallLimits, RunSlots } from '../../src-main/execution/limits.ts';
import { pauseFile } from '../../src-main/execution/pause-file.ts';
import { Rules } from '../../src-main/execution/rules.ts';
import { rulesFile } from '../../src-main/execution/rules-file.ts';
import { RunStopped } from '../../src-main/execution/stop.ts';
import { BroughtIn } from '../../src-main/execution/taint.ts';
import { toolSchemaHash } from '../../src-main/execution/tool-schema.ts';
import type { Clock } from '../../src-main/platform/clock.ts';
import { createGuardedHttp } from '../../src-main/platform/guarded-http.ts';
import { checkPath } from '../../src-main/platform/guarded-path.ts';
import type { Platform, RunPlatform } from '../../src-main/platform/platform.ts';
import { createSettingsStore, type SettingsStore } from '../../src-main/settings/settings-store.ts';
import { plainSettingsFile } from '../../src-main/settings/settings-file.ts';
import { ToolCatalogue } from '../../src-main/tools/catalogue.ts';
import type { Tool } from '../../src-main/tools/tool.ts';
import { noConsult } from './no-consult.ts';
import { noDesktop } from './no-desktop.ts';

/** Longer than any wait that is part of a test's story; a test that gets here has failed. */
const WAIT_MS = 25_000;

/** The system's time, which a test can move on without waiting for it. */
export class TestClock implements Clock {
  #ahead = 0;
  #wallAhead = 0;
  advance(ms: number): void {
    this.#ahead += ms;
    this.#wallAhead += ms;
  }
  /** Somebody changes the system's clock. */
  setWall(byMs: number): void {
    this.#wallAhead += byMs;
  }
  monotonicMs(): number {
    return performance.now() + this.#ahead;
  }
  epochSeconds(): number {
    return (Date.now() + this.#wallAhead) / 1000;
  }
}

/** What a tool of a test says it did; in the app the platform itself does. */
const REPORT = Symbol('report');
export function reportEffect(platform: RunPlatform, effect: Effect): void {
  (platform as RunPlatform & { [REPORT]: (effect: Effect) => void })[REPORT](effect);
}

function unused(): never {
  throw new Error('No tool of these tests uses this.');
}
const platform: Platform = {
  forPlan: () => ({ checkPath, consult: noConsult, desktop: noDesktop }),
  forRun: (scope) => ({
    checkPath,
    git: { run: unused },
    http: createGuardedHttp(scope),
    workers: { run: unused },
    consult: noConsult,
    desktop: noDesktop,
    browser: { open: unused },
    [REPORT]: (effect: Effect) => scope.report(effect),
  }),
  recover: async () => undefined,
  endIdle: () => undefined,
  dispose: async () => undefined,
};

export interface DoorOptions {
  tools: readonly Tool[];
  settings?: SettingsPatch;
  /** An earlier door's folder: what was stored there is found again. */
  dir?: string;
  auditFs?: AuditFs;
  /** Instead of doing it here and now. */
  redactWhole?: RedactWhole;
  /** Instead of the real approvals. */
  approver?: Approver;
  unreachable?: () => string | null;
}

/** A door over real parts in a folder of its own; only the tools, and the effects they report, are a test's. */
export interface TestDoor {
  dir: string;
  logPath: string;
  clock: TestClock;
  settings: SettingsStore;
  audit: { log: AuditLog; reader: AuditReader };
  runs: ActiveRuns;
  slots: RunSlots;
  control: Control;
  approvals: Approvals;
  rules: Rules;
  changes: Changes;
  executeTool: ExecuteTool;
  /** Runs as the panel, unless told. */
  run(request: RunRequest, caller?: Caller): Promise<RunOutcome>;
  /** Changes the settings as somebody who was allowed to. */
  set(patch: SettingsPatch): void;
  /** The record, from the file. */
  records(): AuditEntry[];
  recordsOf(runId: string): AuditEntry[];
  /** Resolves when that many questions wait. */
  asked(count?: number): Promise<void>;
  /** Opens the window on the oldest question (or the named one), long enough to read it, and answers. */
  allow(scope?: ApprovalScope, approvalId?: string): Promise<void>;
  deny(note?: string, approvalId?: string): Promise<void>;
  /** Stops every run, as closing the app does, and closes the log. */
  quit(): Promise<void>;
}

export function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'execution-layer-door-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export async function openDoor(options: DoorOptions): Promise<TestDoor> {
  const dir = options.dir ?? newFolder();
  mkdirSync(dir, { recursive: true });
  const logs = join(dir, 'logs');
  const logPath = join(logs, LOG_FILE_NAME);
  const clock = new TestClock();
  const redactor = createRedactor({ key: randomBytes(32) });
  const { log, reader, keepWhole } = await openAuditLog({
    dir: logs,
    artifacts: join(dir, 'artifacts'),
    redactor,
    clock: () => clock.epochSeconds(),
    ...(options.auditFs ? { fs: options.auditFs } : {}),
    ...(options.redactWhole ? { redactWhole: options.redactWhole } : {}),
  });
  const settings = createSettingsStore({
    file: plainSettingsFile(join(dir, 'execution_layer_config.json')),
  });
  settings.apply({ ...everyToolOn(settings.get()), ...options.settings });
  const catalogue = new ToolCatalogue(options.tools);
  const runs = new ActiveRuns();
  const slots = new RunSlots();
  const control = new Control(pauseFile(join(dir, 'control.json')), log, clock);
  const rules = new Rules({
    file: rulesFile(join(dir, 'rules.json')),
    audit: log,
    clock,
    newId: randomUUID,
    findTool: (name) => catalogue.find(name),
    report: () => undefined,
  });
  const approvals = new Approvals({
    clock,
    audit: log,
    newId: randomUUID,
    timeoutSeconds: () => settings.get().approval_timeout_s,
    unreachable: options.unreachable ?? (() => null),
    describe: (request, scope) => rules.describe(request, scope),
    stand: (request, scope) => rules.stand(request, scope),
    scopes: (request) => rules.scopes(request),
    flags: () => [],
  });
  const approver = options.approver ?? approvals;
  const quitting = new AbortController();
  const changes = new Changes({ settings, control, audit: log, approver, signal: quitting.signal });
  control.onChanged(() => {
    if (!control.paused) return;
    void runs.stopAll(new RunStopped('paused', 'Stopped by the pause.'));
    approvals.denyAll('Everything was paused.', 'setting:paused');
  });
  const executeTool = createDoor({
    catalogue,
    settings: () => settings.get(),
    isEnabled: (tool, current) => (current.tool_enabled as Record<string, boolean>)[tool.name] ?? true,
    isPaused: () => control.paused,
    audit: log,
    artifacts: new ArtifactStore(join(dir, 'artifacts')),
    keepWhole,
    platform,
    approver,
    standing: ({ tool, args, plan, risk, caller }) =>
      rules.find({
        tool: tool.name,
        toolVersion: tool.version,
        schemaHash: toolSchemaHash(tool),
        caller,
        risk,
        reach: tool.reach?.({ plan, args }),
      }),
    standingUsed: (id) => rules.used(id),
    onStanding: (listener) => rules.onChanged(listener),
    broughtIn: new BroughtIn(),
    limits: new CallLimits(clock),
    slots,
    runs,
    clock,
    recordedTrace: async (traceId, caller) =>
      (await reader.query({ traceId, callers: [caller], limit: 1 })).entries.length > 0,
    newId: randomUUID,
    onBug: () => undefined,
  });
  const records = (): AuditEntry[] =>
    readFileSync(logPath, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditEntry);
  const onShow = (approvalId?: string): { approvalId: string; hash: string } => {
    approvals.setWindowVisible(true);
    const { approval } = approvals.view(approvalId);
    if (!approval) throw new Error('Nothing is asked.');
    clock.advance(700);
    return { approvalId: approval.approvalId, hash: approval.hash };
  };
  onTestFinished(async () => {
    await runs.stopAll(new RunStopped('quit', 'The test has ended.'));
    // A test that broke its log has looked at that already.
    await log.close().catch(() => undefined);
  });
  return {
    dir,
    logPath,
    clock,
    settings,
    audit: { log, reader },
    runs,
    slots,
    control,
    approvals,
    rules,
    changes,
    executeTool,
    run: (request, caller = 'panel') => executeTool(request, caller),
    set: (patch) => void settings.apply(patch),
    records,
    recordsOf: (runId) => records().filter((entry) => entry.run_id === runId),
    asked: (count = 1) => until(() => approvals.list().length >= count, `${count} questions`),
    allow: (scope = { kind: 'once' }, approvalId) => approvals.approve({ ...onShow(approvalId), scope }),
    deny: (note, approvalId) => approvals.deny({ ...onShow(approvalId), note }),
    async quit() {
      const reason = new RunStopped('quit', 'The app was closed.');
      quitting.abort(reason);
      await runs.stopAll(reason);
      await log.close();
    },
  };
}

function everyToolOn(settings: Readonly<Settings>): SettingsPatch {
  const names = Object.keys(settings.tool_enabled) as (keyof Settings['tool_enabled'])[];
  return { tool_enabled: Object.fromEntries(names.map((name) => [name, true])) };
}

/** Resolves when `check` holds. */
export async function until(check: () => boolean, what: string): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (!check()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
