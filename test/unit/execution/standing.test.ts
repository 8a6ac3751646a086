import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  covers,
  longestRule,
  matches,
  wordsFor,
  type Coverable,
  type Standing,
} from '../../../src-main/execution/standing.ts';
import { toolSchemaHash } from '../../../src-main/execution/tool-schema.ts';
import { watchedFs } from '../../support/audit.ts';
import { openDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const rule: Standing = {
  id: '1',
  kind: 'rule',
  tool: 't',
  toolVersion: '1',
  schemaHash: 's',
  match: {},
  risk: 'medium',
  expiresAt: 1000,
};
const plan: Coverable = {
  tool: 't',
  toolVersion: '1',
  schemaHash: 's',
  caller: 'panel',
  risk: 'medium',
  reach: { actions: ['click'], hosts: ['a:1'], folders: ['/w/x'] },
};

describe('a standing answer', () => {
  it('covers what it was given for, and lapses with any of it', () => {
    expect(covers(rule, plan, 999.9)).toBe(true);
    expect(covers(rule, { ...plan, risk: 'low' }, 1)).toBe(true);
    expect(covers({ ...rule, expiresAt: null }, plan, 1e12)).toBe(true);
    for (const [what, standing, coverable, now] of [
      ['expired', rule, plan, 1000],
      ['tool', rule, { ...plan, tool: 'u' }, 1],
      ['version', rule, { ...plan, toolVersion: '2' }, 1],
      ['schema', rule, { ...plan, schemaHash: 'z' }, 1],
      ['higher risk', rule, { ...plan, risk: 'high' }, 1],
      ['caller', { ...rule, match: { caller: 'tray' } }, plan, 1],
    ] as const) {
      expect(covers(standing, coverable, now), what).toBe(false);
    }
  });

  it('matches folders by segments of real paths, hosts and actions exactly, all of them', () => {
    const reach = (part: object) => ({ actions: [], hosts: [], folders: [], ...part });
    const rows: [boolean, Parameters<typeof matches>[0], object | undefined][] = [
      [true, { folder: '/w' }, { folders: ['/w'] }],
      [true, { folder: '/w' }, { folders: ['/w/x/y', '/w/z'] }],
      [true, { folder: '/w' }, { folders: ['/w/..x'] }],
      [true, { folder: '/' }, { folders: ['/w'] }],
      [false, { folder: '/w' }, { folders: ['/wx'] }],
      [false, { folder: '/w' }, { folders: ['/'] }],
      [false, { folder: '/w' }, { folders: ['/w/x', '/etc'] }],
      [false, { folder: '/w' }, { folders: ['/w/../etc'] }],
      [false, { folder: '/w' }, { folders: [] }],
      [false, { folder: '/w/' }, { folders: ['/w'] }],
      [false, { folder: '/w/..' }, { folders: ['/etc'] }],
      [false, { folder: '' }, { folders: [process.cwd()] }],
      [false, { folder: '.' }, { folders: [process.cwd()] }],
      [true, { host: 'a:1' }, { hosts: ['a:1'] }],
      [false, { host: 'a:1' }, { hosts: ['a:1', 'b:1'] }],
      [false, { host: 'a:1' }, { hosts: ['a:10'] }],
      [false, { host: 'a:1' }, { hosts: ['sub.a:1'] }],
      [false, { host: 'a:1' }, { hosts: [] }],
      [true, { action: 'click' }, { actions: ['click', 'click'] }],
      [false, { action: 'click' }, { actions: ['click', 'type'] }],
      [false, { action: 'click' }, undefined],
      [false, { host: 'a:1', folder: '/w' }, { hosts: ['a:1'] }],
      [true, {}, undefined],
    ];
    for (const [expected, match, part] of rows) {
      expect(matches(match, 'panel', part && reach(part)), JSON.stringify([match, part])).toBe(expected);
    }
  });

  it('says in words who, what, where, how risky and how long', () => {
    expect(wordsFor('t', {}, 'high', { kind: 'session' })).toBe(
      'Anyone may use t with any arguments, up to high risk, without asking, until the app is closed.',
    );
    const narrow = { caller: 'panel', action: 'click', host: 'a:1', folder: '/w' };
    expect(wordsFor('t', narrow, 'low', { kind: 'rule', expiresInS: 7200 })).toBe(
      'The panel may use the action click of t on a:1 and no other host, in /w and the folders below it, up to low risk, ' +
        'without asking, for 2 hours.',
    );
    expect(longestRule({}, 'low')).toBeGreaterThan(longestRule({}, 'medium'));
    expect(longestRule({}, 'medium')).toBeGreaterThan(longestRule({}, 'high'));
  });
});

const risky = (version = '1.0.0') =>
  probe({ name: 'browser_automation', risk: 'high', version, reach: true });

describe('rules', () => {
  it('survive a restart, in a file for its owner alone, and lapse with the version of their tool', async () => {
    const door = await openDoor({ tools: [risky().tool] });
    await door.rules.add(risky().tool, {}, 'high', 3600, 'panel');
    expect(statSync(join(door.dir, 'rules.json')).mode & 0o777).toBe(0o600);
    await door.quit();
    const same = await openDoor({ tools: [risky().tool], dir: door.dir });
    expect((await same.run({ tool: 'browser_automation' })).status).toBe('ok');
    await same.quit();
    const newer = await openDoor({ tools: [risky('1.0.1').tool], dir: door.dir });
    expect((await newer.run({ tool: 'browser_automation', dryRun: true })).decision?.verdict).toBe('ask');
    expect(newer.rules.list()).toHaveLength(1);
  });

  it('lapse with the schema of the arguments', () => {
    const { tool } = probe();
    const other = { ...tool, args: tool.result };
    expect(toolSchemaHash(tool)).toBe(toolSchemaHash({ ...tool }));
    expect(toolSchemaHash(other)).not.toBe(toolSchemaHash(tool));
  });

  it('do not count when their file is broken, which is kept aside', async () => {
    const first = await openDoor({ tools: [risky().tool] });
    await first.rules.add(risky().tool, {}, 'high', 3600, 'panel');
    await first.quit();
    const path = join(first.dir, 'rules.json');
    const good = readFileSync(path, 'utf8');
    for (const text of [
      '{',
      '{}',
      good.replace('"high"', '"none"'),
      good.replace('"id"', '"more": 1, "id"'),
    ]) {
      writeFileSync(path, text);
      const door = await openDoor({ tools: [risky().tool], dir: first.dir });
      expect(door.rules.problem, text).not.toBeNull();
      expect(door.rules.list()).toEqual([]);
      expect((await door.run({ tool: 'browser_automation', dryRun: true })).decision?.verdict).toBe('ask');
      await door.rules.add(risky().tool, {}, 'high', 60, 'panel');
      const aside = readdirSync(first.dir).filter((name) => name.startsWith('rules.bad-'));
      expect(aside.some((name) => readFileSync(join(first.dir, name), 'utf8') === text)).toBe(true);
      await door.quit();
    }
  });

  it('that are removed stop counting at once, even when neither file nor record can be written', async () => {
    const { io, failSync } = watchedFs();
    const door = await openDoor({ tools: [risky().tool], auditFs: io });
    const one = await door.rules.add(risky().tool, {}, 'high', 3600, 'panel');
    const two = await door.rules.add(risky().tool, {}, 'high', 3600, 'panel');
    failSync('EIO');
    await expect(door.rules.remove(one.ruleId, 'panel')).rejects.toThrow('audit log');
    failSync(null);
    const { rmSync } = await import('node:fs');
    rmSync(join(door.dir, 'rules.json'));
    mkdirSync(join(door.dir, 'rules.json'));
    await expect(door.rules.remove(two.ruleId, 'panel')).rejects.toThrow();
    expect(door.rules.list()).toEqual([]);
    expect((await door.run({ tool: 'browser_automation', dryRun: true })).decision?.verdict).toBe('ask');
    expect(await door.rules.remove(two.ruleId, 'panel')).toBe(false);
  });

  it('that cannot be recorded do not come to be', async () => {
    const { io, failSync } = watchedFs();
    const door = await openDoor({ tools: [risky().tool], auditFs: io });
    failSync('EIO');
    await expect(door.rules.add(risky().tool, {}, 'high', 3600, 'panel')).rejects.toThrow('audit log');
    expect(door.rules.list()).toEqual([]);
    expect(readdirSync(door.dir)).not.toContain('rules.json');
  });

  it('can be proposed no longer than their width allows, and never for what always asks', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    expect(await door.rules.proposed(tool, {}, undefined, [])).toEqual({ match: {}, seconds: 24 * 3600 });
    const host = { host: 'a:1' };
    expect(await door.rules.proposed(tool, host, 5, [])).toEqual({ match: host, seconds: 5 });
    await expect(door.rules.proposed(tool, {}, 24 * 3600 + 1, [])).rejects.toThrow('at most');
    const always = { ...tool, askAlways: true };
    await expect(door.rules.proposed(always, {}, 5, [])).rejects.toThrow('asks each time');
  });
});

describe('an answer for this session with an end', () => {
  it('covers until then, on a clock that nobody can set back', async () => {
    const high = probe({ risk: 'high', reach: true });
    const door = await openDoor({ tools: [high.tool] });
    const first = door.run({ tool: 'git_status' });
    await door.asked();
    await door.allow({ kind: 'session', expiresInS: 60 });
    expect((await first).status).toBe('ok');
    expect(door.rules.sessions()[0]?.words).toContain('for 1 minute at most');
    expect((await door.run({ tool: 'git_status' })).decision?.decidedBy).toMatch(/^session:/);
    door.clock.setWall(-3_600_000);
    door.clock.advance(60_000);
    expect(door.rules.sessions()).toEqual([]);
    const asks = door.run({ tool: 'git_status' });
    await door.asked();
    await door.deny();
    expect((await asks).status).toBe('denied');
  });
});
