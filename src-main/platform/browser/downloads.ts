import { setTimeout as sleep } from 'node:timers/promises';
import type { Download, Page } from 'playwright-core';
import { ToolError } from '../tool-error.ts';

/** How far a download has come, bytes. */
export interface DownloadProgress {
  received: number;
  /** As announced by the server; 0 where it has not. */
  total: number;
}

/** What a message of the DevTools protocol tells of a download; null for any other message. */
export function downloadProgress(message: object): DownloadProgress | null {
  const { method, params } = message as { method?: unknown; params?: Record<string, unknown> };
  if (method !== 'Browser.downloadProgress') return null;
  return { received: Number(params?.['receivedBytes']), total: Number(params?.['totalBytes']) };
}

/**
 * The downloads of one run: one at a time, each asked for by a step. Any other is ended as it begins, and so is one that is
 * larger than the limit, or says that it will be: neither gets to fill the disk.
 */
export class Downloads {
  readonly #limit: number;
  #expected: ((download: Download) => void) | null = null;
  #current: Download | null = null;
  #tooLarge = false;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  watch(page: Page): void {
    page.on('download', (download) => this.#begun(download));
  }

  progress({ received, total }: DownloadProgress): void {
    if (received <= this.#limit && total <= this.#limit) return;
    this.#tooLarge = true;
    if (this.#current) end(this.#current);
  }

  /** Does `act` and waits for the download that it starts. A failure of `act` only counts when none comes. */
  async after(act: () => Promise<unknown>, timeout: number): Promise<Download> {
    this.#tooLarge = false;
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
    if (this.#tooLarge) {
      const most = Math.round(this.#limit / 1024 / 1024);
      const message = `The download is larger than ${most} MB; it was ended, and nothing of it was kept.`;
      throw new ToolError('error', 'download_too_large', message);
    }
    if (failure !== null) throw new ToolError('error', 'download_failed', `The download failed: ${failure}.`);
  }

  #begun(download: Download): void {
    const expected = this.#expected;
    this.#expected = null;
    if (expected === null) {
      end(download);
      return;
    }
    this.#current = download;
    if (this.#tooLarge) end(download);
    expected(download);
  }
}

function end(download: Download): void {
  // Its page, or the browser, may have ended it already.
  download.cancel().catch(() => undefined);
}
