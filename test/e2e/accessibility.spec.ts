import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage } from '../support/approval.ts';
import { expectAccessible } from '../support/axe.ts';
import { LONG } from '../support/long.ts';

const VIEWS = ['Overview', 'Tools', 'Approvals', 'Log', 'Rules', 'Models', 'Settings'];

/** Opens a view and waits until nothing of it is still loading. */
async function open(panel: Page, view: string): Promise<void> {
  await panel.getByRole('link', { name: view }).click();
  await expect(panel.getByRole('heading', { name: view, level: 1 })).toBeVisible();
  await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
}

async function eachView(app: RunningApp, state: string): Promise<void> {
  for (const view of VIEWS) {
    await open(app.panel, view);
    await expectAccessible(app.panel, `${view}, ${state}`);
  }
}

for (const theme of ['light', 'dark'] as const) {
  // What is empty has the colours of what is in use: in the dark it is for the long form.
  if (theme === 'light' || LONG) {
    test(`axe finds nothing on any view with nothing in it, ${theme}`, async ({ start, configure }) => {
      configure({ theme });
      await eachView(await start(), `empty, ${theme}`);
    });
  }

  test(`axe finds nothing on any view in use, ${theme}`, async ({ start, configure, repository }) => {
    test.slow();
    configure({ theme, workspace_roots: [repository.path], approval_mode: 'require_approval' });
    writeFileSync(join(repository.path, 'new.txt'), 'new');
    const app = await start();
    const { panel } = app;
    const run = await app.get('runs.start', { tool: 'git_status' });
    await app.get('runs.start', { tool: 'git_status', dryRun: true });
    await app.get('runs.start', { tool: 'web_scrape', args: { url: 'http://127.0.0.1:9/' } });
    await app.get('runs.start', { tool: 'web_scrape', args: { url: 'ftp://x' } });
    void app
      .ask('runs.start', { tool: 'web_scrape', args: { url: 'https://shop.example.com/' } })
      .catch(() => undefined);
    const question = await approvalPage(app);
    await expect(question.getByRole('button', { name: 'Allow', exact: true })).toBeEnabled();
    await expectAccessible(question, `the approval window, ${theme}`);
    await expect(panel.getByRole('list', { name: 'Waiting' })).toBeVisible();
    await panel.getByRole('switch', { name: 'Enable web_scrape' }).click({ force: true });
    await expect(panel.getByRole('region', { name: 'What just happened' })).toContainText(
      'web_scrape is off',
    );
    await eachView(app, `in use, ${theme}`);

    await open(panel, 'Tools');
    for (const { name } of await app.get('tools.list')) {
      await panel.getByRole('button', { name: `Open ${name}` }).click();
      await expectAccessible(panel, `the form of ${name}, ${theme}`);
    }
    await panel.getByRole('button', { name: 'Open git_status' }).click();
    await panel.getByRole('button', { name: 'Examples and recent' }).click();
    await expect(panel.getByRole('list', { name: 'Recent' })).toBeVisible();
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(panel.getByRole('region', { name: 'Result' })).toContainText('new.txt');
    await expectAccessible(panel, `a result, ${theme}`);

    await open(panel, 'Log');
    await panel.getByRole('button', { name: new RegExp(`git_status .*${run.runId}`) }).click();
    await expect(panel.getByRole('region', { name: 'Records' })).toContainText('Finished');
    await expectAccessible(panel, `a run in the Log, ${theme}`);
    await panel.keyboard.press('Control+k');
    await expect(panel.getByRole('dialog', { name: 'Commands' })).toBeVisible();
    await expectAccessible(panel, `the commands, ${theme}`);
    await panel.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Pause' }).click();
    await expect(panel.getByRole('button', { name: 'Resume' }).first()).toBeVisible();
    await expectAccessible(panel, `paused, ${theme}`);
  });
}
