import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { neutralEnv } from '../../../../src-main/platform/git-neutral.ts';
import { makeRepo, makeTempDir, tryGit } from '../../../support/git-repo.ts';
import { runStatus } from '../../../support/git-status-run.ts';
import { partialClone, spring, TRAPS, type Setting } from './traps.ts';

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let setting: Setting;

beforeEach(async () => {
  folder = await makeTempDir();
  const repo = await makeRepo(join(folder.path, 'repo'));
  await repo.commit({ base: 'base' });
  const [home, program, marker] = ['home', 'trap.sh', 'marker'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(home);
  // Whatever it is used as, it leaves its mark and passes its input on.
  await writeFile(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\nexit 1\n`);
  await chmod(program, 0o755);
  vi.stubEnv('HOME', home);
  setting = { repo, folder: folder.path, home, program, marker };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

describe.skipIf(process.platform === 'win32')('reading a repository runs nothing of it', () => {
  test.each(TRAPS)('$name', async (trap) => {
    const env = (await trap.set(setting)) ?? {};
    const { marker, repo } = setting;
    // Setting up may have run into the trap itself.
    await writeFile(marker, '');
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);

    const { result } = await runStatus([folder.path], { cwd: repo.path });
    expect(await readFile(marker, 'utf8')).toBe('');
    expect(result).toMatchObject({ root: repo.path, branch: 'main' });

    if (trap.needsTerminal) return;
    await spring(trap, setting, env);
    expect(await readFile(marker, 'utf8'), 'a bare git falls into it').not.toBe('');
  });

  test('a lazy fetch is not even begun', async () => {
    const { repo, program, marker } = setting;
    await partialClone(repo, `ext::${program}`, {});
    const place = { workTree: repo.path, gitDir: join(repo.path, '.git') };
    // The neutral environment but for the refusal of protocols, which would be the second to stop it.
    const env = { ...neutralEnv({}, place, []), GIT_ALLOW_PROTOCOL: 'ext' };
    await tryGit(repo.path, ['status'], env);
    expect(existsSync(marker)).toBe(false);
    await tryGit(repo.path, ['status'], { ...env, GIT_NO_LAZY_FETCH: '0' });
    expect(existsSync(marker)).toBe(true);
  });

  test('a git inside the repository is not the one that is used', async () => {
    const { repo, marker } = setting;
    await repo.write('bin/git', `#!/bin/sh\necho git >> '${marker}'\n`);
    await chmod(join(repo.path, 'bin/git'), 0o755);
    vi.stubEnv('PATH', `:.:bin:${join(repo.path, 'bin')}:${process.env['PATH'] ?? ''}`);
    const { result } = await runStatus([folder.path], { cwd: repo.path });
    expect(result.porcelain).toBe('?? bin/\n');
    expect(existsSync(marker)).toBe(false);
  });
});
