import { existsSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { PathStatus } from '../../src-preload/contract/types.ts';
import { stoppable } from '../platform/stoppable.ts';

export interface PathParts {
  env: Readonly<Record<string, string | undefined>>;
  /** The setting `models_root`. */
  modelsRoot: string | null;
  /** The person's own folder. */
  home: string;
  platform: NodeJS.Platform;
}

type Chosen = Pick<PathStatus, 'path' | 'from'>;

/** Where an installed Linux service keeps its models (Ollama's docs/faq.md); a person's own Ollama: `~/.ollama/models`. */
const LINUX_SERVICE = '/usr/share/ollama/.ollama/models';

/** The models root: `MODELS_ROOT`, else the setting, else none. */
export function modelsRootPath({ env, modelsRoot }: PathParts): Chosen | null {
  const variable = set(env['MODELS_ROOT']);
  if (variable !== null) return { path: variable, from: 'variable MODELS_ROOT' };
  return modelsRoot === null ? null : { path: modelsRoot, from: 'setting models_root' };
}

/** Where Ollama's models are looked for: `OLLAMA_MODELS`, else `ollama` in the models root, else Ollama's own default. */
export function ollamaModelsPath(parts: PathParts): Chosen {
  const variable = set(parts.env['OLLAMA_MODELS']);
  if (variable !== null) return { path: variable, from: 'variable OLLAMA_MODELS' };
  const root = modelsRootPath(parts);
  if (root !== null) return { path: join(root.path, 'ollama'), from: `ollama in ${root.from}` };
  const own = join(parts.home, '.ollama', 'models');
  const service = parts.platform === 'linux' && !existsSync(own) && existsSync(LINUX_SERVICE);
  return { path: service ? LINUX_SERVICE : own, from: "Ollama's own default" };
}

type Found = Pick<PathStatus, 'exists' | 'error'>;

/** A folder on a network that is gone answers never. */
const LOOK_LIMIT_MS = 3_000;
/** Looks under way, by path: one that does not answer keeps a file thread of the process, and no path may keep two. */
const looking = new Map<string, Promise<Found>>();

/**
 * Whether a folder is there and can be read; what is wrong with it, and that it did not answer in time, is said in words, never
 * thrown.
 */
export async function folderStatus(
  { path, from }: Chosen,
  { look = lookAt, limitMs = LOOK_LIMIT_MS }: { look?: typeof lookAt; limitMs?: number } = {},
): Promise<PathStatus> {
  if (!isAbsolute(path))
    return { path, from, exists: false, error: 'This is no whole path. Write it from its root on.' };
  const under = looking.get(path) ?? look(path).finally(() => looking.delete(path));
  looking.set(path, under);
  const late = AbortSignal.timeout(limitMs);
  try {
    return { path, from, ...(await stoppable(under, late)) };
  } catch (error) {
    if (error !== late.reason) throw error;
    const message = `It did not answer within ${limitMs / 1000} s. Is it on a disk or network that is not there?`;
    return { path, from, exists: false, error: message };
  }
}

async function lookAt(path: string): Promise<Found> {
  try {
    if (!(await stat(path)).isDirectory()) return { exists: true, error: 'This is a file, not a folder.' };
    // Tried, not asked: `access` answers for whoever started the app, and not for every kind of right.
    await (await opendir(path)).close();
    await stat(`${path}/.`);
    return { exists: true };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { exists: false, error: 'There is no such folder.' };
    return { exists: true, error: `It cannot be read (${code}). Give this user the right to read it.` };
  }
}

function set(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim();
}
