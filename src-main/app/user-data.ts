import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { App } from 'electron';

/** Where everything is stored. */
export interface UserData {
  dir: string;
  /** Whether it is where an app that nobody has told otherwise keeps everything. */
  usual: boolean;
  logs: string;
  artifacts: string;
  auditKey: string;
  auditIndex: string;
  /** What was imported from the earlier system, apart from the record. */
  imported: string;
  importedIndex: string;
  settings: string;
  settingsAtQuit: string;
  control: string;
  rules: string;
  owned: string;
  heldInput: string;
  browsers: string;
  /** Profiles of the browsers in which assistants are asked, and the person's own list of them. */
  profiles: string;
  providers: string;
  windowState: string;
  /** There once the first steps were taken or skipped. */
  firstSteps: string;
  /** What the updater reads about the feed. */
  updateConfig: string;
}

/**
 * Moves everything that is stored to `--user-data-dir`, as a whole, and makes the folders for nobody else's eyes. Before
 * the app is ready: the single-instance lock is one per folder.
 */
export function useUserData(app: App): UserData {
  // Files that libraries and Chromium make are nobody else's business either.
  process.umask(0o077);
  // A packed app's own path for it follows the switch already.
  const usual = join(app.getPath('appData'), app.getName());
  const asked = app.commandLine.getSwitchValue('user-data-dir');
  if (asked !== '') app.setPath('userData', resolve(asked));
  const dir = app.getPath('userData');
  const logs = join(dir, 'logs');
  for (const folder of [dir, logs]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
  app.setAppLogsPath(logs);
  return {
    dir,
    usual: dir === usual,
    logs,
    artifacts: join(dir, 'artifacts'),
    auditKey: join(dir, 'audit-key.json'),
    auditIndex: join(dir, 'audit-index', 'index.db'),
    imported: join(dir, 'imported'),
    importedIndex: join(dir, 'audit-index', 'imported.db'),
    settings: join(dir, 'execution_layer_config.json'),
    settingsAtQuit: join(dir, 'settings-at-quit.json'),
    control: join(dir, 'control.json'),
    rules: join(dir, 'rules.json'),
    owned: join(dir, 'owned.json'),
    heldInput: join(dir, 'held-input.json'),
    browsers: join(dir, 'browsers'),
    profiles: join(dir, 'profiles'),
    providers: join(dir, 'consult_providers.json'),
    windowState: join(dir, 'window-state.json'),
    firstSteps: join(dir, 'first-steps-ended'),
    updateConfig: join(dir, 'update-feed.json'),
  };
}
