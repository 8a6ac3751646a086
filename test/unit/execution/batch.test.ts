import { describe, expect, it } from 'vitest';
import { openDoor, until, type TestDoor } from '../../support/door.ts';
import { aborted, checkRecord, probe } from '../../support/door-tools.ts';

const step = (tool: string, id: string, more: object = {}) => ({ tool, args: { id, ...more } });
const ids = (probes: { acted: { id?: string | undefined }[] }) => probes.acted.map(({ id }) => id);
function whole(door: TestDoor): void {
  checkRecord(door.records());
  expect(door.runs.list()).toEqual([]);
}

describe('a batch', () => {
  it('plans all, then acts in order; each step is a run of its own on one trace', async () => {
    const low = probe();
    const door = await openDoor({ tools: [low.tool] });
    const outcome = await door.run({
      steps: [step('git_status', 'a'), step('git_status', 'b'), step('git_status', 'c')],
    });
    expect(outcome).toMatchObject({ tool: 'batch', status: 'ok', dryRun: false });
    expect(ids(low)).toEqual(['a', 'b', 'c']);
    const runIds = outcome.steps?.map(({ runId }) => runId) ?? [];
    expect(new Set([...runIds, outcome.runId]).size).toBe(4);
    expect(new Set(door.records().flatMap(({ trace_id }) => trace_id ?? []))).toEqual(
      new Set([outcome.traceId]),
    );
    expect(outcome.steps?.map(({ result }) => result)).toEqual(
      ['a', 'b', 'c'].map((id) => ({ id, done: true })),
    );
    const order = door.records().map(({ event }) => event);
    expect(order.lastIndexOf('decided')).toBeLessThan(order.indexOf('started'));
    expect(outcome.plan).toMatchObject({ steps: 3, summary: '1. Probe a\n2. Probe b\n3. Probe c' });
    whole(door);
  });

  it('stops at the first step that is not ok; those after it end too, unacted, in their order', async () => {
    const low = probe({
      act: async ({ id }) => {
        if (id === 'b') throw new Error('broken');
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [low.tool] });
    const outcome = await door.run({ steps: ['a', 'b', 'c', 'd'].map((id) => step('git_status', id)) });
    expect(outcome).toMatchObject({ status: 'error', error: { message: 'broken' } });
    expect(ids(low)).toEqual(['a', 'b']);
    expect(outcome.steps?.map(({ status }) => status)).toEqual(['ok', 'error', 'cancelled', 'cancelled']);
    expect(outcome.steps?.map(({ plan }) => plan?.summary)).toEqual(
      ['a', 'b', 'c', 'd'].map((id) => `Probe ${id}`),
    );
    expect(outcome.steps?.[2]?.error?.code).toBe('batch_stopped');
    whole(door);
  });

  it('acts on nothing when one step cannot be planned, and tells which, in order', async () => {
    const low = probe();
    const door = await openDoor({ tools: [low.tool] });
    const outcome = await door.run({
      steps: [step('git_status', 'a'), step('nothing', 'b'), step('git_status', 'c')],
    });
    expect(outcome.status).toBe('unknown_tool');
    expect(outcome.steps?.map(({ tool, status }) => [tool, status])).toEqual([
      ['git_status', 'cancelled'],
      ['nothing', 'unknown_tool'],
    ]);
    expect(low.acted).toEqual([]);
    whole(door);
  });

  it('dry: every plan and decision, and nothing done', async () => {
    const low = probe();
    const high = probe({ name: 'browser_automation', risk: 'high' });
    const door = await openDoor({ tools: [low.tool, high.tool] });
    const outcome = await door.run({
      steps: [step('git_status', 'a'), step('browser_automation', 'b')],
      dryRun: true,
    });
    expect(outcome).toMatchObject({
      status: 'dry_run',
      dryRun: true,
      plan: { risk: 'high' },
      decision: { verdict: 'ask' },
    });
    expect(outcome.steps?.map(({ status, decision }) => [status, decision?.verdict])).toEqual([
      ['dry_run', 'allow'],
      ['dry_run', 'ask'],
    ]);
    expect([...low.acted, ...high.acted]).toEqual([]);
    whole(door);
  });

  it('asks once for all, showing every step; what is refused in one refuses all', async () => {
    const high = probe({ name: 'browser_automation', risk: 'high' });
    const guarded = probe({
      name: 'web_scrape',
      risk: 'medium',
      plan: (plan) => ({ ...plan, refusal: { guard: 'address', message: 'Private.' } }),
    });
    const door = await openDoor({ tools: [high.tool, guarded.tool] });
    const run = door.run({ steps: [step('browser_automation', 'a'), step('browser_automation', 'b')] });
    await door.asked();
    const { approval } = door.approvals.view();
    expect(approval).toMatchObject({ kind: 'batch', tool: 'batch', scopes: ['once'], plan: { steps: 2 } });
    expect(approval?.plan.effects.map(({ target }) => target)).toEqual(['a', 'b']);
    await door.allow();
    const outcome = await run;
    expect(outcome).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
    expect(outcome.steps?.every(({ decision }) => decision?.approvalId === approval?.approvalId)).toBe(true);
    const refused = await door.run({ steps: [step('browser_automation', 'c'), step('web_scrape', 'd')] });
    expect(refused).toMatchObject({ status: 'policy_blocked' });
    expect(ids(high)).toEqual(['a', 'b']);
    expect(door.records().filter(({ event }) => event === 'approval')).toHaveLength(1);
    whole(door);
  });

  it('denied, does nothing', async () => {
    const high = probe({ name: 'browser_automation', risk: 'high' });
    const low = probe();
    const door = await openDoor({ tools: [high.tool, low.tool] });
    const run = door.run({ steps: [step('git_status', 'a'), step('browser_automation', 'b')] });
    await door.asked();
    await door.deny();
    const outcome = await run;
    expect(outcome).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
    expect(outcome.steps?.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect([...high.acted, ...low.acted]).toEqual([]);
    whole(door);
  });

  it('plans and asks anew for a step that an earlier one has changed, for that step alone', async () => {
    const high = probe({ name: 'browser_automation', risk: 'high' });
    const first = probe({
      act: async () => {
        high.world.facts = { state: 'other' };
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [high.tool, first.tool] });
    const run = door.run({
      steps: [step('git_status', 'a'), step('browser_automation', 'b'), step('browser_automation', 'c')],
    });
    for (const [kind, targets] of [
      ['batch', ['a', 'b', 'c']],
      ['run', ['b']],
      ['run', ['c']],
    ] as const) {
      await door.asked();
      const { approval } = door.approvals.view();
      expect(approval?.kind).toBe(kind);
      expect(approval?.plan.effects.map(({ target }) => target)).toEqual(targets);
      await door.allow();
    }
    expect(await run).toMatchObject({ status: 'ok' });
    expect(ids(high)).toEqual(['b', 'c']);
    whole(door);
  });

  it('ends when that question is denied, or when it drifts again', async () => {
    for (const again of [false, true]) {
      const high = probe({ name: 'browser_automation', risk: 'high' });
      const first = probe({
        act: async () => {
          high.world.facts = { state: 'other' };
          return { done: true };
        },
      });
      const door = await openDoor({ tools: [high.tool, first.tool] });
      const run = door.run({ steps: [step('git_status', 'a'), step('browser_automation', 'b')] });
      await door.asked();
      await door.allow();
      await door.asked();
      high.world.facts = again ? { state: 'third' } : high.world.facts;
      await (again ? door.allow() : door.deny());
      const outcome = await run;
      expect(outcome.steps?.map(({ status }) => status)).toEqual(['ok', 'denied']);
      expect(outcome.error?.code).toBe(again ? 'drift' : 'denied');
      expect(high.acted).toEqual([]);
      whole(door);
    }
  });

  it('counts the steps of all its runs, also of one that is planned anew, and under the setting of now', async () => {
    const low = probe();
    const door = await openDoor({ tools: [low.tool], settings: { max_steps_per_run: 5 } });
    const many = await door.run({
      steps: [step('git_status', 'a', { steps: 3 }), step('git_status', 'b', { steps: 3 })],
    });
    expect(many).toMatchObject({
      status: 'budget_exceeded',
      decision: { decidedBy: 'setting:max_steps_per_run' },
    });
    expect(low.acted).toEqual([]);

    let grown = 1;
    const grows = probe({ name: 'web_scrape', plan: (plan) => ({ ...plan, steps: grown }) });
    const first = probe({
      act: async ({ id }) => {
        if (id === 'grow') grown = 5;
        if (id === 'lower') other.set({ max_steps_per_run: 1 });
        return { done: true };
      },
    });
    const other = await openDoor({ tools: [grows.tool, first.tool], settings: { max_steps_per_run: 5 } });
    const anew = await other.run({ steps: [step('git_status', 'grow'), step('web_scrape', 'b')] });
    expect(anew.steps?.map(({ status }) => status)).toEqual(['ok', 'budget_exceeded']);
    const lowered = await other.run({ steps: [step('git_status', 'lower'), step('git_status', 'b')] });
    expect(lowered.steps?.map(({ status }) => status)).toEqual(['ok', 'budget_exceeded']);
    whole(other);
  });

  it('is stopped with whichever step is under way', async () => {
    for (const how of ['cancel', 'cancel a step', 'pause'] as const) {
      const low = probe({
        act: async ({ id }, { signal }) => (id === 'b' ? aborted(signal) : { done: true }),
      });
      const door = await openDoor({ tools: [low.tool] });
      const run = door.run({ steps: ['a', 'b', 'c'].map((id) => step('git_status', id)) });
      await until(() => low.acted.length === 2, 'the second step');
      const batch = door.runs.list().find(({ tool }) => tool === 'batch');
      const running = door.runs.list().find(({ state }) => state === 'running');
      if (how === 'pause') await door.control.pause('panel');
      else door.runs.cancel((how === 'cancel' ? batch : running)?.runId ?? '');
      const outcome = await run;
      expect(outcome, how).toMatchObject({
        status: 'cancelled',
        error: { code: how === 'pause' ? 'paused' : 'cancelled' },
      });
      expect(outcome.steps?.map(({ status }) => status)).toEqual(['ok', 'cancelled', 'cancelled']);
      expect(ids(low)).toEqual(['a', 'b']);
      whole(door);
    }
  });

  it('is stopped while it is asked for, and while it plans', async () => {
    const high = probe({ name: 'browser_automation', risk: 'high' });
    const stuck = probe({ plan: () => new Promise(() => undefined) });
    const door = await openDoor({ tools: [high.tool, stuck.tool] });
    const asked = door.run({ steps: [step('browser_automation', 'a')] });
    await door.asked();
    const planning = door.run({ steps: [step('browser_automation', 'a'), step('git_status', 'b')] });
    await until(() => door.runs.list().some(({ tool }) => tool === 'git_status'), 'planning');
    for (const run of door.runs.list().filter(({ tool }) => tool === 'batch')) door.runs.cancel(run.runId);
    expect((await asked).status).toBe('cancelled');
    expect((await planning).status).toBe('cancelled');
    expect(high.acted).toEqual([]);
    expect(door.approvals.list()).toEqual([]);
    whole(door);
  });
});

it('a batch that is too long is refused for that, before its calls are counted as a loop', async () => {
  const { tool } = probe();
  const door = await openDoor({ tools: [tool] });
  const steps = Array.from({ length: 120 }, () => ({ tool: 'git_status' }));
  const outcome = await door.run({ steps });
  expect(outcome).toMatchObject({ status: 'budget_exceeded', error: { code: 'too_many_steps' } });
  expect(outcome.steps?.length).toBeLessThan(60);
  checkRecord(door.records());
});
