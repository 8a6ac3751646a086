import { setTimeout as sleep } from 'node:timers/promises';
import type { Download, Page } from 'playwright-core';
import { ToolError } from '../tool-error.ts';

/** What the browser tells of a download, by its `guid`. */
export type DownloadNews =
  | { guid: string; url: string }
  /** Bytes that have come, and that the server has announced; 0 where it has not. */
  | { guid: string; received: number; total: number };

/** What a message of the DevTools protocol tells of a download; null for any other message. */
export function downloadNews(message: object): DownloadNews | null {
  const { method, params } = message as { method?: unknown; params?: Record<string, unknown> };
  const guid = String(params?.['guid']);
  if (method === 'Browser.downloadWillBegin') return { guid, url: String(params?.['url']) };
  if (method !== 'Browser.downloadProgress') return null;
  return { guid, received: Number(params?.['receivedBytes']), total: Number(params?.['totalBytes']) };
}

/**
 * The downloads of one run: one at a time, each asked for by a step. Any other is ended as it begins, and so is one that is
 * larger than the limit, or says that it will be: neither gets to fill the disk.
 */
export class Downloads {
  readonly #limit: number;
  #expected: ((download: Download) => void) | null = null;
  #current: { download: Download; guid: string | undefined } | null = null;
  /** Those that have begun and that the driver has not told of yet, in order. */
  readonly #begun: { guid: string; url: string }[] = [];
  readonly #tooLarge = new Set<string | undefined>();

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  watch(page: Page): void {
    page.on('download', (download) => this.#told(download));
  }

  news(news: DownloadNews): void {
    if ('url' in news) {
      this.#begun.push(news);
      return;
    }
    const { guid, received, total } = news;
    if (received <= this.#limit && total <= this.#limit) return;
    this.#tooLarge.add(guid);
    if (this.#current?.guid === guid) end(this.#current.download);
  }

  /** Does `act` and waits for the download that it starts. A failure of `act` only counts when none comes. */
  async after(act: () => Promise<unknown>, timeout: number): Promise<Download> {
    this.#current = null;
    const given = new AbortController();
    const begun = new Promise<Download>((resolve) => (this.#expected = resolve));
    const none = sleep(timeout, null, { signal: given.signal });
    none.catch(() => undefined);
    try {
      const [download, acted] = await Promise.allSettled([Promise.race([begun, none]), act()]);
      if (download.status === 'fulfilled' && download.value !== null) return download.value;
      if (acted.status === 'rejected') throw acted.reason;
      throw new ToolError('error', 'no_download', `The step started no download within ${timeout} ms.`);
    } finally {
      this.#expected = null;
      given.abort();
    }
  }

  /** Resolves when the file is whole. @throws ToolError `error` (`download_failed`, `download_too_large`) */
  async whole(download: Download): Promise<void> {
    const failure = await download.failure();
    if (this.#current?.download === download && this.#tooLarge.has(this.#current.guid)) {
      const most = Math.round(this.#limit / 1024 / 1024);
      const message = `The download is larger than ${most} MB; it was ended, and nothing of it was kept.`;
      throw new ToolError('error', 'download_too_large', message);
    }
    if (failure !== null) throw new ToolError('error', 'download_failed', `The download failed: ${failure}.`);
  }

  #told(download: Download): void {
    const guid = this.#guidOf(download);
    const expected = this.#expected;
    this.#expected = null;
    if (expected === null) {
      end(download);
      return;
    }
    this.#current = { download, guid };
    if (this.#tooLarge.has(guid)) end(download);
    expected(download);
  }

  /** The driver keeps it to itself; it tells of downloads in the order in which they begin. */
  #guidOf(download: Download): string | undefined {
    const at = this.#begun.findIndex(({ url }) => url === download.url());
    return at < 0 ? undefined : this.#begun.splice(at, 1)[0]?.guid;
  }
}

function end(download: Download): void {
  // Its page, or the browser, may have ended it already.
  download.cancel().catch(() => undefined);
}
