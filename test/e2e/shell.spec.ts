import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { giveAnswers } from '../support/bridge-answers.ts';

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
