import { cpSync, rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor, reportEffect, until, type TestDoor } from '../../support/door.ts';
import { aborted, checkRecord, onDisk, probe } from '../../support/door-tools.ts';

/** The run's record is whole, and its last line says how it ended. */
function ending(door: TestDoor, runId: string) {
  checkRecord(door.records());
  const last = door.recordsOf(runId).at(-1);
  expect(last?.event).toBe('finished');
  return last;
}
const events = (door: TestDoor, runId: string) => door.recordsOf(runId).map((entry) => entry.event);
const lastDecision = (door: TestDoor, runId: string) =>
  door.recordsOf(runId).findLast((entry) => entry.event === 'decided')?.decision;

describe('every status, and its record', () => {
  it('ok: requested, decided, started, finished, each with what belongs there', async () => {
    let found: string[] = [];
    const read = probe({
      act: async ({ id = '' }, { platform }) => {
        found = onDisk(door.logPath, id).map((entry) => entry.event);
        reportEffect(platform, { kind: 'read', target: '/x', detail: 'really' });
        return { id, done: true };
      },
    });
    const door = await openDoor({ tools: [read.tool] });
    const outcome = await door.run({
      tool: 'git_status',
      args: { id: 'one' },
      reason: 'why not',
      agentId: 'a7',
      department: 'd',
    });
    expect(outcome).toMatchObject({
      tool: 'git_status',
      status: 'ok',
      dryRun: false,
      attempts: 1,
      result: { id: 'one', done: true },
      decision: { verdict: 'allow', decidedBy: 'mode' },
      plan: { summary: 'Probe one' },
    });
    // Nothing acts before the disk says that it started.
    expect(found).toEqual(['requested', 'decided', 'started']);
    const last = ending(door, outcome.runId);
    expect(last).toMatchObject({
      audit_id: outcome.auditId,
      status: 'ok',
      trace_id: outcome.traceId,
      tool_name: 'git_status',
      caller: 'panel',
      agent_id: 'a7',
      department: 'd',
      reason: 'why not',
      dry_run: false,
      attempts: 1,
      result: { id: 'one', done: true },
      effects: [{ kind: 'read', target: '/x', detail: 'really' }],
      error: null,
    });
    expect(last?.duration_ms).toBeGreaterThanOrEqual(0);
    expect(door.runs.list()).toEqual([]);
  });

  it('dry_run: the plan and the decision that a real run would get, and nothing done', async () => {
    const risky = probe({ name: 'browser_automation', risk: 'high' });
    const door = await openDoor({ tools: [risky.tool] });
    const outcome = await door.run({ tool: 'browser_automation', dryRun: true });
    expect(outcome).toMatchObject({ status: 'dry_run', dryRun: true, attempts: 0 });
    expect(outcome.decision).toMatchObject({
      verdict: 'ask',
      decidedBy: 'setting:require_approval_for_risky',
    });
    expect(risky.acted).toEqual([]);
    expect(door.approvals.list()).toEqual([]);
    expect(events(door, outcome.runId)).toEqual(['requested', 'decided', 'finished']);
    expect(ending(door, outcome.runId)).toMatchObject({ status: 'dry_run', dry_run: true });
  });

  it('error: what a tool states is passed on, what it throws otherwise is internal', async () => {
    const stated = probe({
      act: async () => {
        throw new ToolError('error', 'not_there', 'It is not there.', { details: { at: 'x' } });
      },
    });
    const thrown = probe({
      name: 'web_scrape',
      act: () => {
        throw new TypeError('a bug');
      },
    });
    const door = await openDoor({ tools: [stated.tool, thrown.tool] });
    const one = await door.run({ tool: 'git_status' });
    expect(one).toMatchObject({
      status: 'error',
      error: { code: 'not_there', message: 'It is not there.', details: { at: 'x' } },
    });
    expect(ending(door, one.runId)).toMatchObject({ status: 'error', error: { code: 'not_there' } });
    const two = await door.run({ tool: 'web_scrape' });
    expect(two).toMatchObject({ status: 'error', error: { code: 'internal', message: 'a bug' } });
    expect(ending(door, two.runId)?.status).toBe('error');
  });

  it('error: a result that the schema of the tool refuses is never passed on', async () => {
    const wrong = probe({ act: async () => ({ done: 'yes', more: 1 }) });
    const door = await openDoor({ tools: [wrong.tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'internal' } });
    expect(outcome.result).toBeUndefined();
    expect(ending(door, outcome.runId)?.result).toBeUndefined();
  });

  it('error: a plan that is no plan ends the run before anything is decided', async () => {
    for (const broken of [
      { steps: Number.NaN },
      { steps: -3 },
      { risk: 'none' },
      { facts: undefined },
      { x: 1 },
    ]) {
      const tool = probe({ plan: (plan) => ({ ...plan, ...broken }) as typeof plan });
      const door = await openDoor({ tools: [tool.tool] });
      const outcome = await door.run({ tool: 'git_status' });
      expect(outcome, JSON.stringify(broken)).toMatchObject({ status: 'error', error: { code: 'internal' } });
      expect(tool.acted).toEqual([]);
      ending(door, outcome.runId);
    }
  });

  it('invalid_args: says where, and extra keys are refused', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status', args: { id: 5, approved: true } });
    expect(outcome.status).toBe('invalid_args');
    expect(outcome.error?.message).toContain('id');
    expect(outcome.error?.message).toContain('approved');
    expect(acted).toEqual([]);
    expect(events(door, outcome.runId)).toEqual(['requested', 'finished']);
    expect(ending(door, outcome.runId)).toMatchObject({
      status: 'invalid_args',
      error: { code: 'invalid_args' },
    });
  });

  it('unknown_tool: under the name as asked', async () => {
    const door = await openDoor({ tools: [probe().tool] });
    const outcome = await door.run({ tool: 'rm_rf' });
    expect(outcome).toMatchObject({ tool: 'rm_rf', status: 'unknown_tool' });
    expect(outcome.error?.message).toContain('git_status');
    expect(ending(door, outcome.runId)).toMatchObject({ status: 'unknown_tool', tool_name: 'rm_rf' });
  });

  it('an older name is the tool, in the answer, the record and the toggle', async () => {
    const { tool, acted } = probe({ name: 'web_scrape', aliases: ['web_scrape_bs4'] });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'web_scrape_bs4' });
    expect(outcome).toMatchObject({ tool: 'web_scrape', status: 'ok' });
    expect(ending(door, outcome.runId)?.tool_name).toBe('web_scrape');
    door.set({ tool_enabled: { web_scrape: false } });
    expect((await door.run({ tool: 'web_scrape_bs4' })).status).toBe('disabled');
    expect(acted).toHaveLength(1);
  });

  it('disabled', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool], settings: { tool_enabled: { git_status: false } } });
    const outcome = await door.run({ tool: 'git_status', dryRun: true });
    expect(outcome).toMatchObject({ status: 'disabled', error: { code: 'disabled' } });
    expect(acted).toEqual([]);
    expect(ending(door, outcome.runId)?.status).toBe('disabled');
  });

  it('unavailable: the reason and what to do', async () => {
    const { tool } = probe({
      availability: async () => ({ ok: false, reason: 'No browser', fix: 'Get one.' }),
    });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({
      status: 'unavailable',
      error: { code: 'unavailable', message: 'git_status: No browser. Get one.' },
    });
    expect(ending(door, outcome.runId)?.status).toBe('unavailable');
  });

  it('policy_blocked: a guard, and read-only mode', async () => {
    const guarded = probe({
      plan: (plan) => ({ ...plan, refusal: { guard: 'address', message: 'A private address.' } }),
    });
    const medium = probe({ name: 'web_scrape', risk: 'medium' });
    const door = await openDoor({ tools: [guarded.tool, medium.tool] });
    const one = await door.run({ tool: 'git_status' });
    expect(one).toMatchObject({
      status: 'policy_blocked',
      decision: { verdict: 'deny', decidedBy: 'guard' },
      error: { code: 'address_refused', message: 'A private address.' },
    });
    expect(lastDecision(door, one.runId)).toMatchObject({ verdict: 'deny', decidedBy: 'guard' });
    // Refused at once: it takes no place in the queue and is decided once.
    expect(events(door, one.runId)).toEqual(['requested', 'decided', 'finished']);
    // A dry run shows it as the answer.
    const dry = await door.run({ tool: 'git_status', dryRun: true });
    expect(dry).toMatchObject({ status: 'dry_run', decision: { verdict: 'deny', decidedBy: 'guard' } });
    door.set({ approval_mode: 'read_only' });
    const two = await door.run({ tool: 'web_scrape' });
    expect(two).toMatchObject({
      status: 'policy_blocked',
      error: { code: 'read_only' },
      decision: { decidedBy: 'mode' },
    });
    expect([...guarded.acted, ...medium.acted]).toEqual([]);
    ending(door, two.runId);
  });

  it('budget_exceeded: more steps than a run may have', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool], settings: { max_steps_per_run: 5 } });
    expect((await door.run({ tool: 'git_status', args: { steps: 5 } })).status).toBe('ok');
    const outcome = await door.run({ tool: 'git_status', args: { steps: 6 } });
    expect(outcome).toMatchObject({
      status: 'budget_exceeded',
      error: { code: 'too_many_steps' },
      decision: { verdict: 'deny', decidedBy: 'setting:max_steps_per_run' },
    });
    expect(acted).toHaveLength(1);
    expect(ending(door, outcome.runId)?.status).toBe('budget_exceeded');
  });

  it('rate_limited: rate, loop; each says when to try again', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool], settings: { rate_per_minute: 3, loop_limit: 2 } });
    for (let i = 0; i < 2; i += 1) expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
    const loop = await door.run({ tool: 'git_status' });
    expect(loop).toMatchObject({ status: 'rate_limited', error: { code: 'loop_detected' } });
    const rate = await door.run({ tool: 'git_status', args: { id: 'other' } });
    expect(rate).toMatchObject({ status: 'rate_limited', error: { code: 'rate_limited' } });
    expect((rate.error?.details as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    expect(acted).toHaveLength(2);
    expect(ending(door, rate.runId)?.status).toBe('rate_limited');
    // Somebody turns the clock: nothing changes. A minute passes: it does.
    door.clock.setWall(3_600_000);
    expect((await door.run({ tool: 'git_status', args: { id: 'other' } })).status).toBe('rate_limited');
    door.clock.advance(60_000);
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
  });

  it('paused: a new run while everything is paused', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool] });
    await door.control.pause('panel');
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'paused', error: { code: 'paused' } });
    expect((await door.run({ steps: [{ tool: 'git_status' }] })).status).toBe('paused');
    expect(acted).toEqual([]);
    expect(ending(door, outcome.runId)?.status).toBe('paused');
  });

  it('denied: by the person, with the note; by expiry; where nobody can be asked', async () => {
    const risky = probe({ name: 'browser_automation', risk: 'high' });
    let unreachable: string | null = null;
    const door = await openDoor({
      tools: [risky.tool],
      settings: { approval_timeout_s: 1 },
      unreachable: () => unreachable,
    });
    const asked = door.run({ tool: 'browser_automation' });
    await door.asked();
    await door.deny('not today');
    const one = await asked;
    expect(one).toMatchObject({
      status: 'denied',
      error: { code: 'denied' },
      decision: { decidedBy: 'person' },
    });
    expect(one.error?.message).toContain('not today');
    expect(lastDecision(door, one.runId)).toMatchObject({ verdict: 'deny', decidedBy: 'person' });

    const two = await door.run({ tool: 'browser_automation' });
    expect(two).toMatchObject({ status: 'denied', decision: { verdict: 'deny', decidedBy: 'no_approver' } });

    unreachable = 'There is no display.';
    const three = await door.run({ tool: 'browser_automation' });
    expect(three).toMatchObject({
      status: 'denied',
      error: { code: 'no_approver', message: 'There is no display.' },
    });
    expect(risky.acted).toEqual([]);
    ending(door, three.runId);
  });

  it('denied: drift between plan and start, with what changed', async () => {
    const risky = probe({ name: 'browser_automation', risk: 'high' });
    const door = await openDoor({ tools: [risky.tool] });
    const asked = door.run({ tool: 'browser_automation' });
    await door.asked();
    risky.world.facts = { state: 'swapped' };
    await door.allow();
    const outcome = await asked;
    expect(outcome).toMatchObject({
      status: 'denied',
      error: { code: 'drift', details: { changed: ['state'] } },
    });
    expect(outcome.error?.message).toContain('state');
    expect(risky.acted).toEqual([]);
    expect(ending(door, outcome.runId)?.status).toBe('denied');
  });

  it('timed_out: the one deadline over all attempts', async () => {
    const slow = probe({ act: (_args, { signal }) => aborted(signal), maxRunSeconds: 0.2 });
    const door = await openDoor({ tools: [slow.tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'timed_out', error: { code: 'timed_out' } });
    expect(ending(door, outcome.runId)?.status).toBe('timed_out');
  });

  it('cancelled', async () => {
    const slow = probe({ act: (_args, { signal }) => aborted(signal) });
    const door = await openDoor({ tools: [slow.tool] });
    const running = door.run({ tool: 'git_status' });
    await until(() => slow.acted.length === 1, 'the tool to act');
    const [active] = door.runs.list();
    expect(active).toMatchObject({ tool: 'git_status', caller: 'panel', state: 'running' });
    expect(door.runs.cancel(active?.runId ?? '')).toBe(true);
    const outcome = await running;
    expect(outcome).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(ending(door, outcome.runId)?.status).toBe('cancelled');
    expect(door.runs.cancel(outcome.runId)).toBe(false);
  });

  it('interrupted: a run found open at the next start', async () => {
    const slow = probe({ act: (_args, { signal }) => aborted(signal) });
    const door = await openDoor({ tools: [slow.tool] });
    void door.run({ tool: 'git_status', args: { id: 'lost' } });
    await until(() => slow.acted.length === 1, 'the tool to act');
    // The next start, on what a kill at this moment would have left: the first app still holds its own folder.
    const left = `${door.dir}-left`;
    cpSync(door.dir, left, { recursive: true });
    onTestFinished(() => rmSync(left, { recursive: true, force: true }));
    const next = await openDoor({ tools: [slow.tool], dir: left });
    const lost = onDisk(next.logPath, 'lost');
    expect(lost.at(-1)).toMatchObject({ event: 'finished', status: 'interrupted' });
    checkRecord(next.records());
  });
});
