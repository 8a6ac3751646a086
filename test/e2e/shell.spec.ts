import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { giveAnswers } from '../support/bridge-answers.ts';
import { fillLog } from '../support/log-fixture.ts';
import { toolsOn } from '../support/tools-on.ts';

test('a part of the shell that breaks leaves the others, and the pause', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  await expect(panel.getByRole('status', { name: 'State of control' })).toHaveText('Ready');
  // What main never says: the header cannot draw it.
  await giveAnswers(app, { 'control.state': { ok: true, value: { paused: false } } });
  await panel.reload();
  await expect(panel.getByRole('alert').filter({ hasText: 'This part stopped working.' })).toBeVisible();
  await expect(panel.getByRole('link', { name: 'Settings' })).toBeVisible();
  await panel.getByRole('link', { name: 'Rules' }).click();
  await expect(panel.getByRole('heading', { name: 'Draft a rule' })).toBeVisible();
  await giveAnswers(app, {});
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(async () => (await app.get('control.state')).paused).toBe(true);
  await panel.getByRole('button', { name: 'Show it again' }).click();
  await expect(panel.getByRole('status', { name: 'State of control' })).toContainText('Paused');
});

test('a view that could not be loaded is loaded when it is asked for again', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  await expect(panel.getByRole('button', { name: 'Open git_status' })).toBeVisible();
  const block = (name: string) =>
    app.inMain(({ session }, part) => {
      session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
        answer({ cancel: part !== '' && details.url.includes(part) });
      });
    }, name);
  await block('ModelsView');
  await panel.getByRole('link', { name: 'Models' }).click();
  const broken = panel.getByRole('alert').filter({ hasText: 'This view stopped working' });
  await expect(broken).toBeVisible();
  // Still not there: said again, not for ever.
  await broken.getByRole('button', { name: 'Show it again' }).click();
  await expect(broken).toBeVisible();
  await block('Palette');
  await panel.keyboard.press('ControlOrMeta+k');
  await expect(panel.getByText('The commands could not be shown')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Pause' })).toBeVisible();
  await block('');
  await broken.getByRole('button', { name: 'Show it again' }).click();
  await expect(panel.getByRole('region', { name: 'Folders' })).toBeVisible();
  await panel.keyboard.press('ControlOrMeta+k');
  await expect(panel.getByRole('dialog', { name: 'Commands' })).toBeVisible();
});

test('messages cover no last row: whatever scrolls below them can be scrolled out from under them', async ({
  start,
  configure,
  userData,
}) => {
  configure({ tool_enabled: toolsOn('browser_automation') });
  await fillLog(userData, { records: 500 });
  const app = await start();
  const { panel } = app;
  await panel.setViewportSize({ width: 900, height: 600 });
  for (const tool of ['git_status', 'web_scrape', 'browser_automation'])
    await panel.getByRole('switch', { name: `Enable ${tool}` }).press(' ');
  const told = panel.getByRole('region', { name: 'What just happened' });
  await expect(told.getByRole('button', { name: /^Dismiss/ })).toHaveCount(3);
  // They stay while somebody looks at them.
  await told.hover();
  /** How far the end of what scrolls under the messages reaches below their upper edge, at most; null: nothing scrolls there. */
  const covered = () =>
    panel.evaluate(() => {
      const messages = document.querySelector('[data-gives-back]')?.getBoundingClientRect();
      if (!messages) throw new Error('There are no messages.');
      const scrollers = [...document.querySelectorAll('main *')].filter((element) => {
        const box = element.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowY);
        return scrolls && box.right > messages.left && box.bottom > messages.top && element.clientHeight > 0;
      });
      return scrollers.map((element) => {
        element.scrollTop = element.scrollHeight;
        const last = Math.max(
          0,
          ...[...element.children].map((child) => child.getBoundingClientRect().bottom),
        );
        return Math.round(last - messages.top);
      });
    });
  for (const view of ['Overview', 'Tools', 'Approvals', 'Log', 'Rules', 'Models', 'Settings']) {
    await panel.getByRole('link', { name: view }).press('Enter');
    await expect(panel.getByRole('heading', { name: view, level: 1 })).toBeVisible();
    await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    await expect(async () => {
      const found = await covered();
      expect(found.length, view).toBeGreaterThan(0);
      expect(Math.max(...found), view).toBeLessThanOrEqual(0);
    }).toPass({ timeout: 5_000 });
  }
});
