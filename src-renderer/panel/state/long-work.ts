import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import { ask } from '../api.ts';

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

/** Asks main to end such work. Resolves to whether there was any. */
export async function cancelWork(what: PanelChannels['audit.cancel']['request']['what']): Promise<boolean> {
  const answer = await ask((api) => api.audit.cancel({ what }));
  return answer.ok && answer.value.cancelled;
}
