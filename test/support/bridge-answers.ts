import { IPC_INVOKE } from '../../src-preload/contract/channels.ts';
import type { PanelChannel } from '../../src-preload/contract/channels.ts';
import type { Answer } from '../../src-preload/contract/errors.ts';
import type { RunningApp } from './app.ts';

/** What the pages get for a call: an answer, or none until other answers are given. */
export type Given = Answer<unknown> | 'none';

/**
 * From now on the pages get these answers to these calls, and main's own to all others: for states of the pages that main would
 * take long to come into, or never does. Given again, it takes the place of what was given before; `{}` gives everything back.
 */
export function giveAnswers(app: RunningApp, given: Partial<Record<PanelChannel, Given>>): Promise<void> {
  return app.inMain(
    ({ ipcMain }, { channel, answers }) => {
      type Handler = (event: unknown, name: string, request: unknown) => unknown;
      const kept = globalThis as unknown as { answerOfMain?: Handler; waiting?: (() => void)[] };
      // Electron has no way to ask for the handler that there is.
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers;
      const own = kept.answerOfMain ?? handlers.get(channel);
      if (own === undefined) throw new Error('Main does not listen yet.');
      kept.answerOfMain = own;
      // Who has waited for an answer gets main's now.
      for (const goOn of kept.waiting ?? []) goOn();
      const waiting: (() => void)[] = [];
      kept.waiting = waiting;
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, (event, name: string, request) => {
        const answer = (answers as Record<string, unknown>)[name];
        if (answer === undefined) return own(event, name, request);
        if (answer !== 'none') return answer;
        return new Promise<void>((goOn) => waiting.push(goOn)).then(() => own(event, name, request));
      });
    },
    { channel: IPC_INVOKE, answers: given },
  );
}

export const failed = (message: string): Given => ({ ok: false, error: { code: 'internal', message } });
