import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, openDoor, type TestDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const risky = (version = '1.0.0') =>
  probe({ name: 'browser_automation', risk: 'high', reach: true, version });
const HOST = 'a.example:443';
const run = { tool: 'browser_automation', args: { hosts: [HOST] } };
const stored = (dir: string): { id: string }[] =>
  (JSON.parse(readFileSync(join(dir, 'rules.json'), 'utf8')) as { rules: { id: string }[] }).rules;
/** The app is killed, and starts again on what is on the disk. */
async function killed(door: TestDoor): Promise<TestDoor> {
  const dir = newFolder();
  cpSync(door.dir, dir, { recursive: true });
  const next = await openDoor({ tools: [risky().tool], dir });
  return next;
}

describe('session answers', () => {
  it('are listed with their words and uses, recorded, and can be taken back', async () => {
    const door = await openDoor({ tools: [risky().tool] });
    let changes = 0;
    door.rules.onChanged(() => (changes += 1));
    const first = door.run(run);
    await door.asked();
    await door.allow({ kind: 'session', match: { host: HOST } });
    await first;
    expect(changes).toBe(1);
    expect((await door.run(run)).decision?.decidedBy).toMatch(/^session:/);
    const [session] = door.rules.sessions();
    expect(session).toMatchObject({
      tool: 'browser_automation',
      match: { host: HOST },
      words: expect.stringContaining(`on ${HOST} and no other host`) as string,
      uses: 1,
      lastUsedAt: expect.any(Number) as number,
    });
    const id = session?.answerId ?? '';
    expect(await door.rules.removeSession(id, 'panel')).toBe(true);
    expect(await door.rules.removeSession(id, 'panel')).toBe(false);
    expect(changes).toBe(2);
    expect(door.rules.sessions()).toEqual([]);
    expect((await door.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
    const recorded = door.records().filter(({ event }) => event === 'rule');
    expect(recorded.map(({ caller, detail }) => [caller, detail])).toMatchObject([
      ['approval', { change: 'session_added', answerId: id, match: { host: HOST } }],
      ['panel', { change: 'session_removed', answerId: id }],
    ]);
  });
});

describe('kept rules', () => {
  it('say that they have lapsed with the version of their tool, or with the tool itself', async () => {
    const door = await openDoor({ tools: [risky().tool] });
    await door.rules.add(risky().tool, {}, 'high', 3600, 'panel');
    expect(door.rules.list()[0]).not.toHaveProperty('lapsed');
    await door.quit();
    const newer = await openDoor({ tools: [risky('1.0.1').tool], dir: door.dir });
    expect(newer.rules.list()).toMatchObject([{ lapsed: true }]);
    await newer.quit();
    const gone = await openDoor({ tools: [probe().tool], dir: door.dir });
    expect(gone.rules.list()).toMatchObject([{ lapsed: true }]);
  });

  it('leave the file when they have expired: at the start, and with each write', async () => {
    const door = await openDoor({ tools: [risky().tool] });
    const { tool } = risky();
    const short = await door.rules.add(tool, {}, 'high', 60, 'panel');
    const long = await door.rules.add(tool, {}, 'high', 3600, 'panel');
    expect(stored(door.dir).map(({ id }) => id)).toEqual([short.ruleId, long.ruleId]);
    door.clock.advance(61_000);
    const third = await door.rules.add(tool, {}, 'high', 3600, 'panel');
    expect(stored(door.dir).map(({ id }) => id)).toEqual([long.ruleId, third.ruleId]);
    await door.rules.remove(third.ruleId, 'panel');
    door.clock.advance(3_600_000);
    door.rules.keepTime();
    expect(stored(door.dir)).toEqual([]);
    expect(door.rules.list()).toEqual([]);
    // A clock that is set back brings nothing back.
    door.clock.setWall(-3_700_000);
    expect((await door.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
  });

  it('stay expired when the app is killed and the clock set back, whoever saw them expire', async () => {
    const { tool } = risky();
    const asks = async (door: TestDoor): Promise<boolean> =>
      (await door.run({ ...run, dryRun: true })).decision?.verdict === 'ask';
    const later: [string, (door: TestDoor) => void | Promise<unknown>][] = [
      ['a run that asks', (door) => door.run({ ...run, dryRun: true })],
      ['the clock that is kept now and then', (door) => door.rules.keepTime()],
    ];
    for (const [what, sees] of later) {
      const door = await openDoor({ tools: [tool] });
      await door.rules.add(tool, {}, 'high', 60, 'panel');
      expect(await asks(door)).toBe(false);
      door.clock.advance(61_000);
      await sees(door);
      // The next start's clock is the real one: an hour and a minute before the rule was made, as far as it knows.
      const next = await killed(door);
      next.clock.setWall(-3_600_000);
      expect(await asks(next), what).toBe(true);
    }
  });

  it('keep the time: one that was not seen to expire does so at the next start, on a clock set back', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    await door.rules.add(tool, {}, 'high', 60, 'panel');
    await door.rules.add(tool, { caller: 'tray' }, 'high', 3600, 'panel');
    door.clock.advance(30_000);
    door.rules.keepTime();
    const next = await killed(door);
    next.clock.setWall(-3_600_000);
    // Last seen with 30 s left: they are left, and they pass, whatever the clock says now.
    expect((await next.run({ ...run, dryRun: true })).decision?.decidedBy).toMatch(/^rule:/);
    next.clock.advance(31_000);
    expect((await next.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
    // And a clock that was once ahead keeps nobody from making rules.
    await next.rules.add(tool, {}, 'high', 60, 'panel');
    expect((await next.run({ ...run, dryRun: true })).decision?.decidedBy).toMatch(/^rule:/);
    next.clock.advance(61_000);
    expect((await next.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
  });

  it('a file that cannot be written lets nothing expired live', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    await door.rules.add(tool, {}, 'high', 60, 'panel');
    rmSync(join(door.dir, 'rules.json'));
    mkdirSync(join(door.dir, 'rules.json'));
    door.clock.advance(61_000);
    expect((await door.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
    door.clock.setWall(-3_600_000);
    expect((await door.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
  });

  it('that could not be written are recorded as that, and do not count', async () => {
    const { tool } = risky();
    const door = await openDoor({ tools: [tool] });
    rmSync(join(door.dir, 'rules.json'), { force: true });
    mkdirSync(join(door.dir, 'rules.json'));
    await expect(door.rules.add(tool, {}, 'high', 3600, 'panel')).rejects.toThrow();
    expect(door.rules.list()).toEqual([]);
    const changes = door.records().filter(({ event }) => event === 'rule');
    expect(changes.map(({ detail }) => (detail as { change: string }).change)).toEqual([
      'added',
      'add_failed',
    ]);
    expect((await door.run({ ...run, dryRun: true })).decision?.verdict).toBe('ask');
  });
});
