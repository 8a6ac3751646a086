import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * Fails with what axe finds on the page, best practices included. It is put in by the driver, past the page's own policy:
 * its wrapper for Playwright opens a page of its own, which Electron has not.
 */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(SOURCE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (...args: unknown[]) => Promise<unknown> } };
    return (await axe.run(document, { resultTypes: ['violations'] })) as {
      violations: Violation[];
      passes: unknown[];
    };
  });
  // A page that was not there yet would have nothing wrong with it.
  expect(found.passes.length, `${where}: rules that were looked at`).toBeGreaterThan(5);
  const told = found.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n    ${failureSummary ?? ''}`)
        .join('\n')}`,
  );
  expect.soft(told, where).toEqual([]);
}
