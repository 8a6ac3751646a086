import { z } from 'zod';
import { locatorProblem, locatorShape, waysOf, type Locator } from './locator.ts';

export const MAX_WAIT_MS = 60_000;

/** An address that the browser may be sent to. Other schemes reach files, the browser itself, or run code in the page. */
export const webUrl = z
  .url({ protocol: /^https?$/, error: 'An http or https address.' })
  .max(8192)
  .describe('Address of a page, http or https.');

const timeoutMs = z
  .number()
  .int()
  .min(100)
  .max(120_000)
  .optional()
  .describe('Limit for this step in milliseconds; 10000 unless told.');
const download = z
  .boolean()
  .optional()
  .describe('The step starts a download, which is kept as an artifact. Downloads are refused unless told.');
const fileName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, { error: 'Up to 100 letters, digits, dots, dashes and underscores.' })
  .optional()
  .describe('Name of the artifact.');
const key = z
  .string()
  .regex(/^\S{1,60}$/, { error: 'A key or keys joined by +, like Enter or Control+A.' })
  .describe('Key or chord, like Enter, Tab or Control+A.');

const action = <N extends string>(name: N, description: string) => z.literal(name).describe(description);

function checkLocator(needed: 'needed' | 'optional') {
  return (step: Locator, context: z.RefinementCtx): void => {
    const message = locatorProblem(step, needed);
    if (message !== null) context.addIssue({ code: 'custom', message });
  };
}

/** A step that acts on one element. */
const onElement = <N extends string, S extends z.ZodRawShape>(name: N, description: string, shape: S) =>
  z
    .strictObject({ action: action(name, description), ...locatorShape, timeoutMs, ...shape })
    // The generic shape hides from the compiler that the locator's members are among the step's.
    .superRefine((step, context) => checkLocator('needed')(step as Locator, context));

const navigation = [
  z.strictObject({ action: action('goto', 'Opens an address.'), url: webUrl, download, timeoutMs }),
  z.strictObject({ action: action('back', 'Goes back in the history.'), timeoutMs }),
  z.strictObject({ action: action('reload', 'Loads the page again.'), timeoutMs }),
] as const;

const pointing = [
  onElement('click', 'Clicks an element.', {
    button: z.enum(['left', 'middle', 'right']).optional().describe('Mouse button; left unless told.'),
    download,
  }),
  onElement('dblclick', 'Double-clicks an element.', {}),
  onElement('hover', 'Moves the mouse over an element.', {}),
] as const;

const form = [
  onElement('type', 'Replaces the text of a field.', {
    text: z.string().max(100_000).describe('The new text.'),
    secret: z.boolean().optional().describe('The text is redacted everywhere, screenshots included.'),
  }),
  z
    .strictObject({
      action: action('press', 'Presses a key or chord, on an element or where the focus is.'),
      key,
      ...locatorShape,
      download,
      timeoutMs,
    })
    .superRefine(checkLocator('optional')),
  onElement('select', 'Selects options of a list.', {
    values: z
      .array(z.string().max(1000))
      .max(100)
      .describe('Values or labels of the options; none clears it.'),
  }),
  onElement('check', 'Ticks a checkbox or radio button.', {}),
  onElement('uncheck', 'Unticks a checkbox.', {}),
  onElement('upload', 'Gives files to a file field.', {
    files: z
      .array(z.string().min(1).max(4096))
      .min(1)
      .max(20)
      .describe('Paths of files inside a workspace root.'),
  }),
] as const;

const pixels = z.number().int().min(-100_000).max(100_000).optional();

const page = [
  z
    .strictObject({
      action: action('scroll', 'Scrolls by a distance, or an element into view.'),
      ...locatorShape,
      dx: pixels.describe('Pixels to the right.'),
      dy: pixels.describe('Pixels down.'),
      timeoutMs,
    })
    .superRefine(checkLocator('optional'))
    .refine((step) => waysOf(step) > 0 || step.dx !== undefined || step.dy !== undefined, {
      error: 'Say how far (dx, dy) or name an element.',
    }),
  z.strictObject({
    action: action('wait', 'Waits for a time.'),
    ms: z.number().int().min(0).max(MAX_WAIT_MS).describe('Milliseconds.'),
  }),
  z
    .strictObject({
      action: action(
        'wait_for',
        'Waits until something is there: an element, a text, an address, a load state.',
      ),
      ...locatorShape,
      state: z.enum(['visible', 'hidden']).optional().describe('Of the element; visible unless told.'),
      text: z.string().min(1).max(1000).optional().describe('Text that the page shows.'),
      url: z.string().min(1).max(8192).optional().describe('Address of the page; * stands for anything.'),
      load: z
        .enum(['domcontentloaded', 'load', 'networkidle'])
        .optional()
        .describe('Load state of the page.'),
      timeoutMs,
    })
    .superRefine(checkLocator('optional'))
    .refine((step) => waysOf(step) + [step.text, step.url, step.load].filter(Boolean).length === 1, {
      error: 'Wait for exactly one thing: an element, text, url or load.',
    })
    .refine((step) => step.state === undefined || waysOf(step) > 0, { error: 'state goes with an element.' }),
  z.strictObject({
    action: action('dialog', 'Says how the next dialog of the page is answered; dismissed unless told.'),
    answer: z.enum(['accept', 'dismiss']).describe('The answer.'),
    text: z.string().max(10_000).optional().describe('Text for a prompt.'),
  }),
] as const;

const reading = [
  z
    .strictObject({
      action: action('extract', 'Reads from the page or from an element.'),
      ...locatorShape,
      what: z.enum(['text', 'html', 'attribute', 'value', 'table', 'links']).describe('What to read.'),
      attribute: z.string().min(1).max(200).optional().describe('Name of the attribute to read.'),
      timeoutMs,
    })
    .superRefine(checkLocator('optional'))
    .refine((step) => (step.what === 'attribute') === (step.attribute !== undefined), {
      error: 'attribute goes with what: "attribute", and only with it.',
    })
    .refine((step) => waysOf(step) > 0 || !['attribute', 'value'].includes(step.what), {
      error: 'An attribute or a value is read from an element: name it.',
    }),
  z
    .strictObject({
      action: action('screenshot', 'Takes a picture of the page or of an element.'),
      ...locatorShape,
      fullPage: z.boolean().optional().describe('The whole page instead of what is in view.'),
      fileName,
      timeoutMs,
    })
    .superRefine(checkLocator('optional'))
    .refine((step) => step.fullPage !== true || waysOf(step) === 0, {
      error: 'fullPage is for the page only.',
    }),
  z.strictObject({ action: action('pdf', 'Prints the page to a PDF.'), fileName, timeoutMs }),
] as const;

/** One step of a browser run. */
export const browserStep = z.discriminatedUnion('action', [
  ...navigation,
  ...pointing,
  ...form,
  ...page,
  ...reading,
]);

export type BrowserStep = z.infer<typeof browserStep>;
