import { ipcRenderer, type IpcRendererEvent } from 'electron';
import { IPC_EVENT, IPC_INVOKE } from './contract/channels.ts';
import type { Answer } from './contract/errors.ts';

/**
 * One method of a bridge. It takes at most one value, sends it to main under `name`, and resolves to main's answer; it
 * never rejects, so that a page cannot mistake a refusal for a crash.
 */
export function method(name: string): (request?: unknown) => Promise<Answer<unknown>> {
  return async (request) => {
    try {
      return (await ipcRenderer.invoke(IPC_INVOKE, name, request)) as Answer<unknown>;
    } catch (error) {
      // Reached when the value cannot be sent (structured clone) or main is going away.
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: 'bad_request', message } };
    }
  };
}

/** An `on...` method: calls back with the event's ids and returns its unsubscribe function. */
export function subscription(name: string): (callback: (ids: unknown) => void) => () => void {
  return (callback) => {
    if (typeof callback !== 'function') throw new TypeError('A callback function is needed.');
    const listener = (_event: IpcRendererEvent, event: string, ids: unknown): void => {
      if (event === name) callback(ids);
    };
    ipcRenderer.on(IPC_EVENT, listener);
    return () => {
      ipcRenderer.removeListener(IPC_EVENT, listener);
    };
  };
}

/** Groups `feature.method` names into `{feature: {method}}`. */
export function grouped(
  methods: readonly string[],
  events: readonly string[],
): Record<string, Record<string, unknown>> {
  const api: Record<string, Record<string, unknown>> = {};
  const put = (name: string, value: unknown): void => {
    const [feature, key] = name.split('.') as [string, string];
    (api[feature] ??= {})[key] = value;
  };
  for (const name of methods) put(name, method(name));
  for (const name of events) put(name, subscription(name));
  return api;
}
