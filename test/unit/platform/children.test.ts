import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChildOwner, createChildOwner } from '../../../src-main/platform/children.ts';

let owner: ChildOwner;
beforeEach(() => {
  owner = createChildOwner();
});
afterEach(() => owner.dispose());

const SLEEP = 'setInterval(() => {}, 1000)';
function node(code: string, detached = false): ChildProcess {
  return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'], detached });
}
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
/** Waits until `found` holds, for ten seconds at most. */
async function until(found: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !found(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(found()).toBe(true);
}

describe.skipIf(process.platform === 'win32')('owned children', () => {
  test('one that ends by itself is owned no longer', async () => {
    const owned = owner.own(node(''));
    expect(owner.size).toBe(1);
    await owned.ended;
    expect(owner.size).toBe(0);
    owned.kill();
  });

  test.skipIf(process.platform !== 'linux')(
    'what one owned with its group has started is owned too, and nothing else is',
    async () => {
      const starts = `const { spawn } = require('node:child_process');
        console.log(spawn(process.execPath, ['-e', ${JSON.stringify(SLEEP)}], { stdio: 'ignore' }).pid); ${SLEEP}`;
      const [grouped, single, foreign] = [node(starts, true), node(starts), node(SLEEP, true)];
      owner.own(grouped, { group: true });
      owner.own(single);
      const startedBy = async (child: ChildProcess): Promise<number> => {
        const [told] = (await once(child.stdout ?? child, 'data')) as [Buffer];
        return Number(told.toString());
      };
      const [inGroup, outside] = [await startedBy(grouped), await startedBy(single)];
      const pids = [grouped.pid, single.pid, inGroup, outside, foreign.pid, process.pid].map(Number);
      expect(pids.map((pid) => owner.owns(pid))).toEqual([true, true, true, false, false, false]);
      process.kill(outside, 'SIGKILL');
      foreign.kill('SIGKILL');
      await owner.dispose();
      expect(pids.map((pid) => owner.owns(pid))).not.toContain(true);
    },
  );

  test('an abort kills it, also one that ignores SIGTERM and SIGINT', async () => {
    const abort = new AbortController();
    const child = node(
      `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('up'); ${SLEEP}`,
    );
    const owned = owner.own(child, { signal: abort.signal });
    await once(child.stdout ?? child, 'data');
    abort.abort();
    await owned.ended;
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('one handed over after an abort or after dispose is killed at once', async () => {
    const aborted = owner.own(node(SLEEP), { signal: AbortSignal.abort() });
    await aborted.ended;
    await owner.dispose();
    await owner.own(node(SLEEP)).ended;
    expect(owner.size).toBe(0);
  });

  test('with a grace time it is asked first, and killed when it does not go', async () => {
    const polite = node(`process.on('SIGTERM', () => process.exit(7)); console.log('up'); ${SLEEP}`);
    const stubborn = node(`process.on('SIGTERM', () => {}); console.log('up'); ${SLEEP}`);
    const both = [owner.own(polite, { graceMs: 20_000 }), owner.own(stubborn, { graceMs: 300 })];
    await Promise.all([polite, stubborn].map((child) => once(child.stdout ?? child, 'data')));
    for (const owned of both) owned.kill();
    await Promise.all(both.map((owned) => owned.ended));
    expect([polite.exitCode, stubborn.signalCode]).toEqual([7, 'SIGKILL']);
  });

  test('a group goes as a whole, whether the leader is killed or leaves first', async () => {
    for (const leader of [SLEEP, 'setTimeout(() => process.exit(), 100)']) {
      const code = `const {pid} = require('child_process').spawn(process.execPath, ['-e', '${SLEEP}'], {stdio: 'ignore'});
        console.log(pid); ${leader}`;
      const child = node(code, true);
      const owned = owner.own(child, { group: true });
      const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
      const grandchild = Number(String(line));
      expect(alive(grandchild)).toBe(true);
      if (leader === SLEEP) owned.kill();
      await owned.ended;
      await until(() => !alive(grandchild));
    }
  });

  test('dispose ends all of them and waits for it', async () => {
    const children = [node(SLEEP), node(SLEEP), node(SLEEP)];
    for (const child of children) owner.own(child);
    await owner.dispose();
    expect(children.map((child) => child.signalCode)).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);
    expect(owner.size).toBe(0);
  });

  test('a spawn that failed, and a child already gone, are not waited for', async () => {
    const failed = spawn('/nothing/here', []);
    const owned = owner.own(failed);
    await owned.ended;
    const gone = node('');
    await once(gone, 'exit');
    await owner.own(gone).ended;
    expect(owner.size).toBe(0);
  });

  test('a signal that outlives its child keeps no listener', async () => {
    const abort = new AbortController();
    const add = vi.spyOn(abort.signal, 'addEventListener');
    const remove = vi.spyOn(abort.signal, 'removeEventListener');
    await owner.own(node(''), { signal: abort.signal }).ended;
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });
});
