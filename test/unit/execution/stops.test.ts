import { getEventListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunStopped } from '../../../src-main/execution/stop.ts';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor, until, type TestDoor } from '../../support/door.ts';
import { aborted, checkRecord, gate, probe, type Probe } from '../../support/door-tools.ts';

const busy = () => new ToolError('error', 'busy', 'Busy.', { transient: true });
const forever = () => new Promise<never>(() => undefined);
/** A tool is stopped within this time; some more for a busy machine. */
const STOPPED_MS = 500 + 300;
/** Until its end is on disk and seen. */
const SEEN_MS = 2_000;

/** The run's ending was written so soon after it was stopped, `began` milliseconds since the epoch; the disk has its own time. */
function checkStopped(began: number, ending: { ts: number } | undefined): void {
  const took = (ending?.ts ?? Infinity) * 1000 - began;
  expect(took).toBeGreaterThan(-1);
  expect(took).toBeLessThan(STOPPED_MS);
  expect(Date.now() - began).toBeLessThan(SEEN_MS);
}

/** Every state a run can be stopped in: a door with one run in it, and what tells that it is there. */
const STATES: { state: string; begin: () => Promise<{ door: TestDoor; acted: () => number }> }[] = [
  {
    state: 'planning',
    begin: async () => {
      let planning = false;
      const { tool, acted } = probe({ plan: () => ((planning = true), forever()) });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      await until(() => planning, 'planning');
      return { door, acted: () => acted.length };
    },
  },
  {
    state: 'asking whether it is available',
    begin: async () => {
      let looking = false;
      const { tool, acted } = probe({ availability: () => ((looking = true), forever()) });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      await until(() => looking, 'the question');
      return { door, acted: () => acted.length };
    },
  },
  {
    state: 'waiting for an answer',
    begin: async () => {
      const { tool, acted } = probe({ risk: 'high' });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      await door.asked();
      return { door, acted: () => acted.length };
    },
  },
  {
    state: 'waiting for a slot',
    begin: async () => {
      const { tool, acted } = probe();
      const door = await openDoor({ tools: [tool], settings: { max_concurrent_runs: 1 } });
      await door.slots.take(() => 1, new AbortController().signal);
      void door.run({ tool: 'git_status' });
      await until(() => door.slots.waiting === 1, 'the queue');
      return { door, acted: () => acted.length };
    },
  },
  {
    state: 'running',
    begin: async () => {
      const { tool, acted } = probe({ act: (_args, { signal }) => aborted(signal) });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      await until(() => acted.length === 1, 'the tool');
      return { door, acted: () => acted.length - 1 };
    },
  },
  {
    state: 'running a tool that does not stop',
    begin: async () => {
      const { tool, acted } = probe({ act: forever });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      await until(() => acted.length === 1, 'the tool');
      return { door, acted: () => acted.length - 1 };
    },
  },
  {
    state: 'between two attempts',
    begin: async () => {
      const { tool, acted } = probe({ repeatable: true, act: () => Promise.reject(busy()) });
      const door = await openDoor({ tools: [tool] });
      void door.run({ tool: 'git_status' });
      // The pauses between attempts grow: in the third, there is time to come in between.
      await until(() => acted.length === 3, 'the third attempt');
      return { door, acted: () => acted.length - 3 };
    },
  },
];

describe.each(STATES)('a run that is $state', ({ begin }) => {
  it('ends when it is cancelled', async () => {
    const { door, acted } = await begin();
    const began = Date.now();
    const [run] = door.runs.list();
    expect(door.runs.cancel(run?.runId ?? '')).toBe(true);
    await until(() => door.runs.list().length === 0, 'the end');
    const ending = door.recordsOf(run?.runId ?? '').at(-1);
    checkStopped(began, ending);
    expect(ending).toMatchObject({
      event: 'finished',
      status: 'cancelled',
      error: { code: 'cancelled' },
    });
    expect(acted()).toBe(0);
    expect(door.approvals.list()).toEqual([]);
    checkRecord(door.records());
  });

  it('ends when everything is paused', async () => {
    const { door, acted } = await begin();
    const [run] = door.runs.list();
    const began = Date.now();
    await door.control.pause('panel', 'stop');
    await until(() => door.runs.list().length === 0, 'the end');
    const ending = door.recordsOf(run?.runId ?? '').at(-1);
    checkStopped(began, ending);
    expect(ending).toMatchObject({
      status: 'cancelled',
      error: { code: 'paused' },
    });
    expect(acted()).toBe(0);
    expect((await door.run({ tool: 'git_status' })).status).toBe('paused');
    checkRecord(door.records());
  });
});

it('a run that has ended listens to nothing any more: a signal made of others is kept as long as somebody does', async () => {
  const given: AbortSignal[] = [];
  const { tool } = probe({
    plan: (plan, _args, signal) => (given.push(signal), plan),
    act: (_args, { signal }) => (given.push(signal), Promise.resolve({ done: true })),
  });
  const door = await openDoor({ tools: [tool] });
  expect(await door.run({ tool: 'git_status' })).toMatchObject({ status: 'ok' });
  expect(given.length).toBeGreaterThan(1);
  expect(given.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
});

describe('stopping', () => {
  it('counts although the tool got to its end before it noticed', async () => {
    const { wait, open } = gate();
    const { tool, acted } = probe({ act: async () => (await wait, { done: true }) });
    const door = await openDoor({ tools: [tool] });
    const running = door.run({ tool: 'git_status' });
    await until(() => acted.length === 1, 'the tool');
    door.runs.cancel(door.runs.list()[0]?.runId ?? '');
    open();
    expect(await running).toMatchObject({ status: 'cancelled' });
  });

  it('closes the record for a tool that is left behind', async () => {
    const late = gate();
    const after: unknown[] = [];
    const { tool, acted } = probe({
      act: async (_args, context) => {
        await late.wait;
        try {
          context.step(1, 1, 'late');
        } catch (error) {
          after.push(error);
        }
        const file = { name: 'a.txt', mime: 'text/plain', bytes: new Uint8Array([1]) };
        await context.artifact(file).catch((error: unknown) => after.push(error));
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool] });
    const running = door.run({ tool: 'git_status' });
    await until(() => acted.length === 1, 'the tool');
    door.runs.cancel(door.runs.list()[0]?.runId ?? '');
    const outcome = await running;
    late.open();
    await until(() => after.length === 2, 'the tool to go on');
    expect(after[0]).toBeInstanceOf(RunStopped);
    expect(outcome.artifacts).toEqual([]);
    await door.run({ tool: 'git_status', args: { text: 'x' }, dryRun: true });
    checkRecord(door.records());
  });

  it('as the app quits, a run is cancelled and its ending is on disk', async () => {
    const slow = probe({ act: (_args, { signal }) => aborted(signal) });
    const risky = probe({ name: 'browser_automation', risk: 'high' });
    const door = await openDoor({ tools: [slow.tool, risky.tool] });
    const running = door.run({ tool: 'git_status' });
    const asked = door.run({ tool: 'browser_automation' });
    await until(() => slow.acted.length === 1, 'the tool');
    await door.asked();
    await door.quit();
    expect(await running).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(await asked).toMatchObject({ status: 'cancelled' });
    expect(risky.acted).toEqual([]);
    checkRecord(door.records());
  });

  it('a deadline ends planning too, and a tool that does not heed it', async () => {
    const planner = probe({ plan: forever, maxRunSeconds: 0.1 });
    const stuck = probe({ name: 'web_scrape', act: forever, maxRunSeconds: 0.1 });
    const door = await openDoor({ tools: [planner.tool, stuck.tool] });
    expect(await door.run({ tool: 'git_status' })).toMatchObject({ status: 'timed_out' });
    const began = Date.now();
    expect(await door.run({ tool: 'web_scrape' })).toMatchObject({ status: 'timed_out', attempts: 1 });
    checkStopped(began + 100, door.records().at(-1));
    checkRecord(door.records());
  });

  it('the deadline is one for all attempts and the pauses between them', async () => {
    const { tool, acted } = probe({
      repeatable: true,
      maxRunSeconds: 0.4,
      act: () => Promise.reject(busy()),
    });
    const door = await openDoor({ tools: [tool], settings: { max_retries_per_tool: 20 } });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome.status).toBe('timed_out');
    expect(acted.length).toBeLessThanOrEqual(2);
    checkRecord(door.records());
  });
});

describe('the pause', () => {
  it('survives a restart, and a state that cannot be read counts as paused', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool] });
    await door.control.pause('tray', 'lunch');
    expect(door.control.state).toMatchObject({ paused: true, reason: 'lunch' });
    await door.quit();
    const next = await openDoor({ tools: [tool], dir: door.dir });
    expect(next.control.state).toMatchObject({ paused: true, reason: 'lunch' });
    expect((await next.run({ tool: 'git_status' })).status).toBe('paused');
    await next.control.resume('panel');
    expect((await next.run({ tool: 'git_status' })).status).toBe('ok');
    await next.quit();
    for (const text of ['', '{', 'null', '{"paused":"no"}', '{"paused":0}', '[]']) {
      writeFileSync(join(door.dir, 'control.json'), text);
      const again = await openDoor({ tools: [tool], dir: door.dir });
      expect(again.control.paused, text).toBe(true);
      expect((await again.run({ tool: 'git_status' })).status).toBe('paused');
      await again.quit();
    }
    expect(acted).toHaveLength(1);
  });
});

describe('retries', () => {
  it('only what is transient and repeatable, with growing pauses, each failed attempt recorded', async () => {
    const times: number[] = [];
    const { tool } = probe({
      repeatable: true,
      act: async () => {
        times.push(performance.now());
        if (times.length < 3) throw busy();
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'ok', attempts: 3 });
    const [a = 0, b = 0, c = 0] = times;
    expect(b - a).toBeGreaterThanOrEqual(245);
    expect(c - b).toBeGreaterThanOrEqual(495);
    const attempts = door.recordsOf(outcome.runId).filter(({ event }) => event === 'attempt');
    expect(attempts.map((entry) => entry.detail)).toEqual([
      { outcome: 'error', retry: true },
      { outcome: 'error', retry: true },
    ]);
    expect(attempts.map((entry) => entry.attempts)).toEqual([1, 2]);
    checkRecord(door.records());
  });

  it.each([
    ['what is not transient', true, () => new ToolError('error', 'broken', 'Broken.')],
    ['what is not repeatable', false, busy],
    ['a bug', true, () => new Error('a bug')],
  ])('never %s', async (_what, repeatable, failure) => {
    const { tool, acted } = probe({ repeatable, act: () => Promise.reject(failure()) });
    const door = await openDoor({ tools: [tool] });
    expect(await door.run({ tool: 'git_status' })).toMatchObject({ status: 'error', attempts: 1 });
    expect(acted).toHaveLength(1);
  });

  it('at most max_retries_per_tool', async () => {
    const counts: Record<number, number> = {};
    for (const retries of [0, 1]) {
      const { tool, acted } = probe({ repeatable: true, act: () => Promise.reject(busy()) });
      const door = await openDoor({ tools: [tool], settings: { max_retries_per_tool: retries } });
      const outcome = await door.run({ tool: 'git_status' });
      expect(outcome).toMatchObject({ status: 'error', error: { code: 'busy' }, attempts: retries + 1 });
      counts[retries] = acted.length;
    }
    expect(counts).toEqual({ 0: 1, 1: 2 });
  });

  it('count as calls', async () => {
    const { tool, acted } = probe({ repeatable: true, act: () => Promise.reject(busy()) });
    const door = await openDoor({ tools: [tool], settings: { rate_per_minute: 2 } });
    expect(await door.run({ tool: 'git_status' })).toMatchObject({ status: 'error', attempts: 2 });
    expect((await door.run({ tool: 'git_status' })).status).toBe('rate_limited');
    expect(acted).toHaveLength(2);
  });
});

describe('concurrency', () => {
  async function crowd(
    count: number,
    limit: number,
  ): Promise<{ door: TestDoor; slow: Probe; most: () => number }> {
    let acting = 0;
    let most = 0;
    const slow = probe({
      act: async () => {
        most = Math.max(most, ++acting);
        await new Promise((resolve) => setTimeout(resolve, 5));
        acting -= 1;
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [slow.tool], settings: { max_concurrent_runs: limit } });
    const outcomes = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        door.run({ tool: 'git_status', args: { id: String(index) } }),
      ),
    );
    expect(outcomes.every(({ status }) => status === 'ok')).toBe(true);
    return { door, slow, most: () => most };
  }

  it('no more act at once than the setting, and the others in the order they came', async () => {
    const { door, slow, most } = await crowd(12, 3);
    expect(most()).toBe(3);
    expect(slow.acted.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => String(index)));
    expect(door.slots.waiting).toBe(0);
    checkRecord(door.records());
  });

  it('a full queue refuses', async () => {
    const { tool } = probe();
    const door = await openDoor({
      tools: [tool],
      settings: { max_concurrent_runs: 1, rate_per_minute: 0, loop_limit: 0 },
    });
    await door.slots.take(() => 1, new AbortController().signal);
    const waiting = Array.from({ length: 200 }, () => door.run({ tool: 'git_status' }));
    await until(() => door.slots.waiting === 200, 'the queue');
    expect(await door.run({ tool: 'git_status' })).toMatchObject({
      status: 'rate_limited',
      error: { code: 'queue_full' },
    });
    await door.control.pause('panel');
    expect((await Promise.all(waiting)).every(({ status }) => status === 'cancelled')).toBe(true);
  });

  it('100 parallel calls overdraw neither rate nor loop limit', async () => {
    for (const settings of [
      { rate_per_minute: 10, loop_limit: 0 },
      { rate_per_minute: 0, loop_limit: 10 },
    ]) {
      const { tool, acted } = probe({ name: 'web_scrape', aliases: ['web_scrape_bs4'] });
      const door = await openDoor({ tools: [tool], settings });
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          door.run({ tool: index % 2 ? 'web_scrape' : 'web_scrape_bs4' }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(10);
      expect(outcomes.filter(({ status }) => status === 'rate_limited')).toHaveLength(90);
      expect(acted).toHaveLength(10);
      checkRecord(door.records());
    }
  });
});
