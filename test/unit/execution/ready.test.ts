import { describe, expect, it } from 'vitest';
import { DeskGate } from '../../../src-main/platform/input/gate.ts';
import { openDoor, until } from '../../support/door.ts';
import { checkRecord, heldDisk, probe, type ProbeOptions } from '../../support/door-tools.ts';

/** A tool that, like the desktop's, neither looks nor begins while a question to the person is up. */
function desktop(gate: DeskGate, more: ProbeOptions = {}) {
  return probe({
    name: 'desktop_automation',
    ready: ({ signal }) => !gate.asking || gate.open(signal),
    ...more,
  });
}

describe('a run that waits for an answer to somebody else', () => {
  it('holds no slot, and acts when the question has gone', async () => {
    const gate = new DeskGate();
    const waits = desktop(gate);
    const other = probe();
    const door = await openDoor({ tools: [waits.tool, other.tool], settings: { max_concurrent_runs: 1 } });
    gate.setAsking('approvals', true);
    const running = door.run({ tool: 'desktop_automation' });
    await until(() => door.runs.list()[0]?.state === 'waiting', 'the run to wait');
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
    expect(waits.acted).toEqual([]);
    gate.setAsking('approvals', false);
    expect((await running).status).toBe('ok');
    expect(waits.acted).toHaveLength(1);
    checkRecord(door.records());
  });

  it('also when the question came up while it waited for its slot, or looked', async () => {
    const gate = new DeskGate();
    let looks = 0;
    const waits = desktop(gate, {
      plan: (plan) => {
        looks += 1;
        // The second look is the one before acting: our own window has come up in its view.
        if (looks === 2) gate.setAsking('approvals', true);
        return gate.asking ? { ...plan, refusal: { guard: 'window', message: 'A window of ours.' } } : plan;
      },
    });
    const other = probe();
    const door = await openDoor({ tools: [waits.tool, other.tool], settings: { max_concurrent_runs: 1 } });
    const running = door.run({ tool: 'desktop_automation' });
    await until(() => gate.asking, 'the question');
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
    expect(waits.acted).toEqual([]);
    gate.setAsking('approvals', false);
    expect((await running).status).toBe('ok');
    checkRecord(door.records());
  });

  it('can be cancelled, and a drift without a question is one', async () => {
    const gate = new DeskGate();
    const waits = desktop(gate);
    const door = await openDoor({ tools: [waits.tool] });
    gate.setAsking('approvals', true);
    const running = door.run({ tool: 'desktop_automation' });
    await until(() => door.runs.list()[0]?.state === 'waiting', 'the run to wait');
    door.runs.cancel(door.runs.list()[0]?.runId ?? '');
    expect((await running).status).toBe('cancelled');
    const drifts = door.run({ tool: 'desktop_automation' });
    await until(() => door.runs.list()[0]?.state === 'waiting', 'the run to wait');
    waits.world.facts = { state: 'swapped' };
    gate.setAsking('approvals', false);
    expect(await drifts).toMatchObject({ status: 'denied', error: { code: 'drift' } });
    expect(waits.acted).toEqual([]);
  });

  it('waits no longer than a run may take', async () => {
    const gate = new DeskGate();
    gate.setAsking('dialog', true);
    const waits = desktop(gate, { maxRunSeconds: 0.2 });
    const door = await openDoor({ tools: [waits.tool] });
    expect((await door.run({ tool: 'desktop_automation' })).status).toBe('timed_out');
  });
});

it('facts that change while the disk takes its time are a drift', async () => {
  const { tool, acted, world } = probe();
  const disk = heldDisk();
  const door = await openDoor({ tools: [tool], auditFs: disk.io });
  disk.hold();
  const running = door.run({ tool: 'git_status', args: { id: 'swapped' } });
  await until(() => disk.held(), 'the record that it started');
  world.facts = { state: 'swapped' };
  disk.release();
  expect(await running).toMatchObject({ status: 'denied', error: { code: 'drift' } });
  expect(acted).toEqual([]);
  checkRecord(door.records());
});
