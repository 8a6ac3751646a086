import { describe, expect, it } from 'vitest';
import { Approvals } from '../../../src-main/execution/approvals.ts';
import { openDoor, until } from '../../support/door.ts';
import { checkRecord, probe } from '../../support/door-tools.ts';
import { desk, never, ONCE, question, shown } from './questions.ts';

describe('how wide an answer may be', () => {
  it.each([
    ['what always asks', { askAlways: true }],
    ['a batch', { kind: 'batch' as const }],
    ['a change', { kind: 'change' as const }],
  ])('%s: once only', async (_what, change) => {
    const door = await desk();
    const asked = door.approvals.ask(question(change), never);
    expect(shown(door).scopes).toEqual(['once']);
    for (const kind of ['session', 'rule'] as const) {
      await expect(door.allow({ kind })).rejects.toMatchObject({ code: 'bad_request' });
    }
    expect(door.approvals.list()).toHaveLength(1);
    await door.allow();
    expect(await asked).toMatchObject({ verdict: 'allow' });
    expect(door.rules.list()).toEqual([]);
  });

  it('no wider than offered, even where nothing else would refuse it', async () => {
    const door = await desk();
    const stood: string[] = [];
    const approvals = new Approvals({
      clock: door.clock,
      audit: door.audit.log,
      newId: () => 'a1',
      timeoutSeconds: () => 60,
      unreachable: () => null,
      describe: () => 'anything',
      stand: async (_request, { kind }) => void stood.push(kind),
      scopes: () => ['once'],
      flags: () => [],
    });
    void approvals.ask(question(), never);
    approvals.setWindowVisible(true);
    const { approval } = approvals.view();
    door.clock.advance(700);
    const answer = { approvalId: 'a1', hash: approval?.hash ?? '', scope: { kind: 'session' } as const };
    await expect(approvals.approve(answer)).rejects.toMatchObject({ code: 'bad_request' });
    expect(stood).toEqual([]);
    expect(approvals.has('a1')).toBe(true);
  });

  it('a scope must cover what is asked', async () => {
    const door = await desk();
    const reach = { actions: ['click', 'type'], hosts: ['a.example:443'], folders: [] };
    void door.approvals.ask(question({ reach }), never);
    for (const match of [
      { host: 'b.example:443' },
      { host: 'a.example' },
      { host: 'a.example:443', caller: 'tray' },
      { action: 'click' },
      { folder: '/tmp' },
    ]) {
      for (const kind of ['session', 'rule'] as const) {
        await expect(door.allow({ kind, match }), JSON.stringify(match)).rejects.toMatchObject({
          code: 'bad_request',
        });
      }
    }
    expect(door.approvals.list()).toHaveLength(1);
    await door.allow({ kind: 'rule', match: { host: 'a.example:443', caller: 'panel' } });
    expect(door.rules.list()).toMatchObject([{ match: { host: 'a.example:443', caller: 'panel' } }]);
  });

  it('a narrow rule lasts 90 days at most, a wide one for a high risk 24 hours; it says so', async () => {
    const door = await desk();
    const hour = 3600;
    const reach = { actions: [], hosts: ['a.example:443'], folders: ['/home/x'] };
    for (const [match, longest, words] of [
      [{ host: 'a.example:443' }, 90 * 24 * hour, '90 days'],
      [{ folder: '/home' }, 90 * 24 * hour, '90 days'],
      [{ folder: '/' }, 24 * hour, '1 day'],
      [{}, 24 * hour, '1 day'],
      [{ caller: 'panel' }, 24 * hour, '1 day'],
    ] as const) {
      void door.approvals.ask(question({ reach }), never);
      const { approvalId } = shown(door);
      for (const expiresInS of [longest + 1, 0, -1, Number.NaN]) {
        await expect(door.allow({ kind: 'rule', match, expiresInS })).rejects.toMatchObject({
          code: 'bad_request',
        });
      }
      expect(door.approvals.describe(approvalId, { kind: 'rule', match })).toContain(words);
      await door.allow({ kind: 'rule', match });
      const rule = door.rules.list().at(-1);
      expect((rule?.expiresAt ?? 0) - (rule?.createdAt ?? 0)).toBe(longest);
      expect(rule?.words).toContain(words);
    }
  });
});

describe('through the door', () => {
  it('shows the frozen plan, the arguments, and the labels apart', async () => {
    const door = await desk();
    const run = door.run({ tool: 'browser_automation', args: { id: 'x' }, reason: 'trust me', agentId: 'a' });
    await door.asked();
    const approval = shown(door);
    expect(approval).toMatchObject({
      kind: 'run',
      tool: 'browser_automation',
      caller: 'panel',
      args: { id: 'x' },
      risk: 'high',
      reason: 'trust me',
      agentId: 'a',
      scopes: ['once', 'session', 'rule'],
      plan: { summary: 'Probe x' },
    });
    // What the panel sees is enough to point at, and nothing to answer with.
    expect(JSON.stringify(door.approvals.list())).not.toContain(approval.hash);
    expect(door.runs.list()).toMatchObject([{ state: 'waiting' }]);
    await door.allow();
    const outcome = await run;
    expect(outcome).toMatchObject({
      status: 'ok',
      decision: { decidedBy: 'person', approvalId: approval.approvalId },
    });
    checkRecord(door.records());
  });

  it('a session answer and a rule spare the next question; the session ends with the app', async () => {
    const door = await desk();
    const call = { tool: 'browser_automation', args: { hosts: ['a.example:443'] } };
    const first = door.run(call);
    await door.asked();
    await door.allow({ kind: 'session', match: { host: 'a.example:443' } });
    await first;
    const second = await door.run(call);
    expect(second).toMatchObject({ status: 'ok' });
    expect(second.decision?.decidedBy).toMatch(/^session:/);
    const elsewhere = door.run({
      tool: 'browser_automation',
      args: { hosts: ['a.example:443', 'b.example:443'] },
    });
    await door.asked();
    await door.allow({ kind: 'rule', match: { caller: 'panel' } });
    await elsewhere;
    await door.quit();

    const next = await desk({ dir: door.dir });
    const ruled = await next.run(call);
    expect(ruled.decision?.decidedBy).toBe(`rule:${next.rules.list()[0]?.ruleId ?? ''}`);
    expect(next.rules.list()).toMatchObject([{ uses: 1 }]);
    expect(next.rules.list()[0]?.lastUsedAt).toBeGreaterThan(0);
    await next.run({ ...call, dryRun: true });
    expect(next.rules.list()).toMatchObject([{ uses: 1 }]);
    const asTray = next.run(call, 'tray');
    await next.asked();
    await next.deny();
    expect((await asTray).status).toBe('denied');
    next.clock.advance(24 * 3600 * 1000 + 60_000);
    const lapsed = next.run(call);
    await next.asked();
    await next.deny();
    expect((await lapsed).status).toBe('denied');
    checkRecord(next.records());
  });

  it('what always asks is asked for in every mode, whatever stands', async () => {
    const always = probe({ name: 'consult_ui', risk: 'low', askAlways: true });
    const door = await openDoor({ tools: [always.tool] });
    await door.rules.add(always.tool, {}, 'high', 3600, 'panel');
    for (const mode of ['auto', 'require_approval', 'read_only'] as const) {
      door.set({ approval_mode: mode, require_approval_for_risky: false });
      const run = door.run({ tool: 'consult_ui' });
      await door.asked();
      await door.deny();
      expect((await run).status).toBe('denied');
    }
    expect(always.acted).toEqual([]);
  });

  it('nobody waits for a question that the pause has withdrawn', async () => {
    const door = await desk();
    const run = door.run({ tool: 'browser_automation' });
    await door.asked();
    const { approvalId, hash } = shown(door);
    await door.control.pause('panel');
    expect(await run).toMatchObject({ status: 'cancelled', error: { code: 'paused' } });
    await until(() => door.approvals.list().length === 0, 'no question');
    await expect(door.approvals.approve({ approvalId, hash, scope: ONCE })).rejects.toMatchObject({
      code: 'already_answered',
    });
  });
});
