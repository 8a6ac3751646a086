import { localized } from '../../src-preload/words/language.ts';
import { STATUS_WORDS } from '../../src-preload/words/status-words.ts';
import type { Risk } from '../../src-preload/contract/types.ts';

/**
 * Every word that main itself puts before a person: notices, tray and menus, dialogs, the system's notifications, window titles.
 * Plain data and small functions of data, as in the pages. What main reports of runs (plans, reasons, errors) is not here: it
 * goes into the record as it was said.
 */
export const texts = localized({
  couldNotStart: 'Execution Layer could not start',
  approvalTitle: 'Approval – Execution Layer',
  cancel: 'Cancel',
  menu: {
    paused: 'Paused: nothing runs',
    running: (n: number) => `${n} running`,
    waiting: (n: number) => `${n} waiting for you`,
    ready: 'Ready',
    reviewWaiting: (n: number) => `Review ${n} waiting…`,
    nothingToReview: 'Nothing to review',
    pause: 'Pause everything',
    resume: 'Resume…',
    dryRun: 'Dry run unless told',
    gitStatus: (root: string) => `Git status of ${root}`,
    noTool: 'run',
    isRunning: 'Running',
    open: 'Open Execution Layer',
    quit: 'Quit',
    quickActions: 'Quick actions',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    resetZoom: 'Actual size',
    fullScreen: 'Full screen',
    about: (app: string) => `About ${app}`,
    services: 'Services',
    hide: (app: string) => `Hide ${app}`,
    hideOthers: 'Hide others',
    unhide: 'Show all',
    quitApp: (app: string) => `Quit ${app}`,
    window: 'Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    close: 'Close window',
    front: 'Bring all to front',
  },
  statuses: { ...STATUS_WORDS },
  waiting: {
    title: (what: string | null, n: number) =>
      n > 1 ? `${what ?? 'A change'} asks (${n} are waiting)` : `${what ?? 'A change'} asks`,
    body: (risk: Risk, caller: string) => `${risk} risk, from the ${caller}. Press to see what it would do.`,
  },
  folders: {
    workspace: 'Choose a workspace folder',
    models: 'Choose the folder of your models',
  },
  files: {
    exportRecord: 'Export the record',
    importLog: 'Import the earlier system’s log',
    saveDiagnostics: 'Save diagnostics',
    kinds: {
      jsonl: 'JSON lines',
      csv: 'Table (CSV)',
      html: 'Web page (HTML)',
      json: 'JSON',
      all: 'All files',
    },
  },
  link: {
    title: 'Open a web page',
    message: (host: string) => `Open ${host} in your browser?`,
    detail: (url: string) =>
      `${url}\n\nThe page is not opened by Execution Layer and nothing of it is checked.`,
    yes: 'Open',
  },
  download: {
    title: 'Download an update',
    message: (version: string, megabytes: number | null) =>
      megabytes === null ? `Download version ${version}?` : `Download version ${version} (${megabytes} MB)?`,
    detail: (feed: string) =>
      `From ${feed}\n\nIt is kept until you install it. Whoever runs that server decides what it is.`,
    yes: 'Download',
  },
  install: {
    title: 'Install an update',
    message: (version: string) => `Install version ${version} now?`,
    detail: 'Execution Layer ends whatever runs, installs it and starts again.',
    yes: 'Install',
  },
  remove: {
    title: 'Remove everything that is kept',
    message: 'Remove the settings, the rules and the audit log, and quit?',
    detail: (folder: string) =>
      `All that Execution Layer keeps in ${folder} is deleted: settings, rules, the record with its evidence and its ` +
      `key, and the logins of assistants. So are starting at login and downloaded updates. Nothing of it can be brought ` +
      `back. Whatever runs is ended. The app itself stays installed.`,
    yes: 'Remove everything',
    left: 'Not everything could be removed',
  },
  page: {
    hangs: {
      title: 'Execution Layer does not respond',
      message: 'The window does not respond. Load it again?',
      detail: 'Runs go on either way. What was typed into a form here is lost when it is loaded again.',
      wait: 'Wait',
    },
    ended: {
      title: 'Execution Layer cannot show its window',
      message: (times: number, reason: string) =>
        `The page of the window ended ${times} times within a minute (${reason}). Load it again?`,
      detail: 'Runs go on, and what waits for an answer goes on waiting. Quitting ends them.',
      quit: 'Quit',
    },
    loadAgain: 'Load again',
  },
  notices: {
    auditUnavailable: 'The record cannot be written, so nothing will run',
    auditTorn: 'The end of the record was torn',
    auditTornWhat: (bytes: number, file: string) =>
      `The app ended while it was writing. ${bytes} bytes that were never confirmed were moved to ${file}.`,
    auditDamaged: (seq: number) => `Record ${seq} is not as it was written`,
    auditTampering: 'The record was changed while the app was not running',
    interrupted: (n: number) => (n === 1 ? 'A run was interrupted' : `${n} runs were interrupted`),
    interruptedWhat: (runs: readonly string[]) =>
      `The app ended before it did: ${runs.join(', ')}. What had been begun may be half done; the Log has the details.`,
    approvalPage: 'A request could not be shown, and was denied',
    approvalPageWhat: (why: string) =>
      `${why} The next request opens a new window. If that fails too, start the app anew.`,
    panelPage: 'This window had to be loaded again',
    panelPageWhat: (reason: string) =>
      `Its page ended unexpectedly (${reason}). Runs were not touched; what was typed into a form here is lost.`,
    noSandbox: "Chromium's sandbox is off",
    noSandboxWhat:
      "This start has --no-sandbox. The pages are the app's own, but a hole in Chromium would reach further. " +
      'An AppImage starts so where the system lets no program make user namespaces; a deb or an rpm brings what is needed.',
    lastUnknown: 'It cannot be told whether the settings changed since the last start',
    lastUnknownWhat: (problem: string) => `settings-at-quit.json cannot be used: ${problem}.`,
    loosened: 'The settings file allows more than when the app was last closed',
    loosenedWhat: (key: string, from: string, to: string) => `${key}: ${from} is now ${to}`,
    redactionKey: 'The key for redacted values cannot be used',
    providers: 'Not every provider of consult_providers.json can be used',
    rules: 'No rule counts: rules.json cannot be used',
    login: 'Starting at login could not be changed',
    update: (version: string) => `Version ${version} is there`,
    updateWhat: 'Settings, under Updates, has what can be done about it. Nothing is downloaded by itself.',
    settingsBroken: 'Some settings could not be read; the careful side is used',
    settingsBrokenOne: (key: string | null, wrong: string, used: string) =>
      `${key ?? 'The whole file'}: ${wrong}. Used instead: ${used}.`,
    settingsBrokenMore: (n: number) => `And ${n} more.`,
    settingsCopied: (copy: string, file: string) =>
      `The file as it was is kept at ${copy}. Mend ${file} and start the app again, or change the settings here.`,
    settingsNotCopied: (error: string, file: string) =>
      `No copy of it could be made: ${error}. ${file} stays as it is until one can.`,
    settingsReplaced: 'The settings file was changed by someone else',
    settingsReplacedWhat: (file: string, copy: string) =>
      `A change made here has replaced ${file}, which was edited while the app was running or could not be read before. ` +
      `The file as it was is kept at ${copy}. Settings are read at the start: edit the file while the app is closed.`,
    settingsUnwritable: 'The settings file could not be created',
    settingsUnwritableWhat: (file: string, error: string) =>
      `The defaults are used. ${file} could not be written: ${error}. Changes of the settings will fail until it can; check the rights of its folder.`,
  },
});
