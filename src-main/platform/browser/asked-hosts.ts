/** A page's request may be heard of after its connection was asked for: so long a connection waits for it. */
const WAIT_MS = 1_500;

/**
 * The hosts that the pages of a run have asked for. A browser also calls home by itself: whatever no page has asked for is
 * not let through, so that no list of such hosts has to be kept up with.
 */
export class AskedHosts {
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** @param url of a request or a WebSocket of a page */
  add(url: string): void {
    const host = hostOf(url);
    if (host === null || this.#asked.has(host)) return;
    this.#asked.add(host);
    for (const wake of this.#waiting.get(host) ?? []) wake();
  }

  /** Whether a page has asked for `host:port`, or does so within a moment. */
  async has(host: string): Promise<boolean> {
    if (this.#asked.has(host)) return true;
    let wake: () => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const waiting = this.#waiting.get(host) ?? new Set();
    this.#waiting.set(host, waiting);
    try {
      await new Promise<void>((resolve) => {
        wake = resolve;
        waiting.add(wake);
        timer = setTimeout(resolve, WAIT_MS);
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(wake);
      if (waiting.size === 0) this.#waiting.delete(host);
    }
    return this.#asked.has(host);
  }
}

/**
 * The address that a page, a frame or a worker asks for, told by a message of the DevTools protocol; null for any other
 * message. Read from the protocol itself: the driver tells of a WebSocket only at its handshake, and that comes after the
 * connection that waits to hear of it.
 */
export function askedAddress(message: object): string | null {
  const { method, params } = message as { method?: unknown; params?: Record<string, unknown> };
  if (method === 'Network.webSocketCreated') return textOr(params?.['url']);
  if (method !== 'Network.requestWillBeSent') return null;
  return textOr((params?.['request'] as { url?: unknown } | undefined)?.url);
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'ws:': '80',
  'wss:': '443',
};

/** `host:port`, default port filled in; null for what needs no connection (`data:`, `blob:`). */
function hostOf(url: string): string | null {
  // Others may be as long as a page likes.
  const usual = PORTS[/^[a-z]{2,5}:/i.exec(url)?.[0].toLowerCase() ?? ''];
  if (usual === undefined || !URL.canParse(url)) return null;
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? usual : port}`;
}
