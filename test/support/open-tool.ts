import { expect, type Page } from '@playwright/test';

/**
 * Opens a tool from the overview of a fresh data folder. The card with the first steps comes a moment after the rest and moves
 * it down: a press right then can miss.
 */
export async function openTool(panel: Page, tool: string): Promise<void> {
  await expect(panel.getByRole('region', { name: 'Three steps to begin' })).toBeVisible();
  await panel.getByRole('button', { name: `Open ${tool}` }).click();
}
