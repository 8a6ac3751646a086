import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import {
  ELECTRON_SECURITY,
  electronSecuritySelectors,
  LINT_EXCEPTIONS,
} from '../../../scripts/lint/electron-security.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const FIXTURES = join(ROOT, 'test/fixtures/lint');

/** What these selectors alone say of a source text. */
function complaints(text: string, selectors: readonly { selector: string; message: string }[]): string[] {
  const found = new Linter().verify(
    text,
    [
      {
        files: ['**/*.tsx'],
        languageOptions: {
          parser: tseslint.parser,
          parserOptions: { ecmaFeatures: { jsx: true } },
        },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        rules: { 'no-restricted-syntax': ['error', ...selectors] },
      },
    ],
    'text.tsx',
  );
  const broken = found.find(({ fatal }) => fatal === true);
  if (broken) throw new Error(broken.message);
  return found.map(({ message }) => message);
}

describe("the lint rules for Electron's security checklist", () => {
  it.each(ELECTRON_SECURITY.map((check) => [check.id, check] as const))(
    '%s: every statement of its fixture fails',
    (id, { selector, message }) => {
      const lines = readFileSync(join(FIXTURES, `${id}.txt`), 'utf8')
        .split('\n')
        .filter(Boolean);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(complaints(line, [{ selector, message }]), line).toContain(message);
    },
  );

  it('have a fixture each, and there is none without a rule', () => {
    const names = readdirSync(FIXTURES).map((name) => name.replace(/\.txt$/, ''));
    expect(names.sort()).toEqual(ELECTRON_SECURITY.map(({ id }) => id).sort());
  });

  it('let through how it is done here', () => {
    const good = [
      "window.loadURL(pageUrl('panel'));",
      'open({ webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } });',
      "contents.setWindowOpenHandler(() => ({ action: 'deny' }));",
      'new BrowserWindow({ show: false, webPreferences: webPreferences(preload) });',
      "contents.on('will-navigate', refuse);",
      'session.setPermissionRequestHandler((contents, permission, answer) => answer(permitted(permission)));',
      'session.setDevicePermissionHandler(() => false);',
      "contextBridge.exposeInMainWorld('executionLayer', api);",
      'connect({ rejectUnauthorized: true });',
    ];
    for (const line of good) expect(complaints(line, electronSecuritySelectors()), line).toEqual([]);
  });

  it('hold for every room of the app', async () => {
    const eslint = new ESLint({ cwd: ROOT });
    expect(LINT_EXCEPTIONS).toEqual({
      'src-main/app/open-link.ts': 'no-open-external',
      'src-main/ipc/handle.ts': 'one-listener',
    });
    for (const file of [
      'src-main/app/open-link.ts',
      'src-main/main.ts',
      'src-main/app/pages.ts',
      'src-main/ipc/handle.ts',
      'src-main/ipc/emit.ts',
      'src-main/audit/chain/files.mjs',
      'src-main/platform/platform.ts',
      'src-preload/bridge.ts',
      'src-renderer/panel/App.tsx',
      'src-renderer/panel/api.ts',
      'src-renderer/approval/App.tsx',
    ]) {
      const config = (await eslint.calculateConfigForFile(join(ROOT, file))) as {
        rules: Record<string, [number, ...{ selector: string }[]]>;
      };
      const [severity, ...selectors] = config.rules['no-restricted-syntax'] ?? [0];
      expect(severity, file).toBe(2);
      const held = selectors.map(({ selector }) => selector);
      const excepted = Object.entries(LINT_EXCEPTIONS).find(([excused]) => excused === file)?.[1];
      const wanted = electronSecuritySelectors(excepted).map(({ selector }) => selector);
      expect(held, file).toEqual(expect.arrayContaining(wanted));
      expect(wanted).toHaveLength(ELECTRON_SECURITY.length - (excepted === undefined ? 0 : 1));
    }
  }, 60_000);
});
