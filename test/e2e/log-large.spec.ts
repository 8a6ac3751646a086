import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { endedRun, fillLog, putArtifact } from '../support/log-fixture.ts';

test('records as large as they can be, and a result of ten megabytes, are scrolled through and read', async ({
  start,
  userData,
}) => {
  const rows = Array.from({ length: 24 }, (_, row) => `${'cell '.repeat(2_000)}end of row ${row}`);
  const result = JSON.stringify({ rows: Array.from({ length: 1_000 }, () => rows[0]) });
  const artifact = putArtifact(userData, {
    name: 'result.json',
    mime: 'application/json',
    bytes: Buffer.from(result),
  });
  const runs = Array.from({ length: 20 }, (_, index) => endedRun(`run-${index}`, { result: rows }));
  await fillLog(userData, { drafts: [...runs.flat(), ...endedRun('run-last', { artifacts: [artifact] })] });
  const app = await start();
  const { panel } = app;
  await panel.getByRole('link', { name: 'Log' }).click();
  await panel.getByRole('radiogroup', { name: 'Show' }).getByText('Records').click();
  const list = panel.getByRole('list', { name: 'Records, newest first' });
  const oldest = list.getByRole('button', { name: / #1$/ });
  await expect(list.getByRole('button', { name: /^Finished git_status/ }).first()).toBeVisible();
  // Several pages, however few records each has: down to the first one.
  await expect(async () => {
    await list.evaluate((element) => element.parentElement?.scrollTo(0, element.scrollHeight));
    await expect(oldest).toBeInViewport({ timeout: 500 });
  }).toPass();

  const whole = (await app.get('audit.query', { runId: 'run-3' })).entries;
  expect(JSON.stringify(whole).length).toBeGreaterThan(400_000);
  await list.getByRole('button', { name: `Finished git_status #${whole[0]?.seq}` }).click();
  const detail = panel.getByRole('region', { name: 'run-3' });
  await expect(detail.getByRole('region', { name: 'Result' })).toContainText('cell cell');
  await detail.getByRole('button', { name: /Finished/ }).click();
  await expect(detail.getByRole('button', { name: /^Show more/ }).first()).toBeVisible();

  await panel.getByRole('radiogroup', { name: 'Show' }).getByText('Runs').click();
  await panel.getByRole('button', { name: 'run-last' }).click();
  const evidence = panel.getByRole('region', { name: 'run-last' }).getByRole('region', { name: 'Evidence' });
  await evidence.getByRole('button', { name: 'Show result.json' }).click();
  const more = evidence.getByRole('button', { name: /^Show more \(10,000 of 10,0/ });
  await more.click();
  await expect(evidence.getByRole('button', { name: /^Show more \(110,000 of 10,0/ })).toBeVisible();
});
