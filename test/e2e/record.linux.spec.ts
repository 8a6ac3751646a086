import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { startKeyRing } from '../support/key-ring.ts';
import { verifyLog } from '../support/verify-log.ts';

/* The key ring that tests can start is the one of Linux. */

const LOG = join('logs', 'tools_audit.jsonl');

test('with a real key store the record is signed, and a cut-off end is noticed on a copy and at the next start', async ({
  start,
  userData,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const ring = await startKeyRing();
  try {
    const app = await start(ring);
    expect((await app.get('runs.start', { tool: 'git_status', args: {} })).status).toBe('ok');
    const report = await app.get('audit.verify');
    expect(report).toMatchObject({ ok: true, signed: true, problems: [] });
    const { audit } = await app.get('system.info');
    expect(audit).toEqual({ signed: true, fingerprint: report.key, problem: null });
    // The window says so, and shows the fingerprint that a check of a copy is compared with.
    await app.panel.getByRole('link', { name: 'Log' }).click();
    const badge = app.panel.getByTitle('Check of the record');
    await expect(badge).toContainText('Checked · Signed');
    await badge.click();
    const check = app.panel.getByRole('region', { name: 'Check of the record' });
    await expect(check.getByRole('term').filter({ hasText: /^Signed$/ })).toBeVisible();
    await expect(check).toContainText(audit.fingerprint?.match(/.{8}/g)?.join(' ') ?? 'none');
    await app.quit();
    const key = audit.fingerprint ?? '';
    expect(readFileSync(join(userData, 'audit-key.json'), 'utf8')).not.toContain('PRIVATE');
    expect(verifyLog(userData, '--key', key)).toMatchObject({ status: 0, report: { signed: true } });

    const path = join(userData, LOG);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, -2).join('\n')}\n`);
    expect(verifyLog(userData, '--key', key)).toMatchObject({
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

test('a key ring that was made anew: the window does not call signed what nobody can vouch for', async ({
  start,
}) => {
  const first = await startKeyRing();
  let fingerprint: string | null;
  try {
    const app = await start(first);
    await app.get('audit.verify');
    ({ fingerprint } = (await app.get('system.info')).audit);
    await app.quit();
  } finally {
    await first.stop();
  }
  const other = await startKeyRing();
  try {
    const app = await start(other);
    await app.panel.getByRole('link', { name: 'Log' }).click();
    const badge = app.panel.getByTitle('Check of the record');
    await expect(badge).toContainText('Checked · Not signed');
    await badge.click();
    const check = app.panel.getByRole('region', { name: 'Check of the record' });
    await expect(check.getByRole('term').filter({ hasText: /^Not signed$/ })).toBeVisible();
    await expect(check).toContainText('did not hand out the key');
    await expect(check).toContainText(fingerprint?.match(/.{8}/g)?.join(' ') ?? 'none');
  } finally {
    await other.stop();
  }
});
