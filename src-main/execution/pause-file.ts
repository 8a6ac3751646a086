import { z } from 'zod';
import { replaceFileSync } from '../platform/replace-file.ts';
import { readTextUpTo } from '../settings/settings-file.ts';
import type { PauseFile } from './control.ts';

const MAX_BYTES = 64 * 1024;
const pauseState = z.object({
  paused: z.boolean(),
  since: z.number().exactOptional(),
  reason: z.string().exactOptional(),
});

/** Keeps the pause in `control.json`, so that it survives a restart and a crash. */
export function pauseFile(path: string): PauseFile {
  return {
    read() {
      const text = readTextUpTo(path, MAX_BYTES);
      return text === null ? null : pauseState.parse(JSON.parse(text));
    },
    write: (state) => replaceFileSync(path, JSON.stringify(state)),
  };
}
