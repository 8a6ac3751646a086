import { constants, type BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { UploadFile } from '../../platform/browser/hands.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { PlannedFile } from './facts.ts';

/** What the driver passes on from memory, bytes, over all files of a step. */
const MAX_BYTES = 40 * 1024 * 1024;

/** By name, as a person's browser would tell a page. Anything else is bytes. */
const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.xml': 'text/xml',
  '.zip': 'application/zip',
};

/**
 * Reads the files that were planned. The file that is open is held against the plan, and its bytes go to the page: between
 * a look at a path and a browser's own reading of it, something else could be put there.
 * @throws ToolError `denied` (`drift`), `error` (`file_too_large`, `file_unreadable`)
 */
export async function readPlanned(files: readonly PlannedFile[]): Promise<UploadFile[]> {
  const read: UploadFile[] = [];
  let left = MAX_BYTES;
  for (const file of files) {
    const buffer = await readOne(file, left);
    left -= buffer.length;
    const { realPath: path } = file;
    const mimeType = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
    read.push({ name: basename(path), mimeType, buffer, path });
  }
  return read;
}

/**
 * When the file was last changed, nanoseconds.
 * @throws ToolError `error` (`file_unreadable`), `invalid_args` (`file_not_a_file`: a folder, a pipe, a device)
 */
export async function changedAt(realPath: string): Promise<string> {
  const stats = await stat(realPath, { bigint: true }).catch((error: unknown) => unreadable(realPath, error));
  if (!stats.isFile()) {
    const message = `${realPath} is not a file, which is all that can be uploaded.`;
    throw new ToolError('invalid_args', 'file_not_a_file', message);
  }
  return String(stats.ctimeNs);
}

function unreadable(realPath: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  throw new ToolError('error', 'file_unreadable', `${realPath} cannot be read (${code}).`);
}

/** @throws ToolError `denied` (`drift`) */
function mustBe({ realPath, dev, ino, ctimeNs }: PlannedFile, stats: BigIntStats): void {
  if (String(stats.dev) === dev && String(stats.ino) === ino && String(stats.ctimeNs) === ctimeNs) return;
  throw new ToolError('denied', 'drift', `${realPath} is no longer the file that was planned. Run it again.`);
}

async function readOne(file: PlannedFile, maxBytes: number): Promise<Buffer> {
  const { realPath } = file;
  // Without O_NONBLOCK opening a pipe would wait for whoever writes to it, and keep one of the process's few file threads
  // for good. Windows has neither (there the flag is not defined, which counts as 0).
  const handle = await open(realPath, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) =>
    unreadable(realPath, error),
  );
  try {
    const now = await handle.stat({ bigint: true });
    mustBe(file, now);
    if (!now.isFile()) throw new ToolError('error', 'file_unreadable', `${realPath} is not a file.`);
    if (now.size > BigInt(maxBytes)) {
      throw new ToolError(
        'error',
        'file_too_large',
        `The files of one step may have ${MAX_BYTES / 1024 / 1024} MB together; ${realPath} is beyond that.`,
      );
    }
    const bytes = await handle.readFile();
    // Written to while it was read, it is a mixture that nobody has planned.
    mustBe(file, await handle.stat({ bigint: true }));
    return bytes;
  } finally {
    await handle.close();
  }
}
