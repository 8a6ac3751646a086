import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { tell, type Toast } from './toasts.ts';

/** Work of which there is one at a time, that may take long, and that goes on while another view is looked at. */
export type Work<T> =
  | { state: 'idle' }
  /** Epoch seconds. */
  | { state: 'going'; since: number }
  | { state: 'done'; value: T }
  | { state: 'failed'; error: BridgeError };

export const IDLE: Work<never> = { state: 'idle' };
export const going = (): Work<never> => ({ state: 'going', since: Date.now() / 1000 });

/** What has become of it. */
export function ended<T>(answer: Answer<T>): Work<T> {
  return answer.ok ? { state: 'done', value: answer.value } : { state: 'failed', error: answer.error };
}

/** What is said of it. */
export type Told = Pick<Toast, 'tone' | 'title' | 'text'>;

/**
 * Says how it ended, for where nobody is looking at it, with the way to look. That somebody cancelled it, they know.
 *
 * @param done what to say of what came of it; null: nothing
 */
export function tellEnd<T>(
  answer: Answer<T>,
  done: (value: T) => Told | null,
  failed: Pick<Toast, 'tone' | 'title'>,
  show: () => void,
): void {
  const action = { label: toastTexts.show, run: show };
  const told = answer.ok ? done(answer.value) : { ...failed, text: answer.error.message };
  if (told === null || (!answer.ok && answer.error.code === 'cancelled')) return;
  tell({ ...told, action });
}

/** Asks main to end such work. Resolves to whether there was any. */
export async function cancelWork(what: PanelChannels['audit.cancel']['request']['what']): Promise<boolean> {
  const answer = await ask((api) => api.audit.cancel({ what }));
  return answer.ok && answer.value.cancelled;
}
