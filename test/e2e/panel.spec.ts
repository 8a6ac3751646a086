import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { approvalPage, pressAllow, pressDeny } from '../support/approval.ts';
import { openTool } from '../support/open-tool.ts';

/** A switch's input is hidden behind its track. */
const toggle = (panel: Page, tool: string) => panel.getByRole('switch', { name: `Enable ${tool}` });

test('a newcomer runs git_status dry and for real from its form', async ({
  start,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  writeFileSync(join(repository.path, 'new.txt'), 'new');
  const { panel } = await start();
  await openTool(panel, 'git_status');
  await panel.getByRole('button', { name: 'Dry run', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'Plan' })).toContainText(repository.path);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'Result' })).toContainText('new.txt');
  await expect(panel.getByRole('region', { name: 'Decision' })).toContainText('low risk');
});

test('a mistake is shown at its field, and a refusal where it arises', async ({ start }) => {
  const { panel } = await start();
  await openTool(panel, 'web_scrape');
  await panel.getByRole('textbox', { name: 'URL' }).fill('ftp://example.com/');
  await panel.getByRole('button', { name: 'Dry run', exact: true }).click();
  await expect(panel.getByText(/http/i).first()).toBeVisible();
  await panel.getByRole('textbox', { name: 'URL' }).fill('http://127.0.0.1:9/');
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel.getByText(/loopback address/).first()).toBeVisible();
});

test('hostile text of a page is shown inert', async ({ start, configure, site }) => {
  const server = await site({
    '/': '<title>x</title><p>&lt;img src=x onerror="window.hacked=1"&gt; abc\u202Edef</p>',
  });
  configure({ private_hosts_allowed: [server.host] });
  const { panel } = await start();
  await openTool(panel, 'web_scrape');
  await panel.getByRole('textbox', { name: 'URL' }).fill(server.url);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const result = panel.getByRole('region', { name: 'Result' });
  await expect(result).toContainText('<img src=x');
  await expect(result).toContainText('202E');
  expect(await panel.evaluate(() => 'hacked' in window)).toBe(false);

  // Begun from an example, or from what it was used with before; what had been entered is a press away.
  const url = panel.getByRole('textbox', { name: 'URL' });
  await panel.getByRole('button', { name: 'Examples and recent' }).click();
  await panel.getByRole('button', { name: /^Its links/ }).click();
  await expect(url).toHaveValue('https://example.com/');
  await panel.getByRole('button', { name: 'What was there' }).click();
  await expect(url).toHaveValue(server.url);
  await url.fill('');
  const recent = panel.getByRole('list', { name: 'Recent' });
  await recent.getByRole('button').first().click();
  await expect(url).toHaveValue(server.url);
});

test('a toggle switches a tool off at once, and on only after asking', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  // The card with the first steps moves the page when it comes.
  await expect(panel.getByRole('region', { name: 'Three steps to begin' })).toBeVisible();
  await toggle(panel, 'web_scrape').click({ force: true });
  await expect(toggle(panel, 'web_scrape')).not.toBeChecked();
  await expect.poll(async () => (await app.get('settings.get')).tool_enabled.web_scrape).toBe(false);
  await toggle(panel, 'web_scrape').click({ force: true });
  await approvalPage(app);
  await expect(toggle(panel, 'web_scrape')).not.toBeChecked();
  const told = panel.getByRole('region', { name: 'What just happened' });
  await expect(told).toHaveAttribute('aria-live', 'polite');
  await expect(told).toContainText('web_scrape is off');
  // Undoing that would allow more.
  await expect(told.getByRole('button', { name: /Undo/ })).toHaveCount(0);
  await toggle(panel, 'web_scrape').focus();
  await pressAllow(app);
  await expect(toggle(panel, 'web_scrape')).toBeChecked();
  const undo = told.getByRole('button', { name: 'Undo: turn web_scrape off' });
  await expect(undo).toBeVisible();
  await expect(toggle(panel, 'web_scrape')).toBeFocused();
  await undo.press('Enter');
  await expect(toggle(panel, 'web_scrape')).not.toBeChecked();
  expect((await app.get('approvals.pending')).length).toBe(0);
  // The message that held the keyboard has gone: it is back where it came from.
  await expect(toggle(panel, 'web_scrape')).toBeFocused();
});

test('the log lists the runs and opens one with its records', async ({ start, configure, repository }) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  const run = await app.get('runs.start', { tool: 'git_status' });
  await app.panel.getByRole('link', { name: 'Log' }).click();
  await app.panel.getByRole('button', { name: new RegExp(`git_status .*${run.runId}`) }).click();
  await expect(app.panel.getByRole('region', { name: 'Records' })).toContainText('Finished');
  // A run that comes while the list is open appears by itself.
  const next = await app.get('runs.start', { tool: 'git_status', dryRun: true });
  await expect(app.panel.getByRole('button', { name: new RegExp(next.runId) })).toBeVisible();
});

test('settings: a stricter mode is immediate, the pause is one press and in view', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  await panel.getByRole('link', { name: 'Settings' }).click();
  await panel.getByText('Read only', { exact: true }).click();
  await expect.poll(async () => (await app.get('settings.get')).approval_mode).toBe('read_only');
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(panel.getByRole('status', { name: 'State of control' })).toContainText('Paused');
  expect((await app.get('control.state')).paused).toBe(true);
  await panel.getByRole('button', { name: 'Resume' }).first().click();
  await pressDeny(app);
  expect((await app.get('control.state')).paused).toBe(true);
});

test('settings: a mistake shows at its field; keys for the pause are pressed; a browser is named after asking', async ({
  start,
}) => {
  const app = await start();
  const { panel } = app;
  const settings = async () => app.get('settings.get');
  await panel.getByRole('link', { name: 'Settings' }).click();
  const steps = panel.getByRole('textbox', { name: 'Steps per run' });
  await expect(steps).toHaveAccessibleDescription('A plan with more is refused.');
  await steps.fill('0');
  await expect(steps).toHaveAttribute('aria-invalid', 'true');
  await expect(panel.getByText('A whole number from 1 to 1,000.')).toBeVisible();
  // Left as it is, it is neither saved nor forgotten.
  await steps.press('Tab');
  await expect(steps).toHaveValue('0');
  expect((await settings()).max_steps_per_run).toBe(50);
  await steps.fill('20');
  await steps.press('Enter');
  await expect.poll(async () => (await settings()).max_steps_per_run).toBe(20);
  const idle = panel.getByRole('textbox', { name: 'Keep a browser ready' });
  await idle.fill('30');
  await idle.press('Enter');
  await expect.poll(async () => (await settings()).browser_idle_s).toBe(30);

  const browser = panel.getByRole('textbox', { name: 'Browser', exact: true });
  await browser.fill('chromium');
  await browser.press('Enter');
  await expect(panel.getByText('A whole path, from the root of the disk.')).toBeVisible();
  await expect(browser).toBeFocused();
  await browser.fill('/opt/some/browser');
  await browser.press('Enter');
  await pressAllow(app);
  await expect(panel.getByRole('button', { name: 'Look for one' })).toBeVisible();
  expect((await settings()).browser_path).toBe('/opt/some/browser');

  const change = panel.getByRole('button', { name: 'Change…' });
  await change.click();
  const keys = panel.getByRole('textbox', { name: 'Pause from anywhere' });
  await keys.press('x');
  await expect(panel.getByText('Hold Ctrl, Alt or Cmd with another key.')).toBeVisible();
  await keys.press('Escape');
  await expect(change).toBeFocused();
  await change.press('Enter');
  await keys.press('Control+Alt+F7');
  await pressAllow(app);
  await expect.poll(async () => (await settings()).pause_shortcut).toBe('CommandOrControl+Alt+F7');
  await expect(panel.getByText('Ctrl+Alt+F7')).toBeVisible();
});

test('everything is reached by keyboard', async ({ start }) => {
  const { panel } = await start();
  await expect(panel.getByRole('button', { name: 'Open git_status' })).toBeVisible();
  const reached: string[] = [];
  for (let presses = 0; presses < 25; presses += 1) {
    await panel.keyboard.press('Tab');
    reached.push(
      await panel.evaluate(() => {
        const element = document.activeElement;
        const label = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        return label.trim();
      }),
    );
  }
  for (const name of ['Tools', 'Log', 'Settings', 'Pause', 'Enable git_status']) {
    expect(
      reached.some((label) => label.includes(name)),
      `${name} in ${reached.join(' | ')}`,
    ).toBe(true);
  }
});
