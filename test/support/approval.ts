import { expect, type Page } from '@playwright/test';
import type { ApprovalChannels } from '../../src-preload/contract/channels.ts';
import type { Answer } from '../../src-preload/contract/errors.ts';
import type { ApprovalView } from '../../src-preload/contract/types.ts';
import type { RunningApp } from './app.ts';
import type { TestScreen } from './screen.ts';
import type { Site } from './site.ts';

/** An answer is recorded before it counts. */
const ANSWERED_MS = 3_000;
const URL_START = 'execution-layer-app://approval/';

/** Waits for the approval window's page. */
export async function approvalPage(app: RunningApp): Promise<Page> {
  let page: Page | undefined;
  // The one that is found may be that of a window that is just closing: then another one comes.
  await expect(async () => {
    page = app.electron.windows().find((each) => each.url().startsWith(URL_START));
    if (page === undefined) throw new Error('There is no approval window.');
    await page.waitForFunction(() => 'executionLayerApproval' in window, undefined, { timeout: 5_000 });
  }).toPass({ timeout: 20_000, intervals: [50] });
  return page as unknown as Page;
}

/** Calls a method of the approval window's bridge in its page. */
export function askApproval<N extends keyof ApprovalChannels>(
  page: Page,
  method: N,
  request?: unknown,
): Promise<Answer<ApprovalChannels[N]['response']>> {
  return page.evaluate(
    ([name, value]) => {
      const bridge = (
        window as unknown as { executionLayerApproval: Record<string, (v: unknown) => Promise<never>> }
      ).executionLayerApproval;
      return (bridge[name as string] as (v: unknown) => Promise<never>)(value);
    },
    [method, request] as const,
  );
}

/** The window may still be there from the question before. */
const ASKED_MS = 10_000;

/** The request in view, once there is one. */
export async function shownApproval(page: Page, approvalId?: string): Promise<ApprovalView> {
  const until = performance.now() + ASKED_MS;
  for (;;) {
    const answer = await askApproval(page, 'get', approvalId === undefined ? {} : { approvalId });
    if (answer.ok && answer.value.approval) return answer.value.approval;
    if (performance.now() > until) throw new Error(`Nothing is asked: ${JSON.stringify(answer)}`);
    await page.waitForTimeout(50);
  }
}

/** Waits out the time in which no answer counts. */
export async function waitUntilAnswerable(page: Page): Promise<void> {
  const MIN_SHOWN_MS = 700;
  await page.waitForTimeout(MIN_SHOWN_MS + 200);
}

/** Presses Allow in the window, as a person does. */
export function pressAllow(app: RunningApp): Promise<void> {
  return press(app, 'Allow');
}

/** Presses Deny in the window. */
export function pressDeny(app: RunningApp): Promise<void> {
  return press(app, 'Deny');
}

/** A window that gets the keyboard meanwhile counts as shown anew: a press that was too early says so, and is made again. */
async function press(app: RunningApp, name: 'Allow' | 'Deny'): Promise<void> {
  const page = await approvalPage(app);
  const waiting = async (): Promise<string[]> =>
    (await app.get('approvals.pending')).map(({ approvalId }) => approvalId);
  const before = await waiting();
  const early = page.getByText('That came before it could be read');
  const answered = async (): Promise<boolean> => {
    if (page.isClosed()) return true;
    const now = await waiting();
    return before.some((id) => !now.includes(id));
  };
  for (;;) {
    // Allow is there only once the end of the request has been in view.
    if (name === 'Allow') await page.mouse.wheel(0, 10_000);
    await page.getByRole('button', { name, exact: true }).click();
    const until = Date.now() + ANSWERED_MS;
    let again = false;
    while (!again && !(await answered().catch(() => true))) {
      // What cannot be answered stays; that is for the test to see.
      if (Date.now() > until) return;
      again = await early.isVisible().catch(() => false);
    }
    if (!again) return;
  }
}

/** Where a button of the window is on the screen, in the pixels that other programs count in. */
export async function placeOfButton(
  app: RunningApp,
  name: 'Allow' | 'Deny',
): Promise<{ x: number; y: number }> {
  const page = await approvalPage(app);
  // Allow is there only once the end of the request has been in view.
  if (name === 'Allow') await page.mouse.wheel(0, 10_000);
  const box = await page.getByRole('button', { name, exact: true }).boundingBox();
  const window = await app.inMain(({ BrowserWindow, screen }) => {
    const found = BrowserWindow.getAllWindows().find((each) => each.getTitle().startsWith('Approval'));
    if (!found) return null;
    const bounds = found.getContentBounds();
    return { ...bounds, scale: screen.getDisplayMatching(bounds).scaleFactor };
  });
  if (!box || !window) throw new Error(`There is no ${name} button to aim at.`);
  return {
    x: Math.round((window.x + box.x + box.width / 2) * window.scale),
    y: Math.round((window.y + box.y + box.height / 2) * window.scale),
  };
}

/** Presses a button of the window with the screen's own mouse, as a hand does. Resolves when the answer has been taken. */
export async function pressByHand(
  app: RunningApp,
  { tell }: Pick<TestScreen, 'tell'>,
  name: 'Allow' | 'Deny',
): Promise<void> {
  const page = await approvalPage(app);
  const shown = (): Promise<boolean> =>
    app.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some(
        (each) => each.getTitle().startsWith('Approval') && each.isVisible(),
      ),
    );
  await expect.poll(shown, { timeout: 20_000 }).toBe(true);
  const waiting = async (): Promise<number> => (await app.get('approvals.pending')).length;
  const before = await waiting();
  await expect(async () => {
    await waitUntilAnswerable(page);
    const { x, y } = await placeOfButton(app, name);
    tell('xdotool', 'mousemove', String(x), String(y), 'click', '1');
    await expect.poll(waiting, { timeout: ANSWERED_MS }).toBeLessThan(before);
  }).toPass({ timeout: 20_000 });
}

/** The mode in which reading a page asks. */
export const ASKING = { approval_mode: 'require_approval' } as const;

/** The app in a mode in which reading `site` asks. */
export async function asking(
  start: () => Promise<RunningApp>,
  configure: (settings: object) => void,
  site: (pages: Record<string, string>) => Promise<Site>,
  more: object = {},
): Promise<{ app: RunningApp; server: Site; read: (path?: string) => ReturnType<typeof scrape> }> {
  const server = await site({ '/': '<p>hello</p>', '/b': '<p>second</p>' });
  configure({ ...ASKING, private_hosts_allowed: [server.host], ...more });
  const app = await start();
  return { app, server, read: (path = '') => scrape(app, server.url + path) };
}
/** Runs web_scrape on `url`. */
export const scrape = (app: RunningApp, url: string) =>
  app.get('runs.start', { tool: 'web_scrape', args: { url } });
