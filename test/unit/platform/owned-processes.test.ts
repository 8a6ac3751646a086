import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createChildOwner } from '../../../src-main/platform/children.ts';
import { createOwnedProcesses, type OwnedFile } from '../../../src-main/platform/owned-processes.ts';
import {
  parseCreation,
  parseLstart,
  parseStat,
  startOf,
} from '../../../src-main/platform/process-identity.ts';
import { replaceFileSync } from '../../../src-main/platform/replace-file.ts';
import { readTextUpTo } from '../../../src-main/settings/settings-file.ts';

const SLEEP = 'setInterval(() => {}, 1000)';

function ownedFile(): OwnedFile & { path: string } {
  const dir = mkdtempSync(join(tmpdir(), 'execution-layer-owned-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'owned.json');
  return { path, read: () => readTextUpTo(path, 65_536), write: (text) => replaceFileSync(path, text) };
}

function sleeper(code = SLEEP): ChildProcess {
  const child = spawn(process.execPath, ['-e', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const failOnReport = (what: string, error: unknown): never => {
  throw new Error(what, { cause: error });
};
const pidOf = (child: ChildProcess): number => child.pid ?? 0;
const stored = (file: { path: string }) =>
  JSON.parse(readFileSync(file.path, 'utf8')) as { pid: number; startedAt: string | null }[];

describe('processes that outlive a killed app', () => {
  test('are ended by the next one, with everything that they started', async () => {
    const file = ownedFile();
    const code = `const {pid} = require('child_process').spawn(process.execPath, ['-e', '${SLEEP}'], {stdio: 'ignore'}); console.log(pid); ${SLEEP}`;
    const child = sleeper(code);
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const grandchild = Number(String(line));
    createOwnedProcesses(file, failOnReport).add(pidOf(child), 'browser', true);
    if (process.platform !== 'linux') await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(stored(file)[0]?.startedAt).toBe(await startOf(pidOf(child)));

    const ended = await createOwnedProcesses(file, failOnReport).endLeftovers();
    expect(ended.map(({ pid, what }) => [pid, what])).toEqual([[child.pid, 'browser']]);
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    for (let turn = 0; turn < 500 && (await startOf(grandchild)) !== null; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await startOf(grandchild)).toBeNull();
    expect(stored(file)).toEqual([]);
  });

  test('one that cannot be ended is said and tried again, and keeps no other from its end', async () => {
    const file = ownedFile();
    const [first, second] = [sleeper(), sleeper()];
    const started = createOwnedProcesses(file, failOnReport);
    for (const child of [first, second]) started.add(pidOf(child), 'browser', true);
    const said: string[] = [];
    const kill = vi.spyOn(process, 'kill').mockImplementationOnce(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    onTestFinished(() => kill.mockRestore());
    const ended = await createOwnedProcesses(file, (what) => void said.push(what)).endLeftovers();
    expect(ended.map(({ pid }) => pid)).toEqual([second.pid]);
    expect(said.join()).toContain(`Process ${first.pid} (browser)`);
    expect(stored(file).map(({ pid }) => pid)).toEqual([first.pid]);
    expect((await createOwnedProcesses(file, failOnReport).endLeftovers()).map(({ pid }) => pid)).toEqual([
      first.pid,
    ]);
  });

  test('a later process of the same id is left alone', async () => {
    const file = ownedFile();
    const child = sleeper();
    for (const startedAt of ['another moment', null]) {
      file.write(JSON.stringify([{ pid: child.pid, startedAt, what: 'browser', group: true }]));
      expect(await createOwnedProcesses(file, failOnReport).endLeftovers()).toEqual([]);
    }
    expect(child.exitCode ?? child.signalCode).toBeNull();
    expect(await startOf(pidOf(child))).not.toBeNull();
  });

  test('a file that cannot be used ends nothing, and is said', async () => {
    const file = ownedFile();
    const said: string[] = [];
    for (const text of ['{', '[{"pid": -1}]', '[{"pid": 1, "startedAt": "x", "what": "", "group": true}]']) {
      file.write(text);
      expect(await createOwnedProcesses(file, (what) => said.push(what)).endLeftovers()).toEqual([]);
    }
    expect(said).toHaveLength(3);
  });

  test('a child is remembered while it runs, and one that cannot be is ended', async () => {
    const file = ownedFile();
    const owner = createChildOwner(createOwnedProcesses(file, failOnReport));
    const child = sleeper();
    const owned = owner.own(child, { group: true, outlives: 'browser' });
    expect(stored(file).map(({ pid }) => pid)).toEqual([child.pid]);
    owned.kill();
    await owned.ended;
    expect(stored(file)).toEqual([]);

    const full: OwnedFile = {
      read: () => null,
      write: () => {
        throw new Error('disk full');
      },
    };
    const second = sleeper();
    const careful = createChildOwner(createOwnedProcesses(full, () => undefined));
    expect(() => careful.own(second, { group: true, outlives: 'browser' })).toThrow('disk full');
    await once(second, 'exit');
    expect(existsSync(file.path)).toBe(true);
  });
});

describe('when a process started', () => {
  test('is read from what each system says', () => {
    const stat = '123 (a ) R (b) S 1 123 123 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 2 3';
    expect(parseStat(stat)).toBe('987654');
    expect(parseStat(stat.replace(') S', ') Z'))).toBeNull();
    expect(parseStat('nonsense')).toBeNull();
    expect(parseLstart('  Mon Nov  3 08:21:52 2026\n')).toBe('Mon Nov 3 08:21:52 2026');
    expect(parseLstart('')).toBeNull();
    expect(parseCreation('134103456789012345\r\n')).toBe('134103456789012345');
    expect(parseCreation('You cannot call a method on a null-valued expression.')).toBeNull();
  });

  test('is the same whenever it is asked, and differs for another process', async () => {
    const [own, again] = [await startOf(process.pid), await startOf(process.pid)];
    expect(own).not.toBeNull();
    expect(again).toBe(own);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await startOf(pidOf(sleeper()))).not.toBe(own);
    expect(await startOf(0x3fffff)).toBeNull();
  });
});
