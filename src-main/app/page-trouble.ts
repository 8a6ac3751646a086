import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../execution/refusal.ts';
import { texts } from '../texts/texts.ts';
import type { OneDialog } from './one-dialog.ts';
import type { PageTrouble } from './page-crash.ts';

const words = texts.page;

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
      title: words.hangs.title,
      message: words.hangs.message,
      detail: words.hangs.detail,
      buttons: [words.loadAgain, words.hangs.wait],
      cancelId: 1,
    };
  }
  return {
    title: words.ended.title,
    message: words.ended.message(trouble.times, trouble.reason),
    detail: words.ended.detail,
    buttons: [words.loadAgain, words.ended.quit],
    // Closing it is not to end what runs.
    cancelId: LOAD,
  };
}
