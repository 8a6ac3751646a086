/*
 * What is told of a message of the DevTools protocol by its beginning: the browser writes the method of an event first. A
 * message that is written otherwise is none of these kinds, and is treated like the rest.
 */

/** Events that the driver does without here, and that a page can make as many and as long of as it likes. */
const UNWANTED = [
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Log.entryAdded',
  'Network.webSocketFrameReceived',
  'Network.webSocketFrameSent',
  'Network.eventSourceMessageReceived',
].map(beginning);

/** Events that somebody waits for outside of the driver, or that it does not get. */
const URGENT = [
  'Network.requestWillBeSent',
  'Network.webSocketCreated',
  'Browser.downloadWillBegin',
  'Browser.downloadProgress',
  'Target.attachedToTarget',
].map(beginning);

/** Characters of an address or a body that the driver gets: it keeps thousands of them, and nobody asks it for them. */
const MAX_KEPT = 8_192;

/** Whether this is the beginning of a message that nobody needs. */
export function isUnwanted(head: Buffer): boolean {
  return UNWANTED.some((each) => startsWith(head, each));
}

/** Whether this is a message that is to be read at once. */
export function isUrgent(message: Buffer): boolean {
  return URGENT.some((each) => startsWith(message, each));
}

/** Shortens, in place, what a page may make as long as it likes of a request. */
export function lighten(message: object): void {
  const { params } = message as { params?: Record<string, unknown> };
  const request = params?.['request'] as Record<string, unknown> | undefined;
  for (const [within, key] of [
    [params, 'documentURL'],
    [params, 'url'],
    [request, 'url'],
    [request, 'urlFragment'],
    [request, 'postData'],
  ] as const) {
    const text = within?.[key];
    if (within && typeof text === 'string' && text.length > MAX_KEPT) within[key] = text.slice(0, MAX_KEPT);
  }
  if (request) delete request['postDataEntries'];
}

/**
 * What is sent to a shared worker that has begun and waits to be let go, so that what it asks for is heard of; null for any other
 * message. The driver would let go of it unheard, and does not get this message.
 */
export function toSharedWorker(message: object): object[] | null {
  const { method, params } = message as { method?: unknown; params?: Record<string, unknown> };
  if (method !== 'Target.attachedToTarget') return null;
  const { type } = (params?.['targetInfo'] ?? {}) as { type?: unknown };
  if (type !== 'shared_worker') return null;
  const sessionId = params?.['sessionId'];
  // Numbers of a session of its own; the driver knows nothing of it, and passes the answers over.
  return [
    { id: 1, sessionId, method: 'Network.enable' },
    { id: 2, sessionId, method: 'Runtime.runIfWaitingForDebugger' },
  ];
}

function beginning(method: string): Buffer {
  return Buffer.from(`{"method":"${method}"`);
}

function startsWith(message: Buffer, start: Buffer): boolean {
  return message.length >= start.length && message.compare(start, 0, start.length, 0, start.length) === 0;
}
