import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_ARTIFACT_BYTES } from '../../../../src-main/audit/artifacts.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { MAX_DOWNLOAD_BYTES } from '../../../../src-main/tools/browser-automation/downloads.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { until } from '../../../support/door.ts';
import { endless, startServer, type TestServer } from '../../../support/http-server.ts';

const LIMIT = 1024 * 1024;
const LATER_MS = 2_000;
const file = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment; filename=a.bin',
};
let site: TestServer;
let bench: BrowserBench;
beforeAll(async () => {
  site = await startServer({
    '/': `<title>Files</title><a id=endless href="/endless">a</a> <a id=announced href="/announced">b</a>
      <a id=tab target=_blank href="/small">c</a>
      <button id=beside onclick="for (const id of ['slow', 'larger']) document.body.appendChild(
        Object.assign(document.createElement('iframe'), { src: '/' + id }))">e</button>
      <button id=both onclick="for (const id of ['small', 'later']) document.body.appendChild(
        Object.assign(document.createElement('iframe'), { src: '/' + id }))">d</button>`,
    '/endless': endless(Buffer.alloc(64 * 1024), 5, file),
    // Behind the other one, whose download has begun by then: which of two comes first is not for the page to say.
    '/later': (request, response) =>
      void setTimeout(() => endless(Buffer.alloc(64 * 1024), 5, file)(request, response), LATER_MS),
    // So slow that what has come is never near the limit.
    '/announced': endless('some', 50, { ...file, 'content-length': String(MAX_DOWNLOAD_BYTES + 1) }),
    // Begins first, and is whole only some time after the other one has said that it is too large.
    '/slow': (_request, response) => {
      // A browser that has too little of it to tell what it is waits.
      response.writeHead(200, file).write('s'.repeat(4_096));
      setTimeout(() => response.end('mall'), 2 * LATER_MS);
    },
    '/larger': (request, response) =>
      void setTimeout(
        () => endless('some', 50, { ...file, 'content-length': String(LIMIT + 1) })(request, response),
        LATER_MS,
      ),
    '/small': (_request, response) => void response.writeHead(200, file).end('small'),
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key] }, { maxDownloadBytes: LIMIT });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

const take = (selector: string) =>
  ({ action: 'click', selector, download: true, timeoutMs: 30_000 }) as const;

describe.skipIf(!findBrowser(null).ok)('a download', () => {
  test('that does not end is cut off soon after the limit, not when it is whole', async () => {
    const seen = newSeen();
    const run = bench.run({ url: site.origin, steps: [take('#endless')] }, { seen });
    await expect(run).rejects.toMatchObject({ status: 'error', code: 'download_too_large' });
    expect(seen.artifacts.map(({ name }) => name)).toEqual(['failed-step.png']);
    await until(() => site.open() === 0, 'the end of its connection');
  });

  test('that says it is larger than the limit of the tool is ended at once', async () => {
    const real = openBrowserBench({ private_hosts_allowed: [site.key] });
    try {
      const run = real.run({ url: site.origin, steps: [take('#announced')] });
      await expect(run).rejects.toMatchObject({
        code: 'download_too_large',
        message: expect.stringContaining('32 MB') as string,
      });
    } finally {
      await real.close();
    }
  });

  test('may be as large as an artifact', () => {
    expect(MAX_DOWNLOAD_BYTES).toBe(MAX_ARTIFACT_BYTES);
  });

  test('that is asked for is not lost to a larger one beside it', async () => {
    const { artifacts } = await bench.run({ url: site.origin, steps: [take('#beside')] });
    expect(artifacts.map(({ content }) => String(content))).toEqual([`${'s'.repeat(4_096)}mall`]);
  });

  test('that no step asks for is ended as it begins, also where another one is asked for', async () => {
    const seen = newSeen();
    const stop = new AbortController();
    const run = bench.run(
      { url: site.origin, steps: [take('#tab'), take('#both'), { action: 'wait', ms: 60_000 }] },
      { seen, signal: stop.signal },
    );
    const ended = expect(run).rejects.toThrow('enough');
    await until(() => seen.live.length === 4, 'the last step');
    expect(seen.artifacts.map(({ name, content }) => [name, String(content)])).toEqual(
      Array(2).fill(['a.bin', 'small']),
    );
    await until(() => site.requests.some(({ path }) => path === '/later'), 'the other download');
    await until(() => site.open() === 0, 'the end of the other download');
    stop.abort(new Error('enough'));
    await ended;
  });
});
