import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PSEUDO } from '../../../src-preload/words/pseudo.ts';
import { STATUSES } from '../../../src-preload/contract/types.ts';
import { applicationMenu } from '../../../src-main/app/application-menu.ts';
import {
  approvalPageNotice,
  loosenedNotice,
  panelPageNotice,
  recoveryNotices,
} from '../../../src-main/app/notices.ts';
import { quickItems, stateWords } from '../../../src-main/app/quick-actions.ts';
import { Updates } from '../../../src-main/app/updates.ts';
import {
  brokenFileNotice,
  replacedFileNotice,
  unwritableFileNotice,
} from '../../../src-main/settings/notices.ts';
import { speak } from '../../../src-main/texts/language.ts';
import { texts } from '../../../src-main/texts/texts.ts';

const MAIN = resolve(import.meta.dirname, '../../../src-main');
const NAME = 'Execution Layer';
const nothing = (): void => undefined;
const ACTIONS = {
  pause: nothing,
  resume: nothing,
  review: nothing,
  setDryRunDefault: nothing,
  gitStatus: nothing,
  openRun: nothing,
  open: nothing,
  quit: nothing,
};

beforeAll(() => speak(PSEUDO));

/** What has no brackets has not been taken from the one place that a translator is handed. */
const isOurs = (text: string | undefined): boolean => text?.includes('⟦') === true;

describe('what main says, in a language that is none', () => {
  it('tray and menu: every item, whatever the state', () => {
    const state = {
      paused: false,
      running: 2,
      waiting: 1,
      dryRunDefault: true,
      workspaceRoots: ['/home/anna/project'],
      recentRuns: [...STATUSES, null].map((status, at) => ({ runId: `r${at}`, tool: null, status })),
    };
    for (const each of [state, { ...state, paused: true }, { ...state, running: 0, waiting: 0 }]) {
      expect(isOurs(stateWords(each))).toBe(true);
      const labels = quickItems(each, ACTIONS).flatMap(({ label }) => label ?? []);
      expect(labels.length).toBeGreaterThan(20);
      expect(labels.filter((label) => !isOurs(label))).toEqual([]);
    }
  });

  it('the application menu on every system, down to its last item', () => {
    type Item = ReturnType<typeof applicationMenu>[number];
    const labels = (items: readonly Item[]): string[] =>
      items.flatMap(({ label, type, role, submenu }) => [
        ...(type === 'separator' ? [] : [label ?? `no label: ${String(role)}`]),
        ...(Array.isArray(submenu) ? labels(submenu) : []),
      ]);
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const all = labels(applicationMenu([], platform));
      expect(all.length).toBeGreaterThan(10);
      expect(all.filter((label) => !isOurs(label) && label !== NAME)).toEqual([]);
    }
  });

  it('notices: their titles, and all that is not what was found', () => {
    const change = { key: 'approval_mode', from: 'read_only', to: 'auto' } as const;
    const recovery = {
      unavailable: 'No space is left.',
      torn: { bytes: 3, sideFile: '/torn' },
      damaged: { seq: 3, message: 'found' },
      tampering: { kind: 'truncated', seq: 3, message: 'found' },
      interrupted: [{ runId: 'r1', tool: null }],
    } as unknown as Parameters<typeof recoveryNotices>[0];
    const notices = [
      ...recoveryNotices(recovery),
      approvalPageNotice('It crashed.'),
      panelPageNotice('crashed'),
      ...loosenedNotice([change], null),
      ...loosenedNotice([], 'it is broken'),
      brokenFileNotice('/f', [{ key: null, wrong: 'x', used: 'y' }], { path: '/copy' }),
      replacedFileNotice('/f', '/copy'),
      unwritableFileNotice('/f', 'EACCES'),
    ];
    expect(notices.length).toBe(12);
    expect(notices.filter(({ title }) => !isOurs(title))).toEqual([]);
    const found = ['No space is left.', 'found'];
    expect(notices.filter(({ message }) => !isOurs(message) && !found.includes(message))).toEqual([]);
  });

  it('questions of the system’s own, every part of them', async () => {
    const asked: object[] = [];
    const updates = new Updates({
      feed: () => 'https://updates.example/',
      engine: () =>
        Promise.resolve({
          check: () => Promise.resolve({ version: '2.0.0', bytes: 5_000_000 }),
          download: () => Promise.resolve(),
          install: nothing,
        }),
      record: () => Promise.resolve(),
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(true);
      },
      changed: nothing,
      now: () => 1,
    });
    await updates.check('panel');
    await updates.download();
    await updates.install();
    const { link, remove, page } = texts;
    asked.push({ ...link, message: link.message('a.example'), detail: link.detail('https://a.example/') });
    asked.push({ ...remove, detail: remove.detail('/data') }, page.hangs);
    expect(asked).toHaveLength(5);
    expect(
      asked.flatMap((question) => Object.values(question).map(String)).filter((part) => !isOurs(part)),
    ).toEqual([]);
    expect(isOurs(texts.waiting.title('git_status', 2))).toBe(true);
    expect(isOurs(texts.waiting.body('high', 'panel'))).toBe(true);
  });
});

it('no word that main shows stands beside the one place for them', () => {
  const files = readdirSync(join(MAIN, 'app'))
    // The app's own log is read by who mends it.
    .filter((name) => name !== 'app-log.ts')
    .map((name) => join(MAIN, 'app', name))
    .concat(join(MAIN, 'settings', 'notices.ts'), join(MAIN, 'main.ts'));
  const written = /\b(title|message|detail|label|body|yes|buttons)\s*:\s*(\[\s*)?['"`][^'"`]*\p{L}{2}/gu;
  const boxes = /\b(showErrorBox|pickFolder|problemNotice\(\s*'[^']*',)\(?\s*['"`]/g;
  const stray = files.flatMap((file) => {
    const code = readFileSync(file, 'utf8');
    const found = [...code.matchAll(written), ...code.matchAll(boxes)].map(([text]) => text);
    // A name is the same in every language.
    return found.filter((text) => text !== `title: '${NAME}`).map((text) => `${file}: ${text}`);
  });
  expect(stray).toEqual([]);
});
