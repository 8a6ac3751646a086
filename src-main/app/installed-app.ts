import { dialog, type App } from 'electron';
import type { Notice } from '../../src-preload/contract/types.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { PersonParts } from './ask-person.ts';
import { endHelpers } from './end-helpers.ts';
import { texts } from '../texts/texts.ts';
import { problemNotice } from './notices.ts';
import { askToRemove } from './remove-data.ts';
import { systemEntries, type SystemEntries } from './system-entries.ts';
import type { UserData } from './user-data.ts';

interface Parts extends PersonParts {
  app: App;
  settings: SettingsStore;
  userData: UserData;
  log: AuditLog;
  report: (what: string, error: unknown) => void;
  tell: (notice: Notice) => void;
}

/** What the app is for the system beside a program that runs: it starts at login, opens links, and can take its data away. */
export class InstalledApp {
  readonly #parts: Parts;
  readonly #entries: SystemEntries;
  #removal: (() => void) | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#entries = systemEntries({ platform: process.platform, env: process.env, ...parts });
  }

  /** An installed app starts at login when it is told to, and is the one for its links. */
  atStart(): void {
    const { app, settings } = this.#parts;
    if (!app.isPackaged) return;
    this.#keep(() => this.#entries.atStart(settings.get().start_at_login));
    settings.onChanged(({ before, after }) => {
      if (before.start_at_login !== after.start_at_login)
        this.#keep(() => this.#entries.startAtLogin(after.start_at_login));
    });
  }

  /** Has everything that is kept removed at the app's end, which then comes. @throws Refusal as `askPerson` does */
  async removeData(): Promise<{ removing: boolean }> {
    const { app } = this.#parts;
    const remove = await askToRemove({ ...this.#parts, entries: this.#entries });
    if (remove === null) return { removing: false };
    this.#removal = () => {
      try {
        endHelpers(app);
        const left = remove();
        if (left.length > 0) dialog.showErrorBox(texts.remove.left, left.join('\n'));
      } finally {
        // Chromium would write its caches anew on its way out.
        process.kill(process.pid, 'SIGKILL');
      }
    };
    app.quit();
    return { removing: true };
  }

  /** When nothing of the app writes any more. */
  atEnd(): void {
    this.#removal?.();
  }

  #keep(change: () => void): void {
    const { report, tell } = this.#parts;
    try {
      change();
    } catch (error) {
      report('Starting at login could not be changed', error);
      problemNotice('login-item', texts.notices.login, String(error)).forEach(tell);
    }
  }
}
