import type { Notice } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/texts.ts';
import type { SettingProblem } from './check-setting.ts';

const words = texts.notices;

const SHOWN = 12;

/** What could not be used of the file, what counts instead, and where the copy of the file is. */
export function brokenFileNotice(
  file: string,
  problems: readonly SettingProblem[],
  copy: { path: string } | { error: string },
): Notice {
  const lines = problems
    .slice(0, SHOWN)
    .map(({ key, wrong, used }) => words.settingsBrokenOne(key, wrong, used));
  if (problems.length > SHOWN) lines.push(words.settingsBrokenMore(problems.length - SHOWN));
  lines.push(
    'path' in copy ? words.settingsCopied(copy.path, file) : words.settingsNotCopied(copy.error, file),
  );
  return {
    id: 'settings-broken',
    severity: 'warning',
    title: words.settingsBroken,
    message: lines.join('\n'),
  };
}

/** The app had to write the file, and what it held was not what the app had read or written. */
export function replacedFileNotice(file: string, copy: string): Notice {
  return {
    id: 'settings-replaced',
    severity: 'warning',
    title: words.settingsReplaced,
    message: words.settingsReplacedWhat(file, copy),
  };
}

export function unwritableFileNotice(file: string, error: string): Notice {
  return {
    id: 'settings-unwritable',
    severity: 'warning',
    title: words.settingsUnwritable,
    message: words.settingsUnwritableWhat(file, error),
  };
}
