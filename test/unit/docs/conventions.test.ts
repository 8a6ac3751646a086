import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changelogProblems, messageProblems } from '../../support/conventions.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
/** The conventions count from this commit on: what was there before cannot be changed. */
const SINCE = 'd3b7dbd34b4f1f01c543395f61d3899d1db63d24';

describe('commit messages', () => {
  it('follow the convention', () => {
    const { status, stdout } = spawnSync('git', ['log', '-z', '--format=%H%n%B', `${SINCE}..HEAD`], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    // A copy without its history, or with a part of it, has none that could be looked at.
    const messages = status === 0 ? stdout.split('\0').filter((each) => each !== '') : [];
    const wrong = messages.map((each) => {
      const [commit = '', ...message] = each.split('\n');
      return [commit.slice(0, 12), ...messageProblems(message.join('\n'))];
    });
    expect(wrong.filter((each) => each.length > 1)).toEqual([]);
  });

  it.each([
    ['', 'no subject'],
    ['x'.repeat(151), 'more than 150'],
    ['Door: a pause stops it.', 'full stop'],
    ['fixup! Door', 'not meant to stay'],
    ['WIP door', 'not meant to stay'],
    ['Door: a pause\nstops it', 'second line'],
  ])('are refused: %j', (message, why) => {
    expect(messageProblems(message).join()).toContain(why);
  });

  it('may have a body', () => {
    expect(messageProblems('Door: a pause stops it\n\nIt went on until its next step.\n')).toEqual([]);
  });
});

describe('the changelog', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const good =
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A door.\n\n## [1.2.0] - 2026-01-31\n\n### Fixed\n\n- It opens.\n';

  it('follows the convention', () => {
    expect(changelogProblems(read('CHANGELOG.md'), version)).toEqual([]);
  });

  it.each([
    [good.replace('## [Unreleased]\n\n### Added\n\n- A door.\n\n', ''), 'not [Unreleased]'],
    [good.replace(' - 2026-01-31', ''), 'Not a version'],
    [good.replace('### Fixed', '### Fixes'), 'Not one of'],
    [good.replace('- It opens.', '- opens'), 'Not a sentence'],
    [good.replace('1.2.0', '1.1.0'), "not the package's"],
  ])('is refused: %j', (text, why) => {
    expect(changelogProblems(good, '1.2.0')).toEqual([]);
    expect(changelogProblems(text, '1.2.0').join()).toContain(why);
  });
});

it('every page is linked from the README', () => {
  const linked = [...read('README.md').matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) => target);
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  expect(
    ['CONTRIBUTING.md', 'SECURITY.md', ...pages.map((name) => `docs/${name}`)].filter(
      (page) => !linked.includes(page),
    ),
  ).toEqual([]);
});

it('links in the documents lead to what is there', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ];
  const broken = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
  expect(broken).toEqual([]);
});
