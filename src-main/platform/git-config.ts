/** What must be known of a repository's configuration before git may read the repository. */
export interface GuardedConfig {
  /** Names of all configured filter drivers, from every file and include. Case matters in them. */
  filters: string[];
  /** `core.worktree` as written, relative to the git directory. */
  workTree: string | undefined;
  bare: boolean;
}

/**
 * The arguments that print it. Keys are chosen, since other values may be secrets (tokens in URLs). `core.fsmonitor`
 * is always there, from the neutral environment: simple-git waits 50 ms for a git that prints nothing.
 */
export const CONFIG_ARGS = [
  ...['config', '-z', '--show-scope', '--get-regexp'],
  '^filter\\.|^core\\.(bare|worktree|fsmonitor)$',
] as const;

/** A filter driver whose name is not UTF-8: it cannot be named in an environment, so it could not be switched off. */
export class UnnameableFilter extends Error {}

/** @throws UnnameableFilter */
function filterName(key: string): string | undefined {
  const name = /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1];
  if (name === undefined) return undefined;
  const bytes = Buffer.from(name, 'latin1');
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new UnnameableFilter(text);
  return text;
}

/** As git_parse_maybe_bool reads it; a key without a value is true. */
function isTrue(value: string | undefined): boolean {
  return value === undefined || !['', 'false', 'no', 'off', '0'].includes(value.toLowerCase());
}

/**
 * Reads what `CONFIG_ARGS` printed: `scope NUL key [LF value] NUL` for each entry. The last entry of a key counts.
 * `linked`: the git directory belongs to a linked work tree; there git takes `core.bare` and `core.worktree` only from the
 * work tree's own file (check_repository_format_gently in git's setup.c), elsewhere only from the repository's files.
 * @throws UnnameableFilter
 */
export function parseGuardedConfig(output: Buffer, linked: boolean): GuardedConfig {
  const filters = new Set<string>();
  const config: GuardedConfig = { filters: [], workTree: undefined, bare: false };
  // One byte a character, so that a key that is not UTF-8 is seen as it is.
  const fields = output.toString('latin1').split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', entry = ''] = [fields[at], fields[at + 1]];
    const cut = entry.indexOf('\n');
    const key = cut < 0 ? entry : entry.slice(0, cut);
    const value = cut < 0 ? undefined : entry.slice(cut + 1);
    const filter = filterName(key);
    if (filter !== undefined) filters.add(filter);
    if (scope !== 'worktree' && (linked || scope !== 'local')) continue;
    if (key === 'core.bare') config.bare = isTrue(value);
    if (key === 'core.worktree') config.workTree = Buffer.from(value ?? '', 'latin1').toString('utf8');
  }
  config.filters = [...filters];
  return config;
}
