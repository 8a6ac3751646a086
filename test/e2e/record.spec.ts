import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { CHECKOUT, test } from '../support/app.ts';
import { startKeyRing } from '../support/key-ring.ts';

const LOG = join('logs', 'tools_audit.jsonl');
const HEAD = join('logs', 'tools_audit.head.json');

/** `npm run audit:verify`, with nothing of the app. */
function check(...args: string[]) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(CHECKOUT, 'scripts', 'audit-verify.mjs'), ...args, '--json'],
    { encoding: 'utf8' },
  );
  return { status, report: JSON.parse(stdout) as { problems: { kind: string }[]; signed: boolean } };
}

test('with a real key store the record is signed, and a cut-off end is noticed on a copy and at the next start', async ({
  start,
  userData,
  configure,
  repository,
}) => {
  test.skip(process.platform !== 'linux', 'The key ring that tests can start is the one of Linux.');
  configure({ workspace_roots: [repository.path] });
  const ring = await startKeyRing();
  try {
    const app = await start(ring);
    expect((await app.get('runs.start', { tool: 'git_status', args: {} })).status).toBe('ok');
    const report = await app.get('audit.verify');
    expect(report).toMatchObject({ ok: true, signed: true, problems: [] });
    const { audit } = await app.get('system.info');
    expect(audit).toEqual({ signed: true, fingerprint: report.key, problem: null });
    await app.quit();
    const key = audit.fingerprint ?? '';
    expect(readFileSync(join(userData, 'audit-key.json'), 'utf8')).not.toContain('PRIVATE');
    expect(check(userData, '--key', key)).toMatchObject({ status: 0, report: { signed: true } });

    const path = join(userData, LOG);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, -2).join('\n')}\n`);
    expect(check(userData, '--key', key)).toMatchObject({
      status: 1,
      report: { signed: false, problems: [{ kind: 'truncated' }] },
    });

    const again = await start(ring);
    const { notices, audit: after } = await again.get('system.info');
    expect(notices.map(({ id }) => id)).toContain('audit-tampering');
    expect(after.fingerprint).toBe(key);
    expect(await again.get('audit.verify')).toMatchObject({
      ok: false,
      signed: true,
      problems: [{ kind: 'truncated', seq: lines.length - 1 }],
    });
  } finally {
    await ring.stop();
  }
});

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
  expect(check(userData).status).toBe(0);
  appendFileSync(join(userData, LOG), 'x\n');
  expect(check(userData)).toMatchObject({ status: 1, report: { problems: [{ kind: 'altered' }] } });
});

test('exports what the person says where, and imports an earlier log beside the record', async ({
  start,
  userData,
}) => {
  const app = await start();
  const out = join(userData, 'report.html');
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
  const { entries, path } = await app.get('audit.export', { format: 'html', query: {} });
  expect(path).toBe(out);
  expect(entries).toBeGreaterThan(0);
  expect(readFileSync(out, 'utf8')).toContain('Record of actions');
  expect(await app.get('audit.importLegacy')).toEqual({ entries: 1, malformed: 1, malformedLines: [2] });
  const { runs } = await app.get('audit.runs', { source: 'legacy' });
  expect(runs).toMatchObject([{ tool: 'git_status', status: 'ok', caller: 'legacy' }]);
  expect(await app.get('audit.verify')).toMatchObject({ ok: true });
});
