import { describe, expect, it } from 'vitest';
import type { ApprovalScope, RunOutcome } from '../../../src-preload/contract/types.ts';
import { openDoor, until, type TestDoor } from '../../support/door.ts';
import { checkRecord, heldDisk, probe } from '../../support/door-tools.ts';

const HOST = 'a.example:443';
const risky = () => probe({ name: 'browser_automation', risk: 'high', reach: true });
const ask = (door: TestDoor, id: string, hosts: string[], caller = 'panel'): Promise<RunOutcome> =>
  door.run({ tool: 'browser_automation', args: { id, hosts } }, caller);

describe('a standing answer settles other questions that wait', () => {
  it.each<[string, ApprovalScope]>([
    ['session', { kind: 'session', match: { host: HOST, caller: 'panel' } }],
    ['rule', { kind: 'rule', match: { host: HOST, caller: 'panel' }, expiresInS: 60 }],
  ])('a %s answer: those it covers and no other', async (kind, scope) => {
    const { tool, acted } = risky();
    const always = probe({ name: 'consult_ui', risk: 'high', askAlways: true, reach: true });
    const door = await openDoor({ tools: [tool, always.tool] });
    const first = ask(door, 'first', [HOST]);
    await door.asked();
    const covered = ask(door, 'covered', [HOST]);
    const others = [
      ask(door, 'another host', ['b.example:443']),
      ask(door, 'another host too', [HOST, 'b.example:443']),
      ask(door, 'another caller', [HOST], 'tray'),
      door.run({ tool: 'consult_ui', args: { id: 'asks always', hosts: [HOST] } }),
      door.run({ steps: [{ tool: 'browser_automation', args: { id: 'in a batch', hosts: [HOST] } }] }),
    ];
    await door.asked(7);
    await door.allow(scope);
    expect(await first).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
    const decidedBy: unknown = expect.stringMatching(new RegExp(`^${kind}:`));
    expect(await covered).toMatchObject({ status: 'ok', decision: { verdict: 'allow', decidedBy } });
    expect(acted.map(({ id }) => id).sort()).toEqual(['covered', 'first']);
    expect(door.approvals.list()).toHaveLength(others.length);
    const answers = door.recordsOf((await covered).runId).filter(({ event }) => event === 'approval');
    expect(answers.map(({ detail }) => detail)).toMatchObject([
      { verdict: 'covered', unanswered: true, by: decidedBy },
    ]);
    door.approvals.denyAll('enough', 'person');
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 'denied'));
    expect(acted).toHaveLength(2);
    checkRecord(door.records());
  });

  it('but not while paused, nor what was switched off meanwhile', async () => {
    const { tool, acted } = risky();
    const door = await openDoor({ tools: [tool] });
    const waiting = ask(door, 'waits', [HOST]);
    await door.asked();
    door.set({ tool_enabled: { browser_automation: false } });
    await door.rules.add(tool, { host: HOST }, 'high', 60, 'panel');
    expect(door.approvals.list()).toHaveLength(1);
    door.approvals.denyAll('enough', 'person');
    expect((await waiting).status).toBe('denied');
    expect(acted).toEqual([]);
  });

  it('and its facts are looked at again, as after any answer', async () => {
    const { tool, acted, world } = risky();
    const door = await openDoor({ tools: [tool] });
    const waiting = ask(door, 'waits', [HOST]);
    await door.asked();
    world.facts = { state: 'swapped' };
    await door.rules.add(tool, { host: HOST }, 'high', 60, 'panel');
    expect(await waiting).toMatchObject({ status: 'denied', error: { code: 'drift' } });
    expect(acted).toEqual([]);
  });

  it('a deny that is on its way to the disk stays one', async () => {
    const { tool, acted } = risky();
    const disk = heldDisk();
    const door = await openDoor({ tools: [tool], auditFs: disk.io });
    const waiting = ask(door, 'waits', [HOST]);
    await door.asked();
    disk.hold();
    const added = door.rules.add(tool, { host: HOST }, 'high', 60, 'panel');
    await until(() => disk.held(), 'the record of the rule');
    const denied = door.deny('no');
    disk.release();
    await Promise.all([denied, added]);
    expect(await waiting).toMatchObject({
      status: 'denied',
      decision: { verdict: 'deny', decidedBy: 'person', why: 'Denied: no' },
    });
    expect(acted).toEqual([]);
  });

  it("a batch's step that has changed waits for its own answer, whatever stands", async () => {
    const { tool, acted, world } = probe({ name: 'web_scrape', risk: 'medium', reach: true });
    const opener = probe({
      name: 'browser_automation',
      risk: 'high',
      act: async () => {
        world.facts = { state: 'changed by the first step' };
        return { done: true };
      },
    });
    const door = await openDoor({ tools: [opener.tool, tool] });
    const batch = door.run({
      steps: [{ tool: 'browser_automation' }, { tool: 'web_scrape', args: { hosts: [HOST] } }],
    });
    await door.asked();
    await door.allow();
    await until(() => door.approvals.list()[0]?.tool === 'web_scrape', 'the changed step');
    await door.rules.add(tool, { host: HOST }, 'medium', 60, 'panel');
    expect(door.approvals.list()).toHaveLength(1);
    await door.deny();
    expect((await batch).status).toBe('denied');
    expect(acted).toEqual([]);
  });
});

describe('who denied', () => {
  it('the pause, with its name, in the run and in the record', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    const waiting = ask(door, 'waits', [HOST]);
    await door.asked();
    await door.control.pause('panel');
    const outcome = await waiting;
    expect(outcome).toMatchObject({
      status: 'cancelled',
      error: { code: 'paused' },
      decision: { verdict: 'deny', decidedBy: 'setting:paused' },
    });
    expect(door.recordsOf(outcome.runId).find(({ event }) => event === 'approval')?.detail).toMatchObject({
      verdict: 'deny',
      by: 'setting:paused',
      unanswered: true,
    });
    checkRecord(door.records());
  });

  it('the person who closes the window', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    const waiting = ask(door, 'waits', [HOST]);
    await door.asked();
    door.approvals.denyAll('The approval window was closed.', 'person');
    const outcome = await waiting;
    expect(outcome).toMatchObject({
      status: 'denied',
      decision: { decidedBy: 'person', why: 'The approval window was closed.' },
    });
    const answer = door.recordsOf(outcome.runId).find(({ event }) => event === 'approval');
    expect(answer?.detail).toMatchObject({ verdict: 'deny', by: 'person' });
    expect(answer?.detail).not.toHaveProperty('unanswered');
  });
});
