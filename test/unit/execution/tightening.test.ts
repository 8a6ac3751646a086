import { describe, expect, it } from 'vitest';
import type { SettingsPatch } from '../../../src-preload/contract/types.ts';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor, until, type TestDoor } from '../../support/door.ts';
import { checkRecord, gate, heldDisk, probe } from '../../support/door-tools.ts';

type Tightening = [what: string, change: SettingsPatch, status: string, code: string];
const TIGHTENINGS: Tightening[] = [
  ['the tool is switched off', { tool_enabled: { web_scrape: false } }, 'disabled', 'disabled'],
  ['the mode becomes read-only', { approval_mode: 'read_only' }, 'policy_blocked', 'read_only'],
  ['the budget of steps falls', { max_steps_per_run: 2 }, 'budget_exceeded', 'too_many_steps'],
  ['a domain is taken away', { allowed_domains: ['other.example'] }, 'denied', 'drift'],
];

/** A tool whose plan depends on a setting, as a scrape's does. */
const scrape = () =>
  probe({
    name: 'web_scrape',
    risk: 'medium',
    plan: (plan) => ({ ...plan, steps: 3 }),
  });

function guardedScrape() {
  const made = scrape();
  return {
    ...made,
    tool: {
      ...made.tool,
      plan: async (...call: Parameters<typeof made.tool.plan>) => {
        const planned = await made.tool.plan(...call);
        const [, context] = call;
        const { allowed_domains: domains } = context.settings;
        if (domains.length === 0 || domains.includes('a.example')) return planned;
        return { ...planned, refusal: { guard: 'domain' as const, message: 'a.example is not allowed.' } };
      },
    },
  };
}

async function finish(door: TestDoor, run: ReturnType<TestDoor['run']>) {
  const outcome = await run;
  checkRecord(door.records());
  return outcome;
}

describe.each(TIGHTENINGS)('when %s', (_what, change, status, code) => {
  it('while a person is asked, their Allow does not help', async () => {
    const { tool, acted } = guardedScrape();
    const door = await openDoor({ tools: [tool], settings: { approval_mode: 'require_approval' } });
    const run = door.run({ tool: 'web_scrape' });
    await door.asked();
    door.set(change);
    await door.allow();
    expect(await finish(door, run)).toMatchObject({ status, error: { code } });
    expect(acted).toEqual([]);
  });

  it('while the run waits for a slot, it does not start', async () => {
    const { tool, acted } = guardedScrape();
    const door = await openDoor({ tools: [tool] });
    door.set({ max_concurrent_runs: 1 });
    const release = await door.slots.take(() => 1, new AbortController().signal);
    const run = door.run({ tool: 'web_scrape' });
    await until(() => door.slots.waiting === 1, 'the queue');
    door.set(change);
    release();
    expect(await finish(door, run)).toMatchObject({ status, error: { code } });
    expect(acted).toEqual([]);
  });

  it.each(['the facts are looked at again', '`started` is on its way to the disk'])(
    'while %s, it does not act',
    async (when) => {
      const { tool, acted } = guardedScrape();
      const looking = gate();
      const disk = heldDisk();
      let plans = 0;
      const watched = {
        ...tool,
        plan: async (...call: Parameters<typeof tool.plan>) => {
          const planned = await tool.plan(...call);
          plans += 1;
          // The second plan is the look at the facts; what is written next says that the run has started.
          if (plans === 2 && when.startsWith('the')) await looking.wait;
          if (plans === 2 && !when.startsWith('the')) disk.hold();
          return planned;
        },
      };
      const door = await openDoor({ tools: [watched], auditFs: disk.io });
      const run = door.run({ tool: 'web_scrape' });
      await until(() => plans === 2 && (when.startsWith('the') || disk.held()), 'the moment');
      door.set(change);
      looking.open();
      disk.release();
      expect(await finish(door, run)).toMatchObject({ status, error: { code } });
      expect(acted).toEqual([]);
    },
  );
});

describe('while `started` is on its way to the disk', () => {
  it.each(['cancelled', 'paused'])('and the run is %s, it does not act', async (how) => {
    const disk = heldDisk();
    let plans = 0;
    const { tool, acted } = probe({
      plan: (plan) => {
        if (++plans === 2) disk.hold();
        return plan;
      },
    });
    const door = await openDoor({ tools: [tool], auditFs: disk.io });
    const run = door.run({ tool: 'git_status' });
    await until(() => disk.held(), 'the sync');
    if (how === 'cancelled') door.runs.cancel(door.runs.list()[0]?.runId ?? '');
    else void door.control.pause('panel');
    disk.release();
    expect(await finish(door, run)).toMatchObject({ status: 'cancelled', error: { code: how } });
    expect(acted).toEqual([]);
  });

  it('and the rule that allows it is removed, it does not act', async () => {
    const disk = heldDisk();
    let plans = 0;
    const { tool, acted } = probe({
      risk: 'high',
      plan: (plan) => {
        if (++plans === 2) disk.hold();
        return plan;
      },
    });
    const door = await openDoor({ tools: [tool], auditFs: disk.io });
    const rule = await door.rules.add(tool, {}, 'high', 3600, 'panel');
    const run = door.run({ tool: 'git_status' });
    await until(() => disk.held(), 'the sync');
    const removed = door.rules.remove(rule.ruleId, 'panel');
    disk.release();
    await removed;
    expect(await finish(door, run)).toMatchObject({ status: 'denied', error: { code: 'policy_changed' } });
    expect(acted).toEqual([]);
  });
});

describe('while a run waits', () => {
  it('and approval becomes required, a person is asked, and no slot is held for them', async () => {
    const { tool, acted } = scrape();
    const door = await openDoor({ tools: [tool], settings: { max_concurrent_runs: 1 } });
    const release = await door.slots.take(() => 1, new AbortController().signal);
    const run = door.run({ tool: 'web_scrape' });
    await until(() => door.slots.waiting === 1, 'the queue');
    door.set({ approval_mode: 'require_approval' });
    release();
    await door.asked();
    const other = await door.slots.take(() => 1, AbortSignal.timeout(1000));
    other();
    expect(acted).toEqual([]);
    await door.allow();
    const outcome = await finish(door, run);
    expect(outcome).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
    const decisions = door.recordsOf(outcome.runId).flatMap(({ decision }) => decision?.verdict ?? []);
    expect(decisions).toEqual(['allow', 'ask', 'allow']);
  });

  it('and the tool is switched off during that second question, it does not act', async () => {
    const { tool, acted } = scrape();
    const door = await openDoor({ tools: [tool], settings: { max_concurrent_runs: 1 } });
    const release = await door.slots.take(() => 1, new AbortController().signal);
    const run = door.run({ tool: 'web_scrape' });
    await until(() => door.slots.waiting === 1, 'the queue');
    door.set({ approval_mode: 'require_approval' });
    release();
    await door.asked();
    door.set({ tool_enabled: { web_scrape: false } });
    await door.allow();
    expect(await finish(door, run)).toMatchObject({ status: 'disabled' });
    expect(acted).toEqual([]);
  });

  it('and the rule that allowed it is removed, a person is asked', async () => {
    const { tool, acted } = probe({ risk: 'high' });
    const door = await openDoor({ tools: [tool], settings: { max_concurrent_runs: 1 } });
    const rule = await door.rules.add(tool, {}, 'high', 3600, 'panel');
    const release = await door.slots.take(() => 1, new AbortController().signal);
    const run = door.run({ tool: 'git_status' });
    await until(() => door.slots.waiting === 1, 'the queue');
    await door.rules.remove(rule.ruleId, 'panel');
    release();
    await door.asked();
    await door.deny();
    expect(await finish(door, run)).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
    expect(acted).toEqual([]);
  });

  it('and what it needs becomes unavailable, or can no longer be planned, it does not act', async () => {
    let gone = false;
    const missing = probe({
      risk: 'high',
      availability: async () => (gone ? { ok: false, reason: 'The browser is gone' } : { ok: true }),
    });
    const unplanned = probe({
      name: 'web_scrape',
      risk: 'high',
      plan: (plan) => {
        if (gone) throw new ToolError('error', 'no_folder', 'The folder is gone.');
        return plan;
      },
    });
    const door = await openDoor({ tools: [missing.tool, unplanned.tool] });
    const runs = [door.run({ tool: 'git_status' }), door.run({ tool: 'web_scrape' })];
    await door.asked(2);
    gone = true;
    await door.allow();
    await door.allow();
    const [one, two] = await Promise.all(runs);
    expect(one).toMatchObject({ status: 'unavailable' });
    expect(two).toMatchObject({ status: 'denied', error: { code: 'drift' } });
    expect(two?.error?.message).toContain('The folder is gone.');
    expect([...missing.acted, ...unplanned.acted]).toEqual([]);
    checkRecord(door.records());
  });

  it.each([
    ['the effects', { effects: [{ kind: 'write' as const, target: '/etc', detail: '' }] }],
    ['the risk', { risk: 'high' as const }],
    ['the summary', { summary: 'Something else' }],
    ['a new fact', { facts: { state: 'as planned', more: 1 } }],
    ['a fact less', { facts: {} }],
  ])('and %s would be other than planned, it is denied', async (_what, change) => {
    let changed = false;
    const { tool, acted } = probe({
      risk: 'medium',
      plan: (plan) => (changed ? { ...plan, ...change } : plan),
    });
    const door = await openDoor({ tools: [tool], settings: { approval_mode: 'require_approval' } });
    const run = door.run({ tool: 'git_status' });
    await door.asked();
    changed = true;
    await door.allow();
    expect(await finish(door, run)).toMatchObject({ status: 'denied', error: { code: 'drift' } });
    expect(acted).toEqual([]);
  });
});

describe('max_concurrent_runs', () => {
  it('lowered or raised, counts for those who wait', async () => {
    const doors = Array.from({ length: 8 }, gate);
    let acting = 0;
    const { tool } = probe({
      act: async ({ id }) => {
        acting += 1;
        await doors[Number(id)]?.wait;
        acting -= 1;
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool], settings: { max_concurrent_runs: 3 } });
    const runs = doors.map((_door, index) => door.run({ tool: 'git_status', args: { id: String(index) } }));
    await until(() => acting === 3, 'three');
    door.set({ max_concurrent_runs: 1 });
    doors[0]?.open();
    doors[1]?.open();
    await Promise.all([runs[0], runs[1]]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(acting).toBe(1);
    door.set({ max_concurrent_runs: 3 });
    doors[2]?.open();
    await until(() => acting === 3, 'three again');
    for (const each of doors) each.open();
    await Promise.all(runs);
  });
});
