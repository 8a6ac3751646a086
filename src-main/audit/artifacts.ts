import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import type { ArtifactRef } from '../../src-preload/contract/types.ts';
import { replaceFile } from '../platform/replace-file.ts';
import { ToolError } from '../platform/tool-error.ts';
import { sniffMime } from './mime.ts';

/** Nothing larger is kept: a page must be able to show it, and one run must not fill the disk. */
export const MAX_ARTIFACT_BYTES = 32 * 1024 * 1024;
const NAME = /^[0-9a-f]{64}$/;

/**
 * In milliseconds. A record refers to an artifact right after it was written, and once more when its run ends: this is longer
 * than a run may take, with all that it waits for.
 */
const RECENT_MS = 72 * 60 * 60 * 1000;

/** Hashing this much takes a few milliseconds. */
const SLICE_BYTES = 1024 * 1024;

export type ReadArtifact = { state: 'whole'; mime: string; bytes: Buffer } | { state: 'missing' | 'altered' };

/** Keeps evidence by content hash: the same bytes are kept once. */
export class ArtifactStore {
  readonly dir: string;
  /** When each was last written by this app, by `performance.now()`: their records may still be on their way. */
  readonly #recent = new Map<string, number>();
  readonly #removals = new Map<string, Promise<void>>();

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Writes `bytes` durably under their sha256. @throws ToolError when they are too many; the file system's error */
  async put(file: { name: string; mime: string; bytes: Uint8Array }): Promise<ArtifactRef> {
    const bytes = file.bytes.byteLength;
    if (bytes > MAX_ARTIFACT_BYTES) {
      const message = `${file.name} has ${bytes} bytes; at most ${MAX_ARTIFACT_BYTES} are kept. Ask for less at once.`;
      throw new ToolError('error', 'artifact_too_large', message);
    }
    const sha256 = await hashOf(file.bytes);
    this.#recent.set(sha256, performance.now());
    // The same bytes may be on their way out.
    await this.#removals.get(sha256)?.catch(() => undefined);
    const path = join(this.dir, sha256);
    const ref = { sha256, mime: file.mime, bytes, name: file.name };
    if ((await this.read(sha256)).state === 'whole') return ref;
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await replaceFile(path, file.bytes);
    return ref;
  }

  /** Reads an artifact and checks that it is what its name says. The type is told from its bytes, not from a record. */
  async read(sha256: string): Promise<ReadArtifact> {
    if (!NAME.test(sha256)) return { state: 'missing' };
    const path = join(this.dir, sha256);
    try {
      const found = await stat(path);
      if (!found.isFile()) return { state: 'missing' };
      if (found.size > MAX_ARTIFACT_BYTES) return { state: 'altered' };
      const bytes = await readFile(path);
      const hash = await hashOf(bytes);
      return hash === sha256 ? { state: 'whole', mime: sniffMime(bytes), bytes } : { state: 'altered' };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'missing' };
      throw error;
    }
  }

  /**
   * Removes every artifact that is neither in `kept` nor as new as a run can be old.
   * @param kept looked for once the age of each is settled: what comes meanwhile stays
   * @returns how many stay only because they are that new
   */
  async removeAllBut(kept: () => Promise<ReadonlySet<string>>): Promise<number> {
    const since = performance.now() - RECENT_MS;
    for (const [name, written] of this.#recent) if (written < since) this.#recent.delete(name);
    const names = await kept();
    let recent = 0;
    for (const name of await this.#names()) {
      if (!NAME.test(name) || names.has(name)) continue;
      if (this.#recent.has(name)) recent++;
      else await this.#remove(name);
    }
    return recent;
  }

  async #remove(name: string): Promise<void> {
    const removal = rm(join(this.dir, name), { force: true });
    this.#removals.set(name, removal);
    try {
      await removal;
    } finally {
      this.#removals.delete(name);
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.dir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** The hex sha256, with the event loop free in between: all of a large one would hold up the app for a tenth of a second. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await immediate();
    hash.update(bytes.subarray(at, at + SLICE_BYTES));
  }
  return hash.digest('hex');
}
