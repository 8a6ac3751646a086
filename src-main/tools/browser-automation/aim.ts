import type { FrameLocator, Locator as Found, Page } from 'playwright-core';
import type { Aimed } from '../../platform/browser/hands.ts';
import { waysOf, type Locator } from './locator.ts';
import { elementWords } from './words.ts';

/** The element that a step names, on the page that is current. Open shadow roots are looked into. */
export function aim(page: Page, step: Locator): Aimed {
  let within: Page | FrameLocator = page;
  for (const frame of step.frame ?? []) within = within.frameLocator(`css=${frame}`);
  const all = find(within, step);
  return { locator: step.nth === undefined ? all : all.nth(step.nth), words: elementWords(step) };
}

/** The same for a step that may name none. */
export function aimIfNamed(page: Page, step: Locator): Aimed | null {
  return waysOf(step) === 0 ? null : aim(page, step);
}

function find(within: Page | FrameLocator, step: Locator): Found {
  if (step.selector !== undefined) return within.locator(`css=${step.selector}`);
  if (step.byText !== undefined) return within.getByText(step.byText);
  if (step.label !== undefined) return within.getByLabel(step.label);
  if (step.testId !== undefined) return within.getByTestId(step.testId);
  // The schema takes any word; one that is no role finds nothing.
  const role = step.role as Parameters<Page['getByRole']>[0];
  return within.getByRole(role, step.name === undefined ? {} : { name: step.name });
}
