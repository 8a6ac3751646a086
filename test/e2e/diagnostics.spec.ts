import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { ExecutionLayerApi } from '../../src-preload/contract/api.ts';
import { test } from '../support/app.ts';

test('diagnostics are shown, then saved as they were shown; nothing of runs, secrets or folders is in them', async ({
  start,
  configure,
  repository,
  userData,
}) => {
  configure({
    workspace_roots: [repository.path],
    private_hosts_allowed: ['planted-nas:81'],
    theme: 'planted' as never,
  });
  const app = await start();
  const { panel } = app;
  const args = { cwd: repository.path };
  await app.get('runs.start', {
    tool: 'git_status',
    args,
    reason: 'planted-reason api_key=planted-key-0001',
  });
  await app.get('runs.start', {
    tool: 'web_scrape',
    args: { url: 'http://planted-host.invalid/?token=planted-0002' },
  });

  await panel.keyboard.press('ControlOrMeta+k');
  await panel.getByRole('combobox', { name: 'Type a command' }).fill('diagnostics');
  await panel.keyboard.press('Enter');
  await expect(panel.getByText('This is all that is saved.')).toBeVisible({ timeout: 20_000 });

  const path = join(userData, 'saved.json');
  await app.inMain(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await panel.getByRole('button', { name: 'Save…' }).click();
  await expect(panel.getByText('Saved.', { exact: true })).toBeVisible();
  const text = readFileSync(path, 'utf8');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(text)).toMatchObject({
    record: { ok: true },
    settings: { workspace_roots: '1 entries' },
    notices: [{ id: 'settings-broken', severity: 'warning' }],
  });
  for (const planted of ['planted', repository.path, userData]) expect(text).not.toContain(planted);
  // What is shown is what was saved.
  await expect(panel.getByText('Execution Layer, for a bug report')).toBeVisible();
  expect(await app.ask('system.saveDiagnostics', { id: 'another' })).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('diagnostics and the replay of a rule are cancelled over the bridge, each by its kind', async ({
  start,
}) => {
  const app = await start();
  const cancelled = (what: 'simulate' | 'diagnostics') =>
    app.panel.evaluate(async (kind) => {
      const api = (window as unknown as { executionLayer: ExecutionLayerApi }).executionLayer;
      const going =
        kind === 'simulate'
          ? api.rules.simulate({ tool: 'web_scrape', match: { host: 'example.com:443' } })
          : api.system.diagnostics();
      // At once: on a short record the work is done by the time that an answer takes.
      const other = api.audit.cancel({ what: kind === 'simulate' ? 'diagnostics' : 'simulate' });
      const cancel = api.audit.cancel({ what: kind });
      return { other: await other, cancel: await cancel, answer: await going };
    }, what);
  for (const what of ['diagnostics', 'simulate'] as const) {
    expect(await cancelled(what)).toMatchObject({
      other: { ok: true, value: { cancelled: false } },
      cancel: { ok: true, value: { cancelled: true } },
      answer: { ok: false, error: { code: 'cancelled' } },
    });
  }
  expect(await app.ask('audit.cancel', { what: 'diagnostics' })).toMatchObject({
    value: { cancelled: false },
  });
});
