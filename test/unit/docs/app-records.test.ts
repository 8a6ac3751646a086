import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Where records of the app itself are made. */
const FOLDERS = ['app', 'audit', 'ipc'];
/** What else is called `what` there: why the person is asked about a page, a kind of listing, the record of a removal. */
const OTHERS = ['ended', 'hangs', 'entries', 'removed'];

/** Each `what: '…'` (or `what: ITS_NAME`) of the sources; a window's is made of how it was left or ended. */
function inSources(): string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, 'src-main', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'src-main', folder, name), 'utf8')),
  );
  const windows = readFileSync(join(ROOT, 'src-main/platform/assistants/left-windows.ts'), 'utf8');
  const ends = [...(/type LeftEnd = (.*);/.exec(windows)?.[1] ?? '').matchAll(/\w+/g)].map(([end]) => end);
  const names = files.flatMap((text) =>
    [...text.matchAll(/\bwhat: (?:'([a-z_]+)'|`window_(\$)\{what\}`|([A-Z_]+)\b)/g)].flatMap(
      ([, name, window, constant]) =>
        window === undefined
          ? [name ?? constant?.toLowerCase() ?? '']
          : ['left', ...ends].map((end) => `window_${end}`),
    ),
  );
  return [...new Set(names)].filter((name) => !OTHERS.includes(name)).sort();
}

it('docs/audit-format.md names each record of the app itself, and no other', () => {
  const page = readFileSync(join(ROOT, 'docs/audit-format.md'), 'utf8');
  const [, paragraph = ''] = /^`app` records, by `detail.what`: ([^]*?)\n\n/m.exec(page) ?? [];
  const named = [...paragraph.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  expect(named.sort()).toEqual(inSources());
});
