import { z } from 'zod';
import { ruleMatch } from '../../src-preload/contract/schemas/common.ts';
import { RISKS } from '../../src-preload/contract/types.ts';
import { copyAside } from '../settings/copy-aside.ts';
import { replaceFileSync } from '../platform/replace-file.ts';
import { readTextUpTo } from '../settings/settings-file.ts';

const MAX_BYTES = 4 * 1024 * 1024;

const storedRule = z.strictObject({
  id: z.string().min(1),
  tool: z.string(),
  toolVersion: z.string(),
  schemaHash: z.string(),
  match: ruleMatch,
  risk: z.enum(RISKS),
  createdAt: z.number(),
  expiresAt: z.number(),
  uses: z.number().int(),
  lastUsedAt: z.number().nullable(),
});
/** A rule as `rules.json` keeps it; times in epoch seconds. */
export type StoredRule = z.infer<typeof storedRule>;

const storedRules = z.strictObject({
  /** The latest time that was seen while these rules stood, epoch seconds: what it is past has expired for good. */
  seenAt: z.number(),
  rules: z.array(storedRule),
});
export type StoredRules = z.infer<typeof storedRules>;

export interface RulesFile {
  /** @throws when there is a file that cannot be read or understood */
  read(): StoredRules;
  /** @throws the file system's error */
  write(stored: StoredRules): void;
}

/**
 * `rules.json`: replaced as a whole, so that a crash leaves the old rules or the new ones. One that could not be
 * understood is copied aside before it is replaced.
 */
export function rulesFile(path: string): RulesFile {
  let broken = false;
  return {
    read() {
      broken = true;
      const text = readTextUpTo(path, MAX_BYTES);
      const stored = text === null ? { seenAt: 0, rules: [] } : storedRules.parse(JSON.parse(text));
      broken = false;
      return stored;
    },
    write(stored) {
      if (broken) copyAside(path, 'bad', Date.now());
      broken = false;
      replaceFileSync(path, JSON.stringify(stored, null, 2));
    },
  };
}
