import type { JsonObject } from '../../src-preload/contract/json.ts';
import { settingsPatch } from '../../src-preload/contract/schemas/settings.ts';
import type { Notice, Settings, SettingsPatch } from '../../src-preload/contract/types.ts';
import { checkSetting, describeIssues, type SettingProblem } from './check-setting.ts';
import { copyAside } from './copy-aside.ts';
import { deepFreeze } from './deep-freeze.ts';
import { DEFAULT_SETTINGS } from './defaults.ts';
import { changesBetween, withPatch, type SettingChange } from './direction.ts';
import { brokenFileNotice, replacedFileNotice, unwritableFileNotice } from './notices.ts';
import { carefulSettings, readSettings, toFileObject, type ReadSettings } from './read-settings.ts';
import { PLAIN_KEYS } from './rules.ts';

/**
 * The settings file, as the settings need it. electron-store stands behind it in the app, a plain file in tests: only
 * `main.ts` knows which.
 */
export interface SettingsFile {
  /** Where the file is, for messages and for the copy aside. */
  readonly path: string;
  /** The file's text, or null when there is none yet. */
  readText(): string | null;
  /** Replaces the whole file, atomically, mode 0600. @throws the file system's error */
  write(value: JsonObject): void;
}

/** A patch with a value that a setting cannot have. Nothing was changed. */
export class InvalidSettings extends Error {
  override name = 'InvalidSettings';
}

/** The settings could not be written, so that nothing was changed. `message` says why and what to do. */
export class SettingsNotWritten extends Error {
  override name = 'SettingsNotWritten';
}

export interface AppliedSettings {
  before: Readonly<Settings>;
  after: Readonly<Settings>;
  /** What really differs, toggles one by one. */
  changes: SettingChange[];
  /** The keys of `changes`. */
  changedKeys: string[];
}

export interface SettingsStore {
  /** A frozen snapshot; a later change makes a new one. */
  get(): Readonly<Settings>;
  /**
   * Makes a change that needs no consent or has it: on disk first, then in memory.
   * @throws InvalidSettings, SettingsNotWritten
   */
  apply(patch: SettingsPatch): AppliedSettings;
  /** Calls back after each change. Returns the unsubscribe function. */
  onChanged(listener: (applied: AppliedSettings) => void): () => void;
  /** What there is to say about the file, since this start. */
  readonly notices: readonly Notice[];
}

/**
 * Opens the settings: reads the file (an earlier system's as well), copies a broken one aside, and writes the defaults
 * where there is none, so that people find something to edit. Never throws: what went wrong is in `notices`.
 */
export function createSettingsStore(options: {
  file: SettingsFile;
  defaults?: Readonly<Settings>;
  onNotice?: (notice: Notice) => void;
  /** Epoch milliseconds. */
  now?: () => number;
}): SettingsStore {
  const { file, defaults = DEFAULT_SETTINGS, onNotice, now = Date.now } = options;
  const notices: Notice[] = [];
  const listeners = new Set<(applied: AppliedSettings) => void>();
  const notify = (notice: Notice): void => {
    notices.push(notice);
    onNotice?.(notice);
  };
  /** The file's text that the settings in memory know of; undefined when it could not be read or kept. */
  let known: string | null | undefined;
  const read = open();
  let current = deepFreeze(read.settings);
  if (known === null) writeDefaults();

  function open(): ReadSettings {
    let text: string | null;
    try {
      text = file.readText();
    } catch (error) {
      const careful = carefulSettings(`it cannot be read (${messageOf(error)})`);
      notify(brokenFileNotice(file.path, careful.problems, { error: 'it cannot be read' }));
      return careful;
    }
    const result = readSettings(text, defaults);
    if (result.problems.length === 0) known = text;
    else keepBroken(text, result.problems);
    return result;
  }

  function keepBroken(text: string | null, problems: readonly SettingProblem[]): void {
    try {
      const path = copyAside(file.path, 'bad', now());
      known = text;
      notify(brokenFileNotice(file.path, problems, { path }));
    } catch (error) {
      notify(brokenFileNotice(file.path, problems, { error: messageOf(error) }));
    }
  }

  function writeDefaults(): void {
    try {
      write(current);
    } catch (error) {
      notify(unwritableFileNotice(file.path, messageOf(error)));
    }
  }

  function write(settings: Readonly<Settings>): void {
    // What is in the file and not in memory was typed by a person while we ran, or is broken and not kept yet.
    const onDisk = file.readText();
    if (onDisk !== null && onDisk !== known) {
      notify(
        replacedFileNotice(file.path, copyAside(file.path, known === undefined ? 'bad' : 'edited', now())),
      );
    }
    file.write(toFileObject(settings, read.kept));
    known = file.readText();
  }

  return {
    notices,
    get: () => current,
    apply(patch) {
      const before = current;
      const after = deepFreeze(withPatch(before, validPatch(patch)));
      const changes = changesBetween(before, after);
      const applied = { before, after, changes, changedKeys: changes.map(({ key }) => key) };
      if (changes.length === 0) return applied;
      try {
        write(after);
      } catch (error) {
        throw new SettingsNotWritten(
          `The settings were not changed: ${file.path} could not be written (${messageOf(error)}). ` +
            'Check the disk and the rights of its folder, and try again.',
          { cause: error },
        );
      }
      current = after;
      for (const listener of [...listeners]) {
        try {
          listener(applied);
        } catch (error) {
          // The change stands and the other listeners must hear of it; the error still surfaces, as an uncaught one.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return applied;
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @throws InvalidSettings */
function validPatch(patch: SettingsPatch): SettingsPatch {
  const parsed = settingsPatch.safeParse(patch);
  if (!parsed.success) throw new InvalidSettings(`Not a valid change: ${describeIssues(parsed.error)}`);
  for (const key of PLAIN_KEYS) {
    if (parsed.data[key] === undefined) continue;
    const checked = checkSetting(key, parsed.data[key]);
    if (!checked.ok) throw new InvalidSettings(`Not a valid change: ${key}: ${checked.wrong}`);
  }
  return parsed.data;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
