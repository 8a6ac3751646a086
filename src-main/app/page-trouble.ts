import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../execution/refusal.ts';
import type { OneDialog } from './one-dialog.ts';
import type { PageTrouble } from './page-crash.ts';

/** Another dialog of the app's is up: this one comes after it. */
const AGAIN_MS = 500;
const LOAD = 0;

/**
 * Asks the person, in a dialog of the system's, what is to be done with a panel whose page does not work.
 * @param quit ends the app, when they want that
 * @returns whether its page is to be loaded again; of no meaning once `over` is aborted
 */
export async function askAboutPage(
  trouble: PageTrouble,
  over: AbortSignal,
  { panel, dialogs, quit }: { panel: BrowserWindow; dialogs: OneDialog; quit: () => void },
): Promise<boolean> {
  const question = wordsOf(trouble);
  while (!over.aborted && !panel.isDestroyed()) {
    try {
      const { response } = await dialogs.show(() =>
        dialog.showMessageBox(panel, {
          type: 'warning',
          noLink: true,
          defaultId: LOAD,
          ...question,
          signal: over,
        }),
      );
      if (response !== LOAD && trouble.what === 'ended') quit();
      return response === LOAD;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await sleep(AGAIN_MS);
    }
  }
  return false;
}

function wordsOf(trouble: PageTrouble): MessageBoxOptions {
  if (trouble.what === 'hangs') {
    return {
      title: 'Execution Layer does not respond',
      message: 'The window does not respond. Load it again?',
      detail: 'Runs go on either way. What was typed into a form here is lost when it is loaded again.',
      buttons: ['Load again', 'Wait'],
      cancelId: 1,
    };
  }
  return {
    title: 'Execution Layer cannot show its window',
    message: `The page of the window ended ${trouble.times} times within a minute (${trouble.reason}). Load it again?`,
    detail: 'Runs go on, and what waits for an answer goes on waiting. Quitting ends them.',
    buttons: ['Load again', 'Quit'],
    // Closing it is not to end what runs.
    cancelId: LOAD,
  };
}
