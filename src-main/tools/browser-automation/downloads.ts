import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import type { ArtifactRef } from '../../../src-preload/contract/types.ts';
import type { Hider } from '../../platform/marked-secrets.ts';
import type { RunContext } from '../tool.ts';

/**
 * Bytes of a download that are kept, as many as of any artifact; a larger one is ended as soon as that is known, and nothing of
 * it is kept.
 */
export const MAX_DOWNLOAD_BYTES = 32 * 1024 * 1024;

/** Keeps a finished download as an artifact. */
export async function keepDownload(
  download: Download,
  { artifact }: Pick<RunContext, 'artifact'>,
  hide: Hider,
): Promise<ArtifactRef> {
  try {
    const bytes = await readFile(await download.path());
    return await artifact({
      name: safeName(hide.text(download.suggestedFilename())),
      mime: 'application/octet-stream',
      bytes,
    });
  } finally {
    await download.delete();
  }
}

/** A page names its file; nothing in the name may be a path or hide its end. */
export function safeName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N} ._()-]+/gu, '_').replace(/^\.+/, '_');
  return plain.slice(-100) || 'download';
}
