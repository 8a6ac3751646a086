import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AssistantBrowser } from '../../../../src-main/platform/assistants/assistant-browser.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { createChildOwner } from '../../../../src-main/platform/children.ts';
import { createOwnedProcesses } from '../../../../src-main/platform/owned-processes.ts';
import { LONG } from '../../../support/long.ts';

const STOPS = LONG ? 60 : 20;
const found = findBrowser(null);

test.skipIf(!found.ok)(
  'a start that is stopped, at whatever moment, ends with its reason and leaves no browser',
  { timeout: STOPS * 5_000 },
  async () => {
    if (!found.ok) throw new Error(found.reason);
    const { path } = found.browser;
    const dir = mkdtempSync(join(tmpdir(), 'execution-layer-assistant-'));
    const children = createChildOwner(
      createOwnedProcesses({ read: () => null, write: () => undefined }, () => undefined),
    );
    onTestFinished(async () => {
      await children.dispose();
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    });
    const start = (signal: AbortSignal): Promise<AssistantBrowser> =>
      AssistantBrowser.start({ path, headless: true, profileDir: join(dir, 'profile'), children, signal });
    /** How long a start takes, milliseconds. The first one also loads the driver. */
    let startMs = 0;
    for (let round = 0; round < 2; round++) {
      const from = performance.now();
      const browser = await start(new AbortController().signal);
      startMs = performance.now() - from;
      browser.kill();
      await browser.ended;
    }
    for (let at = 0; at < STOPS; at++) {
      const stop = new AbortController();
      const reason = new Error('stopped');
      const ended = start(stop.signal).then(
        (browser) => {
          browser.kill();
          // Only where it was there before it was stopped.
          return stop.signal.aborted ? 'started' : reason;
        },
        (error: unknown) => error,
      );
      setTimeout(() => stop.abort(reason), (startMs * at) / STOPS);
      expect(await ended).toBe(reason);
      await expect.poll(() => children.size, { timeout: 5_000 }).toBe(0);
    }
  },
);
