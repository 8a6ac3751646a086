import type { Notice } from '../../src-preload/contract/types.ts';
import type { SettingProblem } from './check-setting.ts';

const SHOWN = 12;

/** What could not be used of the file, what counts instead, and where the copy of the file is. */
export function brokenFileNotice(
  file: string,
  problems: readonly SettingProblem[],
  copy: { path: string } | { error: string },
): Notice {
  const lines = problems
    .slice(0, SHOWN)
    .map(({ key, wrong, used }) => `${key ?? 'The whole file'}: ${wrong}. Used instead: ${used}.`);
  if (problems.length > SHOWN) lines.push(`And ${problems.length - SHOWN} more.`);
  lines.push(
    'path' in copy
      ? `The file as it was is kept at ${copy.path}. Mend ${file} and start the app again, or change the settings here.`
      : `No copy of it could be made: ${copy.error}. ${file} stays as it is until one can.`,
  );
  return {
    id: 'settings-broken',
    severity: 'warning',
    title: 'Some settings could not be read; the careful side is used',
    message: lines.join('\n'),
  };
}

/** The app had to write the file, and what it held was not what the app had read or written. */
export function replacedFileNotice(file: string, copy: string): Notice {
  return {
    id: 'settings-replaced',
    severity: 'warning',
    title: 'The settings file was changed by someone else',
    message:
      `A change made here has replaced ${file}, which was edited while the app was running or could not be read before. ` +
      `The file as it was is kept at ${copy}. Settings are read at the start: edit the file while the app is closed.`,
  };
}

export function unwritableFileNotice(file: string, error: string): Notice {
  return {
    id: 'settings-unwritable',
    severity: 'warning',
    title: 'The settings file could not be created',
    message: `The defaults are used. ${file} could not be written: ${error}. Changes of the settings will fail until it can; check the rights of its folder.`,
  };
}
