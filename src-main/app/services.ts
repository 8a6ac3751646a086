import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { Notice, Settings, ToolName } from '../../src-preload/contract/types.ts';
import { ArtifactStore } from '../audit/artifacts.ts';
import { AuditUnavailable, type AuditLog } from '../audit/audit-log.ts';
import { openAuditLog, type OpenedAuditLog } from '../audit/open-audit-log.ts';
import { copyInWorker } from '../audit/legacy-in-worker.ts';
import { legacyLog } from '../audit/legacy-log.ts';
import type { KeyStore } from '../audit/signing-key.ts';
import { redactInWorker } from '../audit/redact-in-worker.ts';
import { verifyInWorker } from '../audit/verify-in-worker.ts';
import type { Redactor } from '../audit/redaction.ts';
import { ActiveRuns } from '../execution/active-runs.ts';
import { Approvals } from '../execution/approvals.ts';
import { canonicalJson } from '../execution/canonical.ts';
import { Changes } from '../execution/changes.ts';
import { Control } from '../execution/control.ts';
import { createDoor, type ExecuteTool } from '../execution/door.ts';
import { CallLimits, RunSlots } from '../execution/limits.ts';
import { requestFlags } from '../execution/flags.ts';
import { pauseFile } from '../execution/pause-file.ts';
import { Rules } from '../execution/rules.ts';
import { rulesFile } from '../execution/rules-file.ts';
import { RunStopped } from '../execution/stop.ts';
import { BroughtIn } from '../execution/taint.ts';
import { toolSchemaHash } from '../execution/tool-schema.ts';
import type { AuditRouteParts } from '../ipc/routes/audit.ts';
import { systemClock } from '../platform/clock.ts';
import type { Leavable, LeftWindows } from '../platform/assistants/left-windows.ts';
import type { KeptBrowsers } from '../platform/browser/kept-browsers.ts';
import { MAX_PROVIDERS_BYTES, readProviders, type Providers } from '../platform/assistants/providers.ts';
import { createPlatform } from '../platform/create-platform.ts';
import type { DesktopHost } from '../platform/input/desktop-host.ts';
import type { DeskGate } from '../platform/input/gate.ts';
import { createOwnedProcesses, type OwnedFile, type OwnedProcesses } from '../platform/owned-processes.ts';
import type { Platform } from '../platform/platform.ts';
import { DEFAULT_SETTINGS } from '../settings/defaults.ts';
import { loosenedSince } from '../settings/direction.ts';
import { readLastSettings, writeLastSettings } from '../settings/last-settings.ts';
import { replaceFileSync } from '../platform/replace-file.ts';
import { readTextUpTo } from '../settings/settings-file.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { ToolCatalogue } from '../tools/catalogue.ts';
import type { Tool } from '../tools/tool.ts';
import { texts } from '../texts/texts.ts';
import { loosenedNotice, problemNotice, recoveryNotices } from './notices.ts';
import type { UserData } from './user-data.ts';

/** Everything behind the windows, put together. None of it knows of electron. */
export interface Services {
  settings: SettingsStore;
  audit: OpenedAuditLog;
  artifacts: ArtifactStore;
  legacy: AuditRouteParts['legacy'];
  /** The folder with all of it on the disk. */
  userData: string;
  /** Aborted when the app quits. */
  quitting: AbortSignal;
  platform: Platform;
  /** The windows that wait for the person. */
  windows: LeftWindows<Leavable>;
  /** The browsers that are kept ready for the next run. */
  keptBrowsers: KeptBrowsers;
  catalogue: ToolCatalogue;
  runs: ActiveRuns;
  control: Control;
  changes: Changes;
  approvals: Approvals;
  rules: Rules;
  executeTool: ExecuteTool;
  isEnabled: (tool: Tool, settings: Readonly<Settings>) => boolean;
  notices: Notice[];
  /** Stops every run, ends every child, and writes down that the app ended. */
  stop(): Promise<void>;
}

export interface ServiceParts {
  userData: UserData;
  settings: SettingsStore;
  redactor: Redactor;
  /** What the redactor was made with. */
  redactionKey: Uint8Array;
  /** What keeps the key that signs the record. */
  keyStore: KeyStore;
  /** Why equal secrets may look different from before, or null. */
  redactionProblem: string | null;
  /** What went wrong that nobody waits for, and bugs of tools: for the app's log. */
  report: (what: string, error: unknown) => void;
  tools: readonly Tool[];
  /** Tools that have no toggle (a bench build's). */
  alwaysOn: readonly string[];
  scriptDir: string;
  /** What of the desktop only the app itself can tell or do. */
  desktopHost: DesktopHost;
  /** Keeps questions and synthetic input apart. */
  gate: DeskGate;
  version: string;
}

/** Opens the record and the settings, tells what the last run of the app left behind, and builds the door. */
export async function startServices(parts: ServiceParts): Promise<Services> {
  const { userData, settings } = parts;
  const audit = await openAuditLog({
    dir: userData.logs,
    redactor: parts.redactor,
    started: { version: parts.version },
    signing: { keyPath: userData.auditKey, store: parts.keyStore },
    artifacts: userData.artifacts,
    segmentBytes: () => settings.get().audit_segment_mb * 1024 * 1024,
    keep: () => ({ days: settings.get().audit_keep_days, megabytes: settings.get().audit_keep_mb }),
    verify: verifyInWorker(join(parts.scriptDir, 'audit-verify.cjs')),
    syncThread: join(parts.scriptDir, 'audit-sync.cjs'),
    redactWhole: redactInWorker(join(parts.scriptDir, 'audit-redact.cjs'), parts.redactionKey),
    index: { script: join(parts.scriptDir, 'audit-index.cjs'), path: userData.auditIndex },
    report: parts.report,
  });
  const legacy = legacyLog({
    dir: userData.imported,
    copy: copyInWorker(join(parts.scriptDir, 'audit-import.cjs'), parts.redactionKey),
    index: {
      script: join(parts.scriptDir, 'audit-index.cjs'),
      path: userData.importedIndex,
      report: (what) => parts.report('The search index of what was imported', what),
    },
  });
  const artifacts = audit.artifacts ?? new ArtifactStore(userData.artifacts);
  const providers = ownProviders(userData.providers);
  const owned = createOwnedProcesses(ownedFile(userData.owned), parts.report);
  await endLeftovers(audit.log, owned);
  const platform = createPlatform({
    scriptDir: parts.scriptDir,
    owned,
    browserDir: userData.browsers,
    desktop: { host: parts.desktopHost, gate: parts.gate, notePath: userData.heldInput },
    providers: providers.list,
    profiles: userData.profiles,
  });
  recordWindows(audit.log, platform.windows);
  const catalogue = new ToolCatalogue(parts.tools);
  const runs = new ActiveRuns();
  const control = new Control(pauseFile(userData.control), audit.log, systemClock);
  const quitting = new AbortController();
  const rules = new Rules({
    file: rulesFile(userData.rules),
    audit: audit.log,
    clock: systemClock,
    newId: randomUUID,
    findTool: (name) => catalogue.find(name),
    report: parts.report,
  });
  rules.keepTime();
  const keepingTime = setInterval(() => rules.keepTime(), KEEP_TIME_MS);
  const approvals = new Approvals({
    clock: systemClock,
    audit: audit.log,
    newId: randomUUID,
    timeoutSeconds: () => settings.get().approval_timeout_s,
    unreachable: () => (quitting.signal.aborted ? 'The app is closing.' : null),
    describe: (request, scope) => rules.describe(request, scope),
    stand: (request, scope) => rules.stand(request, scope),
    scopes: (request) => rules.scopes(request),
    flags: (request) => requestFlags(request, (key, text) => looksSecret(parts.redactor, key, text)),
  });
  const approver = approvals;
  approvals.onChanged(() => parts.gate.setAsking('approvals', approvals.list().length > 0));
  const changes = new Changes({ settings, control, audit: audit.log, approver, signal: quitting.signal });
  const isEnabled = (tool: Tool, current: Readonly<Settings>): boolean =>
    parts.alwaysOn.includes(tool.name) || current.tool_enabled[tool.name as ToolName];

  control.onChanged(() => {
    if (!control.paused) return;
    void runs.stopAll(new RunStopped('paused', 'Stopped by the pause.'));
    platform.endIdle();
    approvals.denyAll('Everything was paused.', 'setting:paused');
    void platform.windows.endAll('paused');
  });
  settings.onChanged(({ after }) => {
    try {
      writeLastSettings(userData.settingsAtQuit, after);
    } catch (error) {
      // The next start compares with older settings, and says more rather than less.
      parts.report('settings-at-quit.json was not written', error);
    }
  });

  const executeTool = createDoor({
    catalogue,
    settings: () => settings.get(),
    isEnabled,
    isPaused: () => control.paused,
    audit: audit.log,
    artifacts,
    keepWhole: audit.keepWhole,
    platform,
    approver,
    standing: ({ tool, plan, risk, args, caller }) =>
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
    limits: new CallLimits(systemClock),
    slots: new RunSlots(),
    runs,
    clock: systemClock,
    recordedTrace: async (traceId, caller) =>
      (await audit.reader.query({ traceId, callers: [caller], limit: 1 })).entries.length > 0,
    newId: randomUUID,
    onBug: (tool, error) => parts.report(`A bug of ${tool}`, error),
  });

  const notices = [
    ...settings.notices,
    ...recoveryNotices(audit.recovery),
    ...problemNotice('redaction-key', texts.notices.redactionKey, parts.redactionProblem),
    ...problemNotice(
      'providers-broken',
      texts.notices.providers,
      providers.problems.length === 0 ? null : providers.problems.join('\n'),
    ),
    ...problemNotice('rules-broken', texts.notices.rules, rules.problem),
  ];
  notices.push(...(await recordLoosened(audit.log, settings, parts)));

  return {
    settings,
    audit,
    artifacts,
    legacy,
    userData: userData.dir,
    quitting: quitting.signal,
    platform,
    windows: platform.windows,
    keptBrowsers: platform.keptBrowsers,
    catalogue,
    runs,
    control,
    changes,
    approvals,
    rules,
    executeTool,
    isEnabled,
    notices,
    async stop() {
      clearInterval(keepingTime);
      const reason = new RunStopped('quit', 'The app was closed.');
      quitting.abort(reason);
      await runs.stopAll(reason);
      await Promise.all([platform.dispose(), legacy.close()]);
      try {
        writeLastSettings(userData.settingsAtQuit, settings.get());
        rules.flush();
      } finally {
        await recordQuit(audit.log);
      }
    },
  };
}

/** The providers, shipped and the person's own; a file that cannot be read is a problem in words. */
function ownProviders(path: string): Providers {
  try {
    return readProviders(readTextUpTo(path, MAX_PROVIDERS_BYTES + 1));
  } catch (error) {
    const { list } = readProviders(null);
    return {
      list,
      problems: [`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`],
    };
  }
}

/** A window that stays open, and its end, are in the record. */
function recordWindows(log: AuditLog, windows: LeftWindows<Leavable>): void {
  windows.onEvent(({ window: { id, provider, why }, what }) => {
    try {
      log.append({ event: 'app', detail: { what: `window_${what}`, window: id, provider, why } });
    } catch (error) {
      // Nothing can run without the record; ending what is there must go on.
      if (!(error instanceof AuditUnavailable)) throw error;
    }
  });
}

/** A rule that expires is gone for good after this long at the most, even if the app is killed. */
const KEEP_TIME_MS = 60_000;

const MAX_OWNED_BYTES = 1024 * 1024;

function ownedFile(path: string): OwnedFile {
  return { read: () => readTextUpTo(path, MAX_OWNED_BYTES), write: (text) => replaceFileSync(path, text) };
}

/** Ends what an app that was killed has left running, and records it. */
async function endLeftovers(log: AuditLog, owned: OwnedProcesses): Promise<void> {
  const ended = await owned.endLeftovers();
  if (ended.length === 0) return;
  try {
    const processes = ended.map(({ pid, what }) => ({ pid, what }));
    log.append({ event: 'app', detail: { what: 'leftovers_ended', processes } });
    await log.durable();
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
  }
}

/** Whether the record would hide this value. */
function looksSecret(redactor: Redactor, key: string, text: string): boolean {
  return canonicalJson(redactor.value({ [key]: text })) !== canonicalJson({ [key]: text });
}

/** Writes down what the settings file allows that it did not when the app was last closed, and says so. */
async function recordLoosened(
  log: AuditLog,
  settings: SettingsStore,
  { userData }: ServiceParts,
): Promise<Notice[]> {
  const last = readLastSettings(userData.settingsAtQuit, DEFAULT_SETTINGS);
  const loosened = loosenedSince(last.settings, settings.get());
  const notices = loosenedNotice(loosened, last.problem);
  try {
    if (loosened.length > 0) {
      const changes = loosened.map(({ key, from, to }): JsonValue => ({ key, from, to }));
      log.append({ event: 'settings', caller: 'file', detail: { changes, at: 'start' } });
      await log.durable();
    }
    // Only what has been recorded counts as known: otherwise the next start says it again.
    writeLastSettings(userData.settingsAtQuit, settings.get());
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    // The recovery's notice already says so; without a record nothing will run.
  }
  return notices;
}

async function recordQuit(log: AuditLog): Promise<void> {
  try {
    log.append({ event: 'app', detail: { what: 'stopped' } });
    await log.durable();
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
  }
  await log.close();
}
