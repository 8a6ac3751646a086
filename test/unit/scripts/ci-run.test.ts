import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/door.ts';
import { CHECKOUT, tempDir } from './support.ts';

/** A checkout of its own with `.ci/run` in it, whose `npm test` is this script. */
function project(script: string): { root: string; temp: string } {
  const [root, temp] = [tempDir(), tempDir()];
  mkdirSync(join(root, '.ci'));
  copyFileSync(join(CHECKOUT, '.ci', 'run'), join(root, '.ci', 'run'));
  chmodSync(join(root, '.ci', 'run'), 0o755);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { test: 'node test.cjs' } }));
  writeFileSync(join(root, 'test.cjs'), script);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  // What is not committed is not there.
  writeFileSync(join(root, 'test.cjs'), 'process.exit(9)');
  return { root, temp };
}

function run({ root, temp }: { root: string; temp: string }) {
  const child = spawn(join(root, '.ci', 'run'), { env: { ...process.env, TMPDIR: temp }, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended };
}

const alive = (pid: number): boolean => existsSync(`/proc/${pid}`);

test.runIf(process.platform === 'linux')('tests the last commit, and its exit code is theirs', async () => {
  for (const code of [0, 3]) {
    const at = project(`process.exit(${code})`);
    expect(await run(at).ended).toBe(code);
    expect(readdirSync(at.temp)).toEqual([]);
  }
});

test.runIf(process.platform === 'linux')(
  'told to end, it ends what it began, and leaves nothing',
  async () => {
    const noteDir = tempDir();
    const note = join(noteDir, 'pid');
    const at = project(
      `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); setInterval(() => {}, 1000)`,
    );
    const { child, ended } = run(at);
    await until(() => existsSync(note) && readFileSync(note, 'utf8') !== '', 'the test that was begun');
    const pid = Number(readFileSync(note, 'utf8'));
    onTestFinished(() => {
      if (alive(pid)) process.kill(pid, 'SIGKILL');
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(alive(pid)).toBe(false);
    expect(readdirSync(at.temp)).toEqual([]);
  },
);
