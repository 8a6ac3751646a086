import { chownSync } from 'node:fs';

const NOBODY = 65_534;

/**
 * Runs `work` as somebody whom rights bind: root, whom nothing does, becomes nobody for the time, and owner of `paths`.
 */
export async function asOrdinaryUser<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  for (const path of paths) chownSync(path, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
