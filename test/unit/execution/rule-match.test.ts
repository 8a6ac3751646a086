import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalMatch } from '../../../src-main/execution/rule-match.ts';
import { ALL_TOOLS } from '../../../src-main/tools/registry.ts';
import type { RuleMatch } from '../../../src-preload/contract/types.ts';
import { newFolder, openDoor, until } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const toolNamed = (name: string) => {
  const tool = ALL_TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`No tool ${name}.`);
  return tool;
};

describe('a proposed match', () => {
  it.each<[string, RuleMatch, string]>([
    ['git_status', { host: 'example.com:443' }, 'match.host'],
    ['git_status', { action: 'status' }, 'match.action'],
    ['git_status', { caller: 'nobody' }, 'match.caller'],
    ['git_status', { caller: 'agent:x' }, 'match.caller'],
    ['git_status', { folder: 'relative/folder' }, 'match.folder'],
    ['git_status', { folder: '../../../../../../../../..' }, 'match.folder'],
    ['git_status', { folder: '/no/such/folder' }, 'match.folder'],
    ['git_status', { folder: '/tmp\0/x' }, 'match.folder'],
    ['web_scrape', { folder: '/tmp' }, 'match.folder'],
    ['web_scrape', { action: 'click' }, 'match.action'],
    ['web_scrape', { host: 'example.com' }, 'match.host'],
    ['web_scrape', { host: 'https://example.com:443' }, 'match.host'],
    ['web_scrape', { host: 'user@example.com:443' }, 'match.host'],
    ['web_scrape', { host: '*.example.com:443' }, 'match.host'],
    ['browser_automation', { action: 'click' }, 'match.action'],
    ['desktop_automation', { action: 'goto' }, 'match.action'],
    ['desktop_automation', { host: 'example.com:443' }, 'match.host'],
  ])('of %s that could cover nothing is refused: %j', async (name, match, where) => {
    await expect(canonicalMatch(toolNamed(name), match, ['/'])).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(`${where}: `) as string,
      details: { issues: [{ path: where }] },
    });
  });

  it.each<[string, RuleMatch, RuleMatch]>([
    ['web_scrape', { host: 'EXAMPLE.com:443' }, { host: 'example.com:443' }],
    ['web_scrape', { host: 'bücher.example:80' }, { host: 'xn--bcher-kva.example:80' }],
    ['web_scrape', { host: '0x7f.1:8080', caller: 'tray' }, { host: '127.0.0.1:8080', caller: 'tray' }],
    ['browser_automation', { host: '[::0001]:443' }, { host: '[::1]:443' }],
    ['desktop_automation', { action: 'type', caller: 'panel' }, { action: 'type', caller: 'panel' }],
    ['git_status', {}, {}],
  ])('of %s is kept in the form that runs are compared with: %j', async (name, match, kept) => {
    expect(await canonicalMatch(toolNamed(name), match, [])).toEqual(kept);
  });

  it('has the real path of its folder', async () => {
    const dir = realpathSync(newFolder());
    mkdirSync(join(dir, 'real'));
    symlinkSync(join(dir, 'real'), join(dir, 'link'));
    writeFileSync(join(dir, 'file'), '');
    const git = toolNamed('git_status');
    const kept = { folder: join(dir, 'real') };
    for (const roots of [[dir], [join(dir, 'link')]]) {
      for (const folder of ['link', 'real/', 'real/../link/.']) {
        expect(await canonicalMatch(git, { folder: `${dir}/${folder}` }, roots), folder).toEqual(kept);
      }
    }
    await expect(canonicalMatch(git, { folder: join(dir, 'file') }, [dir])).rejects.toThrow('not a folder');
  });

  it('may have a folder around the workspace folders', async () => {
    const dir = realpathSync(newFolder());
    const around = (folder: string) => canonicalMatch(toolNamed('git_status'), { folder }, [dir]);
    expect(await around('/')).toEqual({ folder: '/' });
    expect(await around(`${dir}/..`)).toEqual({ folder: dirname(dir) });
  });

  it('tells nothing of what lies elsewhere: refused in the same words, there or not', async () => {
    const dir = realpathSync(newFolder());
    for (const name of ['root', 'root-2', 'folder']) mkdirSync(join(dir, name));
    writeFileSync(join(dir, 'file'), '');
    symlinkSync(join(dir, 'folder'), join(dir, 'root', 'out'));
    const wordsFor = async (name: string) => {
      const folder = join(dir, name);
      const refused = canonicalMatch(toolNamed('git_status'), { folder }, [join(dir, 'root')]);
      const error = await refused.then(
        () => new Error(`${name} was taken.`),
        (reason: unknown) => reason as Error,
      );
      return error.message.replaceAll(folder, 'IT');
    };
    const words = await wordsFor('none');
    expect(words).toContain('IT lies outside of the workspace folders');
    for (const name of ['folder', 'file', 'folder/none', 'root-2', 'root/out'])
      expect(await wordsFor(name), name).toBe(words);
  });

  it('can be told of every tool that says what it reaches', () => {
    for (const tool of ALL_TOOLS)
      expect(tool.narrows !== undefined, tool.name).toBe(tool.reach !== undefined);
  });
});

describe('rules.propose', () => {
  it('asks for one rule in canonical form; allowed, it is kept, returned and decides', async () => {
    const { tool, acted } = probe({ name: 'browser_automation', risk: 'high', reach: true });
    const door = await openDoor({ tools: [tool] });
    const before = door.clock.epochSeconds();
    const match = { host: 'A.Example:443', caller: 'panel' };
    const proposed = door.changes.addRule(door.rules, tool, match, 3600, 'panel');
    await door.asked();
    const kept = { host: 'a.example:443', caller: 'panel' };
    const { approval } = door.approvals.view();
    expect(approval).toMatchObject({
      kind: 'change',
      tool: 'rules.propose',
      caller: 'panel',
      risk: 'high',
      scopes: ['once'],
      args: { rule: { tool: tool.name, match: kept, expiresInS: 3600 } },
    });
    expect(door.rules.list()).toEqual([]);
    await door.allow();
    const rule = await proposed;
    const words = expect.stringMatching(
      /^The panel may use browser_automation on a\.example:443 .* for 1 hour\.$/,
    ) as string;
    expect(rule).toEqual({
      ruleId: expect.any(String) as string,
      tool: tool.name,
      match: kept,
      words,
      createdAt: expect.any(Number) as number,
      expiresAt: rule.createdAt + 3600,
      uses: 0,
      lastUsedAt: null,
    });
    expect(rule.createdAt).toBeGreaterThanOrEqual(before);
    expect(approval?.change).toEqual([{ key: 'rule for browser_automation', from: null, to: rule.words }]);
    expect(door.rules.list()).toEqual([rule]);
    const outcome = await door.run({ tool: tool.name, args: { hosts: ['a.example:443'] } });
    expect(outcome).toMatchObject({ status: 'ok', decision: { decidedBy: `rule:${rule.ruleId}` } });
    expect(door.records().filter(({ event }) => event === 'rule')).toMatchObject([
      { caller: 'panel', detail: { change: 'added', ruleId: rule.ruleId, match: kept } },
    ]);
    // Another host, and another caller, are asked for as before.
    const asks = [
      door.run({ tool: tool.name, args: { hosts: ['b.example:443'] } }),
      door.run({ tool: tool.name, args: { hosts: ['a.example:443'] } }, 'tray'),
    ];
    await door.asked(2);
    door.approvals.denyAll('enough', 'person');
    for (const { status } of await Promise.all(asks)) expect(status).toBe('denied');
    expect(acted).toHaveLength(1);
  });

  it('denied, or invalid, keeps nothing and asks nothing further', async () => {
    const { tool } = probe({ name: 'browser_automation', risk: 'high', reach: true });
    const door = await openDoor({ tools: [tool] });
    const invalid = door.changes.addRule(door.rules, tool, { host: 'no port' }, 60, 'panel');
    await expect(invalid).rejects.toMatchObject({ code: 'bad_request' });
    expect(door.approvals.list()).toEqual([]);
    const denied = door.changes.addRule(door.rules, tool, {}, 60, 'panel');
    await door.asked();
    await Promise.all([expect(denied).rejects.toMatchObject({ code: 'denied' }), door.deny()]);
    await until(() => door.approvals.list().length === 0, 'the question to go');
    expect(door.rules.list()).toEqual([]);
  });
});
