import { z } from 'zod';

/*
 * How a step names an element. The kinds are Playwright's locators (https://playwright.dev/docs/locators): what a person
 * sees (role, label, text) outlives a redesign that CSS does not.
 */

const words = z.string().min(1).max(500);

export const locatorShape = {
  selector: z.string().min(1).max(2000).optional().describe('CSS selector of the element.'),
  byText: words.optional().describe('Visible text of the element.'),
  role: z
    .string()
    .regex(/^[a-z]{2,40}$/, { error: 'An ARIA role in lower case, like button.' })
    .optional()
    .describe('ARIA role of the element, like button or link.'),
  name: words.optional().describe('Accessible name that goes with role.'),
  label: words.optional().describe('Label of a form field.'),
  testId: words.optional().describe('Value of the attribute data-testid.'),
  nth: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('Which one when several match, counted from 0. Unless told, several matches are an error.'),
  frame: z
    .array(z.string().min(1).max(2000))
    .min(1)
    .max(5)
    .optional()
    .describe('CSS selectors of the frames around the element, outermost first.'),
};

export type Locator = z.infer<z.ZodObject<typeof locatorShape>>;

const WAYS = ['selector', 'byText', 'role', 'label', 'testId'] as const;

/** How many ways of naming an element a step uses. */
export function waysOf(locator: Locator): number {
  return WAYS.filter((way) => locator[way] !== undefined).length;
}

/** What is wrong with a step's locator, in words, or null. */
export function locatorProblem(locator: Locator, needed: 'needed' | 'optional'): string | null {
  const ways = waysOf(locator);
  if (ways > 1 || (ways === 0 && needed === 'needed')) {
    return `Name the element in exactly one way: ${WAYS.join(', ')}.`;
  }
  if (locator.name !== undefined && locator.role === undefined) return 'name goes with role only.';
  if (ways === 0 && (locator.nth !== undefined || locator.frame !== undefined)) {
    return 'nth and frame go with an element.';
  }
  return null;
}
