import { dialog, type BrowserWindow } from 'electron';
import { Refusal } from '../execution/refusal.ts';
import { texts } from '../texts/texts.ts';
import type { OneDialog } from './one-dialog.ts';
import { takePress } from './presses.ts';

/** Where a question of the system's own is put. */
export interface PersonParts {
  panel: () => BrowserWindow | null;
  dialogs: OneDialog;
}

export interface PersonQuestion {
  title: string;
  message: string;
  detail: string;
  /** What yes is called. */
  yes: string;
}

const YES = 1;

/**
 * Asks, in a dialog of the system's, which no page can draw or press: only on somebody's press in the panel, and no is what
 * Enter and Escape mean.
 * @throws Refusal `denied` when nobody has pressed anything, `cancelled` while another dialog is up
 */
export async function askPerson(question: PersonQuestion, { panel, dialogs }: PersonParts): Promise<boolean> {
  const window = panel();
  if (!takePress(window?.webContents ?? null) || window === null) {
    throw new Refusal('denied', 'This is asked only where somebody presses for it in the panel.');
  }
  const { yes, ...words } = question;
  const { response } = await dialogs.show(() =>
    dialog.showMessageBox(window, {
      type: 'question',
      ...words,
      buttons: [texts.cancel, yes],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    }),
  );
  return response === YES;
}
