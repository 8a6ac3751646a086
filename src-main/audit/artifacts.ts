import { createHash } from 'node:crypto';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../../src-preload/contract/types.ts';

/** Keeps evidence by content hash: the same bytes are kept once. */
export class ArtifactStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Writes `bytes` durably under their sha256. @throws the file system's error */
  async put(file: { name: string; mime: string; bytes: Uint8Array }): Promise<ArtifactRef> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const path = join(this.#dir, sha256);
    const ref = { sha256, mime: file.mime, bytes: file.bytes.byteLength, name: file.name };
    if (await sameSize(path, file.bytes.byteLength)) return ref;
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.${performance.now()}.tmp`;
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(file.bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return ref;
  }
}

/** A file of that name but another size is a torn one from an earlier crash; it is written again. */
async function sameSize(path: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === bytes;
  } catch {
    return false;
  }
}
