import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SettingsPatch } from '../../../src-preload/contract/types.ts';
import { openDoor } from '../../support/door.ts';
import { checkRecord } from '../../support/door-tools.ts';
import { HOSTS, NAMES, Story, type Command } from './door-story.ts';
import { LONG } from '../../support/long.ts';

/* Random stories, told beside a bookkeeping of what was agreed to. */

const RATE = 10;
/**
 * Identical calls a minute, in stories that have a limit for them. Each call has an id of its own, so that only a retry is
 * identical: with the limit, none may act a second time.
 */
const LOOP = 1;
/** Longer than the pause before a first retry. */
const RETRIED_MS = 320;
const callOf = fc.record({
  tool: fc.constantFrom(...NAMES),
  args: fc.record(
    { hosts: fc.array(fc.constantFrom(...HOSTS), { maxLength: 2 }), steps: fc.integer({ min: 1, max: 4 }) },
    { requiredKeys: [] },
  ),
});
const callerOf = fc.constantFrom('panel', 'tray');
const patchOf: fc.Arbitrary<SettingsPatch> = fc.oneof(
  fc.record({
    approval_mode: fc.constantFrom('auto' as const, 'require_approval' as const, 'read_only' as const),
  }),
  fc.record({ require_approval_for_risky: fc.boolean() }),
  fc.record({ max_steps_per_run: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ max_concurrent_runs: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ dry_run_default: fc.boolean() }),
  fc.tuple(fc.constantFrom(...NAMES), fc.boolean()).map(([tool, on]) => ({ tool_enabled: { [tool]: on } })),
);
const commandOf: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      call: callOf,
      caller: callerOf,
      dryRun: fc.constantFrom(undefined, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('batch' as const),
      calls: fc.array(callOf, { minLength: 1, maxLength: 3 }),
      caller: callerOf,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      how: fc.constantFrom(
        'deny' as const,
        'once' as const,
        'once' as const,
        'session' as const,
        'rule' as const,
      ),
      which: fc.nat(3),
      host: fc.boolean(),
      caller: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), patch: patchOf }) },
  {
    weight: 4,
    arbitrary: fc.record({
      // More resumes than pauses, or most stories would be of an app that does nothing.
      do: fc.constantFrom(
        'pause' as const,
        'resume' as const,
        'resume' as const,
        'resume' as const,
        'cancel' as const,
        'remove rule' as const,
      ),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drift' as const), tool: fc.constantFrom(...NAMES) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 70_000 }) }),
  },
);

/** In no stretch of time more acts of one caller's tool than the bucket held and what ran into it. */
function overdrawn(acts: Story['acts']): string | null {
  for (const first of acts) {
    for (const last of acts) {
      const span = last.at - first.at;
      if (span < 0) continue;
      const within = acts.filter(({ at }) => at >= first.at && at <= last.at);
      const rate = within.filter(({ key }) => key === first.key).length;
      if (rate > RATE + (RATE * span) / 60_000 + 1e-6) return `${first.key}: ${rate} in ${span} ms`;
    }
  }
  return null;
}

/** Second attempts that acted, over all stories: that there are any shows that the stories tell of them. */
let retries = 0;
/** Pauses that the person has ended, likewise. */
let resumed = 0;

/** No call acts a second time within a minute of being made: that is when its first attempt was counted. */
function looped({ acts, called }: Story): string | null {
  for (const [index, { id, at }] of acts.entries()) {
    const since = at - (called.get(id) ?? 0);
    const again = acts.slice(0, index).some((other) => other.id === id);
    if (again && since < 59_000) return `${id} acted again ${since} ms after it was called`;
  }
  return null;
}

const busy: Command = {
  do: 'call',
  call: { tool: 'git_status', args: { steps: 3 } },
  caller: 'panel',
  dryRun: false,
};
const waits: Command[] = Array.from({ length: 5 }, () => ({ do: 'wait' }));
const yes: Command = { do: 'answer', how: 'once', which: 0, host: false, caller: false };
/** What every telling has in it, whatever else chance brings: a retry, and a pause that the person ends. */
const ALWAYS: [Command[], boolean, boolean][] = [
  [[busy, busy], false, true],
  [[{ do: 'pause' }, { do: 'resume' }, ...waits, yes, ...waits, busy], false, true],
];

async function tell(commands: readonly Command[], limited: boolean, retried: boolean): Promise<void> {
  const story = new Story();
  const tools = NAMES.map((name) => story.probes[name].tool);
  const door = await openDoor({
    tools,
    settings: { rate_per_minute: RATE, loop_limit: limited ? LOOP : 0, max_concurrent_runs: 2 },
  });
  story.watch(door);
  for (const command of commands) await story.step(command);
  if (retried) await new Promise((resolve) => setTimeout(resolve, RETRIED_MS));
  await door.control.pause('panel');
  const outcomes = await Promise.all(story.outcomes);
  await door.quit();
  expect(story.violations).toEqual([]);
  expect(overdrawn(story.acts)).toBeNull();
  if (limited) expect(looped(story)).toBeNull();
  retries += story.acts.length - new Set(story.acts.map(({ id }) => id)).size;
  resumed += story.resumed;
  checkRecord(door.records());
  const endings = new Map(
    door
      .records()
      .flatMap(({ event, run_id, status }) => (event === 'finished' ? [[run_id, status] as const] : [])),
  );
  const all = outcomes.flatMap((outcome) => [outcome, ...(outcome.steps ?? [])]);
  expect(all.map(({ runId, status }) => [runId, status])).toEqual(
    all.map(({ runId }) => [runId, endings.get(runId)]),
  );
  expect(endings.size).toBe(all.length);
}

it(
  'no story lets a run act without an allow that covers exactly it, overdraws a budget, or leaves a run without its one ending',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(commandOf, { minLength: 5, maxLength: 60, size: 'max' }),
        fc.boolean(),
        fc.boolean(),
        tell,
      ),
      {
        numRuns: LONG ? 1000 : 80,
        endOnFailure: !LONG,
        examples: ALWAYS,
      },
    );
    expect(retries).toBeGreaterThan(0);
    expect(resumed).toBeGreaterThan(0);
  },
  LONG ? 1_800_000 : 120_000,
);
