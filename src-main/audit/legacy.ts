import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CURRENT } from './chain/files.mjs';
import { CannotImport, type LegacyCopier, type LegacyImport } from './legacy-copy.ts';

const SOURCES = 'sources.json';

/**
 * Copies a log of the earlier system into `dir`, apart from the app's own chain: what the earlier system wrote was not
 * protected, and must not look as if it had been. The source is only read. Secrets are taken out as from every record.
 * The same file a second time adds nothing. One at a time for each folder.
 * @param copy where the work is done
 * @param signal ends it, with nothing imported
 * @throws CannotImport; the file system's error; the signal's reason
 */
export async function importLegacy(
  source: string,
  dir: string,
  copy: LegacyCopier,
  signal: AbortSignal,
): Promise<LegacyImport & { sha256: string }> {
  signal.throwIfAborted();
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, CURRENT);
  const temporary = `${path}.${process.pid}.tmp`;
  const sources = await readSources(dir);
  try {
    const { sha256, copied } = await copy({ source, path, temporary, known: Object.keys(sources) }, signal);
    signal.throwIfAborted();
    const before = sources[sha256];
    if (!copied && before) return { ...before, sha256 };
    if (!copied || copied.entries === 0) {
      throw new CannotImport(
        `None of its ${copied?.malformed ?? 0} lines is an entry of the earlier system's log.`,
      );
    }
    await rename(temporary, path);
    await writeFile(join(dir, SOURCES), JSON.stringify({ ...sources, [sha256]: copied }), { mode: 0o600 });
    return { ...copied, sha256 };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readSources(dir: string): Promise<Record<string, LegacyImport>> {
  try {
    return JSON.parse(await readFile(join(dir, SOURCES), 'utf8')) as Record<string, LegacyImport>;
  } catch (error) {
    // Without it the same file may be imported twice, which can be seen; that is no reason to import nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
