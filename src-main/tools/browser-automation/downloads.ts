import { readFile, stat } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import type { ArtifactRef } from '../../../src-preload/contract/types.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { RunContext } from '../tool.ts';

/** Bytes of a download that are kept; a larger one is refused whole. */
export const MAX_DOWNLOAD_BYTES = 100 * 1024 * 1024;

/** Keeps a finished download as an artifact. @throws ToolError `error` (`download_failed`, `download_too_large`) */
export async function keepDownload(download: Download, context: RunContext): Promise<ArtifactRef> {
  const failure = await download.failure();
  if (failure !== null) throw new ToolError('error', 'download_failed', `The download failed: ${failure}.`);
  const path = await download.path();
  try {
    const { size } = await stat(path);
    if (size > MAX_DOWNLOAD_BYTES) {
      const limit = MAX_DOWNLOAD_BYTES / 1024 / 1024;
      throw new ToolError(
        'error',
        'download_too_large',
        `The download is larger than ${limit} MB; it was not kept.`,
      );
    }
    const bytes = await readFile(path);
    return await context.artifact({
      name: safeName(download.suggestedFilename()),
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
