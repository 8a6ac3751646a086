const SUBJECT_LIMIT = 150;
const SECTIONS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

/** What is wrong with a commit's message; empty when nothing is. The form is in CONTRIBUTING.md. */
export function messageProblems(message: string): string[] {
  const [subject = '', second = ''] = message.trimEnd().split('\n');
  return [
    ...(subject.trim() === '' ? ['There is no subject.'] : []),
    ...(subject.length > SUBJECT_LIMIT ? [`The subject has more than ${SUBJECT_LIMIT} characters.`] : []),
    ...(subject.endsWith('.') ? ['The subject ends with a full stop.'] : []),
    ...(/^(?:fixup|squash|amend)!|^wip\b/i.test(subject) ? ['It is not meant to stay.'] : []),
    ...(second.trim() === '' ? [] : ['The second line is not empty.']),
  ];
}

/** What is wrong with a changelog in the form of https://keepachangelog.com/en/1.1.0/; empty when nothing is. */
export function changelogProblems(text: string, version: string): string[] {
  const lines = text.split('\n');
  const heads = lines.filter((line) => line.startsWith('## '));
  const released = heads.filter((line) => line !== '## [Unreleased]');
  const entries = text
    .split(/^#+ .*$/m)
    .slice(2)
    .flatMap((part) => part.split(/^- /m).slice(1));
  return [
    ...(heads[0] === '## [Unreleased]' ? [] : ['The first version is not [Unreleased].']),
    ...released
      .filter((line) => !/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/.test(line))
      .map((line) => `Not a version with its date: ${line}`),
    ...lines
      .filter((line) => line.startsWith('### ') && !SECTIONS.includes(line.slice(4)))
      .map((line) => `Not one of ${SECTIONS.join(', ')}: ${line}`),
    ...entries
      .filter((entry) => !/^[^a-z][^]*[.)]\s*$/.test(entry))
      .map((entry) => `Not a sentence: ${entry.trim().slice(0, 80)}`),
    ...(released.length > 0 && !released[0]?.includes(`[${version}]`)
      ? [`The newest version in it is not the package's, ${version}.`]
      : []),
  ];
}
