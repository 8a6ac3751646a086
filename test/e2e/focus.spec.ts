import { expect, type Locator, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { asking, pressAllow } from '../support/approval.ts';

/*
 * What is pressed by keyboard and then disappears, or can no longer be pressed, leaves the keyboard somewhere near: never on the
 * page as a whole, from where everything would have to be gone through again.
 */

/** What has the keyboard, in a few words; `body`: nothing has it. */
const focused = (panel: Page): Promise<string> =>
  panel.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'body';
    return element.getAttribute('aria-label') ?? element.textContent.slice(0, 60);
  });

/** Presses a control by keyboard, waits until it has gone, and tells where the keyboard is then. */
async function pressAway(panel: Page, control: Locator): Promise<string> {
  const element = await control.elementHandle();
  await control.press('Enter');
  await panel.waitForFunction((gone) => !(gone as Element).isConnected, element);
  return focused(panel);
}

test('what disappears under the keyboard leaves it near: notes, entries, items, chips, steps', async ({
  start,
  configure,
  repository,
}) => {
  test.slow();
  configure(
    JSON.stringify({
      theme: 'no such theme',
      workspace_roots: [repository.path],
      allowed_domains: ['a.example', 'b.example', 'c.example'],
    }),
  );
  const app = await start();
  const { panel } = app;
  const main = panel.getByRole('main');

  // A notice of this start, the only one.
  expect(await pressAway(panel, panel.getByRole('button', { name: /^Dismiss: Some settings/ }))).not.toBe(
    'body',
  );

  // The first steps: what came of one, and the card itself.
  const steps = panel.getByRole('region', { name: 'Three steps to begin' });
  await steps.getByRole('button', { name: 'Try a dry run' }).press('Enter');
  await expect(steps.getByText('Planned:')).toBeVisible();
  expect(await focused(panel)).not.toBe('body');
  const { runs } = await app.get('audit.runs');
  await steps.getByRole('button', { name: 'Show in the Log' }).press('Enter');
  await expect(panel.getByRole('heading', { name: 'git_status', level: 2 })).toBeFocused();
  // Closed, it leaves the keyboard on its row.
  expect(await pressAway(panel, panel.getByRole('button', { name: 'Close run' }))).toContain(runs[0]?.runId);
  await panel.getByRole('link', { name: 'Overview' }).click();
  await steps.getByRole('button', { name: 'Skip' }).press('Enter');
  await expect(main).toBeFocused();

  // A check of the record: its button, its progress, its button again.
  await panel.getByRole('button', { name: 'Check now' }).press('Enter');
  await expect(panel.getByRole('button', { name: 'Check again' })).toBeFocused();

  // The pause is where it was, under its other name.
  await panel.getByRole('button', { name: 'Pause' }).press('Enter');
  await expect(panel.getByRole('button', { name: 'Resume' })).toBeFocused();

  // Entries of a list: the next, the one before, the heading. A key that is held presses once.
  await panel.getByRole('link', { name: 'Settings' }).click();
  const domains = panel.getByRole('list', { name: 'Allowed domains' });
  const remove = (domain: string) => domains.getByRole('button', { name: `Remove ${domain}` });
  await remove('b.example').focus();
  await panel.keyboard.down('Enter');
  await panel.keyboard.down('Enter');
  await expect(remove('c.example')).toBeFocused();
  await panel.keyboard.down('Enter');
  await panel.keyboard.up('Enter');
  await expect(domains.getByRole('listitem')).toHaveCount(2);
  await remove('c.example').press('Enter');
  await expect(remove('a.example')).toBeFocused();
  const folders = panel.getByRole('list', { name: 'Folders that tools may use' });
  await folders.getByRole('button', { name: /^Remove/ }).press('Enter');
  await expect(folders).toHaveCount(0);
  expect(await focused(panel)).not.toBe('body');

  // Items of a form.
  await panel.getByRole('link', { name: 'Tools' }).click();
  await panel.getByRole('button', { name: 'Open browser_automation' }).click();
  const add = panel.getByRole('button', { name: 'Add step' });
  await add.click();
  await add.click();
  await panel.getByRole('button', { name: 'Remove step 1' }).press('Enter');
  await expect(panel.getByRole('button', { name: 'Remove step 1' })).toBeFocused();
  await panel.getByRole('button', { name: 'Remove step 1' }).press('Enter');
  await expect(add).toBeFocused();

  // Filters.
  await panel.getByRole('link', { name: 'Log' }).click();
  await panel.getByRole('button', { name: 'Filter', exact: true }).click();
  await panel.getByLabel('Filter by').selectOption('Status');
  await panel.getByLabel('Value').selectOption('Denied');
  await panel.getByLabel('Value').selectOption('OK');
  const chip = (name: string) => panel.getByRole('button', { name: `Remove filter Status ${name}` });
  await chip('OK').press('Enter');
  await expect(chip('Denied')).toBeFocused();
  expect(await pressAway(panel, chip('Denied'))).not.toBe('body');
});

test('a standing answer that is taken back leaves the keyboard on the next', async ({
  start,
  configure,
  site,
}) => {
  test.slow();
  const { app } = await asking(start, configure, site);
  const { panel } = app;
  await panel.getByRole('link', { name: 'Rules' }).click();
  for (const host of ['a.example:443', 'b.example:443']) {
    const made = app.get('rules.propose', { tool: 'web_scrape', match: { host } });
    await pressAllow(app);
    await made;
  }
  const list = panel.getByRole('list', { name: 'Rules' });
  const remove = list.getByRole('button', { name: /^Remove rule/ });
  await expect(remove).toHaveCount(2);
  await pressAway(panel, remove.first());
  await expect(remove).toBeFocused();
  expect(await pressAway(panel, remove)).not.toBe('body');
});
