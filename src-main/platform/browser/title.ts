import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';

/** Characters of a title that are told. */
const MAX_TITLE = 1_000;
/** A page that is busy, or about to go to another document, answers later than this or not at all, milliseconds. */
const ANSWER_MS = 1_000;

/** A document's title, and whether it is longer than that. */
export interface Title {
  text: string;
  isCut: boolean;
}

/**
 * The title of the document that a page shows: as the document has it, or, where the page does not answer, as the browser does.
 * (The driver's own answer while another document is on its way is a text of the driver's.)
 * @throws the driver's error, where the page has gone
 */
export async function titleOf(page: Page): Promise<Title> {
  const session = await page.context().newCDPSession(page);
  try {
    const late = sleep(ANSWER_MS, null, { ref: false });
    const asked = titleInPage(session);
    const title = (await Promise.race([asked.catch(() => null), late])) ?? (await titleInBrowser(session));
    return { text: title.slice(0, MAX_TITLE), isCut: title.length > MAX_TITLE };
  } finally {
    // A page that has gone took it along.
    void session.detach().catch(() => undefined);
  }
}

/** In a world beside the page's scripts. */
async function titleInPage(session: CDPSession): Promise<string> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const world = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const { result } = await session.send('Runtime.evaluate', {
    contextId: world.executionContextId,
    // One more, so that it can be told.
    expression: `document.title.slice(0, ${MAX_TITLE + 1})`,
    returnByValue: true,
  });
  return typeof result.value === 'string' ? result.value : '';
}

/** As a tab shows it: of a document without a title that is its address, which is told anyway. */
async function titleInBrowser(session: CDPSession): Promise<string> {
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const { title, url } = targetInfo;
  const plain = (text: string): string => {
    const bare = text.replace(/^https?:\/\//, '').replace(/\/$/, '');
    try {
      return decodeURI(bare);
    } catch {
      return bare;
    }
  };
  return plain(title) === plain(url) ? '' : title;
}
