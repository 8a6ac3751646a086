import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { electronSecuritySelectors, LINT_EXCEPTIONS } from './scripts/lint/electron-security.mjs';

/** The one way to main: `ask` turns whatever fails on the way into an answer. Elsewhere the bridge is not to be had. */
const BRIDGE_ONLY_IN_API = [
  "MemberExpression[property.name='executionLayer']",
  "MemberExpression > Literal[value='executionLayer']",
  "ObjectPattern > Property[key.name='executionLayer']",
].map((selector) => ({ selector, message: 'Call the bridge through src-renderer/panel/api.ts.' }));

const ELECTRON_IPC = ['ipcMain', 'ipcRenderer', 'contextBridge'];

/**
 * Raw ipc stays in its wrappers: a handler that is registered elsewhere would miss the sender check and the schemas.
 * @param {string} [but] a rule of Electron's checklist that is left out
 */
const noRawIpc = (but) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: [
        { name: 'electron', importNames: ELECTRON_IPC, message: 'Use src-main/ipc or the preload bridges.' },
      ],
    },
  ],
  'no-restricted-syntax': [
    'error',
    ...electronSecuritySelectors(but),
    {
      selector: "CallExpression[callee.property.name='send'][callee.object.property.name='webContents']",
      message: 'Events leave through src-main/ipc/emit.ts only.',
    },
    {
      selector: "MemberExpression[object.name='electron'][property.name=/^ipc/]",
      message: 'Use src-main/ipc.',
    },
  ],
});

export default tseslint.config(
  { ignores: ['out/**', 'out-*/**', 'release/**', 'node_modules/**', 'test/fixtures/**', 'test-results/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Structural types of libraries' classes are what TypeScript checks; this rule asks for the very constructor.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A seam that is async by contract may have nothing to wait for in one implementation.
      '@typescript-eslint/require-await': 'off',
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src-*/**/*.{ts,tsx,js,mjs,cjs}'],
    rules: { 'no-restricted-syntax': ['error', ...electronSecuritySelectors()] },
  },
  {
    files: ['src-*/**/*.{ts,tsx,js,mjs,cjs}'],
    ignores: ['src-main/ipc/**', 'src-preload/*.ts'],
    rules: noRawIpc(),
  },
  ...Object.entries(LINT_EXCEPTIONS).map(([file, but]) => ({
    files: [file],
    rules: file.startsWith('src-main/ipc/')
      ? { 'no-restricted-syntax': ['error', ...electronSecuritySelectors(but)] }
      : noRawIpc(but),
  })),
  {
    // Why the deprecated one is taken is said there; the type check of both Electron versions shows the day it goes.
    files: ['src-main/app/pages.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'electron', name: 'registerBufferProtocol' }] },
      ],
    },
  },
  {
    // Its async successors are not in the oldest Electron that this runs on.
    files: ['src-main/app/key-store.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            {
              from: 'package',
              package: 'electron',
              name: ['isEncryptionAvailable', 'encryptString', 'decryptString'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    ignores: ['src-renderer/panel/api.ts'],
    rules: {
      'no-restricted-syntax': [...noRawIpc()['no-restricted-syntax'], ...BRIDGE_ONLY_IN_API],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      sourceType: 'module',
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
        structuredClone: 'readonly',
        TextDecoder: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        window: 'readonly',
        document: 'readonly',
      },
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { files: ['bench/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    // Playwright reads off a fixture's first parameter what it needs; an empty pattern is how "nothing" is spelled.
    files: ['test/**'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
);
