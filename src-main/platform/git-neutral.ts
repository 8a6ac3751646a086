import { devNull } from 'node:os';

/** Where git is to look. Given outright, so that git searches for nothing and `core.worktree` moves nothing. */
export interface GitPlace {
  /** Real path of the folder that holds `.git`. */
  workTree: string;
  /** Real path of the git directory; of a linked work tree, its own one below `.git/worktrees`. */
  gitDir: string;
}

/**
 * All that git sees of our own environment: where the person's configuration is, and what a process needs to start. A
 * list of what to keep, since every release of git knows more `GIT_*` variables that run or write something.
 */
const KEPT = [
  ...[
    'PATH',
    'HOME',
    'XDG_CONFIG_HOME',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SYSTEMROOT',
    'WINDIR',
    'COMSPEC',
    'USERPROFILE',
  ],
  ...['HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES'],
];

/**
 * The environment in which git reads a repository and runs nothing that any configuration names.
 *
 * The person's own configuration stays readable (`core.excludesFile`, `core.autocrlf`: without them the status would not be
 * theirs), and the settings below, which git ranks above every configuration file, switch off what it could start.
 * They go through GIT_CONFIG_COUNT and not through `-c`, which cuts a key at its first `=`: a filter named `a=b` would
 * slip by. `filters` are the names of all configured filter drivers.
 *
 * Git's refusal of a repository owned by somebody else (`safe.directory`) does not apply when GIT_DIR is given. It guards
 * against what a repository makes git run; here every repository is taken to be hostile, whoever owns it.
 */
export function neutralEnv(
  source: NodeJS.ProcessEnv,
  place: GitPlace | undefined,
  filters: readonly string[],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && KEPT.includes(name.toUpperCase())) env[name] = value;
  }
  const config: [key: string, value: string][] = [
    ['core.fsmonitor', 'false'],
    ['core.hooksPath', devNull],
    // An empty command means none (apply_filter in git's convert.c); `required` would make that an error. There an empty
    // process alone keeps clean from running, too; that is not relied upon.
    ...filters.flatMap((name): [string, string][] => [
      [`filter.${name}.clean`, ''],
      [`filter.${name}.process`, ''],
      [`filter.${name}.required`, 'false'],
    ]),
  ];
  Object.assign(env, {
    // Nothing is written: the refreshed index is not saved, and no lock of another git is in the way.
    GIT_OPTIONAL_LOCKS: '0',
    // A partial clone fetches missing objects with whatever its remote's URL names. The first stops that from git 2.39.4 on;
    // before, no protocol is allowed, so that the fetch ends before it starts a helper.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_CONFIG_COUNT: String(config.length),
  });
  config.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  if (place !== undefined) Object.assign(env, { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.workTree });
  return env;
}
