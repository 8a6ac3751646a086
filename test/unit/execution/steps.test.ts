import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import { openDoor, until } from '../../support/door.ts';
import { aborted, checkRecord, probe } from '../../support/door-tools.ts';

/** Every record of a step: its words and how it ended, null while it had only begun. */
const story = (entries: AuditEntry[]) =>
  entries
    .filter((entry) => entry.event === 'step')
    .map(({ detail, error, duration_ms }) => {
      const { words, outcome = null } = detail as { words: string; outcome?: string };
      return { words, outcome, timed: duration_ms !== null, error: error?.code ?? null };
    });

describe('the steps of a run', () => {
  it('are recorded as they begin and as they end, with their time', async () => {
    const { tool } = probe({
      act: async (_args, context) => {
        const first = context.step(1, 3, 'one');
        first.done({ ok: true });
        first.done({ ok: false, error: { code: 'late', message: 'A second ending does not count.' } });
        context.step(2, 3, 'two');
        const third = context.step(3, 3, 'three');
        third.done({ ok: false, error: { code: 'no_element', message: 'Nothing there.' } });
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status', args: { steps: 3 } });
    expect(outcome.status).toBe('ok');
    expect(story(door.recordsOf(outcome.runId))).toEqual([
      { words: 'one', outcome: null, timed: false, error: null },
      { words: 'one', outcome: 'ok', timed: true, error: null },
      { words: 'two', outcome: null, timed: false, error: null },
      { words: 'two', outcome: 'ok', timed: true, error: null },
      { words: 'three', outcome: null, timed: false, error: null },
      { words: 'three', outcome: 'error', timed: true, error: 'no_element' },
    ]);
    checkRecord(door.records());
  });

  it('end with a run that fails or is stopped, and have nothing more to say after it', async () => {
    const failing = probe({
      name: 'web_scrape',
      act: (_args, context) => {
        context.step(1, 1, 'fails');
        throw new ToolError('policy_blocked', 'left_hosts', 'Left.');
      },
    });
    let late: (() => void) | undefined;
    const stopped = probe({
      act: async (_args, context) => {
        const step = context.step(1, 1, 'hangs');
        late = () => step.done({ ok: true });
        return aborted(context.signal);
      },
    });
    const door = await openDoor({ tools: [failing.tool, stopped.tool] });
    const failed = await door.run({ tool: 'web_scrape' });
    expect(story(door.recordsOf(failed.runId)).at(-1)).toMatchObject({
      outcome: 'policy_blocked',
      error: 'left_hosts',
    });

    const running = door.run({ tool: 'git_status' });
    await until(() => late !== undefined, 'the step');
    for (const { runId } of door.runs.list()) door.runs.cancel(runId);
    const { runId } = await running;
    late?.();
    expect(story(door.recordsOf(runId)).map(({ outcome }) => outcome)).toEqual([null, 'cancelled']);
    checkRecord(door.records());
  });
});
