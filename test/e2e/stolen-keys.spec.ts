import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';
import type { RunningApp } from '../support/app.ts';
import { approvalPage, shownApproval, waitUntilAnswerable } from '../support/approval.ts';
import { act, ASKS, test } from '../support/desk.ts';
import type { TestScreen } from '../support/screen.ts';

/*
 * A script in the panel brings the approval window up while a person types: what was meant for something else must never
 * be an Allow. The keys are pressed by the X server, so that they go wherever the keyboard really is.
 */

const ALLOW_KEYS = 'ctrl+Return';

/** A high-risk run that asks, read to its end, for so long that it could be answered. */
async function asked(app: RunningApp) {
  const run = act(app, { action: 'wait', ms: 1 });
  const page = await approvalPage(app);
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(1);
  const { approvalId } = await shownApproval(page);
  await page.mouse.wheel(0, 10_000);
  await waitUntilAnswerable(page);
  return { run, page, approvalId };
}

/** Presses until it counts: the person has moved to the window, and the time in which nothing counts passes. */
async function allowByKeys(desk: TestScreen, app: RunningApp, page: Page): Promise<void> {
  desk.tell('xdotool', 'search', '--name', '^Approval', 'windowactivate', '--sync');
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeEnabled();
  await expect
    .poll(
      async () => {
        desk.tell('xdotool', 'key', ALLOW_KEYS);
        await sleep(300);
        return (await app.get('approvals.pending')).length;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
}

const nothingStarted = async (app: RunningApp): Promise<void> => {
  expect((await app.get('audit.query', { events: ['started'] })).entries).toEqual([]);
};

test('Ctrl+Enter in another program stays there, however often the panel raises the question', async ({
  openApp,
}) => {
  const { desk, app } = await openApp(ASKS);
  const { run, page, approvalId } = await asked(app);
  const terminal = await desk.terminal();
  for (const pauseMs of [0, 200, 1000]) {
    expect(await app.get('approvals.review', { approvalId })).toEqual({ raised: true });
    await sleep(pauseMs);
    desk.tell('xdotool', 'key', ALLOW_KEYS);
  }
  // Each of them arrived where it was meant to.
  await expect.poll(terminal.typed).toBe('\n\n\n');
  expect(await app.get('approvals.pending')).toMatchObject([{ approvalId }]);
  await nothingStarted(app);
  // The same keys are an Allow once the person has gone to the window.
  await allowByKeys(desk, app, page);
  expect(await run).toMatchObject({ decision: { verdict: 'allow', decidedBy: 'person' } });
});

test('Ctrl+Enter in the panel, as its script moves the keyboard to the question, allows nothing', async ({
  openApp,
}) => {
  test.setTimeout(120_000);
  const { desk, app } = await openApp(ASKS);
  for (let round = 1; ; round += 1) {
    const { run, page, approvalId } = await asked(app);
    desk.tell('xdotool', 'search', '--name', '^Execution Layer$', 'windowactivate', '--sync');
    await expect
      .poll(() => app.inMain(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle()))
      .toBe('Execution Layer');
    await app.inMain(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle().startsWith('Approval'));
      window?.once('focus', () => Object.assign(globalThis, { focusedAt: Date.now() }));
    });
    await app.get('approvals.review', { approvalId });
    const focusedAt = (): Promise<number> =>
      app.inMain(() => (globalThis as { focusedAt?: number }).focusedAt ?? 0);
    await expect.poll(focusedAt).toBeGreaterThan(0);
    desk.tell('xdotool', 'key', ALLOW_KEYS);
    const early = Date.now() - (await focusedAt()) < 600;
    if (!early && round < 5) {
      // On a busy machine the key may come too late to prove anything.
      await app.get('runs.cancel', { runId: (await app.get('runs.active'))[0]?.runId ?? 'gone' });
      await run;
      await app.inMain(() => void Reflect.deleteProperty(globalThis, 'focusedAt'));
      continue;
    }
    await sleep(500);
    expect(await app.get('approvals.pending')).toMatchObject([{ approvalId }]);
    await allowByKeys(desk, app, page);
    expect(await run).toMatchObject({ decision: { verdict: 'allow', decidedBy: 'person' } });
    return;
  }
});
