import { existsSync } from 'node:fs';
import { replaceFileSync } from '../platform/replace-file.ts';

/**
 * Whether the panel still begins with its first steps: until a file of this name is in the data folder. It decides nothing, so
 * it is no setting.
 */
export function firstStepsDue(path: string): boolean {
  return !existsSync(path);
}

/**
 * Taken or skipped: they are not shown again by themselves.
 * @throws the file system's error
 */
export function endFirstSteps(path: string): void {
  if (firstStepsDue(path)) replaceFileSync(path, '');
}
