import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { endMarked, marked } from '../../../scripts/lib/leftovers.mjs';
import { run } from '../../../scripts/lib/proc.mjs';
import { alive, libUrl, tempDir, until } from './support.ts';

/** A shell script that notes its own and its background child's process id, then waits. */
const family = (file: string): string =>
  `sleep 300 & echo "$$ $!" > ${file}.part; mv ${file}.part ${file}; wait`;
const idsIn = (file: string): number[] => fs.readFileSync(file, 'utf8').trim().split(' ').map(Number);

describe.skipIf(process.platform === 'win32')('run', () => {
  it('gives output and exit code', async () => {
    const result = await run('sh', ['-c', 'echo out; echo err >&2; exit 7']);
    expect(result).toEqual({ code: 7, signal: null, stdout: 'out\n', stderr: 'err\n', timedOut: false });
  });

  it('lets others go before what is to run at a low priority', async () => {
    const asked = ['-p', 'os.getPriority()'];
    const own = Number((await run(process.execPath, asked)).stdout);
    expect(Number((await run(process.execPath, asked, { low: true })).stdout)).toBeGreaterThan(own);
  });

  it('reports a command that is not there', async () => {
    const result = await run('no-such-command-here', []);
    expect(result.code).toBe(127);
    expect(result.stderr).toContain('no-such-command-here');
  });

  it('ends the whole family at the limit', async () => {
    const file = path.join(tempDir(), 'ids');
    const result = await run('sh', ['-c', family(file)], { limitMs: 1000 });
    expect(result.timedOut).toBe(true);
    for (const pid of idsIn(file)) expect(alive(pid)).toBe(false);
  });

  it('ends one that ignores being asked', async () => {
    const file = path.join(tempDir(), 'ids');
    const result = await run('sh', ['-c', `trap '' TERM; ${family(file)}; sleep 300`], { limitMs: 500 });
    expect(result.timedOut).toBe(true);
    await until(() => idsIn(file).every((pid) => !alive(pid)));
  });

  it('ends the family when it is stopped', async () => {
    const file = path.join(tempDir(), 'ids');
    const controller = new AbortController();
    const running = run('sh', ['-c', family(file)], { signal: controller.signal });
    await until(() => fs.existsSync(file));
    controller.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
    for (const pid of idsIn(file)) expect(alive(pid)).toBe(false);
  });

  it('leaves nothing behind when its owner is killed outright', async () => {
    const file = path.join(tempDir(), 'ids');
    const source = `import { run } from ${JSON.stringify(libUrl('proc.mjs'))};
      await run('sh', ['-c', ${JSON.stringify(family(file))}]);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: 'ignore' });
    await until(() => fs.existsSync(file));
    owner.kill('SIGKILL');
    await until(() => idsIn(file).every((pid) => !alive(pid)));
  });

  it('sweeps what a command leaves running, and keeps its exit code', async () => {
    const file = path.join(tempDir(), 'ids');
    const script = `sleep 300 & echo "$$ $!" > ${file}; exit 3`;
    expect((await run('sh', ['-c', script], { sweep: true })).code).toBe(3);
    await until(() => idsIn(file).every((pid) => !alive(pid)));
  });
});

describe.skipIf(process.platform !== 'linux')('leftovers', () => {
  it('finds and ends what carries the mark, even when it has left its group', async () => {
    const mark = `EXECUTION_LAYER_TEST_MARK=${process.pid}-${Date.now()}`;
    const [name = '', value] = mark.split('=');
    const child = spawn('sleep', ['300'], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, [name]: value },
    });
    await until(() => marked(mark).length === 1);
    expect(await endMarked(mark, { settleMs: 0 })).toEqual(['sleep 300']);
    await until(() => !alive(child.pid ?? 0));
    expect(await endMarked(mark, { settleMs: 0 })).toEqual([]);
  });
});
