import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Approvals, MAX_PENDING, MAX_PICTURES } from '../../../src-main/execution/approvals.ts';
import type { ApprovalRequest } from '../../../src-main/execution/approver.ts';
import { watchedFs } from '../../support/audit.ts';
import type { TestDoor } from '../../support/door.ts';
import { heldDisk } from '../../support/door-tools.ts';
import { desk, never, ONCE, question, shown } from './questions.ts';

describe('what is answered', () => {
  /** The hash of a question with an id of the test's choice, so that nothing else makes it differ. */
  function hashOf(door: TestDoor, change: Partial<ApprovalRequest>, approvalId = 'a1', seconds = 60): string {
    const approvals = new Approvals({
      clock: { monotonicMs: () => 0, epochSeconds: () => 1_000_000 },
      audit: door.audit.log,
      newId: () => approvalId,
      timeoutSeconds: () => seconds,
      unreachable: () => null,
      describe: () => '',
      stand: () => Promise.resolve(),
      scopes: () => ['once'],
      flags: () => [],
    });
    const stop = new AbortController();
    void approvals.ask(question(change), stop.signal);
    const { approval } = approvals.view();
    stop.abort();
    return approval?.hash ?? '';
  }

  it('is bound by the hash: any other question has another one', async () => {
    const door = await desk();
    const plan = question().plan;
    const variants: Partial<ApprovalRequest>[] = [
      {},
      { kind: 'batch' },
      { runId: 'r2' },
      { tool: 'other' },
      { toolVersion: '1.0.1' },
      { caller: 'tray' },
      { args: { id: 'b' } },
      { risk: 'medium' },
      { askAlways: true },
      { labels: {} },
      { reach: { actions: [], hosts: ['a:1'], folders: [] } },
      { plan: { ...plan, steps: 2 } },
      { plan: { ...plan, summary: 'Do it ' } },
      { plan: { ...plan, facts: { state: 2 } } },
      { plan: { ...plan, effects: [{ kind: 'read', target: 'y', detail: '' }] } },
    ];
    const hashes = [
      ...variants.map((variant) => hashOf(door, variant)),
      hashOf(door, {}, 'a2'),
      hashOf(door, {}, 'a1', 61),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    // The same question is the same, in whatever order its arguments are written.
    expect(hashOf(door, { args: { b: 1, a: { d: 2, c: 3 } } })).toBe(
      hashOf(door, { args: { a: { c: 3, d: 2 }, b: 1 } }),
    );
    expect(hashOf(door, {})).toBe(hashes[0]);
  });

  it('must repeat that hash, on an id that waits', async () => {
    const door = await desk();
    const one = door.approvals.ask(question(), never);
    void door.approvals.ask(question({ args: { id: 'b' } }), never);
    door.approvals.setWindowVisible(true);
    const first = shown(door);
    const other = shown(door, door.approvals.list()[1]?.approvalId);
    door.clock.advance(700);
    for (const answer of [
      { approvalId: first.approvalId, hash: other.hash },
      { approvalId: first.approvalId, hash: first.hash.toUpperCase() },
      { approvalId: first.approvalId, hash: '' },
    ]) {
      await expect(door.approvals.approve({ ...answer, scope: ONCE })).rejects.toMatchObject({
        code: 'hash_mismatch',
      });
      await expect(door.approvals.deny(answer)).rejects.toMatchObject({ code: 'hash_mismatch' });
    }
    await expect(
      door.approvals.approve({ approvalId: 'made-up', hash: first.hash, scope: ONCE }),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect(() => door.approvals.view('made-up')).toThrow('no such request');
    shown(door, first.approvalId);
    door.clock.advance(700);
    await door.approvals.approve({ approvalId: first.approvalId, hash: first.hash, scope: ONCE });
    expect(await one).toMatchObject({ verdict: 'allow' });
    expect(door.approvals.list()).toHaveLength(1);
  });

  it('shares nothing with what was asked: a later change of the request changes nothing', async () => {
    const door = await desk();
    const args = { id: 'a' };
    void door.approvals.ask(question({ args }), never);
    const before = shown(door);
    args.id = 'b';
    const after = shown(door);
    expect(after).toEqual(before);
    expect(() => Object.assign(after.plan, { summary: 'x' })).toThrow();
  });
});

describe('when it may be answered', () => {
  it('not before it was on show for 700 ms, in a window that is visible', async () => {
    const door = await desk();
    const { approvals, clock } = door;
    const asked = approvals.ask(question(), never);
    const pending = approvals.list()[0]?.approvalId ?? '';
    const refuse = async (hash: string): Promise<void> => {
      await expect(approvals.approve({ approvalId: pending, hash, scope: ONCE })).rejects.toMatchObject({
        code: 'too_early',
      });
      await expect(approvals.deny({ approvalId: pending, hash })).rejects.toMatchObject({
        code: 'too_early',
      });
    };
    const { hash } = shown(door);
    clock.advance(5000);
    await refuse(hash);
    approvals.setWindowVisible(true);
    await refuse(hash);
    clock.advance(600);
    await refuse(hash);
    // Hidden and shown again: the time begins anew.
    approvals.setWindowVisible(false);
    clock.advance(5000);
    await refuse(hash);
    approvals.setWindowVisible(true);
    clock.advance(600);
    await refuse(hash);
    clock.advance(100);
    await approvals.approve({ approvalId: pending, hash, scope: ONCE });
    expect(await asked).toMatchObject({ verdict: 'allow' });
  });

  it('a question that waits behind the one on show has a time of its own', async () => {
    const door = await desk();
    void door.approvals.ask(question(), never);
    void door.approvals.ask(question({ args: { id: 'b' } }), never);
    door.approvals.setWindowVisible(true);
    shown(door);
    door.clock.advance(5000);
    const second = door.approvals.list()[1]?.approvalId ?? '';
    const { hash } = shown(door, second);
    await expect(door.approvals.approve({ approvalId: second, hash, scope: ONCE })).rejects.toMatchObject({
      code: 'too_early',
    });
  });

  it('one is on show at a time: fetching another ends the time of the one before', async () => {
    const door = await desk();
    const { approvals, clock } = door;
    void approvals.ask(question(), never);
    const two = approvals.ask(question({ args: { id: 'b' } }), never);
    approvals.setWindowVisible(true);
    const second = approvals.list()[1]?.approvalId ?? '';
    // The queue is read by fetching the oldest, which is never drawn.
    const first = shown(door);
    const { approvalId, hash } = shown(door, second);
    clock.advance(5000);
    const early = approvals.approve({ approvalId: first.approvalId, hash: first.hash, scope: ONCE });
    await expect(early).rejects.toMatchObject({ code: 'too_early' });
    // What was on show long enough may be answered when it comes back, as the page draws it all the time.
    shown(door);
    shown(door, second);
    await approvals.approve({ approvalId, hash, scope: ONCE });
    expect(await two).toMatchObject({ verdict: 'allow' });
  });

  it('not right after the window was handed the keyboard', async () => {
    const door = await desk();
    const asked = door.approvals.ask(question(), never);
    door.approvals.setWindowVisible(true);
    const { approvalId, hash } = shown(door);
    door.clock.advance(5000);
    door.approvals.restartShown();
    door.clock.advance(600);
    const early = door.approvals.approve({ approvalId, hash, scope: ONCE });
    await expect(early).rejects.toMatchObject({ code: 'too_early' });
    door.clock.advance(100);
    await door.approvals.approve({ approvalId, hash, scope: ONCE });
    expect(await asked).toMatchObject({ verdict: 'allow' });
  });

  it('a change for 30 s at the least, however short the time-out is', async () => {
    const door = await desk({ settings: { approval_timeout_s: 1 } });
    void door.approvals.ask(question({ kind: 'change' }), never);
    void door.approvals.ask(question(), never);
    const left = door.approvals.list().map(({ expiresAt }) => expiresAt - door.clock.epochSeconds());
    expect(left.map((seconds) => Math.round(seconds))).toEqual([30, 1]);
    door.set({ approval_timeout_s: 300 });
    void door.approvals.ask(question({ kind: 'change' }), never);
    expect((door.approvals.list().at(-1)?.expiresAt ?? 0) - door.clock.epochSeconds()).toBeGreaterThan(290);
  });

  it('so many at a time; a run beyond that is rate_limited', async () => {
    const door = await desk({ settings: { rate_per_minute: 0, loop_limit: 0 } });
    for (let index = 0; index < MAX_PENDING; index += 1) void door.approvals.ask(question(), never);
    const outcome = await door.run({ tool: 'browser_automation', args: { id: 'more' } });
    expect(outcome).toMatchObject({ status: 'rate_limited', error: { code: 'rate_limited' } });
    await expect(door.changes.updateSettings({ max_steps_per_run: 99 }, 'panel')).rejects.toMatchObject({
      code: 'denied',
    });
    expect(door.approvals.list()).toHaveLength(MAX_PENDING);
  });

  it('with pictures of a bounded size together; what comes after goes without its own', async () => {
    const door = await desk();
    const base64 = 'x'.repeat(MAX_PICTURES / 2);
    const picture = { mime: 'image/png', base64, width: 1, height: 1, marks: [] };
    for (let index = 0; index < 3; index += 1) void door.approvals.ask(question({ picture }), never);
    const pictures = door.approvals.list().map(({ approvalId }) => shown(door, approvalId).picture);
    expect(pictures.map((each) => each !== undefined)).toEqual([true, true, false]);
    const problems = door.approvals.list().map(({ approvalId }) => shown(door, approvalId).pictureProblem);
    expect(problems).toEqual([undefined, undefined, expect.stringContaining('take all the room')]);
  });

  it('once: of two answers pressed together one counts, and a replay is refused', async () => {
    const door = await desk();
    for (const order of ['allow first', 'deny first']) {
      const asked = door.approvals.ask(question(), never);
      door.approvals.setWindowVisible(true);
      const { approvalId, hash } = shown(door);
      door.clock.advance(700);
      const allow = () => door.approvals.approve({ approvalId, hash, scope: ONCE });
      const deny = () => door.approvals.deny({ approvalId, hash });
      const [first, second] = await Promise.allSettled(
        order === 'allow first' ? [allow(), deny()] : [deny(), allow()],
      );
      expect(first.status).toBe('fulfilled');
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'already_answered' } });
      expect((await asked).verdict).toBe(order === 'allow first' ? 'allow' : 'deny');
      await expect(allow()).rejects.toMatchObject({ code: 'already_answered' });
    }
    const verdicts = door.records().flatMap(({ event, detail }) => (event === 'approval' ? [detail] : []));
    expect(verdicts).toHaveLength(2);
  });

  it('not after it expired, by the timer, or by either clock while the timer slept', async () => {
    const door = await desk({ settings: { approval_timeout_s: 1 } });
    const asked = door.approvals.ask(question(), never);
    door.approvals.setWindowVisible(true);
    const first = shown(door);
    expect(await asked).toMatchObject({ verdict: 'deny', by: 'no_approver' });
    await expect(door.approvals.approve({ ...first, scope: ONCE })).rejects.toMatchObject({
      code: 'expired',
    });

    door.set({ approval_timeout_s: 60 });
    for (const pass of [
      // The computer slept; or somebody set its clock back, or on.
      () => door.clock.advance(60_000),
      () => {
        door.clock.setWall(-3_600_000);
        door.clock.advance(60_000);
      },
      () => door.clock.setWall(61_000),
    ]) {
      const slept = door.approvals.ask(question(), never);
      const { approvalId, hash } = shown(door);
      door.clock.advance(700);
      pass();
      await expect(door.approvals.approve({ approvalId, hash, scope: ONCE })).rejects.toMatchObject({
        code: 'expired',
      });
      expect(await slept).toMatchObject({ verdict: 'deny' });
    }
  });

  it('an answer that is being written down came in time, whatever happens until it is', async () => {
    const disk = heldDisk();
    const door = await desk({ auditFs: disk.io, settings: { approval_timeout_s: 1 } });
    const asked = door.approvals.ask(question(), never);
    disk.hold();
    const allowed = door.allow();
    door.approvals.denyAll('The window was closed.', 'person');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    disk.release();
    await allowed;
    expect(await asked).toMatchObject({ verdict: 'allow' });
  });

  it('the second leaves the first; denyAll leaves none', async () => {
    const door = await desk();
    const one = door.approvals.ask(question(), never);
    const two = door.approvals.ask(question({ args: { id: 'b' } }), never);
    const [first, second] = door.approvals.list().map(({ approvalId }) => approvalId);
    await door.allow(ONCE, second);
    expect(await two).toMatchObject({ verdict: 'allow' });
    expect(door.approvals.list().map(({ approvalId }) => approvalId)).toEqual([first]);
    door.approvals.denyAll('The window was closed.', 'person');
    expect(await one).toMatchObject({ verdict: 'deny', why: 'The window was closed.' });
    expect(door.approvals.list()).toEqual([]);
    expect(door.approvals.view()).toEqual({ approval: null, position: 0, waiting: 0, queue: [] });
  });

  it('not once the run has ended', async () => {
    const door = await desk();
    const stop = new AbortController();
    const asked = door.approvals.ask(question(), stop.signal);
    const { approvalId, hash } = shown(door);
    stop.abort();
    expect((await asked).verdict).toBe('deny');
    await expect(door.approvals.approve({ approvalId, hash, scope: ONCE })).rejects.toMatchObject({
      code: 'already_answered',
    });
    expect((await door.approvals.ask(question(), stop.signal)).verdict).toBe('deny');
    expect(door.approvals.list()).toEqual([]);
  });
});

describe('an answer and the record', () => {
  it('is recorded before it counts: id, hash, scope in words, how long it was on show', async () => {
    const door = await desk();
    const asked = door.approvals.ask(question(), never);
    const { approvalId, hash } = shown(door);
    await door.allow();
    await asked;
    expect(door.records().find(({ event }) => event === 'approval')).toMatchObject({
      run_id: 'r1',
      tool_name: 'browser_automation',
      caller: 'panel',
      detail: { approvalId, hash, verdict: 'allow', kind: 'run', risk: 'high', scope: { kind: 'once' } },
    });
  });

  it('allows nothing when it cannot be recorded; a deny still denies', async () => {
    const { io, failSync } = watchedFs();
    const door = await desk({ auditFs: io });
    const one = door.approvals.ask(question(), never);
    failSync('ENOSPC');
    await expect(door.allow()).rejects.toThrow('disk is full');
    expect(await one).toMatchObject({ verdict: 'deny', by: 'no_approver' });
    const two = door.approvals.ask(question(), never);
    await expect(door.deny()).rejects.toThrow('disk is full');
    expect(await two).toMatchObject({ verdict: 'deny', by: 'person' });
    expect(door.approvals.list()).toEqual([]);
  });

  it('allows nothing when the rule that it asked for cannot be kept', async () => {
    const door = await desk();
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(door.dir, 'rules.json'));
    const asked = door.approvals.ask(question(), never);
    await expect(door.allow({ kind: 'rule' })).rejects.toThrow();
    expect((await asked).verdict).toBe('deny');
    expect(door.rules.list()).toEqual([]);
    rmSync(join(door.dir, 'rules.json'), { recursive: true });
  });
});
