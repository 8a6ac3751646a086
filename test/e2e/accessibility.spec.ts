import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage } from '../support/approval.ts';
import { expectAccessible } from '../support/axe.ts';
import { failed, giveAnswers } from '../support/bridge-answers.ts';
import { LONG } from '../support/long.ts';

const VIEWS = ['Overview', 'Tools', 'Approvals', 'Log', 'Rules', 'Models', 'Settings'];
const SCHEMES = ['light', 'dark'] as const;
/** What the views are made of. */
const READ = [
  'tools.list',
  'runs.active',
  'resources.list',
  'approvals.pending',
  'audit.runs',
  'audit.query',
  'audit.histogram',
  'rules.list',
  'rules.sessions',
  'models.status',
  'settings.get',
  'updates.state',
  'system.info',
] as const;

/** Opens a view and waits until nothing of it is still loading. */
async function open(panel: Page, view: string): Promise<void> {
  await panel.getByRole('link', { name: view }).click();
  await expect(panel.getByRole('heading', { name: view, level: 1 })).toBeVisible();
  await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
}

/** The page goes with the system. */
async function follows(panel: Page, colorScheme: (typeof SCHEMES)[number]): Promise<void> {
  await panel.emulateMedia({ colorScheme });
  await expect(panel.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
}

async function eachView(app: RunningApp, state: string): Promise<void> {
  for (const view of VIEWS) {
    await open(app.panel, view);
    await expectAccessible(app.panel, `${view}, ${state}`);
  }
}

test('axe finds nothing on any view with nothing in it, nor with nothing to be had, in either scheme of the system', async ({
  start,
  configure,
}) => {
  test.slow();
  configure({ theme: 'system' });
  const app = await start();
  const { panel } = app;
  for (const colorScheme of SCHEMES) {
    await follows(panel, colorScheme);
    await eachView(app, `empty, ${colorScheme}`);
  }
  await giveAnswers(app, Object.fromEntries(READ.map((name) => [name, failed('The disk does not answer.')])));
  await panel.reload();
  for (const colorScheme of LONG ? SCHEMES : (['dark'] as const)) {
    await follows(panel, colorScheme);
    for (const view of VIEWS) {
      await open(panel, view);
      await expect(panel.getByRole('main').getByText('The disk does not answer.').first()).toBeVisible();
      await expectAccessible(panel, `${view}, failed, ${colorScheme}`);
    }
    // A filter by hand, without the tools that there are to choose from.
    await open(panel, 'Log');
    const filter = panel.getByRole('button', { name: 'Filter', exact: true });
    await filter.click();
    await expect(panel.getByRole('combobox', { name: 'Filter by' })).toBeVisible();
    await expectAccessible(panel, `a filter, failed, ${colorScheme}`);
    await filter.click();
  }
});

for (const theme of SCHEMES) {
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
