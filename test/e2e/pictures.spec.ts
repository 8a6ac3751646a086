import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { CHECKOUT, test, type RunningApp } from '../support/app.ts';
import { LONG } from '../support/long.ts';
import { approvalPage } from '../support/approval.ts';
import { openTool } from '../support/open-tool.ts';

/*
 * The pictures in the docs, taken from the real windows. They are put there by
 * `EXECUTION_LAYER_PICTURES=1 npx playwright test pictures`; otherwise they stay with the test's results.
 */
const TAKEN = process.env['EXECUTION_LAYER_PICTURES'] === '1';

async function picture(page: Page, name: string, info: TestInfo): Promise<void> {
  const folder = TAKEN ? join(CHECKOUT, 'docs', 'images') : info.outputDir;
  mkdirSync(folder, { recursive: true });
  const png = await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  // A picture of nothing (no graphics, a page that did not load) is one colour and compresses to almost nothing.
  expect(png.length).toBeGreaterThan(5_000);
}

const scrape = (app: RunningApp, url: string, more: object = {}): void => {
  void app
    .ask('runs.start', { tool: 'web_scrape', args: { url, ...more }, ...labels })
    .catch(() => undefined);
};
const labels = { reason: 'Compare the prices for the weekly report', agentId: 'nightly-report' };
const ASKING = { approval_mode: 'require_approval' } as const;

// What they show is looked at more closely in other tests.
if (TAKEN || LONG) {
  test('the panel', async ({ start, configure, repository }, info) => {
    configure({ workspace_roots: [repository.path], theme: 'light' });
    writeFileSync(join(repository.path, 'notes.md'), 'new');
    const { panel } = await start();
    await openTool(panel, 'git_status');
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(panel.getByRole('region', { name: 'Result' })).toContainText('notes.md');
    await picture(panel, 'panel', info);
  });

  test('the overview', async ({ start, configure, repository }, info) => {
    configure({ workspace_roots: [repository.path], theme: 'light' });
    writeFileSync(join(repository.path, 'notes.md'), 'new');
    const app = await start();
    for (let times = 0; times < 5; times += 1) await app.get('runs.start', { tool: 'git_status' });
    await app.get('runs.start', { tool: 'git_status', dryRun: true });
    await app.get('runs.start', { tool: 'web_scrape', args: { url: 'http://127.0.0.1:9/' } });
    await expect(app.panel.getByRole('list', { name: 'By tool' })).toContainText('6');
    // The parts of the day are asked for apart, and come one after the other.
    await expect(app.panel.getByRole('region', { name: 'Today' })).toContainText('7 runs');
    await expect(app.panel.getByRole('list', { name: 'By tool' })).toContainText('web_scrape');
    await expect(app.panel.getByRole('list', { name: 'Unusual' })).toContainText('web_scrape');
    await picture(app.panel, 'overview', info);
  });
}

test('a short request', async ({ start, configure }, info) => {
  configure(ASKING);
  const app = await start();
  scrape(app, 'https://shop.example.com/prices');
  const page = await approvalPage(app);
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeEnabled();
  await picture(page, 'approval-short', info);
});

test('a long request cannot be allowed before its end was in view', async ({
  start,
  configure,
  repository,
}, info) => {
  configure({ ...ASKING, workspace_roots: [repository.path] });
  const app = await start();
  const steps = Array.from({ length: 12 }, (_, index) => ({
    tool: 'web_scrape',
    args: { url: `https://shop.example.com/catalogue/page-${index + 1}?sort=price&view=all` },
  }));
  void app.ask('runs.start', { steps, ...labels }).catch(() => undefined);
  const page = await approvalPage(app);
  await page.waitForTimeout(1500);
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeDisabled();
  await picture(page, 'approval-long', info);
});

test('hostile text is made visible and flagged', async ({ start, configure }, info) => {
  configure(ASKING);
  const app = await start();
  scrape(app, 'https://xn--pple-43d.com/login?next=%2Fpay&token=hunter2hunter2', {
    selector: `main${' '.repeat(30)}, \u202Egnp.exe\u200B`,
  });
  const page = await approvalPage(app);
  await expect(page.getByText(/202E/).first()).toBeVisible();
  await expect(page.getByText('hunter2hunter2')).toHaveCount(0);
  await picture(page, 'approval-hostile', info);
});

test('a queue of five shows one at a time', async ({ start, configure }, info) => {
  configure(ASKING);
  const app = await start();
  for (let index = 1; index <= 5; index += 1) scrape(app, `https://example.com/${index}`);
  const page = await approvalPage(app);
  await expect(page.getByText(/of 5/)).toBeVisible();
  await picture(page, 'approval-queue', info);
});
