import { expect } from '@playwright/test';
import { test } from '../support/app.ts';

test('a computer without a network is said, and one that has it again', async ({ start }) => {
  const { panel } = await start();
  const context = panel.context();
  const note = panel.getByText('No network', { exact: true });
  await context.setOffline(true);
  await expect(note).toBeVisible();
  await context.setOffline(false);
  await expect(note).toHaveCount(0);
});
