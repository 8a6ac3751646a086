import { realpath } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { PathCheck } from './platform.ts';

/*
 * The native realpath also returns the spelling that is on disk where case does not matter (macOS, Windows), so that two
 * real paths can be compared as they are; the one written in JavaScript keeps the caller's spelling.
 */
const nativeRealpath = promisify(realpath.native);

type Looked = { at: 'found'; realPath: string } | { at: 'missing' | 'unreadable'; message: string };

/** Whether `path` is `root` or lies below it. Both real paths; compared on segment borders. */
export function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

async function look(path: string): Promise<Looked> {
  try {
    return { at: 'found', realPath: await nativeRealpath(path) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { at: 'missing', message: `${path} does not exist.` };
    return { at: 'unreadable', message: `${path} cannot be read (${code}).` };
  }
}

/** The real path of the nearest ancestor that exists and can be read; the top itself when none does. */
async function nearestReal(path: string): Promise<string> {
  for (let at = dirname(path); ; at = dirname(at)) {
    const looked = await look(at);
    if (looked.at === 'found') return looked.realPath;
    if (dirname(at) === at) return at;
  }
}

/**
 * Resolves every link in `path` and tells whether what it really is lies inside one of `roots`, resolved likewise. A root
 * that does not exist allows nothing. `path` must be absolute: against what a relative one counts is the caller's to say.
 *
 * For a path outside of the roots the answer is the same whether it exists or not, so that it cannot be used to explore.
 */
export async function checkPath(path: string, roots: readonly string[]): Promise<PathCheck> {
  if (path.includes('\0')) {
    return { ok: false, why: 'missing', message: 'A path cannot contain a NUL character.' };
  }
  if (!isAbsolute(path)) {
    return { ok: false, why: 'outside', message: `${path} is not an absolute path.` };
  }
  const absolute = resolve(path);
  const realRoots: string[] = [];
  const lost: string[] = [];
  for (const root of roots) {
    const looked = isAbsolute(root) ? await look(root) : undefined;
    if (looked?.at === 'found') realRoots.push(looked.realPath);
    else lost.push(root);
  }

  const looked = await look(absolute);
  const known = looked.at === 'found' ? looked.realPath : await nearestReal(absolute);
  // The longest root that fits, so that nested roots give one answer whatever their order.
  const root = realRoots.filter((each) => isInside(known, each)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) {
    const gone = lost.length === 0 ? '' : ` Not found or not readable: ${lost.join(', ')}.`;
    const message = `${absolute} lies outside of the workspace folders (${roots.join(', ') || 'none'}).${gone}`;
    return { ok: false, why: 'outside', message };
  }
  if (looked.at !== 'found') return { ok: false, why: looked.at, message: looked.message };

  try {
    const { dev, ino } = await stat(looked.realPath, { bigint: true });
    return { ok: true, path: { realPath: looked.realPath, root, dev: String(dev), ino: String(ino) } };
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'missing' : 'unreadable';
    return { ok: false, why, message: `${absolute} cannot be looked at (${codeOf(error)}).` };
  }
}
