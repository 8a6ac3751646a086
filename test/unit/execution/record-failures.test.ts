import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { watchedFs } from '../../support/audit.ts';
import { newFolder, openDoor, until } from '../../support/door.ts';
import { checkRecord, gate, probe } from '../../support/door-tools.ts';
import { join } from 'node:path';

describe('a record that cannot be written', () => {
  it('nothing acts while a folder is in the place of the log, and the caller is told', async () => {
    const { tool, acted } = probe();
    const dir = newFolder();
    mkdirSync(join(dir, 'logs', 'tools_audit.jsonl'), { recursive: true });
    const door = await openDoor({ tools: [tool], dir });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' }, auditId: '' });
    expect(outcome.error?.message).toContain('folder');
    expect((await door.run({ steps: [{ tool: 'git_status' }] })).error?.code).toBe('audit_unavailable');
    expect((await door.run({ tool: 'git_status', dryRun: true })).error?.code).toBe('audit_unavailable');
    expect(acted).toEqual([]);
    expect(door.runs.list()).toEqual([]);
    // Once it can be written, all is well again.
    rmdirSync(door.logPath);
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
    checkRecord(door.records());
  });

  it('nothing acts when the log is taken away while the app runs', async () => {
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool] });
    renameSync(door.logPath, `${door.logPath}.away`);
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
    expect(acted).toEqual([]);
    renameSync(`${door.logPath}.away`, door.logPath);
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
  });

  it.each(['ENOSPC', 'EIO'])('nothing acts when the sync fails (%s)', async (code) => {
    const { io, failSync } = watchedFs();
    const { tool, acted } = probe();
    const door = await openDoor({ tools: [tool], auditFs: io });
    failSync(code);
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
    expect(acted).toEqual([]);
    failSync(null);
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
  });

  it('nothing acts when only the first record was lost, and the disk is well again', async () => {
    const { io, failed, failSync } = watchedFs();
    const planning = gate();
    const { tool, acted } = probe({ plan: async (plan) => (await planning.wait, plan) });
    const door = await openDoor({ tools: [tool], auditFs: io });
    failSync('EIO');
    const running = door.run({ tool: 'git_status' });
    await until(() => failed() > 0, 'the loss of the first record');
    failSync(null);
    planning.open();
    const outcome = await running;
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
    expect(acted).toEqual([]);
  });

  it('in mid-run: no further step is taken, and the answer says so', async () => {
    const { io, failSync } = watchedFs();
    let steps = 0;
    const { tool, acted } = probe({
      act: async (_args, context) => {
        failSync('ENOSPC');
        for (let step = 1; ; step += 1) {
          context.step(step, 100, 'a step');
          steps = step;
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (step === 20) return { done: true };
        }
      },
    });
    const door = await openDoor({ tools: [tool], auditFs: io });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
    expect(outcome.result).toBeUndefined();
    expect(acted).toHaveLength(1);
    expect(steps).toBeLessThan(10);
    failSync(null);
    // The run has no ending in the record; the next start gives it one.
    await door.run({ tool: 'git_status', dryRun: true });
    await door.quit();
    const next = await openDoor({ tools: [tool], dir: door.dir });
    checkRecord(next.records());
    expect(next.recordsOf(outcome.runId).at(-1)?.status).toBe('interrupted');
  });

  it('at the end only: the answer says that it acted, and that there is no record of it', async () => {
    const { io, failSync } = watchedFs();
    const { tool } = probe({
      act: async () => {
        failSync('EIO');
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [tool], auditFs: io });
    expect(await door.run({ tool: 'git_status' })).toMatchObject({
      status: 'error',
      error: { code: 'audit_unavailable', details: { endedAs: 'ok' } },
    });
  });

  it('a batch whose own record is lost does not act, although its steps could be recorded', async () => {
    const { io, failSync } = watchedFs();
    const planning = gate();
    let plans = 0;
    const { tool, acted } = probe({
      plan: async (plan) => {
        plans += 1;
        await planning.wait;
        return plan;
      },
    });
    const door = await openDoor({ tools: [tool], auditFs: io });
    failSync('EIO');
    const running = door.run({ steps: [{ tool: 'git_status' }] });
    await until(() => plans === 1, 'planning');
    await new Promise((resolve) => setTimeout(resolve, 50));
    failSync(null);
    planning.open();
    expect(await running).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
    expect(acted).toEqual([]);
  });
});
