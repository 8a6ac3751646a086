import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, nativeTheme, protocol, session, type BrowserWindow, type WebContents } from 'electron';
import type { ApprovalChannels, PanelChannels } from '../src-preload/contract/channels.ts';
import { APPROVAL_SCHEMAS, PANEL_SCHEMAS } from '../src-preload/contract/schemas/index.ts';
import { createAppLog } from './app/app-log.ts';
import { Desktop } from './app/desktop.ts';
import { lockDownContents, lockDownSession } from './app/lockdown.ts';
import { PAGE_SCHEME_PRIVILEGES, pageUrl, servePages } from './app/pages.ts';
import { openPanel } from './app/panel-window.ts';
import { ApprovalWindow } from './app/approval-window.ts';
import { systemInfo } from './app/system-info.ts';
import { startServices, type Services } from './app/services.ts';
import { electronStoreFile } from './app/store-file.ts';
import { useUserData } from './app/user-data.ts';
import { createRedactor } from './audit/redaction.ts';
import { loadRedactionKey } from './audit/redaction-key.ts';
import { Refusal } from './execution/refusal.ts';
import { coalesced } from './ipc/coalesced.ts';
import { createDispatch, type Dispatch } from './ipc/dispatch.ts';
import { emitToApproval, emitToPanel } from './ipc/emit.ts';
import { listen } from './ipc/handle.ts';
import { approvalWindowRoutes } from './ipc/routes/approval-window.ts';
import { panelRoutes } from './ipc/routes/panel.ts';
import { createSettingsStore, type SettingsStore } from './settings/settings-store.ts';
import { BENCH_TOOLS } from './tools/bench-noop/bench-noop.ts';
import { ALL_TOOLS } from './tools/registry.ts';

/*
 * The composition root: builds and wires everything. Nobody imports it.
 */

/** The app is gone after this long, whatever still hangs. */
const QUIT_LIMIT_MS = 5_000;
/** What no first frame needs is loaded this long after the panel shows, when its first questions are answered. */
const LOAD_REST_MS = 2_000;

const out = join(__dirname, '..');
const userData = useUserData(app);
const redactionKey = loadRedactionKey(userData.dir);
const redactor = createRedactor(redactionKey);
const log = createAppLog(userData.logs, (text) => redactor.text(text));
let panel: BrowserWindow | null = null;
let approval: ApprovalWindow | null = null;
let desktop: Desktop | null = null;

// What nobody caught is a bug: it goes into the log, and the app goes on; its doors are closed by what they check.
process.on('uncaughtException', (error) => log.error('Uncaught', error));
process.on('unhandledRejection', (error) => log.error('Unhandled', error));
protocol.registerSchemesAsPrivileged([PAGE_SCHEME_PRIVILEGES]);
lockDownContents(app);

// One app per data folder: two would write one record.
if (app.requestSingleInstanceLock()) {
  start().catch(async (error: unknown) => {
    log.error('The app could not start', error);
    await log.close();
    // The box waits for somebody; whoever started the app from a script reads this.
    process.stderr.write(`Execution Layer could not start: ${String(error)}\n`);
    dialog.showErrorBox(
      'Execution Layer could not start',
      error instanceof Error ? error.message : String(error),
    );
    app.exit(1);
  });
} else {
  app.exit(0);
}

async function start(): Promise<void> {
  const settingsFile = electronStoreFile(userData.settings);
  const settings = createSettingsStore({ file: settingsFile });
  await app.whenReady();
  lockDownSession(session.defaultSession);
  servePages(protocol, join(out, 'renderer'));
  followTheme(settings);

  const services = startServices({
    userData,
    settings,
    redactor,
    redactionProblem: redactionKey.problem,
    report: (what, error) => log.error(what, error),
    tools: [...ALL_TOOLS, ...BENCH_TOOLS],
    alwaysOn: BENCH_TOOLS.map((tool) => tool.name),
    scriptDir: __dirname,
    version: app.getVersion(),
  });
  // The page loads while the record is opened; its first questions wait here.
  const dispatch = services.then(panelDispatch);
  const approvalDispatch = services.then(({ approvals }) =>
    createDispatch<ApprovalChannels>(
      APPROVAL_SCHEMAS,
      approvalWindowRoutes(approvals, (height) => approval?.fit(height) ?? height),
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
  showPanel();
  panel?.once('show', () => {
    setTimeout(() => {
      settingsFile.load().catch((error: unknown) => log.error('electron-store could not be loaded', error));
    }, LOAD_REST_MS);
  });
  app.on('second-instance', showPanel);
  app.on('activate', showPanel);
  // Where nothing shows a tray icon, an app without a window could not be reached any more.
  app.on('window-all-closed', () => {
    if (!desktop?.state.tray) app.quit();
  });
  const ready = await services;
  approval = new ApprovalWindow(out, ready.approvals);
  quitInOrder(ready);
  announceChanges(ready);
  desktop = desktopFor(ready);
  await desktop.start();
  // Whether there is a tray is known only now.
  emitToPanel(panelContents, 'control.onChanged', {});
  log.info(`Started, version ${app.getVersion()}.`);
}

function showPanel(): void {
  if (panel) {
    if (panel.isMinimized()) panel.restore();
    panel.focus();
    return;
  }
  panel = openPanel({
    root: out,
    statePath: userData.windowState,
    title: 'Execution Layer',
    report: (error) => log.warn(`The window's place was not kept: ${nameOf(error)}`),
  });
  panel.on('closed', () => {
    panel = null;
    approval?.release();
  });
}

function desktopFor(services: Services): Desktop {
  return new Desktop({
    services,
    images: join(out, '..', 'resources', 'tray'),
    openPanel: showPanel,
    openRun: (runId) => {
      showPanel();
      // A panel that is only now being opened is told when it can hear.
      const contents = panel?.webContents;
      const tell = (): void => emitToPanel(panelContents, 'runs.onOpen', { runId });
      if (contents?.isLoading()) contents.once('did-finish-load', tell);
      else tell();
    },
    raiseApproval: () => approval?.raise(),
    quit: () => app.quit(),
    report: (action, error) => log.warn(`${action} from the desktop: ${nameOf(error)}`),
  });
}

/** What kind of error, without the words that may hold what somebody asked for. */
function nameOf(error: unknown): string {
  return error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown error';
}

function panelContents(): WebContents | null {
  return panel?.webContents ?? null;
}

function panelDispatch(services: Services): Dispatch {
  const routes = panelRoutes({
    ...services,
    settings: () => services.settings.get(),
    reader: services.audit.reader,
    pickFolder,
    desktop: () =>
      desktop?.state ?? {
        tray: false,
        shortcut: { accelerator: services.settings.get().pause_shortcut, registered: false },
      },
    reviewApproval: (approvalId) => services.approvals.has(approvalId) && (approval?.raise() ?? false),
    systemInfo: () => systemInfo(app, services),
  });
  return createDispatch<PanelChannels>(PANEL_SCHEMAS, routes, reportBug);
}

function reportBug(channel: string, error: unknown): void {
  log.error(`A bug behind ${channel}`, error);
}

async function pickFolder(): Promise<string | null> {
  const options = { title: 'Choose a workspace folder', properties: ['openDirectory' as const] };
  const { canceled, filePaths } = await (panel
    ? dialog.showOpenDialog(panel, options)
    : dialog.showOpenDialog(options));
  const [folder] = filePaths;
  return canceled || folder === undefined ? null : realpathSync(folder);
}

function followTheme(settings: SettingsStore): void {
  nativeTheme.themeSource = settings.get().theme;
  settings.onChanged(({ after }) => (nativeTheme.themeSource = after.theme));
}

/** Tells the panel that something changed; it asks again for what it shows. */
function announceChanges({ runs, audit, settings, control, approvals }: Services): void {
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
  approvals.onChanged((approvalId) => {
    emitToPanel(target, 'approvals.onChanged', { approvalId });
    emitToApproval(() => approval?.window?.webContents ?? null, 'onChanged', { approvalId });
    tellControl(true);
  });
}

/** Ends runs and children, flushes the record and the log, then lets the app go; within a limit. */
function quitInOrder(services: Services): void {
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    const limit = setTimeout(() => app.exit(1), QUIT_LIMIT_MS);
    desktop?.dispose();
    approval?.dispose();
    void services
      .stop()
      .catch((error: unknown) => log.error('Stopping went wrong', error))
      .then(() => log.close())
      .finally(() => {
        clearTimeout(limit);
        stopped = true;
        app.quit();
      });
  });
}
