import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { giveAnswers } from '../support/bridge-answers.ts';

test('an app that hangs is said while it does, and no longer when it answers again', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  const state = panel.getByRole('status', { name: 'State of control' });
  await expect(state).toHaveText('Ready');
  // In its first moments a page's own thread waits for main here and there: it stands still with it, and can tell nothing.
  await panel.waitForTimeout(3_000);
  // Nobody outside reaches the page meanwhile: it notes itself what it showed.
  const shown = await panel.evaluateHandle(() => {
    const found = new Set<string>();
    const look = (): void => {
      for (const each of document.querySelectorAll(
        '[role="alert"], [role="status"], dl[aria-label="At a glance"]',
      ))
        found.add(each.textContent);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    return found;
  });
  await app.inMain(() => {
    const until = Date.now() + 12_000;
    while (Date.now() < until);
  });
  const texts = await shown.evaluate((found) => [...found].join('\n'));
  expect(texts).toContain('The app does not answer.');
  expect(texts).toContain('State unknown');
  expect(texts).toMatch(/Control\s*Unknown/);
  await expect(state).toHaveText('Ready');
  await expect(panel.getByText('The app does not answer.')).toHaveCount(0);
});

test('while the app does not answer, each view says that what it shows is old, and since when', async ({
  start,
}) => {
  const app = await start();
  const { panel } = app;
  await expect(panel.getByRole('status', { name: 'State of control' })).toHaveText('Ready');
  await giveAnswers(app, { 'control.state': 'none' });
  const old = panel.getByRole('main').getByText(/^As it was at .* The app has not answered since\.$/);
  await expect(old).toBeVisible({ timeout: 20_000 });
  for (const view of ['Tools', 'Approvals', 'Log', 'Rules', 'Models', 'Settings', 'Overview']) {
    await panel.getByRole('link', { name: view }).click();
    await expect(panel.getByRole('heading', { name: view, level: 1 })).toBeVisible();
    await expect(old, view).toBeInViewport();
    const colours = panel.locator('main > :last-child');
    await expect(colours, view).toHaveCSS('filter', 'grayscale(1)');
  }
  await expectAccessible(panel, 'a view that is old');
  await giveAnswers(app, {});
  await expect(old).toHaveCount(0);
  await expect(panel.getByRole('status', { name: 'State of control' })).toHaveText('Ready');
});

test('a computer without a network is said, and one that has it again', async ({ start }) => {
  const { panel } = await start();
  const context = panel.context();
  const note = panel.getByText('No network', { exact: true });
  await context.setOffline(true);
  await expect(note).toBeVisible();
  await context.setOffline(false);
  await expect(note).toHaveCount(0);
});
