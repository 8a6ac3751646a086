import { describe, expect, it } from 'vitest';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor } from '../../support/door.ts';
import { probe, type ProbeOptions } from '../../support/door-tools.ts';
import { shown } from './questions.ts';

const SIZE = { width: 10, height: 10 };

/** Asks, and marks one place for each call: at the length of its text, with its id. */
const pointing = (name: string, more: Partial<ProbeOptions> = {}) =>
  probe({
    name,
    risk: 'high',
    picture: async (calls) => ({
      mime: 'image/png',
      bytes: Buffer.from(`picture of ${calls.length}`),
      ...SIZE,
      marks: calls.map(({ args, plan, prefix }) => ({
        x: args.text?.length ?? 0,
        y: plan.steps,
        label: `${prefix}${args.id ?? ''}`,
      })),
    }),
    ...more,
  });

/** What the question to this request shows; it is denied then. */
async function asked(tools: ReturnType<typeof probe>[], request: Parameters<Door['run']>[0]) {
  const door = await openDoor({ tools: tools.map(({ tool }) => tool) });
  const run = door.run(request);
  await door.asked();
  const view = shown(door);
  door.approvals.denyAll('enough', 'person');
  await run;
  const { picture, pictureProblem } = view;
  const bytes = picture && Buffer.from(picture.base64, 'base64').toString();
  return { marks: picture?.marks, bytes, pictureProblem };
}
type Door = Awaited<ReturnType<typeof openDoor>>;

it('a run is asked for with its picture', async () => {
  const desk = pointing('desktop_automation');
  expect(await asked([desk], { tool: 'desktop_automation', args: { id: '1', text: 'abc' } })).toEqual({
    bytes: 'picture of 1',
    marks: [{ x: 3, y: 1, label: '1' }],
    pictureProblem: undefined,
  });
});

it('a batch is asked for with one picture, in which the places of all its steps are marked with their numbers', async () => {
  const tools = [
    probe(),
    pointing('desktop_automation'),
    pointing('browser_automation', { picture: () => Promise.reject(new Error('not asked for')) }),
  ];
  const steps = [
    { tool: 'git_status' },
    { tool: 'desktop_automation', args: { id: '1', text: 'ab' } },
    { tool: 'browser_automation' },
    { tool: 'desktop_automation', args: { id: '1', text: 'abcd', steps: 2 } },
  ];
  expect(await asked(tools, { steps })).toEqual({
    bytes: 'picture of 2',
    marks: [
      { x: 2, y: 1, label: '2.1' },
      { x: 4, y: 2, label: '4.1' },
    ],
    pictureProblem: undefined,
  });
});

describe('a picture that cannot be had', () => {
  const failing = (error: Error) =>
    pointing('desktop_automation', { picture: () => Promise.reject(error), maxRunSeconds: 60 });
  const REQUESTS = {
    run: { tool: 'desktop_automation' },
    batch: { steps: [{ tool: 'desktop_automation' }] },
  };

  it.each(Object.entries(REQUESTS))(
    'is asked for without, and the question says why: a %s',
    async (_, request) => {
      const error = new ToolError('error', 'no_picture', 'No screen.');
      expect(await asked([failing(error)], request)).toMatchObject({
        marks: undefined,
        pictureProblem: 'No screen.',
      });
    },
  );

  it('by a bug tells no more than that', async () => {
    const { pictureProblem } = await asked([failing(new Error('of its inside'))], REQUESTS.run);
    expect(pictureProblem).toBe('An error inside the app kept it from being taken.');
  });

  it('because there is nothing to see is no problem', async () => {
    const none = pointing('desktop_automation', { picture: () => Promise.resolve(null) });
    expect(await asked([none], REQUESTS.run)).toEqual({});
  });

  it('in time is not waited for any longer', async () => {
    const never = pointing('desktop_automation', {
      picture: () => new Promise(() => undefined),
      maxRunSeconds: 1,
    });
    const { pictureProblem } = await asked([never], REQUESTS.run);
    expect(pictureProblem).toContain('took longer than 1 s');
  });
});
