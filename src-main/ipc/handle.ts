import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { IPC_INVOKE } from '../../src-preload/contract/channels.ts';
import { refuse, type Dispatch } from './dispatch.ts';

/** A page of ours: its exact address, the window it lives in, and what it may ask. */
export interface Page {
  url: string;
  webContents: () => WebContents | null;
  dispatch: Dispatch;
}

/**
 * Listens on the one request channel. Only the top frame of one of our own windows, showing exactly its page, is heard;
 * anything else (a sub-frame, a foreign page in our window, a window we did not make) is `bad_sender`.
 */
export function listen(pages: readonly Page[]): void {
  ipcMain.handle(IPC_INVOKE, async (event, name: unknown, request: unknown) => {
    const page = senderPage(event, pages);
    return page ? page.dispatch(name, request) : refuse('bad_sender', 'This page may not ask that.');
  });
}

function senderPage(event: IpcMainInvokeEvent, pages: readonly Page[]): Page | undefined {
  const frame = event.senderFrame;
  // A frame that has navigated away or is gone is null: whoever asked is no longer there to be trusted.
  if (frame?.parent !== null || frame !== event.sender.mainFrame) return undefined;
  return pages.find((page) => page.webContents() === event.sender && page.url === frame.url);
}
