import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../../src-preload/contract/json.ts';
import type { Plan, Settings } from '../../../../src-preload/contract/types.ts';
import { createGuardedHttp } from '../../../../src-main/platform/guarded-http.ts';
import type { RunPlatform } from '../../../../src-main/platform/platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from '../../../../src-main/platform/workers.ts';
import type { PlanContext } from '../../../../src-main/tools/tool.ts';
import { webScrape } from '../../../../src-main/tools/web-scrape/web-scrape.ts';
import {
  endless,
  html,
  redirectTo,
  startServer,
  type Handler,
  type TestServer,
} from '../../../support/http-server.ts';
import { removeWorkerBuild, workerScriptDir } from '../../../support/worker-build.ts';

let scripts = '';
beforeAll(async () => {
  scripts = await workerScriptDir();
}, 60_000);
afterAll(() => removeWorkerBuild());

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all([disposeIdleWorkers(), ...servers.splice(0).map((server) => server.close())]);
});

async function serve(routes: Record<string, Handler | string>): Promise<TestServer> {
  const server = await startServer(routes);
  servers.push(server);
  return server;
}

type Rules = Pick<Settings, 'allowed_domains' | 'private_hosts_allowed'>;
const NO_RULES: Rules = { allowed_domains: [], private_hosts_allowed: [] };

/** Fails the test when the tool looks at a setting or a part of the platform that is not its own. */
function only<T extends object>(part: Partial<T>): T {
  return new Proxy(part, {
    get: (target, key) => {
      if (!(key in target)) throw new Error(`not for this tool: ${String(key)}`);
      return target[key as keyof T];
    },
  }) as T;
}

function plan(args: JsonObject, rules: Rules = NO_RULES): Promise<Plan> {
  const context: PlanContext = {
    settings: only<Settings>(rules),
    signal: AbortSignal.timeout(20_000),
    platform: only({}),
  };
  return Promise.resolve().then(() => webScrape.plan(webScrape.args.parse(args), context));
}

async function scrape(
  args: JsonObject,
  rules: Rules,
  signal = AbortSignal.timeout(25_000),
  planned?: Plan,
): Promise<JsonObject> {
  const scope = { signal, deadline: performance.now() + 25_000, report: () => undefined };
  const platform = only<RunPlatform>({
    http: createGuardedHttp(scope),
    workers: createWorkerRunner(scope, scripts),
  });
  const parsed = webScrape.args.parse(args);
  const result = await webScrape.run(
    { plan: planned ?? (await plan(args, rules)), args: parsed },
    {
      settings: only<Settings>(rules),
      signal,
      deadline: scope.deadline,
      platform,
      onlyHosts: null,
      attempt: 1,
      step: () => ({ done: () => undefined }),
      artifact: () => Promise.reject(new Error('not for this tool')),
      evidence: () => Promise.reject(new Error('not for this tool')),
    },
  );
  return webScrape.result.parse(result) as JsonObject;
}

const local = (server: TestServer): Rules => ({ allowed_domains: [], private_hosts_allowed: [server.key] });

describe('plan', () => {
  test('says what would happen, opens no socket and asks no name server', async () => {
    const server = await serve({ '/': 'x' });
    const spies = [
      vi.spyOn(dns, 'lookup'),
      vi.spyOn(dns.promises, 'lookup'),
      vi.spyOn(net.Socket.prototype, 'connect'),
    ];
    // So that those who imported the function by its name call the spy too.
    syncBuiltinESMExports();
    const planned = await plan({ url: `${server.origin}/a?b=1`, selector: 'p' }, local(server));
    expect(planned).toMatchObject({
      risk: 'medium',
      steps: 1,
      effects: [{ kind: 'network', target: server.origin, detail: 'GET /a?b=1' }],
      facts: { url: `${server.origin}/a?b=1`, host: server.key },
    });
    expect(planned.refusal).toBeUndefined();
    await plan({ url: 'https://Example.com' });
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(server.connections()).toBe(0);
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://localhost:1/',
    'http://[::1]/',
    'http://134744072/',
  ])('the address guard refuses %s', async (url) => {
    expect((await plan({ url })).refusal).toMatchObject({ guard: 'address' });
  });

  test('an allowed host may be written in any notation that means it', async () => {
    const rules = { allowed_domains: [], private_hosts_allowed: ['127.0.0.1:80', '8.8.8.8:80'] };
    for (const url of ['http://0x7f.1/', 'http://134744072/'])
      expect((await plan({ url }, rules)).refusal).toBeUndefined();
  });

  test('the domain guard holds for allowed private hosts too', async () => {
    const rules = { allowed_domains: ['*.example.com'], private_hosts_allowed: ['127.0.0.1:80'] };
    expect((await plan({ url: 'http://127.0.0.1/' }, rules)).refusal).toMatchObject({ guard: 'domain' });
    expect((await plan({ url: 'http://example.com/' }, rules)).refusal).toMatchObject({ guard: 'domain' });
    expect((await plan({ url: 'http://www.example.com/' }, rules)).refusal).toBeUndefined();
  });

  test.each([
    [{ url: 'ftp://example.com/' }, 'unsupported_scheme'],
    [{ url: 'file:///etc/passwd' }, 'unsupported_scheme'],
    [{ url: 'example.com' }, 'invalid_url'],
    [{ url: 'http://u:p@example.com/' }, 'credentials_in_url'],
    [{ url: 'http://example.com/', selector: 'div[' }, 'invalid_selector'],
  ])('%j is invalid: %s', async (args, code) => {
    await expect(plan(args)).rejects.toMatchObject({ status: 'invalid_args', code });
  });

  test('every argument is described, unknown ones are refused', () => {
    expect(webScrape.args.safeParse({ url: 'http://x/', other: 1 }).success).toBe(false);
    expect(webScrape.args.parse({ url: 'http://x/' })).toEqual({ url: 'http://x/', mode: 'text' });
  });
});

describe('run', () => {
  test('gives the page as asked for, marked as untrusted', async () => {
    const server = await serve({
      '/': redirectTo('/page'),
      '/page': '<title>T</title><p>Hello <a href="/x">there</a></p>',
    });
    expect(await scrape({ url: `${server.origin}/`, mode: 'links', selector: 'p' }, local(server))).toEqual({
      url: `${server.origin}/`,
      finalUrl: `${server.origin}/page`,
      redirects: [{ status: 302, url: `${server.origin}/` }],
      status: 200,
      contentType: 'text/html; charset=utf-8',
      charset: 'utf-8',
      title: 'T',
      mode: 'links',
      selector: 'p',
      result: [{ text: 'there', href: `${server.origin}/x` }],
      bytes: 51,
      truncated: false,
      untrusted: true,
    });
  });

  test('a page that says 404 is a result', async () => {
    const server = await serve({});
    const result = await scrape({ url: `${server.origin}/none` }, local(server));
    expect(result).toMatchObject({ status: 404, title: 'Not here', result: 'Not here\nNo such page' });
  });

  test.each([
    ['application/pdf', '%PDF', 'text'],
    ['image/png', 'x', 'text'],
    ['application/json', '{}', 'text'],
    ['application/xml', '<a/>', 'text'],
    ['text/plain', 'a', 'links'],
  ])('refuses %s', async (type, body, mode) => {
    const server = await serve({ '/': (_q, response) => html(response, body, { 'content-type': type }) });
    await expect(scrape({ url: `${server.origin}/`, mode }, local(server))).rejects.toMatchObject({
      status: 'error',
      code: 'unsupported_content_type',
    });
  });

  test('reads plain text as text, XHTML as HTML, and an unnamed type by its bytes', async () => {
    const as =
      (type: string | null, body: string | Buffer): Handler =>
      (_q, response) => {
        if (type !== null) response.setHeader('content-type', type);
        response.end(body);
      };
    const server = await serve({
      '/text': as('text/plain; charset=iso-8859-1', Buffer.from('<b>\xe9', 'latin1')),
      '/xhtml': as('application/xhtml+xml', '<p>x</p>'),
      '/none': as(null, '<p>y</p>'),
      '/binary': as(null, Buffer.from([0x89, 0x50, 0, 1])),
    });
    const read = async (path: string): Promise<unknown> =>
      (await scrape({ url: `${server.origin}${path}` }, local(server)))['result'];
    expect(await read('/text')).toBe('<b>é');
    expect(await read('/xhtml')).toBe('x');
    expect(await read('/none')).toBe('y');
    await expect(read('/binary')).rejects.toMatchObject({ code: 'unsupported_content_type' });
  });

  test('reads 10 MB of 50, and of an endless page', async () => {
    const piece = '<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit</p>\n';
    const server = await serve({
      '/50': (_q, response) => html(response, piece.repeat(50_000_000 / piece.length)),
      '/endless': endless(piece.repeat(1000)),
    });
    for (const path of ['/50', '/endless']) {
      const result = await scrape({ url: `${server.origin}${path}`, selector: 'p' }, local(server));
      expect(result).toMatchObject({ bytes: 10_000_000, truncated: true });
      expect(result['result']).toMatch(/^Lorem/);
    }
  }, 60_000);

  test('a slow selector ends with the run, and the next run is served', async () => {
    const server = await serve({ '/': '<p><b>x</b></p>'.repeat(50_000), '/next': 'next' });
    const slow = scrape(
      { url: `${server.origin}/`, selector: ':has(~ p:has(~ p:has(~ p:has(~ i))))' },
      local(server),
      AbortSignal.timeout(1500),
    );
    await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await scrape({ url: `${server.origin}/next` }, local(server))).toMatchObject({ result: 'next' });
  });

  test('a page that is too deep for a selector is told so', async () => {
    const server = await serve({ '/': `${'<span>'.repeat(100_000)}x` });
    const url = `${server.origin}/`;
    expect(await scrape({ url }, local(server))).toMatchObject({ result: 'x' });
    await expect(scrape({ url, selector: ':contains(y)' }, local(server))).rejects.toMatchObject({
      status: 'error',
      code: 'page_too_deep',
    });
  });

  test('a refused plan does not run, even when the settings have changed since', async () => {
    const server = await serve({ '/': 'x' });
    const url = `${server.origin}/`;
    const refused = await plan({ url });
    await expect(scrape({ url }, local(server), undefined, refused)).rejects.toThrow('not a plan');
    expect(server.connections()).toBe(0);
  });
});
