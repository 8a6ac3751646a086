import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { until } from '../../../support/door.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

let site: TestServer;
let bench: BrowserBench;
let root: string;

beforeAll(async () => {
  site = await startServer(PAGES);
  root = realpathSync(mkdtempSync(join(tmpdir(), 'execution-layer-upload-')));
  mkdirSync(join(root, 'sub'));
  writeFileSync(join(root, 'sub', 'a.txt'), 'inside');
  bench = openBrowserBench({ private_hosts_allowed: [site.key], workspace_roots: [root] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
  rmSync(root, { recursive: true, force: true });
});

describe.skipIf(!findBrowser(null).ok)('a step that uploads', () => {
  test('gives a file of the workspace to the page', async () => {
    const result = await bench.run({
      url: `${site.origin}/form`,
      steps: [
        { action: 'upload', label: 'File', files: ['sub/a.txt'] },
        { action: 'wait_for', text: 'inside' },
        { action: 'extract', what: 'text', selector: '#log' },
      ],
    });
    expect(result.steps.at(-1)).toMatchObject({ value: 'a.txt text/plain inside\n' });
    expect(result.effects).toContainEqual({
      kind: 'read',
      target: join(root, 'sub', 'a.txt'),
      detail: 'upload into the field "File"',
    });
    expect(result.plan.facts['files']).toMatchObject([{ realPath: join(root, 'sub', 'a.txt'), step: 0 }]);
  });

  test('plans no other file, and none that is not there', async () => {
    const plan = (file: string) =>
      bench.plan({ url: site.origin, steps: [{ action: 'upload', label: 'File', files: [file] }] });
    symlinkSync('/etc/passwd', join(root, 'link'));
    for (const file of ['/etc/passwd', '../x', 'link']) {
      expect((await plan(file)).refusal?.guard).toBe('workspace');
    }
    await expect(plan('gone')).rejects.toMatchObject({ status: 'invalid_args', code: 'file_missing' });
    await expect(plan('sub')).rejects.toMatchObject({ status: 'invalid_args', code: 'file_not_a_file' });
  });

  test('gives none that was swapped once the run had begun', async () => {
    const file = join(root, 'sub', 'a.txt');
    const seen = newSeen();
    const swapped = bench.run(
      {
        url: `${site.origin}/form`,
        steps: [
          { action: 'wait', ms: 1_000 },
          { action: 'upload', label: 'File', files: ['sub/a.txt'] },
        ],
      },
      { seen },
    );
    const denied = expect(swapped).rejects.toMatchObject({ status: 'denied', code: 'drift' });
    await until(() => seen.live.length === 2, 'the wait');
    rmSync(file);
    writeFileSync(file, 'swapped');
    await denied;
    expect(JSON.stringify(seen.effects)).not.toContain('upload into');
  });
});
