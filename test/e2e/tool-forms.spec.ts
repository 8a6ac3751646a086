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
