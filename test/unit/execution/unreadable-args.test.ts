import { expect, it, vi } from 'vitest';
import { createDispatch } from '../../../src-main/ipc/dispatch.ts';
import { runRoutes } from '../../../src-main/ipc/routes/runs.ts';
import { runsChannels } from '../../../src-preload/contract/schemas/runs.ts';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type { RunOutcome } from '../../../src-preload/contract/types.ts';
import { openDoor } from '../../support/door.ts';
import { checkRecord, probe } from '../../support/door-tools.ts';

type Runs = Pick<PanelChannels, 'runs.start' | 'runs.cancel' | 'runs.active'>;

async function panel() {
  const { tool, acted } = probe();
  const door = await openDoor({ tools: [tool] });
  const onBug = vi.fn<(channel: string, error: unknown) => void>();
  const dispatch = createDispatch<Runs>(runsChannels, runRoutes(door.executeTool, door.runs, 'panel'), onBug);
  const start = (request: unknown) => dispatch('runs.start', request) as Promise<Answer<RunOutcome>>;
  return { door, acted, start, onBug };
}

let deep: unknown = 1;
for (let level = 0; level < 200; level += 1) deep = [deep];

it.each<[string, object]>([
  ['not a finite number', { text: NaN }],
  ['not a finite number', { hosts: [Infinity] }],
  ['has a member named constructor', { constructor: 1 }],
  ['has a member named __proto__', JSON.parse('{"a": {"__proto__": {"polluted": 1}}}') as object],
  ['nested deeper', { text: deep }],
  ['too large', { text: 'x'.repeat(5 * 1024 * 1024) }],
  ['not a plain object', { text: new Map() }],
])(
  'arguments that JSON could not carry (%s) end a run as invalid_args, in the record',
  async (words, args) => {
    const { door, acted, start, onBug } = await panel();
    const answer = await start({ tool: 'git_status', args });
    if (!answer.ok) throw new Error(`Refused as ${answer.error.code}.`);
    expect(answer.value).toMatchObject({
      tool: 'git_status',
      status: 'invalid_args',
      error: { code: 'invalid_args', message: expect.stringContaining(words) as string },
    });
    expect(door.recordsOf(answer.value.runId)).toMatchObject([
      { event: 'requested', args: null },
      { event: 'finished', status: 'invalid_args', args: null },
    ]);
    checkRecord(door.records());
    expect(acted).toEqual([]);
    expect(onBug).not.toHaveBeenCalled();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
);

it('so do those of a step; the batch stops there', async () => {
  const { door, acted, start } = await panel();
  const step = { tool: 'git_status', args: { id: 'fine' } };
  const answer = await start({ steps: [step, { tool: 'git_status', args: { text: NaN } }, step] });
  if (!answer.ok) throw new Error(`Refused as ${answer.error.code}.`);
  expect(answer.value).toMatchObject({ tool: 'batch', status: 'invalid_args' });
  expect(answer.value.steps?.map(({ status }) => status)).toEqual(['cancelled', 'invalid_args']);
  expect(acted).toEqual([]);
  checkRecord(door.records());
  // Not as if it had been asked for without any.
  const requested = door.recordsOf(answer.value.runId).find(({ event }) => event === 'requested');
  expect(requested?.args).toEqual({ steps: [step, { tool: 'git_status', args: null }, step] });
});

it('anything else that JSON could not carry is a bad request, and no run', async () => {
  const { door, start } = await panel();
  for (const request of [
    { tool: 'git_status', reason: NaN },
    { tool: 'git_status', args: {}, constructor: 1 },
    { tool: 'git_status', args: 'text' },
    { tool: NaN, args: {} },
  ]) {
    expect(await start(request)).toMatchObject({ ok: false, error: { code: 'bad_request' } });
  }
  expect(door.records().filter(({ run_id: runId }) => runId !== undefined)).toEqual([]);
});

it('loops of them are loops', async () => {
  const { door, start } = await panel();
  door.set({ loop_limit: 2 });
  const statuses: unknown[] = [];
  for (let call = 0; call < 3; call += 1) {
    const answer = await start({ tool: 'git_status', args: { text: NaN } });
    statuses.push(answer.ok && answer.value.status);
  }
  expect(statuses).toEqual(['invalid_args', 'invalid_args', 'rate_limited']);
});
