import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, nativeTheme, safeStorage, type BrowserWindow, type WebContents } from 'electron';
import type { ApprovalChannels, PanelChannels } from '../../src-preload/contract/channels.ts';
import { APPROVAL_SCHEMAS, PANEL_SCHEMAS } from '../../src-preload/contract/schemas/index.ts';
import type { Notice } from '../../src-preload/contract/types.ts';
import { loadRedactionKey } from '../audit/redaction-key.ts';
import { createRedactor } from '../audit/redaction.ts';
import { Refusal } from '../execution/refusal.ts';
import { DeskGate } from '../platform/input/gate.ts';
import { coalesced } from '../ipc/coalesced.ts';
import { createDispatch, type Dispatch } from '../ipc/dispatch.ts';
import { emitToApproval, emitToPanel } from '../ipc/emit.ts';
import { listen } from '../ipc/handle.ts';
import { approvalWindowRoutes } from '../ipc/routes/approval-window.ts';
import { panelRoutes } from '../ipc/routes/panel.ts';
import { modelsStatus } from '../models/models-status.ts';
import { createSettingsStore, type SettingsStore } from '../settings/settings-store.ts';
import { BENCH_TOOLS } from '../tools/bench-noop/bench-noop.ts';
import { ALL_TOOLS } from '../tools/registry.ts';
import { speak } from '../texts/language.ts';
import type { AppLog } from './app-log.ts';
import { ApprovalWindow } from './approval-window.ts';
import { desktopHost } from './desktop-host.ts';
import { Desktop } from './desktop.ts';
import { InstalledApp } from './installed-app.ts';
import { approvalPageNotice, panelPageNotice, sandboxNotice } from './notices.ts';
import { OneDialog } from './one-dialog.ts';
import { openLink } from './open-link.ts';
import type { PageTrouble } from './page-crash.ts';
import { askAboutPage } from './page-trouble.ts';
import { pageUrl } from './pages.ts';
import { backgroundColor } from './panel-window.ts';
import { startServices, type Services } from './services.ts';
import { endFirstSteps } from './first-steps.ts';
import { linkAmong, type DeepLink } from './deep-link.ts';
import { quitInOrder } from './quit.ts';
import { diagnosticsParts } from './diagnostics-parts.ts';
import { auditParts } from './audit-parts.ts';
import { systemKeyStore } from './key-store.ts';
import { electronStoreFile } from './store-file.ts';
import { systemInfo } from './system-info.ts';
import { startUpdates } from './start-updates.ts';
import type { Updates } from './updates.ts';
import type { UserData } from './user-data.ts';

/*
 * Everything behind the panel's window, put together. `main.ts` loads it once the window is opening: the page starts in a
 * process of its own meanwhile, and its first question can come in only when this has begun to listen.
 */

/** What no first frame needs is loaded this long after the start, when the panel's first questions are answered. */
const LOAD_REST_MS = 2_000;

/** What `main.ts` has made before this was loaded. */
export interface Shell {
  userData: UserData;
  log: AppLog;
  /** Has every line of the log go through this. */
  redactWith: (redact: (text: string) => string) => void;
  /** The built app's folder. */
  out: string;
  /** Where the built worker scripts are. */
  scriptDir: string;
  panel: () => BrowserWindow | null;
  showPanel: () => void;
}

let shell: Shell;
let approval: ApprovalWindow | null = null;
/** Questions to the person and synthetic input never at the same time. */
const gate = new DeskGate();
const dialogs = new OneDialog(gate);
let desktop: Desktop | null = null;
let redact: (text: string) => string;
let installed: InstalledApp | null = null;
/** Puts a notice where the panel shows it. */
let tell: (...notices: Notice[]) => void = () => undefined;

/**
 * Wires the app and starts it.
 * @returns whether a tray icon shows that it runs, and whether this start found something that the person should hear of
 * @throws what keeps it from starting
 */
export async function wire(made: Shell): Promise<{ tray: boolean; attention: boolean }> {
  shell = made;
  const { userData, log } = shell;
  const redactionKey = loadRedactionKey(userData.dir);
  const redactor = createRedactor(redactionKey);
  redact = (text) => redactor.text(text);
  shell.redactWith(redact);
  const settingsFile = electronStoreFile(userData.settings);
  const settings = createSettingsStore({ file: settingsFile });
  followTheme(settings);
  followLanguage(settings);
  const services = startServices({
    userData,
    settings,
    redactor,
    redactionKey: redactionKey.key,
    keyStore: systemKeyStore(safeStorage, process.platform),
    redactionProblem: redactionKey.problem,
    report: (what, error) => log.error(what, error),
    tools: [...ALL_TOOLS, ...BENCH_TOOLS],
    alwaysOn: BENCH_TOOLS.map((tool) => tool.name),
    scriptDir: shell.scriptDir,
    desktopHost: desktopHost({
      panel: shell.panel,
      approval: () => approval?.window ?? null,
      asking: () => gate.asking,
    }),
    gate,
    version: app.getVersion(),
  });
  listenFor(services);
  setTimeout(() => {
    settingsFile.load().catch((error: unknown) => log.error('electron-store could not be loaded', error));
  }, LOAD_REST_MS);
  // Where nothing shows a tray icon, an app without a window could not be reached any more.
  app.on('window-all-closed', () => {
    if (!desktop?.state.tray) app.quit();
  });
  const ready = await services;
  // Before any run can begin to press keys of its own.
  await ready.platform.recover().catch((error: unknown) => log.error('Held keys were not let go', error));
  tell = (...notices) => {
    ready.notices.push(...notices);
    emitToPanel(panelContents, 'control.onChanged', {});
  };
  approval = new ApprovalWindow(shell.out, ready.approvals, gate, (why) => {
    log.error('The approval window', why);
    tell(approvalPageNotice(why));
  });
  installed = new InstalledApp({
    app,
    settings,
    userData,
    log: ready.audit.log,
    panel: shell.panel,
    dialogs,
    report: (what, error) => log.error(what, error),
    tell: (notice) => tell(notice),
  });
  quitInOrder({
    app,
    closing: () => approval?.quitting(),
    dispose() {
      desktop?.dispose();
      approval?.dispose();
    },
    stop: () =>
      ready
        .stop()
        .catch((error: unknown) => log.error('Stopping went wrong', error))
        .then(() => log.close()),
    last: () => installed?.atEnd(),
  });
  announceChanges(ready);
  desktop = desktopFor(ready);
  await desktop.start();
  // Whether there is a tray is known only now.
  emitToPanel(panelContents, 'control.onChanged', {});
  log.info(`Started, version ${app.getVersion()}.`);
  installed.atStart();
  const attention = ready.notices.some(({ severity }) => severity !== 'info');
  // Of every start, so that it is no news of this one.
  tell(...sandboxNotice(app.commandLine.hasSwitch('no-sandbox'), process.getuid?.()));
  return { tray: desktop.state.tray, attention };
}

/** The panel has gone: a hidden approval window must not keep the app alive without anything to be seen. */
export function panelClosed(): void {
  approval?.release();
}

/** The panel's page ended by itself. */
export function panelGone(reason: string): void {
  tell(panelPageNotice(reason));
}

/** Asks what is to be done with a panel whose page does not work: whether it is loaded again. */
export const panelTrouble = (
  panel: BrowserWindow,
  trouble: PageTrouble,
  over: AbortSignal,
): Promise<boolean> => askAboutPage(trouble, over, { panel, dialogs, quit: () => app.quit() });

/** The pages load while the record is opened; their first questions wait here. */
function listenFor(services: Promise<Services>): void {
  const dispatch = services.then(panelDispatch);
  const approvalDispatch = services.then(({ approvals, settings }) =>
    createDispatch<ApprovalChannels>(
      APPROVAL_SCHEMAS,
      approvalWindowRoutes(
        approvals,
        () => settings.get().language,
        (height) => approval?.fit(height) ?? height,
      ),
      reportBug,
    ),
  );
  listen([
    {
      url: pageUrl('panel'),
      webContents: panelContents,
      dispatch: async (name, request) => (await dispatch)(name, request),
    },
    {
      url: pageUrl('approval'),
      webContents: () => approval?.window?.webContents ?? null,
      dispatch: async (name, request) => (await approvalDispatch)(name, request),
    },
  ]);
}

function desktopFor(services: Services): Desktop {
  return new Desktop({
    services,
    images: join(shell.out, '..', 'resources', 'tray'),
    openPanel: shell.showPanel,
    openRun: (runId) => openAt({ runId }),
    raiseApproval: () => approval?.raise('person'),
    quit: () => app.quit(),
    report: (action, error) => shell.log.warn(`${action} from the desktop: ${nameOf(error)}`),
  });
}

/** Shows the panel at a run or a view. */
function openAt(place: DeepLink): void {
  shell.showPanel();
  const point = (): void =>
    'runId' in place
      ? emitToPanel(panelContents, 'runs.onOpen', place)
      : emitToPanel(panelContents, 'system.onOpenView', place);
  // A panel that is only now being opened is told when it can hear.
  const contents = shell.panel()?.webContents;
  if (contents?.isLoading()) contents.once('did-finish-load', point);
  else point();
}

/** Follows the link among the arguments of a start, if there is one. */
export function follow(argv: readonly string[]): void {
  const link = linkAmong(argv);
  if (link) openAt(link);
}

/** What kind of error, without the words that may hold what somebody asked for. */
function nameOf(error: unknown): string {
  return error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown error';
}

function panelContents(): WebContents | null {
  return shell.panel()?.webContents ?? null;
}

function panelDispatch(services: Services): Dispatch {
  const updates = updatesFor(services);
  const routes = panelRoutes({
    ...services,
    settings: () => services.settings.get(),
    reader: services.audit.reader,
    auditRoutes: auditParts(services, () => shell.panel(), dialogs, app.getVersion()),
    pickFolder,
    desktop: () =>
      desktop?.state ?? {
        tray: false,
        shortcut: { accelerator: services.settings.get().pause_shortcut, registered: false },
      },
    reviewApproval: (approvalId) => services.approvals.has(approvalId) && (approval?.raise('page') ?? false),
    systemInfo: () => systemInfo(app, services),
    updates,
    diagnostics: diagnosticsParts({
      app,
      services,
      userData: shell.userData,
      redact,
      panel: () => shell.panel(),
      dialogs,
    }),
    endFirstSteps: () => {
      try {
        endFirstSteps(shell.userData.firstSteps);
        return true;
      } catch (error) {
        shell.log.error('That the first steps were taken was not kept', error);
        return false;
      }
    },
    removeData: async () => installed?.removeData() ?? { removing: false },
    openLink: (url) => openLink(url, { panel: () => shell.panel(), dialogs, log: services.audit.log }),
    modelsStatus: () =>
      modelsStatus({
        env: process.env,
        modelsRoot: services.settings.get().models_root,
        home: homedir(),
        platform: process.platform,
      }),
  });
  return createDispatch<PanelChannels>(PANEL_SCHEMAS, routes, reportBug);
}

function updatesFor({ settings, audit }: Services): Updates {
  return startUpdates({
    settings,
    log: audit.log,
    configPath: shell.userData.updateConfig,
    panel: () => shell.panel(),
    dialogs,
    changed: () => emitToPanel(panelContents, 'updates.onChanged', {}),
    tell: (notice) => tell(notice),
    report: (what, error) => shell.log.error(what, error),
  });
}

function reportBug(channel: string, error: unknown): void {
  shell.log.error(`A bug behind ${channel}`, error);
}

async function pickFolder(title: string): Promise<string | null> {
  const panel = shell.panel();
  const options = { title, properties: ['openDirectory' as const] };
  const { canceled, filePaths } = await dialogs.show(() =>
    panel ? dialog.showOpenDialog(panel, options) : dialog.showOpenDialog(options),
  );
  const [folder] = filePaths;
  return canceled || folder === undefined ? null : realpathSync(folder);
}

function followTheme(settings: SettingsStore): void {
  nativeTheme.themeSource = settings.get().theme;
  // The window was opened before its settings were read.
  shell.panel()?.setBackgroundColor(backgroundColor());
  settings.onChanged(({ after }) => (nativeTheme.themeSource = after.theme));
}

function followLanguage(settings: SettingsStore): void {
  speak(settings.get().language);
  settings.onChanged(({ after }) => speak(after.language));
}

/** Tells the panel that something changed; it asks again for what it shows. */
function announceChanges(services: Services): void {
  const { runs, audit, settings, control, approvals, windows, keptBrowsers, rules } = services;
  const target = panelContents;
  const tellRuns = coalesced<string>((runIds) => {
    for (const runId of runIds) emitToPanel(target, 'runs.onChanged', { runId });
  });
  const tellControl = coalesced<true>(() => emitToPanel(target, 'control.onChanged', {}));
  runs.onChanged((runId) => {
    tellRuns(runId);
    // The counts of running and waiting are part of the state of control.
    tellControl(true);
  });
  audit.log.onAppended(coalesced((_seqs, seq) => emitToPanel(target, 'audit.onAppended', { seq })));
  settings.onChanged(({ changedKeys }) => emitToPanel(target, 'settings.onChanged', { keys: changedKeys }));
  control.onChanged(() => tellControl(true));
  windows.onEvent(({ window: { id } }) => emitToPanel(target, 'resources.onChanged', { id }));
  keptBrowsers.onChanged((id) => emitToPanel(target, 'resources.onChanged', { id }));
  rules.onChanged(() => emitToPanel(target, 'rules.onChanged', {}));
  approvals.onChanged((approvalId) => {
    emitToPanel(target, 'approvals.onChanged', { approvalId });
    emitToApproval(() => approval?.window?.webContents ?? null, 'onChanged', { approvalId });
    tellControl(true);
  });
}
