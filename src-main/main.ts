import { join } from 'node:path';
import { app, dialog, protocol, session, type BrowserWindow } from 'electron';
import { APP_ID, APP_NAME } from './app/app-id.ts';
import { createAppLog } from './app/app-log.ts';
import { holdOffDebuggers } from './app/debuggers.ts';
import { firstStepsDue } from './app/first-steps.ts';
import { startedHidden } from './app/login-item.ts';
import { lockDownContents, lockDownSession } from './app/lockdown.ts';
import { watchPage } from './app/page-crash.ts';
import { PAGE_SCHEME_PRIVILEGES, servePages } from './app/pages.ts';
import { openPanel } from './app/panel-window.ts';
import { watchPresses } from './app/presses.ts';
import { useUserData } from './app/user-data.ts';
import { texts } from './texts/texts.ts';

/*
 * The composition root. Nobody imports it. It opens the panel's window first, and loads everything behind it (app/wiring.ts)
 * while the page is starting in its own process.
 */

holdOffDebuggers();
// What Windows knows the app's shortcuts by: notifications and the task bar go by it.
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
if (process.platform === 'darwin') app.setAboutPanelOptions({ applicationName: APP_NAME });
const out = join(__dirname, '..');
const userData = useUserData(app);
// Until the redactor is loaded no caller has been heard, so that there is nothing of theirs to take out.
let redact = (text: string): string => text;
const log = createAppLog(userData.logs, (text) => redact(text));
let panel: BrowserWindow | null = null;

// What nobody caught is a bug: it goes into the log, and the app goes on; its doors are closed by what they check.
process.on('uncaughtException', (error) => log.error('Uncaught', error));
process.on('unhandledRejection', (error) => log.error('Unhandled', error));
/** macOS hands links over like this, also before the app is ready. */
const opened: string[] = [];
let wired = false;
app.on('open-url', (event, url) => {
  event.preventDefault();
  opened.push(url);
  if (wired) void import('./app/wiring.ts').then(({ follow }) => follow([url]));
});
protocol.registerSchemesAsPrivileged([PAGE_SCHEME_PRIVILEGES]);
lockDownContents(app);
watchPresses(app);

// One app per data folder: two would write one record.
if (app.requestSingleInstanceLock()) {
  start().catch(async (error: unknown) => {
    log.error('The app could not start', error);
    await log.close();
    // The box waits for somebody; whoever started the app from a script reads this.
    process.stderr.write(`Execution Layer could not start: ${String(error)}\n`);
    dialog.showErrorBox(texts.couldNotStart, error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  app.exit(0);
}

async function start(): Promise<void> {
  await app.whenReady();
  lockDownSession(session.defaultSession);
  servePages(protocol, join(out, 'renderer'), () => firstStepsDue(userData.firstSteps));
  const openedAtLogin = (): boolean => app.getLoginItemSettings().wasOpenedAtLogin;
  const hidden = startedHidden(process.argv, process.platform, openedAtLogin);
  if (!hidden) showPanel();
  app.on('activate', showPanel);
  const { follow, wire } = await import('./app/wiring.ts');
  app.on('second-instance', (_event, argv: readonly string[]) => {
    showPanel();
    follow(argv);
  });
  const { tray, attention } = await wire({
    userData,
    log,
    redactWith: (redactor) => (redact = redactor),
    out,
    scriptDir: __dirname,
    panel: () => panel,
    showPanel,
  });
  // Where no icon shows that it runs, nobody could reach it; and what this start has found is nowhere but in the panel.
  if (hidden && (!tray || attention)) showPanel();
  wired = true;
  follow([...process.argv, ...opened]);
}

function showPanel(): void {
  if (panel) {
    // One that ended too often stays as it is until somebody asks for it.
    if (panel.webContents.isCrashed()) panel.reload();
    if (panel.isMinimized()) panel.restore();
    // A run on the desktop has hidden it.
    if (!panel.isVisible()) panel.show();
    panel.focus();
    return;
  }
  const opened = openPanel({
    root: out,
    statePath: userData.windowState,
    title: APP_NAME,
    report: (error) => log.error('The place of the window was not kept', error),
  });
  panel = opened;
  watchPage(opened, {
    told(reason, reloaded) {
      log.error(
        `The panel's page ended (${reason})`,
        reloaded ? 'It was loaded again.' : 'It ended too often.',
      );
      void import('./app/wiring.ts').then(({ panelGone }) => panelGone(reason));
    },
    async loadAgain(trouble, over) {
      return (await import('./app/wiring.ts')).panelTrouble(opened, trouble, over);
    },
    notAsked: (error) => log.error('Nobody was asked whether to load the page again', error),
  });
  opened.on('closed', () => {
    panel = null;
    void import('./app/wiring.ts').then(({ panelClosed }) => panelClosed());
  });
}
