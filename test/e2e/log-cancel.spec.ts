import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { CHECKOUT, test } from '../support/app.ts';
import { endedRun, fillLog } from '../support/log-fixture.ts';

/** Evidence that takes a minute to look at, and no room: one file of zeros under many names. */
function muchEvidence(userData: string) {
  const bytes = 32 * 1024 * 1024;
  const names = Array.from({ length: 1_000 }, (_, index) => index.toString(16).padStart(64, '0'));
  const folder = join(userData, 'artifacts');
  mkdirSync(folder, { recursive: true });
  const [first = '', ...others] = names;
  closeSync(openSync(join(folder, first), 'w'));
  truncateSync(join(folder, first), bytes);
  for (const name of others) linkSync(join(folder, first), join(folder, name));
  return names.map((sha256) => ({ sha256, mime: 'image/png', bytes, name: 'x.png' }));
}

test('a check, an export and an import are ended by their buttons, and leave nothing behind', async ({
  start,
  userData,
}) => {
  await fillLog(userData, {
    records: 4_000,
    drafts: endedRun('run-evidence', { artifacts: muchEvidence(userData) }),
  });
  const app = await start({ modules: [join(CHECKOUT, 'test', 'support', 'slow-writes.cjs')] });
  const { panel } = app;
  const out = test.info().outputPath('out.slow.csv');
  mkdirSync(dirname(out), { recursive: true });
  const earlier = join(userData, 'earlier.jsonl');
  writeFileSync(earlier, '{"ts":1,"tool_name":"t"}\n'.repeat(1_000_000));
  await app.inMain(
    ({ dialog }, [save = '', open = '']) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: save });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [open] });
    },
    [out, earlier],
  );
  await panel.getByRole('link', { name: 'Log' }).click();

  // The check begins by itself.
  const badge = panel.getByTitle('Check of the record');
  await badge.click();
  const check = panel.getByRole('region', { name: 'Check of the record' });
  await expect(check.getByText(/^Reading the whole record…/)).toBeVisible();
  await check.getByRole('button', { name: 'Cancel' }).click();
  await expect(badge).toContainText('Not checked yet');
  await expect(check.getByRole('button', { name: 'Check now' })).toBeEnabled();

  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const exports = panel.getByRole('region', { name: 'Export these records' });
  await exports.getByText('Table (CSV)').click();
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByText(/^Exporting…/)).toBeVisible();
  await expect.poll(() => readdirSync(dirname(out))).toHaveLength(1);
  await exports.getByRole('button', { name: 'Cancel' }).click();
  await expect(exports.getByText('The export was cancelled; no file was written.')).toBeVisible();
  expect(readdirSync(dirname(out))).toEqual([]);

  await panel.getByRole('radiogroup', { name: 'Show' }).getByText('Earlier').click();
  await panel.getByRole('button', { name: 'Import an earlier log…' }).click();
  await expect(panel.getByText(/^Importing…/)).toBeVisible();
  const imported = join(userData, 'imported');
  await expect.poll(() => existsSync(imported) && readdirSync(imported)).toHaveLength(1);
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByText('The import was cancelled; nothing was imported.')).toBeVisible();
  expect(readdirSync(imported)).toEqual([]);
  await expect(panel.getByText('Nothing imported')).toBeVisible();
  // None of it is in the record, and all of it can be begun again.
  const { entries } = await app.get('audit.query', { events: ['app'], limit: 500 });
  const done = entries.map(({ detail }) => (detail as { what?: string }).what);
  expect(done.filter((what) => what === 'exported' || what === 'legacy_imported')).toEqual([]);
});
