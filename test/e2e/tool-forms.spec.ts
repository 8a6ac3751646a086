import { expect, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { startOllama } from '../support/ollama.ts';
import { toolsOn } from '../support/tools-on.ts';
import { openTool } from '../support/open-tool.ts';

const ENABLED = toolsOn('browser_automation', 'desktop_automation', 'consult_ui');
const group = (panel: Page, name: string) => panel.getByRole('group', { name, exact: true });
const button = (panel: Page, name: string) => panel.getByRole('button', { name, exact: true });

test('steps of a browser run are filled in by hand, and the run shows which one it is at', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({ '/': '<title>Shop</title><label>User <input id=user></label>' });
  configure({
    private_hosts_allowed: [server.host],
    require_approval_for_risky: false,
    tool_enabled: ENABLED,
  });
  const app = await start();
  const { panel } = app;
  await openTool(panel, 'browser_automation');
  await panel.getByRole('textbox', { name: 'URL' }).fill(server.url);
  await button(panel, 'Add step').click();
  const first = group(panel, 'Step 1');
  await first.getByRole('combobox', { name: 'Action' }).selectOption('type');
  await first.getByRole('textbox', { name: 'Text', exact: true }).fill('anna');
  // What a step may also have stays out of the way, until it is wanted or wrong.
  await expect(first.getByRole('textbox', { name: 'Label' })).toHaveCount(0);
  await first.getByRole('button', { name: /more fields/ }).click();
  await first.getByRole('textbox', { name: 'Label' }).fill('User');
  await button(panel, 'Add step').click();
  const second = group(panel, 'Step 2');
  await second.getByRole('combobox', { name: 'Action' }).selectOption('wait');
  await second.getByRole('textbox', { name: 'Ms' }).fill('60000');
  await button(panel, 'Run').click();
  const status = panel.getByRole('status').filter({ hasText: 'Step 3 of 3' });
  await expect(status).toContainText('wait 60000 ms', { timeout: 30_000 });
  await expect(status).toBeInViewport();
  await button(panel, 'Cancel').first().click();
  await expect(panel.getByText('Cancelled').first()).toBeVisible();
});

test('actions of a desktop run have one way to be written in the form', async ({ start, configure }) => {
  configure({ tool_enabled: ENABLED });
  const { panel } = await start();
  await openTool(panel, 'desktop_automation');
  await button(panel, 'Add action').click();
  const first = group(panel, 'Action 1');
  await first.getByRole('textbox', { name: 'X', exact: true }).fill('100');
  await first.getByRole('textbox', { name: 'Y', exact: true }).fill('200');
  await expect(panel.getByRole('textbox', { name: 'X', exact: true })).toHaveCount(1);
  await button(panel, 'Remove action 1').click();
  await expect(first).toHaveCount(0);
  await button(panel, 'Add action').click();
  await expect(first).toBeVisible();
});

test('a question to a local model goes out from its form, and its answer comes back there', async ({
  start,
  configure,
}) => {
  configure({ tool_enabled: ENABLED });
  const fake = await startOllama([{ name: 'llama3.2:3b' }], { pieces: ['Be', 'cause.'] });
  try {
    const { panel } = await start({ env: { OLLAMA_HOST: fake.host } });
    await openTool(panel, 'consult_ui');
    await panel.getByRole('textbox', { name: 'Provider' }).fill('ollama');
    await panel.getByRole('textbox', { name: 'Question' }).fill('Why?');
    await button(panel, 'Run').click();
    await expect(panel.getByRole('region', { name: 'Result' })).toContainText('Because.');
  } finally {
    await fake.close();
  }
});

test('steps are put in another order by keyboard, a form that was reset is back at a press, and a refusal gets the keyboard', async ({
  start,
  configure,
  repository,
}) => {
  configure({ tool_enabled: ENABLED, workspace_roots: [repository.path] });
  const { panel } = await start();
  await openTool(panel, 'browser_automation');
  const ms = (step: number) => group(panel, `Step ${step}`).getByRole('textbox', { name: 'Ms' });
  for (const step of [1, 2, 3]) {
    await button(panel, 'Add step').click();
    await group(panel, `Step ${step}`).getByRole('combobox', { name: 'Action' }).selectOption('wait');
    await ms(step).fill(String(step));
  }
  const values = async () => Promise.all([1, 2, 3].map((step) => ms(step).inputValue()));
  await button(panel, 'Move step 3 up').press('Enter');
  expect(await values()).toEqual(['1', '3', '2']);
  // The keyboard goes with the step; at the top there is only down.
  await expect(button(panel, 'Move step 2 up')).toBeFocused();
  await panel.keyboard.press('Enter');
  expect(await values()).toEqual(['3', '1', '2']);
  await expect(button(panel, 'Move step 1 down')).toBeFocused();
  await expect(button(panel, 'Move step 1 up')).toBeDisabled();

  await button(panel, 'Reset').click();
  await expect(group(panel, 'Step 1')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo: the form of browser_automation as it was' }).click();
  expect(await values()).toEqual(['3', '1', '2']);

  await panel.getByRole('button', { name: 'Open git_status' }).click();
  const folder = panel.getByRole('combobox', { name: 'Cwd' });
  await folder.fill(`${repository.path}/no-such-folder`);
  await button(panel, 'Run').focus();
  await panel.keyboard.press('Enter');
  await expect(folder).toHaveAttribute('aria-invalid', 'true');
  await expect(folder).toBeFocused();
});
