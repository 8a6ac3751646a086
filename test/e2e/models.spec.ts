import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { IPC_INVOKE } from '../../src-preload/contract/channels.ts';
import { test, type RunningApp } from '../support/app.ts';
import { pressAllow } from '../support/approval.ts';
import { startOllama, writeModel } from '../support/ollama.ts';

/** Nobody listens on the discard port. */
const SILENT = { OLLAMA_HOST: '127.0.0.1:9' };

async function openModels(panel: Page): Promise<void> {
  await panel.getByRole('link', { name: 'Models' }).click();
  await expect(panel.getByRole('region', { name: 'Folders' })).toBeVisible();
}

async function picture(panel: Page, name: string, info: TestInfo): Promise<void> {
  for (const [width, height] of [
    [900, 600],
    [1440, 900],
  ] as const) {
    await panel.setViewportSize({ width, height });
    await panel.screenshot({ path: info.outputPath(`${name}-${width}.png`) });
    // Nothing is wider than the window.
    expect(await panel.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
}

test('the models on disk, while Ollama is not running', async ({ start, userData }, info) => {
  const root = join(userData, 'models');
  const ollama = join(root, 'ollama');
  writeModel(ollama, {
    way: ['registry.ollama.ai', 'library', 'llama3.2', '3b'],
    family: 'llama',
    bytes: 2_019_393_189,
  });
  writeModel(ollama, { way: ['hf.co', 'someone', 'evil\u202Ename', 'q4'], family: 'qwen2', bytes: 900 });
  const app = await start({ env: { ...SILENT, MODELS_ROOT: root } });
  const status = await app.get('models.status');
  expect(status.modelsRoot).toEqual({ path: root, from: 'variable MODELS_ROOT', exists: true });
  expect(status.ollamaModels).toMatchObject({ path: ollama, exists: true });
  expect(status.ollama).toEqual({ url: 'http://127.0.0.1:9', answering: false });
  expect(status.models).toContainEqual({
    name: 'llama3.2',
    tag: '3b',
    size: 2_019_393_189,
    family: 'llama',
    from: 'manifest',
  });
  await openModels(app.panel);
  const table = app.panel.getByRole('region', { name: 'Models' });
  await expect(table).toContainText('2.0 GB');
  // The name that turns the line around is shown as it is.
  await expect(table).toContainText('202E');
  await expect(app.panel.getByText('Not running')).toBeVisible();
  await app.panel.emulateMedia({ colorScheme: 'light' });
  await picture(app.panel, 'disk-light', info);
  await app.panel.emulateMedia({ colorScheme: 'dark' });
  await picture(app.panel, 'disk-dark', info);
});

test('the models that Ollama lists, and what is missing', async ({ start, configure }, info) => {
  const fake = await startOllama(
    Array.from({ length: 40 }, (_, index) => ({ name: `model-${index}:latest`, size: index * 1e9 })),
  );
  try {
    configure({ models_root: '/no/such/folder' });
    const app = await start({ env: { OLLAMA_HOST: fake.host } });
    await openModels(app.panel);
    await expect(app.panel.getByText('Answering', { exact: true })).toBeVisible();
    await expect(app.panel.getByRole('region', { name: 'Folders' })).toContainText('no such folder');
    await expect(app.panel.getByRole('region', { name: 'Models' })).toContainText('model-39');
    await picture(app.panel, 'api', info);
    // To say that there is none asks: it is not surely less than before.
    await app.panel.getByRole('button', { name: 'Clear' }).click();
    await pressAllow(app);
    await expect(app.panel.getByRole('region', { name: 'Folders' })).toContainText('Not set');
    expect((await app.get('settings.get')).models_root).toBeNull();
  } finally {
    await fake.close();
  }
});

test('nothing there, and another computer that is not asked', async ({ start, userData }, info) => {
  const file = join(userData, 'file');
  writeFileSync(file, '');
  mkdirSync(join(userData, 'home'));
  const env = { OLLAMA_HOST: '192.0.2.7:11434', OLLAMA_MODELS: file, HOME: join(userData, 'home') };
  const app = await start({ env });
  expect((await app.get('models.status')).modelsRoot).toMatchObject({ path: null, exists: false });
  await openModels(app.panel);
  await expect(app.panel.getByRole('region', { name: 'Folders' })).toContainText('Not set');
  await expect(app.panel.getByText('No models', { exact: true })).toBeVisible();
  await expect(app.panel.getByRole('region', { name: 'Ollama' })).toContainText(
    'only Ollama on this computer',
  );
  await expect(app.panel.getByRole('region', { name: 'Folders' })).toContainText('a file, not a folder');
  await picture(app.panel, 'empty', info);
});

/** From now on whatever the page asks gets this answer, or none. */
function answerAll(app: RunningApp, answer: object | null): Promise<void> {
  return app.inMain(
    ({ ipcMain }, given) => {
      ipcMain.removeHandler(given.channel);
      ipcMain.handle(given.channel, () => given.answer ?? new Promise(() => undefined));
    },
    { channel: IPC_INVOKE, answer },
  );
}

test('while it looks, and when it could not', async ({ start }, info) => {
  const app = await start({ env: SILENT });
  await answerAll(app, null);
  await app.panel.getByRole('link', { name: 'Models' }).click();
  await expect(app.panel.getByRole('main').getByRole('status', { name: 'Loading' })).toBeVisible();
  await picture(app.panel, 'loading', info);
  // It says for how long, and can be given up.
  await app.panel.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(app.panel.getByText('Not looked to the end')).toBeVisible();
  const message = 'The disk does not answer.';
  await answerAll(app, { ok: false, error: { code: 'internal', message } });
  await app.panel.getByRole('link', { name: 'Rules' }).click();
  await app.panel.getByRole('link', { name: 'Models' }).click();
  const failed = app.panel.getByRole('alert').filter({ hasText: 'The models could not be looked for' });
  await expect(failed).toContainText(message);
  await expect(failed.getByRole('button', { name: 'Try again' })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.panel.emulateMedia({ colorScheme });
    await picture(app.panel, `failed-${colorScheme}`, info);
  }
});
