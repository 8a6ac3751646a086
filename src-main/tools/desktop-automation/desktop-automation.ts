import { z } from 'zod';
import { artifactRef, jsonValue } from '../../../src-preload/contract/schemas/common.ts';
import { markedSecrets, secretHider } from '../../platform/marked-secrets.ts';
import { defineTool } from '../tool.ts';
import { desktopAction, text, x, y, type DesktopAction } from './actions.ts';
import { pictureOf } from './picture.ts';
import { runDesktop } from './run.ts';
import { factsOf, ownWindowAim, survey } from './survey.ts';
import { effectsOf, summaryOf } from './words.ts';

/** In the schema: a second way to say what `actions` says, which a form leaves out. */
const SHORTHAND = { 'x-shorthand': true };

/**
 * One object rather than a union of the two forms: a union's error only says that nothing fits, and a form could not be
 * drawn from it.
 */
const forms = z
  .strictObject({
    actions: z
      .array(desktopAction)
      .min(1)
      .max(1000)
      .optional()
      .describe('What to do, in order. The first action that fails ends the run.'),
    action: z.enum(['click', 'type']).optional().describe('Short form for a single action.').meta(SHORTHAND),
    x: x
      .optional()
      .describe('Short form of click: pixels from the left edge of the desktop.')
      .meta(SHORTHAND),
    y: y.optional().describe('Short form of click: pixels from the top edge of the desktop.').meta(SHORTHAND),
    text: text.optional().describe('Short form of type: the text.').meta(SHORTHAND),
  })
  .superRefine((given, context) => {
    const message = formProblem(given);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

type Form = z.infer<typeof forms>;

/** Both forms are one call, for what counts calls and for what shows them. */
const args = forms.transform((given) => ({ actions: actionsOf(given) }));

function formProblem(given: Form): string | null {
  const point = given.x !== undefined || given.y !== undefined;
  if (given.action === undefined) {
    if (given.actions === undefined)
      return 'Give actions, or the short form: action with x and y, or with text.';
    return point || given.text !== undefined
      ? 'x, y and text are for the short form; here they go into actions.'
      : null;
  }
  if (given.actions !== undefined) return 'Give actions or the short form, not both.';
  if (given.action === 'type')
    return given.text === undefined || point ? 'type takes text, and no x or y.' : null;
  const whole = given.x !== undefined && given.y !== undefined && given.text === undefined;
  return whole ? null : 'click takes x and y, and no text.';
}

const result = z.object({
  actions: z.array(
    z.object({
      /** From 0. */
      index: z.number().int().nonnegative(),
      action: z.string(),
      ok: z.boolean(),
      durationMs: z.number().nonnegative(),
      value: jsonValue.exactOptional(),
    }),
  ),
  /** Pictures of the screens before the first action and after the last. */
  before: artifactRef,
  after: artifactRef,
  /** The screens, in global coordinates. */
  screen: z.object({
    displays: z.array(
      z.object({
        x: z.number(),
        y: z.number(),
        width: z.number().positive(),
        height: z.number().positive(),
        scaleFactor: z.number().positive(),
      }),
    ),
  }),
});

/** Moves the mouse, types and looks, on the person's own desktop. */
export const desktopAutomation = defineTool({
  name: 'desktop_automation',
  aliases: ['desktop_automation_pyautogui'],
  title: 'Desktop automation',
  description:
    'Uses the mouse, the keyboard and the clipboard in any window of this computer, and takes pictures of it.',
  version: '1',
  risk: 'high',
  repeatable: false,
  // Titles of windows and what is in the clipboard come from other programs.
  untrusted: true,
  untrustedFacts: true,
  args,
  result,
  examples: [
    { title: 'Move the mouse', args: { actions: [{ action: 'move', x: 200, y: 200 }] } },
    {
      title: 'Click and type',
      args: {
        actions: [
          { action: 'click', x: 200, y: 200 },
          { action: 'type', text: 'Hello' },
        ],
      },
    },
  ],
  availability: async ({ platform: { desktop } }) => desktop.availability(),
  // Between consent and the first action another question may be up: it is answered first.
  ready: ({ platform: { desktop }, signal }) => desktop.noQuestion(signal),
  async plan({ actions }, { platform: { desktop }, signal }) {
    const seen = await survey(actions, desktop, { signal });
    const refusal = ownWindowAim(seen);
    // A secret may also stand in another action's words, or in a window's title.
    const hide = secretHider(markedSecrets(actions));
    return {
      summary: hide.text(summaryOf(actions, seen)),
      risk: 'high',
      steps: actions.length,
      effects: effectsOf(actions, seen).map(({ kind, target, detail }) => ({
        kind,
        target: hide.text(target),
        detail: hide.text(detail),
      })),
      facts: factsOf(seen),
      ...(refusal === null ? {} : { refusal: { guard: 'window', message: refusal } }),
    };
  },
  picture: (calls, { platform: { desktop } }) =>
    pictureOf(
      calls.map(({ args: { actions }, prefix }) => ({ actions, prefix })),
      desktop,
    ),
  narrows: {
    actions: desktopAction.options.map(({ shape }) => shape.action.value),
    hosts: false,
    folders: false,
  },
  reach: ({ args }) => ({
    actions: [...new Set(args.actions.map(({ action }) => action))],
    hosts: [],
    folders: [],
  }),
  run: ({ plan, args }, context) => runDesktop(args.actions, plan, context),
});

/** The actions of either form. */
function actionsOf({ actions, action, x, y, text }: Form): DesktopAction[] {
  if (actions !== undefined) return actions;
  if (action === 'click' && x !== undefined && y !== undefined) return [{ action, x, y }];
  if (action === 'type' && text !== undefined) return [{ action, text }];
  throw new Error('The arguments were not checked.');
}
