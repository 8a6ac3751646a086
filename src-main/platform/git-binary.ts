import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from './guarded-path.ts';
import { ToolError } from './tool-error.ts';

/** The first git with `GIT_CONFIG_COUNT`, without which a repository's filters cannot be switched off safely. */
export const OLDEST_GIT = [2, 31] as const;

/** Where git often is though a desktop session's PATH does not say so. */
const USUAL_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'],
  win32: ['C:\\Program Files\\Git\\cmd'],
};

/** PATH, whatever its spelling (Windows says `Path`). */
function pathOf(env: NodeJS.ProcessEnv): string {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH');
  return key === undefined ? '' : (env[key] ?? '');
}

/**
 * The absolute path of the git to use, or undefined. It starts nothing. Relative entries of PATH are skipped, and so is
 * any git that lies inside `notInside`: the folder that is looked at must not supply the program that looks (Windows
 * searches the current folder by itself, and `npm run` puts a checkout's `node_modules/.bin` on PATH).
 */
export function findGit(env: NodeJS.ProcessEnv, notInside?: string): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  const folders = [...pathOf(env).split(delimiter), ...(USUAL_FOLDERS[process.platform] ?? [])];
  for (const folder of folders) {
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (!statSync(candidate).isFile()) continue;
      const inside = (path: string): boolean => notInside !== undefined && isInside(path, notInside);
      if (inside(candidate) || inside(realpathSync.native(candidate))) continue;
      return candidate;
    } catch {
      // Not there, or not for us: the next folder, as a shell does.
    }
  }
  return undefined;
}

export function gitMissing(): ToolError {
  return new ToolError(
    'unavailable',
    'git_missing',
    'git was not found on PATH. Install git (https://git-scm.com/downloads) and start the app again.',
  );
}

/** @throws ToolError `unavailable` (`git_too_old`) also for a version that cannot be read: better no status than an unsafe one. */
export function requireRecentGit(versionText: string, binary: string): void {
  const found = /^git version (\d+)\.(\d+)/.exec(versionText);
  const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
  if (found !== null && (major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1])))
    return;
  const said = JSON.stringify(versionText.trim().slice(0, 100));
  throw new ToolError(
    'unavailable',
    'git_too_old',
    `${binary} answers ${said}; git ${OLDEST_GIT.join('.')} or newer is needed. Install a newer git.`,
  );
}

/** Changes whenever the program behind the path is another one. */
export function identityOf(binary: string): string {
  const { dev, ino, mtimeMs, size } = statSync(binary);
  return [binary, dev, ino, mtimeMs, size].join(':');
}
