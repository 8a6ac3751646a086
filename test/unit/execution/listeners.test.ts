import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDoor, until } from '../../support/door.ts';
import { aborted, checkRecord, probe } from '../../support/door-tools.ts';

/** Catches what is thrown where nobody waits, which would otherwise end the test run. */
function uncaught(): unknown[] {
  const errors: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  });
  return errors;
}
function throws(): never {
  throw new Error('a bug in a listener');
}

describe('listeners', () => {
  it('that throw harm no run, no answer, no pause; their errors surface', async () => {
    const errors = uncaught();
    const slow = probe({ act: (_args, { signal }) => aborted(signal) });
    const risky = probe({ name: 'browser_automation', risk: 'high' });
    const door = await openDoor({ tools: [slow.tool, risky.tool] });
    door.runs.onChanged(throws);
    door.approvals.onChanged(throws);
    door.rules.onChanged(throws);
    const off = door.control.onChanged(throws);
    const run = door.run({ tool: 'browser_automation' });
    await door.asked();
    await door.allow({ kind: 'rule' });
    expect((await run).status).toBe('ok');
    const running = door.run({ tool: 'git_status' });
    await until(() => slow.acted.length === 1, 'the tool');
    const seen: boolean[] = [];
    door.control.onChanged(() => seen.push(door.control.paused));
    await door.control.pause('panel');
    expect(await running).toMatchObject({ status: 'cancelled', error: { code: 'paused' } });
    expect(seen).toEqual([true]);
    off();
    expect(errors.length).toBeGreaterThan(3);
    checkRecord(door.records());
  });
});

describe('runs.active', () => {
  it('shows each run with its state and step, and tells of every change', async () => {
    const { tool, acted } = probe({
      act: async (_args, context) => {
        context.step(2, 3, 'the second');
        return aborted(context.signal);
      },
    });
    const door = await openDoor({ tools: [tool] });
    const changes: string[] = [];
    door.runs.onChanged((runId) => changes.push(runId));
    const run = door.run({ tool: 'git_status' }, 'tray');
    await until(() => acted.length === 1, 'the tool');
    expect(door.runs.list()).toMatchObject([
      {
        tool: 'git_status',
        caller: 'tray',
        state: 'running',
        step: { index: 2, of: 3, words: 'the second' },
      },
    ]);
    expect(door.runs.count('running')).toBe(1);
    door.runs.cancel(door.runs.list()[0]?.runId ?? '');
    const { runId } = await run;
    expect(changes.length).toBeGreaterThanOrEqual(4);
    expect(new Set(changes)).toEqual(new Set([runId]));
    expect(door.runs.list()).toEqual([]);
    expect(door.recordsOf(runId).find(({ event }) => event === 'step')?.detail).toEqual({
      index: 2,
      of: 3,
      words: 'the second',
    });
  });
});

describe('evidence', () => {
  it('is kept by its hash, named in the answer and the record', async () => {
    const bytes = new TextEncoder().encode('evidence');
    const { tool } = probe({
      act: async (_args, context) => {
        await context.artifact({ name: 'a.txt', mime: 'text/plain', bytes });
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome.artifacts).toMatchObject([{ name: 'a.txt', mime: 'text/plain', bytes: 8 }]);
    expect(door.recordsOf(outcome.runId).at(-1)?.artifacts).toEqual(outcome.artifacts);
    const kept = readFileSync(join(door.dir, 'artifacts', outcome.artifacts[0]?.sha256 ?? ''));
    expect(kept.toString()).toBe('evidence');
  });
});
