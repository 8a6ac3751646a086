import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestFlags } from '../../../src-main/execution/flags.ts';
import { watchedFs } from '../../support/audit.ts';
import { openDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const tools = [probe().tool];
const settingsRecords = (door: Awaited<ReturnType<typeof openDoor>>) =>
  door.records().filter(({ event }) => event === 'settings');

describe('a change that allows less', () => {
  it('is immediate, and recorded', async () => {
    const door = await openDoor({ tools });
    const after = await door.changes.updateSettings(
      { approval_mode: 'read_only', max_steps_per_run: 1 },
      'panel',
    );
    expect(after).toMatchObject({ approval_mode: 'read_only', max_steps_per_run: 1 });
    expect(door.approvals.list()).toEqual([]);
    expect(settingsRecords(door).at(-1)).toMatchObject({
      caller: 'panel',
      detail: {
        changes: [
          { key: 'approval_mode', from: 'auto', to: 'read_only' },
          { key: 'max_steps_per_run', to: 1 },
        ],
      },
    });
  });

  it('counts even when it cannot be recorded, and the caller is told', async () => {
    const { io, failSync } = watchedFs();
    const door = await openDoor({ tools, auditFs: io });
    failSync('ENOSPC');
    await expect(door.changes.updateSettings({ approval_mode: 'read_only' }, 'panel')).rejects.toThrow(
      'disk is full',
    );
    expect(door.settings.get().approval_mode).toBe('read_only');
    // The loss of that record is nobody else's: the next change is recorded and says so.
    failSync(null);
    await door.changes.updateSettings({ max_steps_per_run: 1 }, 'panel');
  });

  it('free keys ask nobody', async () => {
    const door = await openDoor({ tools });
    await door.changes.updateSettings({ dry_run_default: true, theme: 'dark', language: 'de' }, 'tray');
    await door.changes.updateSettings({ dry_run_default: false }, 'tray');
    expect(door.settings.get()).toMatchObject({ dry_run_default: false, theme: 'dark' });
    const count = settingsRecords(door).length;
    await door.changes.updateSettings({ theme: 'dark' }, 'tray');
    expect(settingsRecords(door)).toHaveLength(count);
  });
});

describe('a change that allows more', () => {
  it('is one question for the whole patch, showing each change; nothing of it counts before', async () => {
    const door = await openDoor({ tools });
    const patch = {
      max_steps_per_run: 100,
      approval_mode: 'read_only',
      tool_enabled: { git_status: false },
    } as const;
    const change = door.changes.updateSettings(patch, 'panel');
    await door.asked();
    expect(door.approvals.list()).toHaveLength(1);
    const { approval } = door.approvals.view();
    expect(approval).toMatchObject({
      kind: 'change',
      tool: 'settings.update',
      risk: 'high',
      scopes: ['once'],
    });
    expect(approval?.change).toEqual([
      { key: 'tool_enabled.git_status', from: true, to: false },
      { key: 'approval_mode', from: 'auto', to: 'read_only' },
      { key: 'max_steps_per_run', from: 50, to: 100 },
    ]);
    expect(approval?.plan.effects.map(({ target }) => target)).toEqual(
      approval?.change?.map(({ key }) => key),
    );
    expect(door.settings.get()).toMatchObject({ max_steps_per_run: 50, approval_mode: 'auto' });
    await door.allow();
    expect(await change).toMatchObject({ max_steps_per_run: 100, approval_mode: 'read_only' });
    expect(settingsRecords(door)).toHaveLength(1);
  });

  it('refused, expired or with nobody to ask: changes nothing', async () => {
    let unreachable: string | null = null;
    const door = await openDoor({
      tools,
      settings: { approval_timeout_s: 1 },
      unreachable: () => unreachable,
    });
    const denied = door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel');
    await door.asked();
    await Promise.all([expect(denied).rejects.toMatchObject({ code: 'denied' }), door.deny()]);
    const expired = door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel');
    await door.asked();
    door.clock.advance(60_000);
    await Promise.all([
      expect(expired).rejects.toMatchObject({
        code: 'denied',
        message: expect.stringContaining('in time') as unknown,
      }),
      expect(door.allow()).rejects.toMatchObject({ code: 'expired' }),
    ]);
    unreachable = 'No display.';
    await expect(door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel')).rejects.toMatchObject({
      code: 'no_approver',
    });
    expect(door.settings.get().max_steps_per_run).toBe(50);
    expect(settingsRecords(door)).toEqual([]);
  });

  it('asked for twice is one question, and a flood of them is refused', async () => {
    const door = await openDoor({ tools });
    const same = [1, 2].map(() => door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel'));
    await door.asked();
    expect(door.approvals.list()).toHaveLength(1);
    await door.allow();
    for (const settings of await Promise.all(same)) expect(settings.max_steps_per_run).toBe(100);

    const flood = Array.from({ length: 30 }, (_, index) =>
      door.changes.updateSettings({ max_steps_per_run: 200 + index }, 'panel').then(
        () => 'allowed',
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(door.approvals.list()).toHaveLength(20);
    door.approvals.denyAll('enough', 'person');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['denied']));
  });

  it('resume and a rule, asked for again, are the same question too', async () => {
    const door = await openDoor({ tools });
    await door.control.pause('panel');
    const resumed = ['panel', 'tray', 'panel'].map((caller) => door.changes.resume(caller));
    await door.asked();
    expect(door.approvals.list()).toHaveLength(1);
    await door.allow();
    await Promise.all(resumed);
    expect(door.control.paused).toBe(false);

    const [tool] = tools;
    if (!tool) throw new Error('No tool.');
    const propose = (seconds: number) => door.changes.addRule(door.rules, tool, {}, seconds, 'panel');
    const rules = [propose(60), propose(60), propose(120)];
    await door.asked(2);
    expect(door.approvals.list()).toHaveLength(2);
    await door.allow();
    await door.allow();
    const kept = await Promise.all(rules);
    expect(kept[0]).toEqual(kept[1]);
    expect(kept[0]).toMatchObject({ tool: tool.name, match: {}, uses: 0, lastUsedAt: null });
    expect(door.rules.list()).toHaveLength(2);
  });

  it('a rule for a host that imitates another one is flagged', async () => {
    const hosts = probe({ name: 'web_scrape', reach: true }).tool;
    const door = await openDoor({ tools: [hosts] });
    const match = { host: 'xn--pple-43d.com:443' };
    const proposed = door.changes.addRule(door.rules, hosts, match, 60, 'panel');
    await door.asked();
    const { approval } = door.approvals.view();
    expect(approval?.args).toMatchObject({ rule: { tool: 'web_scrape', match, expiresInS: 60 } });
    const { args, plan } = approval as NonNullable<typeof approval>;
    const flags = requestFlags({ args, plan, labels: {} }, () => false);
    expect(flags.map(({ kind, where }) => [kind, where])).toEqual([
      ['lookalike_host', 'args.rule.match.host'],
    ]);
    await Promise.all([expect(proposed).rejects.toMatchObject({ code: 'denied' }), door.deny()]);
  });

  it('is denied when the settings changed while it was asked', async () => {
    const door = await openDoor({ tools });
    const change = door.changes.updateSettings({ max_steps_per_run: 100 }, 'panel');
    await door.asked();
    door.set({ max_steps_per_run: 10 });
    await Promise.all([expect(change).rejects.toMatchObject({ code: 'denied' }), door.allow()]);
    expect(door.settings.get().max_steps_per_run).toBe(10);
    expect(settingsRecords(door)).toEqual([]);
  });

  it('is denied when they change while it is recorded, and the record says that it failed', async () => {
    const door = await openDoor({ tools });
    const change = door.changes.applyChosen({ max_steps_per_run: 100 }, 'panel');
    door.set({ max_steps_per_run: 10 });
    await expect(change).rejects.toMatchObject({ code: 'denied' });
    expect(door.settings.get().max_steps_per_run).toBe(10);
    expect(settingsRecords(door).at(-1)?.detail).toHaveProperty('failed');
  });

  it('does not happen when it cannot be recorded', async () => {
    const { io, failSync } = watchedFs();
    const door = await openDoor({ tools, auditFs: io });
    failSync('ENOSPC');
    await expect(door.changes.applyChosen({ max_steps_per_run: 100 }, 'panel')).rejects.toThrow(
      'disk is full',
    );
    expect(door.settings.get().max_steps_per_run).toBe(50);
  });

  it('that cannot be written is recorded as failed', async () => {
    const door = await openDoor({ tools });
    const file = join(door.dir, 'execution_layer_config.json');
    rmSync(file);
    mkdirSync(file);
    await expect(door.changes.applyChosen({ max_steps_per_run: 100 }, 'panel')).rejects.toMatchObject({
      code: 'internal',
    });
    expect(settingsRecords(door).at(-1)?.detail).toHaveProperty('failed');
    expect(door.settings.get().max_steps_per_run).toBe(50);
  });
});

describe('resume', () => {
  it('asks; denied, it stays paused', async () => {
    const door = await openDoor({ tools });
    await door.changes.resume('panel');
    expect(door.approvals.list()).toEqual([]);
    await door.control.pause('panel');
    const denied = door.changes.resume('panel');
    await door.asked();
    expect(door.approvals.view().approval).toMatchObject({ kind: 'change', tool: 'control.resume' });
    await Promise.all([expect(denied).rejects.toMatchObject({ code: 'denied' }), door.deny()]);
    expect(door.control.paused).toBe(true);
    const allowed = door.changes.resume('panel');
    await door.asked();
    await door.allow();
    await allowed;
    expect(door.control.paused).toBe(false);
    expect((await door.run({ tool: 'git_status' })).status).toBe('ok');
  });

  it('loses against a pause that was pressed while it was asked, or recorded', async () => {
    const door = await openDoor({ tools });
    await door.control.pause('panel');
    const withdrawn = door.changes.resume('panel');
    await door.asked();
    await Promise.all([
      expect(withdrawn).rejects.toMatchObject({ code: 'denied' }),
      door.control.pause('tray'),
    ]);
    expect(door.approvals.list()).toEqual([]);
    // The Allow is pressed; before it is written down, so is the pause.
    const asked = door.changes.resume('panel');
    await door.asked();
    const allowed = door.allow();
    await Promise.all([
      expect(asked).rejects.toMatchObject({ code: 'denied' }),
      allowed,
      door.control.pause('tray'),
    ]);
    expect(door.control.paused).toBe(true);
    const resuming = door.control.resume('panel');
    const paused = door.control.pause('tray');
    await expect(resuming).rejects.toMatchObject({ code: 'denied' });
    await paused;
    expect(door.control.paused).toBe(true);
    await door.quit();
    expect((await openDoor({ tools, dir: door.dir })).control.paused).toBe(true);
  });

  it('does not happen when it cannot be recorded or remembered; a pause always does', async () => {
    const { io, failSync } = watchedFs();
    const door = await openDoor({ tools, auditFs: io });
    failSync('EIO');
    await expect(door.control.pause('panel')).rejects.toThrow('audit log');
    expect(door.control.paused).toBe(true);
    await expect(door.control.resume('panel')).rejects.toThrow('audit log');
    expect(door.control.paused).toBe(true);
    failSync(null);
    const file = join(door.dir, 'control.json');
    rmSync(file);
    mkdirSync(file);
    await expect(door.control.resume('panel')).rejects.toThrow();
    expect(door.control.paused).toBe(true);
    await expect(door.control.pause('panel')).rejects.toThrow();
    expect(door.control.paused).toBe(true);
  });
});
