import { BrowserWindow, Notification } from 'electron';
import type { PendingApproval } from '../../src-preload/contract/types.ts';

/**
 * Tells, through the system, that a request waits, when no window of ours has the keyboard. Pressing it only brings the
 * approval window to the front. It names the tool and the risk, nothing of what the caller wrote.
 */
export class WaitingNotice {
  readonly #raise: () => void;
  readonly #told = new Set<string>();
  #shown: Notification | null = null;

  constructor(raise: () => void) {
    this.#raise = raise;
  }

  /** To be called with what waits, whenever that changes. */
  follow(pending: readonly PendingApproval[]): void {
    const fresh = pending.filter(({ approvalId }) => !this.#told.has(approvalId));
    this.#told.clear();
    for (const { approvalId } of pending) this.#told.add(approvalId);
    if (pending.length === 0) this.#shown?.close();
    const newest = fresh.at(-1);
    if (!newest || BrowserWindow.getFocusedWindow() || !Notification.isSupported()) return;
    this.#shown?.close();
    const more = pending.length > 1 ? ` (${pending.length} are waiting)` : '';
    this.#shown = new Notification({
      title: `${newest.tool ?? 'A change'} asks${more}`,
      body: `${newest.risk} risk, from the ${newest.caller}. Press to see what it would do.`,
    });
    this.#shown.on('click', this.#raise);
    this.#shown.show();
  }
}
