import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LONG } from '../../support/long.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const COPIED = [
  'src-main',
  'src-preload',
  'config',
  'test/support',
  'scripts',
  'tsconfig.json',
  'package.json',
];
const TOOL = 'src-main/tools/check-link';
const SPEC = 'test/unit/tools/check-link.test.ts';

/** What the page has the reader do: whole files, and lines put into files that are there. */
function steps(): { kind: 'file' | 'edit'; path: string; text: string }[] {
  const page = readFileSync(join(ROOT, 'docs/adding-a-tool.md'), 'utf8');
  const found = page.matchAll(/<!-- (file|edit): (\S+) -->\n+```\w+\n([^]*?\n)```/g);
  return [...found].map(([, kind = '', path = '', text = '']) => ({
    kind: kind as 'file' | 'edit',
    path,
    text,
  }));
}

/** Puts the `+` lines where the others say. */
function edited(before: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const old = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1));
  const now = lines.map((line) => line.slice(1));
  const parts = before.split(`${old.join('\n')}\n`);
  if (parts.length !== 2) throw new Error(`It is there ${parts.length - 1} times:\n${old.join('\n')}`);
  return parts.join(`${now.join('\n')}\n`);
}

function run(folder: string, script: string, ...args: string[]): string {
  const path = join(ROOT, 'node_modules', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 200_000,
  });
  return status === 0 ? 'ok' : `${stdout}${stderr}`;
}

it('a tool that is added by the book works; in the long form, has all the types that it needs too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'execution-layer-book-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const each of COPIED) cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { kind, path, text } of steps()) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, kind === 'file' ? text : edited(readFileSync(at, 'utf8'), text));
  }
  writeFileSync(
    join(folder, 'tsconfig.book.json'),
    JSON.stringify({
      extends: './tsconfig.json',
      include: [TOOL, SPEC, 'src-main/**/*.d.ts', 'src-main/tools', 'src-main/settings'],
    }),
  );
  if (LONG) expect(run(folder, 'typescript-native/bin/tsc', '-p', 'tsconfig.book.json')).toBe('ok');
  expect(run(folder, 'vitest/vitest.mjs', 'run', '--root', folder, SPEC)).toBe('ok');
}, 420_000);
