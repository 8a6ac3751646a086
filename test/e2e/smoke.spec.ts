import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { CHECKOUT, test } from '../support/app.ts';

test('the one-command proof says on one line that all is as expected, of the folder that is given', async ({
  repository,
}) => {
  test.slow();
  const args = [join(CHECKOUT, 'scripts', 'smoke.mjs'), '--json', '--workspace', repository.path];
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((done) =>
    execFile(process.execPath, args, { cwd: CHECKOUT, timeout: 90_000 }, (error, out) =>
      done({ code: error?.code ?? 0, stdout: out }),
    ),
  );
  const proof = JSON.parse(stdout) as Record<string, unknown>;
  expect(stdout.trimEnd()).not.toContain('\n');
  expect(proof).toMatchObject({
    failed: 0,
    dryRun: { status: 'dry_run' },
    run: { status: 'ok' },
    scrape: { status: 'ok' },
  });
  expect(Object.keys(proof)).toEqual(
    expect.arrayContaining(['runtime', 'tools', 'dryRun', 'run', 'scrape', 'audit', 'passed', 'failed']),
  );
  expect(proof['tools']).toHaveLength(5);
  expect(JSON.stringify(proof['run'])).toContain(repository.path);
  expect(code).toBe(0);
});
