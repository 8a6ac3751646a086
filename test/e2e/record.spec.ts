import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { verifyLog } from '../support/verify-log.ts';

const LOG = join('logs', 'tools_audit.jsonl');
const HEAD = join('logs', 'tools_audit.head.json');

test('without a key store the record is not signed, and says so', async ({ start, userData }) => {
  const app = await start({ args: ['--password-store=basic'] });
  const report = await app.get('audit.verify');
  expect(report).toMatchObject({ ok: true, signed: false });
  expect(report.unsigned).toMatch(/key store/);
  expect((await app.get('system.info')).audit).toEqual({
    signed: false,
    fingerprint: null,
    problem: report.unsigned,
  });
  expect(existsSync(join(userData, 'audit-key.json'))).toBe(false);
  await app.quit();
  // Also unsigned, the head is exact when the app has ended in order.
  expect(JSON.parse(readFileSync(join(userData, HEAD), 'utf8'))).toMatchObject({
    count: readFileSync(join(userData, LOG), 'utf8').trimEnd().split('\n').length,
  });
  expect(verifyLog(userData).status).toBe(0);
  appendFileSync(join(userData, LOG), 'x\n');
  expect(verifyLog(userData)).toMatchObject({ status: 1, report: { problems: [{ kind: 'altered' }] } });
});

test('exports what the person says where, and imports an earlier log beside the record', async ({
  start,
  userData,
}) => {
  const app = await start();
  // In the folder of the app's own files it would be refused.
  const out = test.info().outputPath('report.html');
  const old = join(userData, 'old.jsonl');
  writeFileSync(
    old,
    `${JSON.stringify({ ts: 1_600_000_000, tool_name: 'git_status', status: 'success' })}\nx\n`,
  );
  // The system's dialogs cannot be pressed by a test; what they answer is what a person would have picked.
  await app.inMain(
    ({ dialog }, [save, open]) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: save ?? '' });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [open ?? ''] });
    },
    [out, old],
  );
  mkdirSync(dirname(out), { recursive: true });
  const { entries, path } = await app.get('audit.export', { format: 'html', query: {} });
  expect(path).toBe(out);
  expect(entries).toBeGreaterThan(0);
  expect(readFileSync(out, 'utf8')).toContain('Record of actions');
  expect(await app.get('audit.importLegacy')).toEqual({ entries: 1, malformed: 1, malformedLines: [2] });
  const { runs } = await app.get('audit.runs', { source: 'legacy' });
  expect(runs).toMatchObject([{ tool: 'git_status', status: 'ok', caller: 'legacy' }]);
  expect(await app.get('audit.verify')).toMatchObject({ ok: true });
});
