import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src-preload/contract/types.ts';
import {
  answerFromRecord,
  answersByDay,
  answersBySpeed,
  commonPlace,
  fastAllows,
  type GivenAnswer,
} from '../../../src-renderer/panel/features/approvals/answers.ts';
import { questionName } from '../../../src-renderer/panel/features/approvals/question-name.ts';
import { openDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const answer = (more: Partial<GivenAnswer>): GivenAnswer => ({
  auditId: 'a',
  at: 0,
  runId: 'run_1',
  tool: 'browser_automation',
  caller: 'panel',
  kind: 'run',
  verdict: 'allow',
  risk: 'high',
  waitedMs: 1000,
  shownMs: 1000,
  scope: 'once',
  words: null,
  note: null,
  ...more,
});

describe('answerFromRecord', () => {
  it('reads what main records of an Allow and of a Deny', async () => {
    const { tool } = probe({ risk: 'high' });
    const door = await openDoor({ tools: [tool] });
    const allowed = door.run({ tool: tool.name, args: {} });
    await door.asked();
    await door.allow({ kind: 'rule', match: { caller: 'panel' }, expiresInS: 3600 });
    await allowed;
    const denied = door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel');
    await door.asked();
    await Promise.all([expect(denied).rejects.toThrow(), door.deny('Not now.')]);
    const answers = door.records().map(answerFromRecord);
    expect(answers.filter((found) => found !== null)).toMatchObject([
      {
        tool: tool.name,
        caller: 'panel',
        kind: 'run',
        verdict: 'allow',
        risk: 'high',
        scope: 'rule',
        note: null,
      },
      {
        tool: 'settings.update',
        runId: null,
        kind: 'change',
        verdict: 'deny',
        scope: null,
        note: 'Not now.',
      },
    ]);
    const [first] = answers.filter((found) => found !== null);
    expect(first?.words).toContain('without asking');
    expect(first?.shownMs).toBeGreaterThanOrEqual(700);
    expect(first?.runId).toBe((await allowed).runId);
  });

  it('does not count what it cannot read', async () => {
    const door = await openDoor({ tools: [probe().tool] });
    await door.run({ tool: 'git_status', args: {} });
    const [entry] = door.records();
    if (entry === undefined) throw new Error('Nothing was recorded.');
    expect(answerFromRecord(entry)).toBeNull();
    for (const detail of [
      undefined,
      'text',
      {},
      { verdict: 'maybe', waitedMs: 1, shownMs: 1 },
      { verdict: 'allow' },
    ]) {
      expect(answerFromRecord({ ...entry, event: 'approval', detail })).toBeNull();
    }
    const odd = { verdict: 'allow', waitedMs: 1, shownMs: 1, risk: '[redacted]' };
    expect(answerFromRecord({ ...entry, event: 'approval', detail: odd })?.risk).toBe('high');
  });
});

describe('answersByDay', () => {
  const noon = new Date(2026, 10, 23, 12).getTime() / 1000;

  it('counts by the calendar, today last', () => {
    const days = answersByDay(
      [
        answer({ at: noon }),
        answer({ at: new Date(2026, 10, 23).getTime() / 1000, verdict: 'deny' }),
        answer({ at: new Date(2026, 10, 22, 23, 59, 59).getTime() / 1000 }),
        answer({ at: new Date(2026, 10, 10).getTime() / 1000 }),
        answer({ at: new Date(2026, 10, 9, 23, 59, 59).getTime() / 1000 }),
        answer({ at: new Date(2026, 10, 24).getTime() / 1000 }),
      ],
      noon,
    );
    expect(days).toHaveLength(14);
    expect(days.at(-1)).toMatchObject({ allow: 1, deny: 1 });
    expect(days.at(-2)).toMatchObject({ allow: 1, deny: 0 });
    expect(days[0]).toEqual({ start: new Date(2026, 10, 10).getTime() / 1000, allow: 1, deny: 0 });
    expect(days.reduce((sum, { allow, deny }) => sum + allow + deny, 0)).toBe(4);
  });

  it('knows days that are not 24 hours long', () => {
    // Whatever the zone: every day begins at its midnight, also around a change of the clocks.
    for (const month of [2, 3, 9, 10]) {
      const days = answersByDay([], new Date(2026, month, 15, 12).getTime() / 1000, 30);
      expect(days.every(({ start }) => new Date(start * 1000).getHours() === 0)).toBe(true);
      expect(new Set(days.map(({ start }) => new Date(start * 1000).toDateString())).size).toBe(30);
    }
  });
});

describe('answersBySpeed', () => {
  it('puts a limit into the next group', () => {
    const shown = [0, 1999, 2000, 4999, 5000, 14_999, 15_000, 59_999, 60_000, 3_600_000];
    expect(answersBySpeed(shown.map((shownMs) => answer({ shownMs })))).toEqual([2, 2, 2, 2, 2]);
    expect(answersBySpeed([])).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('fastAllows', () => {
  const row = (...more: Partial<GivenAnswer>[]): GivenAnswer[] =>
    more.map((each, index) => answer({ at: 1000 - index, runId: `run_${index}`, ...each }));

  it('finds three or more in a row, in any order of the list', () => {
    const three = row({}, {}, {});
    expect(fastAllows(three)).toEqual({
      count: 3,
      tool: 'browser_automation',
      runIds: ['run_0', 'run_1', 'run_2'],
    });
    expect(fastAllows(three.toReversed())?.count).toBe(3);
    expect(fastAllows(three.slice(1))).toBeNull();
    expect(fastAllows([])).toBeNull();
  });

  it('a deny, or an Allow that took its time, ends a row', () => {
    expect(fastAllows(row({}, {}, { verdict: 'deny' }, {}))).toBeNull();
    expect(fastAllows(row({}, {}, { shownMs: 2000 }, {}))).toBeNull();
    expect(fastAllows(row({}, {}, { shownMs: 9000 }, {}, {}, {}, {}))?.count).toBe(4);
    expect(fastAllows(row({}, {}, {}, { shownMs: 9000 }, {}, {}, {}, {}))?.count).toBe(3);
  });

  it('looks at high risk alone, and not at changes', () => {
    expect(fastAllows(row({ risk: 'medium' }, { risk: 'medium' }, { risk: 'medium' }))).toBeNull();
    expect(fastAllows(row({ kind: 'change' }, { kind: 'change' }, { kind: 'change' }))).toBeNull();
    // What is left out does not interrupt either.
    expect(fastAllows(row({}, { risk: 'low', shownMs: 9000 }, {}, { kind: 'change' }, {}))?.count).toBe(3);
  });

  it('names the tool only when it is the same for all', () => {
    expect(fastAllows(row({}, {}, { tool: 'desktop_automation' }))?.tool).toBeNull();
  });
});

describe('commonPlace', () => {
  const plan = (...effects: [Plan['effects'][number]['kind'], string][]): Plan => ({
    summary: '',
    risk: 'high',
    steps: 1,
    facts: {},
    effects: effects.map(([kind, target]) => ({ kind, target, detail: '' })),
  });

  it('finds the one host, its default port filled in', () => {
    const plans = [
      plan(['network', 'https://example.com:443']),
      plan(['navigate', 'https://example.com/login'], ['input', 'the page']),
    ];
    expect(commonPlace(plans)).toEqual({ host: 'example.com:443', folder: null });
    expect(commonPlace([...plans, plan(['network', 'https://example.org'])])).toEqual({
      host: null,
      folder: null,
    });
    expect(commonPlace([...plans, plan(['network', 'http://example.com'])]).host).toBeNull();
  });

  it('finds the one folder, where no host is reached', () => {
    expect(
      commonPlace([plan(['read', '/home/anna/project']), plan(['write', '/home/anna/project'])]),
    ).toEqual({
      host: null,
      folder: '/home/anna/project',
    });
    expect(
      commonPlace([plan(['read', '/a'], ['network', 'nowhere']), plan(['read', '/a'])]).folder,
    ).toBeNull();
  });

  it('finds nothing where one of them cannot be told', () => {
    const none = { host: null, folder: null };
    expect(commonPlace([])).toEqual(none);
    expect(commonPlace([plan(['network', 'https://example.com']), plan(['input', 'x'])])).toEqual(none);
    expect(commonPlace([plan(['network', '[redacted]'])])).toEqual(none);
    expect(commonPlace([plan(['network', 'file:///etc'])])).toEqual(none);
    expect(commonPlace([plan(['read', 'relative'])])).toEqual(none);
  });
});

describe('questionName', () => {
  it('says a change in words, and a tool by its name', () => {
    expect(questionName({ kind: 'change', tool: 'settings.update' })).toBe('Settings change');
    expect(questionName({ kind: 'change', tool: 'constructor' })).toBe('constructor');
    expect(questionName({ kind: 'run', tool: 'settings.update' })).toBe('settings.update');
    expect(questionName({ kind: 'batch', tool: 'batch' })).toBe('Batch');
    expect(questionName({ kind: 'run' })).toBe('Run');
  });
});
