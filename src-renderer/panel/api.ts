import type { ExecutionLayerApi } from '../../src-preload/contract/api.ts';
import type { Answer, BridgeError } from '../../src-preload/contract/errors.ts';

declare global {
  interface Window {
    executionLayer?: ExecutionLayerApi;
  }
}

/** Whether the page was opened by the app: without its bridge there is nothing to show. */
export function hasBridge(): boolean {
  return window.executionLayer !== undefined;
}

function bridge(): ExecutionLayerApi {
  if (window.executionLayer === undefined) throw new Error('This page only works inside the app.');
  return window.executionLayer;
}

/** A failure on this side of the bridge, in the shape of those from the other side. */
export function localError(error: unknown): BridgeError {
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/**
 * Calls one bridge method. Never rejects: what is thrown on the way (no bridge, a value that cannot be sent) comes back as
 * an `internal` error, so that a view has one shape of failure to show.
 */
export async function ask<T>(call: (api: ExecutionLayerApi) => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call(bridge());
  } catch (error) {
    return { ok: false, error: localError(error) };
  }
}

/** Subscribes to one of the bridge's `on...` events; returns its unsubscribe function. */
export function listen(subscribe: (api: ExecutionLayerApi) => () => void): () => void {
  return subscribe(bridge());
}
