import type { Settings } from '../../src-preload/contract/types.ts';
import { MAX_CONFIG_BYTES, parseConfigText } from './config-text.ts';
import { readSettings, toFileObject } from './read-settings.ts';
import { replaceFileSync } from '../platform/replace-file.ts';
import { readTextUpTo } from './settings-file.ts';

/*
 * `settings-at-quit.json` in the user data: the settings as the app last had them, whole. Written after each change and
 * at quit, so that the next start can tell what the person changed in the file meanwhile, even after a crash.
 */

export interface LastSettings {
  /** Null when the app has not quit before, or the file cannot be used. */
  settings: Settings | null;
  /** Why an existing file cannot be used, in words. */
  problem: string | null;
}

/**
 * Reads the snapshot. A key that it lacks is newer than it and takes its default; one that is damaged counts as at its
 * careful side, so that the comparison says too much rather than too little.
 */
export function readLastSettings(path: string, defaults: Readonly<Settings>): LastSettings {
  let text: string | null;
  try {
    text = readTextUpTo(path, MAX_CONFIG_BYTES + 1);
  } catch (error) {
    return {
      settings: null,
      problem: `it cannot be read (${error instanceof Error ? error.message : String(error)})`,
    };
  }
  if (text === null) return { settings: null, problem: null };
  const parsed = parseConfigText(text);
  if (!parsed.ok) return { settings: null, problem: parsed.why };
  return { settings: readSettings(text, defaults).settings, problem: null };
}

/** Keeps the settings for the comparison at the next start. @throws the file system's error */
export function writeLastSettings(path: string, settings: Readonly<Settings>): void {
  const whole = toFileObject(settings, { keys: {}, tools: {} });
  replaceFileSync(path, `${JSON.stringify(whole, null, 2)}\n`);
}
