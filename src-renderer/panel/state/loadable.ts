import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';

/**
 * A value that comes from main. A refetch that fails keeps the last good value on screen, with the error beside it:
 * blanking a view because of one failed refresh would hide more than it tells.
 */
export type Loadable<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T; error?: BridgeError }
  | { state: 'failed'; error: BridgeError };

export const LOADING: Loadable<never> = { state: 'loading' };

/** Folds an answer into what was known before. */
export function settle<T>(before: Loadable<T>, answer: Answer<T>): Loadable<T> {
  if (answer.ok) return { state: 'ready', value: answer.value };
  if (before.state === 'ready') return { state: 'ready', value: before.value, error: answer.error };
  return { state: 'failed', error: answer.error };
}

/**
 * The same for something small that is asked for again whenever it may have changed: what came back as it was is what was
 * there before, so that nothing is drawn anew for it.
 */
export function settleSmall<T extends object>(before: Loadable<T>, answer: Answer<T>): Loadable<T> {
  const known = before.state === 'ready' && before.error === undefined && answer.ok;
  return known && JSON.stringify(before.value) === JSON.stringify(answer.value)
    ? before
    : settle(before, answer);
}

/** The value, or `fallback` while there is none. */
export function valueOr<T, F>(loadable: Loadable<T>, fallback: F): T | F {
  return loadable.state === 'ready' ? loadable.value : fallback;
}
