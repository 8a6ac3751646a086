import { expect, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { approvalPage } from '../support/approval.ts';

const MOD = process.platform === 'darwin' ? 'Meta' : 'Control';
const dialog = (panel: Page) => panel.getByRole('dialog', { name: 'Commands' });

/** Opens the commands by keyboard, types, and runs the first that matches. */
async function command(panel: Page, typed: string): Promise<void> {
  await panel.keyboard.press(`${MOD}+k`);
  await expect(dialog(panel).getByRole('combobox', { name: 'Type a command' })).toBeFocused();
  await panel.keyboard.type(typed);
  await expect(dialog(panel).getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await panel.keyboard.press('Enter');
  await expect(dialog(panel)).toHaveCount(0);
}

test('every action is a few keys away: views, tools, settings, the pause', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  await expect(panel.getByRole('button', { name: 'Open git_status' })).toBeVisible();
  await command(panel, 'open sett');
  await expect(panel.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await command(panel, 'use web');
  await expect(panel.getByRole('textbox', { name: 'URL' })).toBeVisible();
  await command(panel, 'mode read only');
  await expect.poll(async () => (await app.get('settings.get')).approval_mode).toBe('read_only');
  await command(panel, 'turn off git');
  await expect.poll(async () => (await app.get('settings.get')).tool_enabled.git_status).toBe(false);
  await command(panel, 'theme dark');
  await expect(panel.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await command(panel, 'pause');
  await expect.poll(async () => (await app.get('control.state')).paused).toBe(true);
  // What allows more is asked, here as everywhere.
  await command(panel, 'turn on git');
  await approvalPage(app);
  expect((await app.get('settings.get')).tool_enabled.git_status).toBe(false);
});

test('arrows choose, Escape gives the focus back, and words that match nothing look in the Log', async ({
  start,
}) => {
  const { panel } = await start();
  const models = panel.getByRole('link', { name: 'Models' });
  await models.focus();
  await panel.keyboard.press(`${MOD}+k`);
  await panel.keyboard.type('open');
  await panel.keyboard.press('ArrowDown');
  const chosen = dialog(panel).locator('[aria-selected="true"]');
  await expect(chosen).toHaveCount(1);
  const input = dialog(panel).getByRole('combobox');
  expect(await input.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
  await panel.keyboard.press('Escape');
  await expect(dialog(panel)).toHaveCount(0);
  await expect(models).toBeFocused();
  await panel.getByRole('button', { name: /^Commands/ }).click();
  await panel.keyboard.type('zebra');
  await expect(dialog(panel).getByRole('option')).toHaveText([/Search the Log for “zebra”/]);
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('searchbox', { name: 'Search the log' })).toHaveValue('zebra');
});

test('what needs something to be entered leads to its field, in view, and what comes of it is in view as well', async ({
  start,
}) => {
  const { panel } = await start();
  await expect(panel.getByRole('button', { name: 'Open git_status' })).toBeVisible();
  for (const [typed, name] of [
    ['change keep records', 'Keep records for'],
    ['change allowed private', 'Add a private host'],
    ['change update server', 'Update server'],
    ['search the log…', 'Search the log'],
    ['use web', 'URL'],
  ] as const) {
    await command(panel, typed);
    const field = panel.getByLabel(name, { exact: true }).first();
    await expect(field, typed).toBeFocused();
    await expect(field, typed).toBeInViewport();
  }
  await command(panel, 'draft a rule');
  await expect(panel.getByRole('combobox', { name: 'Tool' })).toBeFocused();

  await command(panel, 'make diagnostics');
  await expect(panel.getByRole('button', { name: 'Save…' })).toBeInViewport();
  await expect(panel.getByText('This is all that is saved.')).toBeInViewport();

  // What the form has is judged and run from here as well.
  await command(panel, 'use web');
  const url = panel.getByRole('textbox', { name: 'URL' });
  await url.fill('nowhere');
  await panel.getByRole('button', { name: 'Open web_scrape' }).focus();
  await command(panel, 'dry run of web');
  await expect(url).toHaveAttribute('aria-invalid', 'true');
  await expect(url).toBeFocused();
});
