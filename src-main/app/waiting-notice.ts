import { app, BrowserWindow, Notification } from 'electron';
import type { PendingApproval } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/texts.ts';

/** Between two windows of ours none has the keyboard for a moment. */
const FOCUS_SETTLED_MS = 200;

/**
 * Tells, through the system, that a request waits, when no window of ours has the keyboard. Pressing it only brings the
 * approval window to the front. It names the tool and the risk, nothing of what the caller wrote.
 */
export class WaitingNotice {
  readonly #raise: () => void;
  #told = new Set<string>();
  #pending: readonly PendingApproval[] = [];
  #shown: Notification | null = null;

  constructor(raise: () => void) {
    this.#raise = raise;
    app.on('browser-window-blur', () => void setTimeout(() => this.#tell(), FOCUS_SETTLED_MS));
  }

  /** To be called with what waits, whenever that changes. */
  follow(pending: readonly PendingApproval[]): void {
    this.#pending = pending;
    this.#tell();
  }

  #tell(): void {
    const pending = this.#pending;
    const fresh = pending.filter(({ approvalId }) => !this.#told.has(approvalId));
    if (pending.length === 0) {
      this.#told.clear();
      this.#shown?.close();
    }
    const newest = fresh.at(-1);
    // Not told while the person looks at us: the next look is when they leave.
    if (!newest || BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return;
    this.#told = new Set(pending.map(({ approvalId }) => approvalId));
    this.#shown?.close();
    this.#shown = new Notification({
      title: texts.waiting.title(newest.tool ?? null, pending.length),
      body: texts.waiting.body(newest.risk, newest.caller),
    });
    this.#shown.on('click', this.#raise);
    this.#shown.show();
  }
}
