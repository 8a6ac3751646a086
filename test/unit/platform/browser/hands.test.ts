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
