import { appendFile, chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitRepo, makeRepo, tryGit } from '../../../support/git-repo.ts';

/** What a trap is set with. */
export interface Setting {
  repo: GitRepo;
  /** A folder of the test's own; `repo` and `home` lie in it. */
  folder: string;
  home: string;
  /** A program that writes the marker file. */
  program: string;
  marker: string;
}

/** One way in which a repository, or the environment, can name a program or a file for git to use. */
export interface Trap {
  name: string;
  /** Sets it. Returns environment variables that belong to it. */
  set: (setting: Setting) => Promise<Record<string, string> | undefined>;
  /** A bare git command that falls into it, so that the test is known to be able to fail. Default: `git status`. */
  springs?: readonly string[];
  /** For one that no command without a terminal falls into. */
  needsTerminal?: true;
}

const STATUS = ['status'];

let time = 1;
/** Gives a file a time other than the one in the index, so that git compares it by content. */
async function touch(repo: GitRepo, name: string): Promise<void> {
  time += 1;
  await utimes(join(repo.path, name), time, time);
}

async function config(repo: GitRepo, entries: Record<string, string>): Promise<undefined> {
  for (const [key, value] of Object.entries(entries)) await repo.git('config', key, value);
  return undefined;
}

async function filterFile(repo: GitRepo, driver: string): Promise<void> {
  await repo.commit({ filtered: 'content', '.gitattributes': `filtered filter=${driver}\n` });
  await touch(repo, 'filtered');
}

/** A partial clone that lacks a blob which finding a rename needs. */
export async function partialClone(
  repo: GitRepo,
  url: string,
  entries: Record<string, string>,
): Promise<undefined> {
  const lines = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
  await repo.commit({ 'old-name': lines });
  const blob = (await repo.git('rev-parse', 'HEAD:old-name')).trim();
  await repo.git('mv', 'old-name', 'new-name');
  await repo.write('new-name', `${lines}more\n`);
  await repo.git('add', 'new-name');
  await rm(join(repo.path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  return config(repo, {
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.url': url,
    'remote.origin.promisor': 'true',
    'protocol.allow': 'always',
    ...entries,
  });
}

async function hooks(folder: string, program: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of [
    'post-index-change',
    'pre-commit',
    'reference-transaction',
    'post-checkout',
    'fsmonitor-watchman',
  ]) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec '${program}'\n`);
    await chmod(join(folder, name), 0o755);
  }
}

async function submodule({ repo, folder }: Setting): Promise<GitRepo> {
  const inner = await makeRepo(join(folder, 'inner'));
  await inner.commit({ filtered: 'content', '.gitattributes': 'filtered filter=trap\n' });
  await repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../inner', 'sub');
  await repo.commit();
  return makeRepo(join(repo.path, 'sub'));
}

const ENCODED_CONFIG = (program: string): Record<string, string> => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: program,
});

export const TRAPS: readonly Trap[] = [
  { name: 'core.fsmonitor', set: ({ repo, program }) => config(repo, { 'core.fsmonitor': program }) },
  {
    name: 'a hook in .git/hooks',
    set: async ({ repo, program }) => {
      await hooks(join(repo.path, '.git/hooks'), program);
      await repo.commit({ a: '1' }).catch(() => undefined);
      await tryGit(repo.path, ['-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'x']);
      await touch(repo, 'a');
      return undefined;
    },
  },
  {
    name: 'core.hooksPath',
    set: async ({ repo, program }) => {
      await repo.commit({ a: '1', 'my-hooks/x': '' });
      await hooks(join(repo.path, 'my-hooks'), program);
      await touch(repo, 'a');
      return config(repo, { 'core.hooksPath': 'my-hooks' });
    },
  },
  ...['trap', 'a=b', 'a.b.c', 'ALIAS', 'with"quote', 'naïve'].map((driver): Trap => ({
    name: `a clean filter named ${driver}`,
    set: async ({ repo, program }) => {
      await filterFile(repo, driver);
      return config(repo, { [`filter.${driver}.clean`]: program, [`filter.${driver}.required`]: 'true' });
    },
  })),
  {
    name: 'a filter process',
    set: async ({ repo, program }) => {
      await filterFile(repo, 'trap');
      return config(repo, { 'filter.trap.process': program });
    },
  },
  {
    name: 'a filter by .git/info/attributes and a macro',
    set: async ({ repo, program }) => {
      await filterFile(repo, 'other');
      await appendFile(join(repo.path, '.gitattributes'), '[attr]odd filter=trap\n');
      await repo.commit();
      await repo.write('.git/info/attributes', 'filtered odd\n');
      await touch(repo, 'filtered');
      return config(repo, { 'filter.trap.clean': program });
    },
  },
  {
    name: 'a filter in an included file',
    set: async ({ repo, program }) => {
      await filterFile(repo, 'trap');
      await repo.write('.git/more', `[FILTER "trap"]\n\tclean = ${program}\n`);
      return config(repo, { 'include.path': 'more' });
    },
  },
  {
    name: 'a filter in a file included by condition',
    set: async ({ repo, program }) => {
      await filterFile(repo, 'trap');
      await repo.write('trap.config', `[filter "trap"]\n\tclean = ${program}\n`);
      return config(repo, { [`includeIf.gitdir:${repo.path}/.path`]: '../trap.config' });
    },
  },
  {
    name: "a filter in the work tree's own configuration",
    set: async ({ repo, program }) => {
      await filterFile(repo, 'trap');
      await repo.git('config', 'extensions.worktreeConfig', 'true');
      await repo.git('config', '--worktree', 'filter.trap.clean', program);
      return undefined;
    },
  },
  {
    name: "a filter and fsmonitor in the person's own configuration",
    set: async ({ repo, program, home }) => {
      await filterFile(repo, 'trap');
      const file = join(home, '.gitconfig');
      await writeFile(file, `[filter "trap"]\n\tclean = ${program}\n[core]\n\tfsmonitor = ${program}\n`);
      return { GIT_CONFIG_GLOBAL: file };
    },
  },
  {
    name: 'diff.external and textconv',
    springs: ['diff'],
    set: async ({ repo, program }) => {
      await repo.commit({ a: '1', '.gitattributes': 'a diff=trap\n' });
      await repo.write('a', '2');
      return config(repo, {
        'diff.external': program,
        'diff.trap.textconv': program,
        'diff.trap.command': program,
      });
    },
  },
  {
    name: 'core.pager and pager.status',
    needsTerminal: true,
    set: ({ repo, program }) => config(repo, { 'core.pager': program, 'pager.status': program }),
  },
  {
    name: 'aliases',
    springs: ['trap'],
    set: ({ repo, program }) => config(repo, { 'alias.status': `!${program}`, 'alias.trap': `!${program}` }),
  },
  {
    name: 'core.editor',
    springs: ['commit', '--allow-empty'],
    set: ({ repo, program }) => config(repo, { 'core.editor': program }),
  },
  {
    name: 'gpg.program',
    springs: ['commit', '--allow-empty', '-S', '-m', 'x'],
    set: ({ repo, program }) => config(repo, { 'gpg.program': program, 'log.showSignature': 'true' }),
  },
  {
    name: 'core.askPass',
    springs: ['ls-remote', 'http://user@127.0.0.1:9/x'],
    needsTerminal: true,
    set: ({ repo, program }) => config(repo, { 'core.askPass': program, 'credential.helper': program }),
  },
  {
    name: "a lazy fetch through a remote's helper",
    set: ({ repo, program }) => partialClone(repo, `ext::${program}`, { 'protocol.ext.allow': 'always' }),
  },
  {
    name: 'a lazy fetch through core.sshCommand',
    set: ({ repo, program }) => partialClone(repo, 'ssh://example.invalid/x', { 'core.sshCommand': program }),
  },
  {
    name: 'a lazy fetch through core.gitProxy',
    set: ({ repo, program }) => partialClone(repo, 'git://example.invalid/x', { 'core.gitProxy': program }),
  },
  {
    name: "a lazy fetch through a remote's upload-pack",
    set: ({ repo, program, folder }) => partialClone(repo, folder, { 'remote.origin.uploadpack': program }),
  },
  {
    name: 'a lazy fetch through GIT_SSH_COMMAND',
    set: async ({ repo, program }) => {
      await partialClone(repo, 'ssh://example.invalid/x', {});
      return { GIT_SSH_COMMAND: program };
    },
  },
  {
    name: "a submodule's fsmonitor",
    set: async (setting) => config(await submodule(setting), { 'core.fsmonitor': setting.program }),
  },
  {
    name: "a submodule's filter, with submodule.<name>.ignore saying to look",
    set: async (setting) => {
      const sub = await submodule(setting);
      await touch(sub, 'filtered');
      await config(setting.repo, { 'submodule.sub.ignore': 'none', 'diff.ignoreSubmodules': 'none' });
      return config(sub, { 'filter.trap.clean': setting.program });
    },
  },
  { name: 'GIT_CONFIG_COUNT', set: async ({ program }) => ENCODED_CONFIG(program) },
  {
    name: 'GIT_CONFIG_PARAMETERS',
    set: async ({ program }) => ({ GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${program}'` }),
  },
  {
    name: 'GIT_CONFIG_SYSTEM and GIT_CONFIG_GLOBAL',
    set: async ({ folder, program }) => {
      await writeFile(join(folder, 'trap.config'), `[core]\n\tfsmonitor = ${program}\n`);
      return {
        GIT_CONFIG_GLOBAL: join(folder, 'trap.config'),
        GIT_CONFIG_SYSTEM: join(folder, 'trap.config'),
      };
    },
  },
  {
    name: 'GIT_EXTERNAL_DIFF',
    springs: ['diff'],
    set: async ({ repo, program }) => {
      await repo.commit({ a: '1' });
      await repo.write('a', '2');
      return { GIT_EXTERNAL_DIFF: program, GIT_PAGER: program, PAGER: program };
    },
  },
  {
    name: 'GIT_ASKPASS, GIT_EDITOR and GIT_PROXY_COMMAND',
    springs: ['commit', '--allow-empty'],
    set: async ({ program }) => ({
      GIT_EDITOR: program,
      GIT_ASKPASS: program,
      SSH_ASKPASS: program,
      GIT_PROXY_COMMAND: program,
    }),
  },
  { name: 'GIT_TRACE to a file', set: async ({ marker }) => ({ GIT_TRACE: marker }) },
  { name: 'GIT_TRACE2_EVENT to a file', set: async ({ marker }) => ({ GIT_TRACE2_EVENT: marker }) },
  {
    name: 'GIT_DIR of a repository with a trap',
    set: async ({ folder, program }) => {
      const other = await makeRepo(join(folder, 'other'));
      await other.git('config', 'core.fsmonitor', program);
      return { GIT_DIR: join(other.path, '.git'), GIT_WORK_TREE: other.path };
    },
  },
];

/** Runs the command that falls into the trap. */
export async function spring(
  trap: Trap,
  { repo, home }: Setting,
  env: Record<string, string>,
): Promise<void> {
  await tryGit(repo.path, trap.springs ?? STATUS, { HOME: home, ...env });
}
