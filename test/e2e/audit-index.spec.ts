import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';

/** Refusals, until the log is one for which the index is worth its while. */
async function grow(app: RunningApp): Promise<void> {
  for (let refused = 0; refused < 20; refused++)
    await app.get('runs.start', { tool: 'git_status', args: { wrong: 'long '.repeat(4_000) } });
}

test('what a run leaves in the record is found by the next question, from the index', async ({
  start,
  userData,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  for (let round = 0; round < 5; round++) {
    const { runId } = await app.get('runs.start', {
      tool: 'git_status',
      args: {},
      reason: `Look w${round}w`,
    });
    // A small log is searched without the index.
    if (round === 2) await grow(app);
    const { entries, indexing } = await app.get('audit.query', { text: `w${round}w`, events: ['requested'] });
    expect(entries.map((entry) => entry.run_id)).toEqual([runId]);
    expect(indexing).toBeUndefined();
    const { runs } = await app.get('audit.runs', {
      text: `w${round}w look`,
      statuses: ['ok'],
      deciders: ['mode'],
    });
    expect(runs.map((run) => run.runId)).toEqual([runId]);
  }
  const { buckets } = await app.get('audit.histogram', { query: { tools: ['git_status'] }, buckets: 4 });
  expect(buckets.reduce((sum, bucket) => sum + (bucket.ok ?? 0), 0)).toBe(5);
  expect(existsSync(join(userData, 'audit-index', 'index.db'))).toBe(true);
  await app.quit();
});
