import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * A small file as text; null when it is none that can be read: not a plain file (a pipe would keep its reader waiting), longer
 * than `maxBytes`, or gone.
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<string | null> {
  try {
    // Without O_NONBLOCK opening a pipe would wait for whoever writes to it. Windows has neither (there the flag is not defined, which counts as 0).
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      const buffer = Buffer.alloc(maxBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
        length += bytesRead;
        if (length > maxBytes) return null;
        if (bytesRead === 0) return buffer.toString('utf8', 0, length);
      }
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
