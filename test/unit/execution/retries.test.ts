import { expect, describe, it } from 'vitest';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor, type DoorOptions, type TestDoor } from '../../support/door.ts';
import { checkRecord, probe, type Probe, type ProbeOptions } from '../../support/door-tools.ts';

/** A door on a tool whose first attempt fails in passing; `meanwhile` happens before the second one is due. */
async function failingOnce(
  meanwhile: (door: TestDoor, tool: Probe) => unknown,
  options: { tool?: ProbeOptions; door?: Partial<DoorOptions> } = {},
): Promise<{ door: TestDoor; made: Probe }> {
  const made = probe({
    name: 'web_scrape',
    risk: 'medium',
    repeatable: true,
    ...options.tool,
    act: async () => {
      if (made.acted.length > 1) return { done: true };
      await meanwhile(door, made);
      throw new ToolError('error', 'busy', 'Busy.', { transient: true });
    },
  });
  const door = await openDoor({ tools: [made.tool], ...options.door });
  return { door, made };
}

describe('before a retry everything is looked at again', () => {
  it('and where nothing has changed, it acts again', async () => {
    const { door, made } = await failingOnce(() => undefined);
    expect(await door.run({ tool: 'web_scrape' })).toMatchObject({ status: 'ok', attempts: 2 });
    expect(made.acted).toHaveLength(2);
    checkRecord(door.records());
  });

  it.each<[string, string, string, (door: TestDoor, made: Probe) => unknown]>([
    ['a fact', 'denied', 'drift', (_door, made) => (made.world.facts = { state: 'swapped' })],
    ['the toggle', 'disabled', 'disabled', (door) => door.set({ tool_enabled: { web_scrape: false } })],
    ['the mode', 'policy_blocked', 'read_only', (door) => door.set({ approval_mode: 'read_only' })],
    [
      'whether it asks',
      'denied',
      'policy_changed',
      (door) => door.set({ approval_mode: 'require_approval' }),
    ],
    ['the budget', 'budget_exceeded', 'too_many_steps', (door) => door.set({ max_steps_per_run: 1 })],
    ['the number of retries', 'error', 'busy', (door) => door.set({ max_retries_per_tool: 0 })],
    ['the pause', 'cancelled', 'paused', (door) => door.control.pause('panel')],
  ])('%s', async (_what, status, code, change) => {
    const { door, made } = await failingOnce(change, { tool: { plan: (plan) => ({ ...plan, steps: 2 }) } });
    const outcome = await door.run({ tool: 'web_scrape' });
    expect(outcome).toMatchObject({ status, error: { code }, attempts: 1 });
    expect(made.acted).toHaveLength(1);
    checkRecord(door.records());
  });

  it('whether the tool is available', async () => {
    let there = true;
    const { door, made } = await failingOnce(() => (there = false), {
      tool: { availability: async () => (there ? { ok: true } : { ok: false, reason: 'gone' }) },
    });
    expect(await door.run({ tool: 'web_scrape' })).toMatchObject({ status: 'unavailable', attempts: 1 });
    expect(made.acted).toHaveLength(1);
  });

  it('the rule that allowed it', async () => {
    const { door, made } = await failingOnce(
      async (open) => {
        const [rule] = open.rules.list();
        await open.rules.remove(rule?.ruleId ?? '', 'panel');
      },
      { door: { settings: { approval_mode: 'require_approval' } } },
    );
    await door.rules.add(made.tool, {}, 'medium', 3600, 'panel');
    expect(await door.run({ tool: 'web_scrape' })).toMatchObject({
      status: 'denied',
      error: { code: 'policy_changed' },
      attempts: 1,
    });
    expect(made.acted).toHaveLength(1);
  });
});

describe('the steps of all attempts', () => {
  it.each([
    [4, 2],
    [3, 1],
  ])('with %i left of a budget, a plan of two steps has %i attempts', async (budget, attempts) => {
    const made = probe({
      name: 'web_scrape',
      repeatable: true,
      plan: (plan) => ({ ...plan, steps: 2 }),
      act: async (_args, context) => {
        for (const index of [1, 2]) context.step(index, 2, 'step');
        throw new ToolError('error', 'busy', 'Busy.', { transient: true });
      },
    });
    const door = await openDoor({ tools: [made.tool], settings: { max_steps_per_run: budget } });
    const outcome = await door.run({ tool: 'web_scrape' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'busy' }, attempts });
  });
});
