import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { asking, pressDeny } from '../support/approval.ts';
import { fillLog } from '../support/log-fixture.ts';
import { toolsOn } from '../support/tools-on.ts';

const ALL_ON = toolsOn('browser_automation');

test('the overview is the first page: what waits, what ran today, what was unusual', async ({
  start,
  configure,
  site,
}) => {
  const { app, read } = await asking(start, configure, site);
  const { panel } = app;
  const glance = panel.locator('dl[aria-label="At a glance"]');
  await expect(panel.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(glance).toContainText('Ready');
  await expect(panel.getByText('No runs today')).toBeVisible();
  await expect(panel.getByText(/Nothing unusual/)).toBeVisible();
  const run = read();
  await expect(panel.getByRole('list', { name: 'Waiting' })).toContainText('web_scrape');
  await expect(glance).toContainText(/Waiting for you\s*1/);
  await pressDeny(app);
  expect((await run).status).toBe('denied');
  await expect(panel.getByRole('list', { name: 'Unusual' })).toContainText('web_scrape');
  await expect(glance).toContainText(/Runs today\s*1/);
  await panel.getByRole('button', { name: 'Denied 1', exact: true }).click();
  await expect(panel.getByRole('heading', { name: 'Log', level: 1 })).toBeVisible();
  await expect(panel.getByRole('button', { name: /^web_scrape Denied/ })).toBeVisible();
});

test('a run is shown with its step and cancelled from there', async ({ start, configure, site }) => {
  test.slow();
  const server = await site({ '/': '<p>hello</p>' });
  configure({
    tool_enabled: ALL_ON,
    require_approval_for_risky: false,
    private_hosts_allowed: [server.host],
    browser_idle_s: 600,
  });
  const app = await start();
  const { panel } = app;
  const open = (steps: object[]) =>
    app.get('runs.start', { tool: 'browser_automation', args: { url: server.url, steps } });

  const waiting = open([{ action: 'wait', ms: 60_000 }]);
  const running = panel.getByRole('list', { name: 'Runs now' });
  await expect(running).toContainText('wait 60000 ms', { timeout: 40_000 });
  await running.getByRole('button', { name: 'Cancel browser_automation' }).click();
  expect((await waiting).status).toBe('cancelled');
  await expect(running).toHaveCount(0);

  // A browser that is kept ready for the next run is listed, and ends at a press.
  expect((await open([{ action: 'wait', ms: 1 }])).status).toBe('ok');
  const kept = panel.getByRole('list', { name: 'Kept open' });
  await expect(kept).toContainText('is kept ready for the next run');
  await expect
    .poll(async () => (await app.get('resources.list')).map(({ kind }) => kind))
    .toEqual(['browser']);
  await kept.getByRole('button', { name: /^End: / }).press('Enter');
  await expect(kept).toHaveCount(0);
  // Pressed by keyboard, it leaves that on the page.
  expect(await panel.evaluate(() => document.activeElement === document.body)).toBe(false);
  expect(await app.get('resources.list')).toEqual([]);
});

test('the pause is in view, and the record is checked when asked', async ({ start }) => {
  const { panel } = await start();
  await panel.getByRole('button', { name: 'Check now' }).click();
  await expect(panel.getByText(/^All \d+ records are as they were written/)).toBeVisible();
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(panel.locator('dl[aria-label="At a glance"]')).toContainText('Paused');
});

test('what was wrong with the record at the start stays in view after its notice was dismissed', async ({
  start,
  userData,
}) => {
  await fillLog(userData, { records: 5 });
  const path = join(userData, 'logs', 'tools_audit.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  lines.push((lines.pop() ?? '').replace('"tool_name":"', '"tool_name":"x'));
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { panel } = await start();
  const unusual = panel.getByRole('region', { name: 'Unusual' });
  await panel.getByRole('button', { name: /^Dismiss: Record \d+ is not as it was written/ }).click();
  await expect(panel.getByRole('region', { name: 'Notices' })).toHaveCount(0);
  await expect(unusual.getByRole('list', { name: 'Found when the record was opened' })).toContainText(
    /Record \d+ is not as it was written/,
  );
  await expect(unusual.getByText(/Nothing unusual/)).toHaveCount(0);
  await expect(panel.getByRole('contentinfo')).toContainText('Record damaged');
});

test('three steps of a first start: tried out, and never there again, put away or not', async ({
  start,
  configure,
  repository,
  userData,
}) => {
  test.slow();
  configure({ workspace_roots: [repository.path], approval_mode: 'auto' });
  writeFileSync(join(repository.path, 'new.txt'), 'new');
  const app = await start();
  const steps = app.panel.getByRole('region', { name: 'Three steps to begin' });
  await expect(steps.getByRole('listitem')).toHaveCount(3);
  await steps.getByRole('combobox', { name: 'Approval mode' }).selectOption('require_approval');
  await expect.poll(async () => (await app.get('settings.get')).approval_mode).toBe('require_approval');
  const done = steps.getByRole('heading', { name: /done$/ });
  await expect(done).toHaveText([/Choose a workspace/, /Choose how careful to be/]);
  await steps.getByRole('button', { name: 'Try a dry run' }).click();
  await expect(steps.getByRole('status')).toContainText('Planned:');
  await steps.getByRole('button', { name: 'Try a real run' }).click();
  await expect(steps.getByRole('status')).toContainText('1 changed file');
  const { runs } = await app.get('audit.runs', { tools: ['git_status'] });
  expect(runs.map(({ status }) => status)).toEqual(['ok', 'dry_run']);
  // All of them taken, they are still on show for as long as nobody has put them away.
  await expect.poll(() => existsSync(join(userData, 'first-steps-ended'))).toBe(true);
  await expect(steps.getByRole('button', { name: 'Done' })).toBeVisible();
  await app.quit();
  const again = await start();
  await expect(again.panel.getByText('No runs today')).toHaveCount(0);
  await expect(again.panel.getByRole('list', { name: 'By status' })).toBeVisible();
  await expect(again.panel.getByRole('region', { name: 'Three steps to begin' })).toHaveCount(0);
});

test('a first start: nothing moves when the first steps come', async ({ start }) => {
  test.slow();
  const { panel } = await start();
  await panel.setViewportSize({ width: 900, height: 600 });
  const session = await panel.context().newCDPSession(panel);
  // On a slow machine the card comes some frames after the rest.
  await session.send('Emulation.setCPUThrottlingRate', { rate: 12 });
  await panel.reload();
  await expect(panel.getByRole('region', { name: 'Three steps to begin' })).toBeVisible();
  await expect(panel.getByText('No runs today')).toBeVisible();
  const shift = await panel.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const add = (list: PerformanceObserverEntryList): void => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        };
        new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 1_000);
      }),
  );
  // The share of the window that moved, by how far. Without room for the card it is more than 0.1.
  expect(shift).toBeLessThan(0.03);
});

test('the first steps can be skipped without a workspace, and cover nothing', async ({ start }) => {
  const { panel } = await start();
  const steps = panel.getByRole('region', { name: 'Three steps to begin' });
  await expect(steps.getByRole('button', { name: 'Try a dry run' })).toBeDisabled();
  // To keep what it is, is to choose.
  await steps.getByRole('button', { name: 'Keep Automatic' }).press('Enter');
  await expect(steps.getByRole('heading', { name: /done$/ })).toHaveText([/Choose how careful to be/]);
  await expect(steps.getByRole('combobox', { name: 'Approval mode' })).toBeFocused();
  await panel.getByRole('link', { name: 'Settings' }).click();
  await expect(panel.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await panel.getByRole('link', { name: 'Overview' }).click();
  await steps.getByRole('button', { name: 'Skip' }).click();
  await expect(steps).toHaveCount(0);
});
