import { describe, expect, it } from 'vitest';
import type { ExecutionLayerApprovalApi } from '../../../../src-preload/contract/api.ts';
import type { Answer } from '../../../../src-preload/contract/errors.ts';
import { Refusal } from '../../../../src-main/execution/refusal.ts';
import { AuditUnavailable } from '../../../../src-main/audit/audit-log.ts';
import type { ApprovalRequest } from '../../../../src-main/execution/approver.ts';
import { Desk, type Asking } from '../../../../src-renderer/approval/desk.ts';
import { texts } from '../../../../src-renderer/texts/approval-window.ts';
import { openDoor, until, type TestDoor } from '../../../support/door.ts';
import { probe } from '../../../support/door-tools.ts';

const never = new AbortController().signal;

function question(id: string): ApprovalRequest {
  const plan = { summary: `Do ${id}`, risk: 'high' as const, steps: 1, effects: [], facts: {} };
  return {
    kind: 'run',
    tool: 'browser_automation',
    toolVersion: '1.0.0',
    caller: 'panel',
    plan,
    args: { id },
    risk: 'high',
    why: 'High risk.',
    labels: {},
    askAlways: false,
    reach: { actions: [], hosts: ['a.example:443'], folders: [] },
  };
}

/** What the bridge does in the app, without Electron: main's own approvals, their refusals as answers. */
function bridgeTo({ approvals }: TestDoor): ExecutionLayerApprovalApi {
  const answered = async <T>(act: () => T | Promise<T>): Promise<Answer<T>> => {
    try {
      return { ok: true, value: await act() };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: { code: error.code, message: error.message } };
      const code = error instanceof AuditUnavailable ? 'audit_unavailable' : 'internal';
      return { ok: false, error: { code, message: String(error) } };
    }
  };
  return {
    get: (request) => answered(() => ({ ...approvals.view(request?.approvalId), language: 'en' })),
    approve: (answer) =>
      answered(() => approvals.approve(answer).then(() => ({ approvalId: answer.approvalId }))),
    deny: (answer) => answered(() => approvals.deny(answer).then(() => ({ approvalId: answer.approvalId }))),
    describe: ({ approvalId, scope }) => answered(() => ({ words: approvals.describe(approvalId, scope) })),
    fit: ({ height }) => answered(() => ({ height })),
    onChanged: (listener) => approvals.onChanged((approvalId) => listener({ approvalId })),
  };
}

interface Opened {
  door: TestDoor;
  desk: Desk;
  asking: () => Asking;
  answers: Promise<string>[];
}

async function opened(...ids: string[]): Promise<Opened> {
  const door = await openDoor({
    tools: [probe({ name: 'browser_automation', risk: 'high', reach: true }).tool],
  });
  door.approvals.setWindowVisible(true);
  const answers = ids.map((id) => door.approvals.ask(question(id), never).then(({ verdict }) => verdict));
  const desk = new Desk(bridgeTo(door));
  desk.start();
  await until(() => desk.state().kind !== 'loading', 'the first request');
  const asking = (): Asking => {
    const state = desk.state();
    if (state.kind !== 'asking') throw new Error(`The desk is ${state.kind}.`);
    return state;
  };
  return { door, desk, asking, answers };
}

const idOf = ({ approval }: Asking): unknown => (approval.args as { id: string }).id;

describe('the desk', () => {
  it('shows one request at a time, and walks the queue both ways and no further', async () => {
    const { desk, asking } = await opened('a', 'b', 'c');
    expect(asking()).toMatchObject({ position: 1, waiting: 3, busy: false, note: null, problem: null });
    await desk.step(-1);
    expect(idOf(asking())).toBe('a');
    await desk.step(1);
    await desk.step(1);
    expect(idOf(asking())).toBe('c');
    await desk.step(1);
    expect(asking()).toMatchObject({ position: 3, waiting: 3 });
    await desk.step(-1);
    expect(idOf(asking())).toBe('b');
  });

  it('hands on what a wider answer can be narrowed to, and how long a rule may last', async () => {
    const { asking } = await opened('a');
    expect(asking().approval).toMatchObject({
      scopes: ['once', 'session', 'rule'],
      reach: { hosts: ['a.example:443'] },
      ruleLimits: { narrow: 90 * 24 * 3600, wide: 24 * 3600 },
    });
  });

  it('answers what is shown and goes on to the one after it', async () => {
    const { door, desk, asking, answers } = await opened('a', 'b', 'c');
    await desk.step(1);
    door.clock.advance(700);
    await desk.allow({ kind: 'once' });
    expect(await answers[1]).toBe('allow');
    expect(idOf(asking())).toBe('c');
    expect(asking()).toMatchObject({
      note: texts.notes.allowed('once'),
      position: 2,
      waiting: 2,
      busy: false,
    });
    door.clock.advance(700);
    await desk.deny('not now');
    expect(await answers[2]).toBe('deny');
    // It was the last in the queue: back to the one that still waits.
    expect(idOf(asking())).toBe('a');
    door.clock.advance(700);
    await desk.deny('');
    expect(desk.state()).toEqual({ kind: 'idle', note: texts.notes.denied });
    expect(door.records().filter(({ event }) => event === 'approval')).toHaveLength(3);
  });

  it('says that an answer came too early, keeps the request, and takes it as shown anew', async () => {
    const { door, desk, asking } = await opened('a');
    const { shown } = asking();
    await desk.allow({ kind: 'once' });
    expect(asking()).toMatchObject({
      busy: false,
      problem: { words: texts.problems.too_early, detail: null },
    });
    expect(asking().shown).toBeGreaterThan(shown);
    door.clock.advance(700);
    await desk.allow({ kind: 'once' });
    expect(desk.state().kind).toBe('idle');
  });

  it('sends one answer for two presses', async () => {
    const { door, desk, answers } = await opened('a');
    door.clock.advance(700);
    await Promise.all([desk.deny(''), desk.allow({ kind: 'once' }), desk.deny('')]);
    expect(await answers[0]).toBe('deny');
    expect(door.records().filter(({ event }) => event === 'approval')).toHaveLength(1);
  });

  it('moves on with a word when time runs out, or when the request is withdrawn', async () => {
    const { door, desk, asking } = await opened('a');
    const gone = new AbortController();
    void door.approvals.ask(question('b'), gone.signal);
    void door.approvals.ask(question('c'), never);
    await until(() => asking().waiting === 3, 'three that wait');
    await desk.step(1);
    gone.abort();
    await until(() => idOf(asking()) === 'c', 'the one after it');
    expect(asking()).toMatchObject({ note: texts.notes.gone, position: 2, waiting: 2 });
    door.clock.advance(door.settings.get().approval_timeout_s * 1000);
    await desk.allow({ kind: 'once' });
    await until(() => desk.state().kind === 'idle' || idOf(asking()) === 'a', 'the other one');
    expect(asking().note).toBe(texts.notes.expired);
  });

  it('says what main refuses, in its words, and goes on asking', async () => {
    const { door, desk, asking } = await opened('a');
    door.clock.advance(700);
    await desk.allow({ kind: 'rule', match: { host: 'b.example:443' } });
    expect(asking()).toMatchObject({
      busy: false,
      problem: { words: texts.problems.other, detail: 'The scope does not cover what is asked.' },
    });
  });

  it('tells that an answer which could not be recorded allowed nothing', async () => {
    const { door, desk, answers } = await opened('a');
    door.clock.advance(700);
    await door.audit.log.close();
    await desk.allow({ kind: 'once' });
    expect(await answers[0]).toBe('deny');
    const state = desk.state();
    expect(state.kind === 'idle' ? state.note : null).toMatch(/nothing was allowed/);
  });

  it('keeps what is shown as it is when another one is asked', async () => {
    const { door, desk, asking } = await opened('a');
    const before = asking();
    void door.approvals.ask(question('b'), never);
    await until(() => asking().waiting === 2, 'the second');
    expect(asking().approval).toBe(before.approval);
    expect(asking().shown).toBe(before.shown);
    expect(desk.current?.position).toBe(1);
  });

  it('can be asked again after a fetch that failed', async () => {
    const door = await openDoor({ tools: [] });
    const bridge = bridgeTo(door);
    let broken = true;
    const desk = new Desk({
      ...bridge,
      get: (request) =>
        broken
          ? Promise.resolve({ ok: false, error: { code: 'internal', message: 'No answer.' } })
          : bridge.get(request),
    });
    desk.start();
    await until(() => desk.state().kind === 'failed', 'the failure');
    broken = false;
    await desk.refresh();
    expect(desk.state().kind).toBe('idle');
  });
});
