import { dialog, shell, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { Refusal } from '../execution/refusal.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { OneDialog } from './one-dialog.ts';
import { takePress } from './presses.ts';

/** What a link needs of the app around it. */
export interface LinkParts {
  panel: () => BrowserWindow | null;
  dialogs: OneDialog;
  log: AuditLog;
}

const OPEN = 1;

/**
 * Hands an https address to the person's own browser: only on their press in the panel, only after their yes in a dialog of
 * the system's, which no page can draw or press, and only once that is on record. The one place that hands anything on.
 * @param url as the contract's schema has written it: https, no name or password, plain ASCII
 * @throws Refusal `denied` when nobody has pressed anything, `cancelled` while another dialog is up
 */
export async function openLink(
  url: string,
  { panel, dialogs, log }: LinkParts,
): Promise<{ opened: boolean }> {
  const window = panel();
  if (!takePress(window?.webContents ?? null) || window === null) {
    throw new Refusal('denied', 'A link is opened only where somebody presses it.');
  }
  const { response } = await dialogs.show(() => dialog.showMessageBox(window, questionFor(url)));
  if (response !== OPEN) return { opened: false };
  await log.durable(log.append({ event: 'app', caller: 'panel', detail: { what: 'link_opened', url } }));
  await shell.openExternal(url);
  return { opened: true };
}

/** The host by itself, so that a long address cannot push it out of sight; No is what Enter and Escape mean. */
function questionFor(url: string): MessageBoxOptions {
  const { host } = new URL(url);
  return {
    type: 'question',
    title: 'Open a web page',
    message: `Open ${host} in your browser?`,
    detail: `${url}\n\nThe page is not opened by Execution Layer and nothing of it is checked.`,
    buttons: ['Cancel', 'Open'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
