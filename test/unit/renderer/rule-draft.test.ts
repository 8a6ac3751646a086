import { afterEach, describe, expect, it, vi } from 'vitest';
import { RISKS, type RuleMatch, type ToolInfo } from '../../../src-preload/contract/types.ts';
import { canonicalHostPort } from '../../../src-preload/contract/schemas/hosts.ts';
import { longestRule } from '../../../src-main/execution/standing.ts';
import {
  EMPTY_DRAFT,
  isOver,
  isUnused,
  lengthOf,
  lengthsFor,
  matchOf,
  readyDraft,
  type RuleDraft,
} from '../../../src-renderer/panel/features/rules/draft.ts';
import { decidedByWords, whichDecided } from '../../../src-renderer/panel/features/run/decided-by.ts';
import { useRuleDraft } from '../../../src-renderer/panel/state/rule-draft.ts';
import { makersFrom } from '../../../src-renderer/panel/state/rules.ts';
import { openDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const DAY = 86_400;
const draft = (more: Partial<RuleDraft>): RuleDraft => ({ ...EMPTY_DRAFT, tool: 'web_scrape', ...more });

describe('readyDraft', () => {
  const tools = [{ name: 'web_scrape', risk: 'high' }] as unknown as ToolInfo[];

  it('is what would be proposed, for as long as was chosen, or else as its width allows', () => {
    const narrow = { host: 'example.com:443' };
    expect(readyDraft(draft(narrow), tools)).toEqual({ match: narrow, expiresInS: 90 * DAY });
    expect(readyDraft(draft({ ...narrow, expiresInS: 7 * DAY }), tools)?.expiresInS).toBe(7 * DAY);
    // Chosen while it was narrow: any host of a risky tool is allowed for a day at most.
    expect(readyDraft(draft({ expiresInS: 7 * DAY }), tools)).toEqual({ match: {}, expiresInS: DAY });
  });

  it('is nothing while a tool is to be chosen, or a field is wrong', () => {
    expect(readyDraft(draft({ tool: '' }), tools)).toBeNull();
    expect(readyDraft(draft({ host: 'example.com' }), tools)).toBeNull();
    expect(lengthOf(draft({}), [])).toBe(0);
  });
});

describe('matchOf', () => {
  it('writes a host as main compares it', () => {
    expect(matchOf(draft({ host: ' Example.COM:443 ' }))).toEqual({ match: { host: 'example.com:443' } });
    const same = [
      '[::1]:80',
      '127.1:8080',
      'münchen.example:443',
      'a_b:1',
      'x:65536',
      'a:b:1',
      'a b:1',
      'a@b:1',
      'a%2e:1',
    ];
    for (const host of ['Example.com:80', ...same]) {
      const written = canonicalHostPort(host);
      const match = matchOf(draft({ host }));
      expect(match).toEqual(written === null ? { problems: ['host'] } : { match: { host: written } });
    }
    for (const host of ['example.com', 'https://example.com', 'example.com:0', '*.example.com:443']) {
      expect(matchOf(draft({ host }))).toEqual({ problems: ['host'] });
    }
  });

  it('writes a folder as main compares it', () => {
    expect(matchOf(draft({ folder: '/home/anna/' }))).toEqual({ match: { folder: '/home/anna' } });
    expect(matchOf(draft({ folder: 'C:\\work\\x\\' }))).toEqual({ match: { folder: 'C:\\work\\x' } });
    expect(matchOf(draft({ folder: '\\\\server\\share' }))).toEqual({
      match: { folder: '\\\\server\\share' },
    });
    for (const folder of ['home', '~/project', '/a/../b', '/a//b', '/a/.', './a', 'C:work']) {
      expect(matchOf(draft({ folder }))).toEqual({ problems: ['folder'] });
    }
    for (const folder of ['/', '//', 'C:\\', 'C:/']) {
      expect(matchOf(draft({ folder }))).toEqual({ problems: ['root'] });
    }
  });

  it('leaves out what is empty', () => {
    expect(matchOf(draft({}))).toEqual({ match: {} });
    expect(matchOf(draft({ caller: 'tray' }))).toEqual({ match: { caller: 'tray' } });
    expect(matchOf(draft({ host: 'x', folder: 'y' }))).toEqual({ problems: ['host', 'folder'] });
  });
});

describe('lengthsFor', () => {
  it('offers what main allows, and no more', () => {
    const matches: RuleMatch[] = [{}, { caller: 'panel' }, { host: 'a:1' }, { folder: '/a' }];
    for (const match of matches) {
      for (const risk of RISKS) expect(lengthsFor(match, risk).at(-1)).toBe(longestRule(match, risk));
    }
    expect(lengthsFor({}, 'high')).toEqual([3600, DAY]);
  });
});

describe('rules that are of no use', () => {
  it('unused: has stood for more than two weeks and decided nothing', () => {
    expect(isUnused({ uses: 0, createdAt: 0 }, 14 * DAY)).toBe(false);
    expect(isUnused({ uses: 0, createdAt: 0 }, 14 * DAY + 1)).toBe(true);
    expect(isUnused({ uses: 1, createdAt: 0 }, 99 * DAY)).toBe(false);
  });

  it('over: from its last moment on', () => {
    expect(isOver({ expiresAt: 10 }, 9)).toBe(false);
    expect(isOver({ expiresAt: 10 }, 10)).toBe(true);
    expect(isOver({ expiresAt: null }, 10)).toBe(false);
  });
});

describe('makersFrom', () => {
  it('reads what main records of a rule', async () => {
    const { tool } = probe({ risk: 'medium' });
    const door = await openDoor({ tools: [tool], settings: { approval_mode: 'require_approval' } });
    const run = door.run({ tool: tool.name, args: {} });
    await door.asked();
    await door.allow({ kind: 'rule', match: { caller: 'panel' } });
    await run;
    const drafted = door.changes.addRule(door.rules, tool, {}, undefined, 'panel');
    await door.asked();
    await door.allow();
    const { ruleId } = await drafted;
    const made = makersFrom(door.records());
    expect(Object.keys(made)).toEqual(door.rules.list().map((rule) => rule.ruleId));
    expect(made[ruleId]).toBe('panel');
    expect(Object.values(made)).toContain('approval');
  });
});

describe('decidedByWords', () => {
  it('has words for every decider, and says others as they are', () => {
    const known = [
      'mode',
      'setting:approval_mode',
      'rule:r1',
      'session:s1',
      'person',
      'tool',
      'guard',
      'no_approver',
    ];
    for (const decidedBy of known) expect(decidedByWords(decidedBy)).not.toBe(decidedBy);
    expect(decidedByWords('setting:approval_mode')).toBe('the setting approval_mode');
    expect(decidedByWords('rule:r1')).toBe('a rule');
    expect(decidedByWords('constructor')).toBe('constructor');
  });

  it('leave the id to be shown where it says which one', () => {
    expect(['rule:r1', 'session:s:1'].map(whichDecided)).toEqual(['rule:r1', 'session:s:1']);
    expect(['mode', 'person', 'setting:approval_mode', 'of:old'].map(whichDecided)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a draft that is tried', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('shows what was found for it, not what an earlier form of it would have done', async () => {
    const answers: ((runs: number) => void)[] = [];
    const simulate = () =>
      new Promise((done) => {
        answers.push((runs) =>
          done({ ok: true, value: { runs, wouldAllow: 0, wouldAsk: 0, examples: [], since: null } }),
        );
      });
    const cancelled: unknown[] = [];
    const cancel = (request: unknown) => {
      cancelled.push(request);
      return Promise.resolve({ ok: true, value: { cancelled: true } });
    };
    vi.stubGlobal('window', { executionLayer: { rules: { simulate }, audit: { cancel } } });
    const { edit, tryOut } = useRuleDraft.getState();
    edit({ tool: 'web_scrape' });
    const first = tryOut({});
    edit({ host: 'a:1' });
    // Nobody waits for that one any more.
    expect(cancelled).toEqual([{ what: 'simulate' }]);
    const second = tryOut({ host: 'a:1' });
    edit({ expiresInS: 3600 });
    expect(cancelled).toHaveLength(1);
    answers[0]?.(1);
    await first;
    expect(useRuleDraft.getState().trial).toMatchObject({ state: 'trying' });
    answers[1]?.(2);
    await second;
    expect(useRuleDraft.getState().trial).toMatchObject({ state: 'tried', found: { runs: 2 } });
  });
});
