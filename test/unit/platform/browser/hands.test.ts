import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Hands } from '../../../../src-main/platform/browser/hands.ts';
import { secretHider } from '../../../../src-main/platform/marked-secrets.ts';
import type { BrowserSession } from '../../../../src-main/platform/browser/session.ts';

/** The browser may answer a click that closes its page, or not: a race that no real page loses each time. */
function clickThatFails(message: string, closed: boolean): Promise<void> {
  const page = { isClosed: () => closed, url: () => 'about:blank' } as Page;
  const session = { page, report: () => undefined } as unknown as BrowserSession;
  const hands = new Hands(session, { hide: secretHider([]), show: false });
  const locator = { click: () => Promise.reject(new Error(message)) } as never;
  return hands.click({ locator, words: 'a button' }, 'left', 1000);
}

const SENT = 'locator.click: Target page, context or browser has been closed\n  - performing click action';

it('a click that was sent and closed its page was done', async () => {
  await expect(clickThatFails(SENT, true)).resolves.toBeUndefined();
});

it('what has gone once it was scrolled to is not turned, and said', async () => {
  const turned: unknown[] = [];
  const mouse = { move: () => turned.push('move'), wheel: () => turned.push('wheel') };
  const page = { mouse, viewportSize: () => null, url: () => 'about:blank' } as unknown as Page;
  const session = { page, report: () => undefined } as unknown as BrowserSession;
  const hands = new Hands(session, { hide: secretHider([]), show: false });
  const locator = { scrollIntoViewIfNeeded: async () => undefined, boundingBox: async () => null } as never;
  await expect(hands.scroll({ locator, words: 'a box' }, 0, 100, 1000)).rejects.toMatchObject({
    status: 'error',
    code: 'not_visible',
  });
  expect(turned).toEqual([]);
});

it('a page that was gone before, or a click that failed on a page that stays, was not', async () => {
  const gone = 'locator.click: Target page, context or browser has been closed';
  await expect(clickThatFails(gone, true)).rejects.toThrow(gone);
  await expect(clickThatFails(SENT, false)).rejects.toThrow('has been closed');
});

it('a picture that a busy browser had no frame for is taken again, a few times', async () => {
  const take = async (failures: string[]): Promise<{ tries: number; taken: string }> => {
    let tries = 0;
    const screenshot = async () => {
      const failure = failures[tries++];
      if (failure !== undefined) throw new Error(failure);
      return Buffer.from('png');
    };
    const page = { screenshot, url: () => 'about:blank' } as unknown as Page;
    const session = { page, report: () => undefined } as unknown as BrowserSession;
    const hands = new Hands(session, { hide: secretHider([]), show: false });
    const taken = hands.screenshot({ at: null, fullPage: true, masked: [], timeout: 1000 });
    return { taken: await taken.then(String, String), tries };
  };
  const none = 'Protocol error (Page.captureScreenshot): Unable to capture screenshot';
  expect(await take([none, none])).toEqual({ taken: 'png', tries: 3 });
  expect(await take([none, none, none])).toEqual({ taken: `Error: ${none}`, tries: 3 });
  expect(await take(['Target crashed'])).toEqual({ taken: 'Error: Target crashed', tries: 1 });
});
