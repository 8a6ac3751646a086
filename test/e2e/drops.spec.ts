import { expect, type Page } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage, shownApproval } from '../support/approval.ts';

/** What somebody may drag over a window of ours: a file, a link, a text that is one. */
const dragged = (file: string) => [
  { items: [], files: [file], dragOperationsMask: 1 },
  {
    items: [{ mimeType: 'text/uri-list', data: 'https://example.invalid/dropped' }],
    dragOperationsMask: 1,
  },
  { items: [{ mimeType: 'text/plain', data: 'file:///etc/passwd' }], dragOperationsMask: 1 },
];

/** Drops each on the middle of the page and on a field of it, as the system does: the browser itself handles the drop. */
async function dropOn(app: RunningApp, page: Page, file: string): Promise<number> {
  await page.evaluate(() => {
    const counted = window as unknown as { dragged: number };
    counted.dragged = 0;
    window.addEventListener('dragover', () => (counted.dragged += 1), true);
  });
  const size = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
  const cdp = await page.context().newCDPSession(page);
  for (const data of dragged(file)) {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await cdp.send('Input.dispatchDragEvent', { type, ...size, data });
    }
  }
  await cdp.detach();
  expect(await page.evaluate(() => (window as unknown as { dragged: number }).dragged)).toBeGreaterThan(0);
  return app.inMain(({ webContents }) => webContents.getAllWebContents().length);
}

test('a file or a link that is dropped on the panel or on a question changes nothing', async ({
  start,
  userData,
}) => {
  const app = await start();
  const file = `${userData}/execution_layer_config.json`;
  await app.get('control.pause');
  const resuming = app.ask('control.resume');
  const question = await approvalPage(app);
  const asked = await shownApproval(question);
  for (const page of [app.panel, question]) {
    const url = page.url();
    const heading = await page.title();
    expect(await dropOn(app, page, file)).toBe(2);
    // A navigation would come after the drop has been answered.
    await page.waitForTimeout(700);
    expect(page.url()).toBe(url);
    expect(await page.title()).toBe(heading);
    expect(await page.locator('webview, iframe, object, embed').count()).toBe(0);
  }
  expect(await shownApproval(question)).toEqual(asked);
  expect(await app.get('control.state')).toMatchObject({ paused: true, waiting: 1 });
  const { entries } = await app.get('audit.query', { text: 'dropped' });
  expect(entries).toEqual([]);
  void resuming.catch(() => undefined);
});
