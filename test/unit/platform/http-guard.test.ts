import type { LookupAddress } from 'node:dns';
import { afterEach, describe, expect, test } from 'vitest';
import type { Effect } from '../../../src-preload/contract/types.ts';
import { createGuardedHttp } from '../../../src-main/platform/guarded-http.ts';
import type { DialDeps } from '../../../src-main/platform/guarded-http-dial.ts';
import type { HttpAnswer, HttpLimits } from '../../../src-main/platform/platform.ts';
import { SITE_TEST } from '../../support/http-server-cert.ts';
import { redirectTo, startServer, type Handler, type TestServer } from '../../support/http-server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(routes: Record<string, Handler | string>, tls?: typeof SITE_TEST): Promise<TestServer> {
  const server = await startServer(routes, tls);
  servers.push(server);
  return server;
}

interface Got {
  answer: Promise<HttpAnswer>;
  effects: Effect[];
}

function get(url: string, limits: Partial<HttpLimits> = {}, deps: Partial<DialDeps> = {}): Got {
  const effects: Effect[] = [];
  const scope = {
    signal: AbortSignal.timeout(20_000),
    deadline: performance.now() + 20_000,
    report: (effect: Effect) => effects.push(effect),
  };
  const all = {
    maxBytes: 1_000_000,
    maxRedirects: 10,
    allowedDomains: [],
    privateHostsAllowed: [],
    onlyHosts: null,
    ...limits,
  };
  return { answer: createGuardedHttp(scope, deps).get(url, {}, all), effects };
}

/** A name server that gives these answers, one after the other; the last one for good. */
function nameServer(...answers: string[][]): { lookup: DialDeps['lookup']; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    lookup: (host): Promise<LookupAddress[]> => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(host);
      return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    },
  };
}

const refused = { status: 'policy_blocked', code: 'address_refused' };

describe('the address guard at the socket', () => {
  test('refuses a private address, and opens nothing', async () => {
    const server = await serve({ '/': 'inside' });
    const { answer, effects } = get(`${server.origin}/`);
    await expect(answer).rejects.toMatchObject(refused);
    expect(server.connections()).toBe(0);
    expect(effects).toEqual([]);
  });

  test('reaches it when host and port are allowed, and reports where it went', async () => {
    const server = await serve({ '/p': 'inside' });
    const { answer, effects } = get(`${server.origin}/p?q=1`, { privateHostsAllowed: [server.key] });
    expect(await answer).toMatchObject({ status: 200, finalUrl: `${server.origin}/p?q=1`, redirects: [] });
    expect(effects).toEqual([{ kind: 'network', target: server.origin, detail: 'GET /p?q=1 -> 127.0.0.1' }]);
  });

  test('leaves the hosts that were allowed at no hop, whatever else lets it through', async () => {
    const other = await serve({ '/': 'elsewhere' });
    const server = await serve({
      '/': redirectTo(`${other.origin}/`),
      '/stay': redirectTo('/p'),
      '/p': 'here',
    });
    const limits = { privateHostsAllowed: [server.key, other.key], onlyHosts: [server.key] };
    await expect(get(`${server.origin}/`, limits).answer).rejects.toMatchObject({
      status: 'policy_blocked',
      code: 'host_not_allowed',
    });
    expect(other.connections()).toBe(0);
    expect(await get(`${server.origin}/stay`, limits).answer).toMatchObject({ status: 200 });
    const anywhere = { ...limits, onlyHosts: null };
    expect(await get(`${server.origin}/`, anywhere).answer).toMatchObject({ finalUrl: `${other.origin}/` });
  });

  test('refuses a public name that resolves to a private address', async () => {
    const server = await serve({ '/': 'inside' });
    const { answer, effects } = get(`http://rebind.test:${server.port}/`, {}, nameServer(['127.0.0.1']));
    await expect(answer).rejects.toMatchObject(refused);
    expect(server.connections()).toBe(0);
    expect(effects).toEqual([
      { kind: 'network', target: `http://rebind.test:${server.port}`, detail: 'look up rebind.test' },
    ]);
  });

  test('refuses names for this computer without asking anyone', async () => {
    const names = nameServer(['8.8.8.8']);
    for (const url of ['http://localhost/', 'http://app.localhost./', 'https://LOCALHOST:8443/']) {
      const { answer, effects } = get(url, {}, names);
      await expect(answer).rejects.toMatchObject(refused);
      expect(effects).toEqual([]);
    }
    expect(names.asked).toEqual([]);
  });

  test('refuses a name with one private address among public ones, wherever it stands', async () => {
    const server = await serve({ '/': 'inside' });
    for (const answers of [
      ['8.8.8.8', '127.0.0.1'],
      ['2606:4700::1111', '::1', '8.8.8.8'],
    ]) {
      const { answer } = get(`http://rebind.test:${server.port}/`, {}, nameServer(answers));
      await expect(answer).rejects.toMatchObject(refused);
    }
    expect(server.connections()).toBe(0);
  });

  test('asks the name server once and connects to that very answer', async () => {
    const server = await serve({ '/': 'inside' });
    // 240.0.0.1 is unreachable, so that a second look-up, had it been made, would be seen to work.
    const names = nameServer(['127.0.0.1'], ['127.0.0.1']);
    const key = `once.test:${server.port}`;
    await get(`http://${key}/`, { privateHostsAllowed: [key] }, names).answer;
    expect(names.asked).toEqual(['once.test']);
    expect(server.connections()).toBe(1);
  });

  test('judges each hop anew: a name that turns private on the second hop is refused', async () => {
    const server = await serve({ '/': redirectTo(`/secret`), '/secret': 'inside' });
    const key = server.key;
    const names = nameServer(['127.0.0.1']);
    const turn = await serve({ '/': redirectTo(`http://turned.test:${server.port}/secret`) });
    const { answer } = get(`${turn.origin}/`, { privateHostsAllowed: [turn.key, key] }, names);
    await expect(answer).rejects.toMatchObject(refused);
    expect(server.connections()).toBe(0);
    // The same socket is not used again within a run, so that the second hop is looked up again.
    const same = nameServer(['127.0.0.1'], ['10.0.0.1']);
    const self = `self.test:${server.port}`;
    await expect(get(`http://${self}/`, {}, same).answer).rejects.toMatchObject(refused);
  });

  test.each([
    'http://127.0.0.1:%/',
    'http://localhost:%/',
    'http://0x7f.1:%/',
    'http://[::ffff:127.0.0.1]:%/',
  ])('refuses a redirect to %s', async (target) => {
    const inside = await serve({ '/': 'inside' });
    const outside = await serve({ '/': redirectTo(target.replace('%', String(inside.port))) });
    const { answer } = get(`${outside.origin}/`, { privateHostsAllowed: [outside.key] });
    await expect(answer).rejects.toMatchObject(refused);
    expect(inside.connections()).toBe(0);
  });

  test('tries the next address when one does not answer', async () => {
    const server = await serve({ '/': 'here' });
    const key = `two.test:${server.port}`;
    const { answer, effects } = get(
      `http://${key}/`,
      { privateHostsAllowed: [key] },
      nameServer(['127.0.0.77', '127.0.0.1']),
    );
    expect((await answer).body.toString()).toBe('here');
    expect(effects.map((effect) => effect.detail)).toEqual([
      'look up two.test',
      'GET / -> 127.0.0.77',
      'GET / -> 127.0.0.1',
    ]);
  });
});

describe('domains and redirects', () => {
  test('allowed_domains holds on every hop', async () => {
    const server = await serve({ '/': 'inside' });
    const first = await serve({ '/': redirectTo(`http://localhost:${server.port}/`) });
    const limits = {
      allowedDomains: ['127.0.0.1'],
      privateHostsAllowed: [first.key, `localhost:${server.port}`],
    };
    const blocked = { status: 'policy_blocked', code: 'domain_refused' };
    await expect(get(`${first.origin}/`, limits).answer).rejects.toMatchObject(blocked);
    await expect(get(`http://localhost:${server.port}/`, limits).answer).rejects.toMatchObject(blocked);
    expect(server.connections()).toBe(0);
  });

  test('follows redirects, relative ones too, keeps the fragment and tells the way', async () => {
    const server = await serve({
      '/a': redirectTo('b?x=1', 301),
      '/b': redirectTo('/c', 307),
      '/c': 'there',
    });
    const answer = await get(`${server.origin}/a#part`, { privateHostsAllowed: [server.key] }).answer;
    expect(answer.finalUrl).toBe(`${server.origin}/c#part`);
    expect(answer.redirects).toEqual([
      { status: 301, url: `${server.origin}/a#part` },
      { status: 307, url: `${server.origin}/b?x=1#part` },
    ]);
    // One connection each: no socket is carried from one check to the next.
    expect(server.connections()).toBe(3);
  });

  test('ends a loop after ten redirects', async () => {
    const server = await serve({ '/': redirectTo('/') });
    const { answer } = get(`${server.origin}/`, { privateHostsAllowed: [server.key] });
    await expect(answer).rejects.toMatchObject({
      status: 'error',
      code: 'too_many_redirects',
      transient: false,
    });
    expect(server.requests).toHaveLength(11);
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://user:pass@127.0.0.1/',
    'http://[',
    'ftp://x/',
  ])('refuses to be redirected to %s', async (target) => {
    const server = await serve({ '/': redirectTo(target) });
    const { answer } = get(`${server.origin}/`, { privateHostsAllowed: [server.key] });
    await expect(answer).rejects.toMatchObject({ status: 'error', code: 'bad_redirect' });
  });

  test.each([
    ['ftp://example.com/', 'unsupported_scheme'],
    ['file:///etc/passwd', 'unsupported_scheme'],
    ['data:text/html,x', 'unsupported_scheme'],
    ['http://user@example.com/', 'credentials_in_url'],
    ['nonsense', 'invalid_url'],
  ])('%s is %s', async (url, code) => {
    await expect(get(url).answer).rejects.toMatchObject({ status: 'invalid_args', code });
  });
});

describe('https', () => {
  test('checks the certificate against the name in the URL', async () => {
    const server = await serve({ '/': 'secret' }, SITE_TEST);
    const names = nameServer(['127.0.0.1']);
    const hosts = ['site.test', 'other.test'].map((name) => `${name}:${server.port}`);
    const limits = { privateHostsAllowed: [...hosts, server.key] };
    const trusting = { ...names, ca: SITE_TEST.cert };
    expect((await get(`https://${hosts[0]}/`, limits, trusting).answer).body.toString()).toBe('secret');
    const failed = { status: 'error', code: 'tls_failed', transient: false };
    await expect(get(`https://${hosts[1]}/`, limits, trusting).answer).rejects.toMatchObject(failed);
    await expect(get(`https://${server.key}/`, limits, trusting).answer).rejects.toMatchObject(failed);
    await expect(get(`https://${hosts[0]}/`, limits, names).answer).rejects.toMatchObject(failed);
  });

  test('is not talked out of it by the environment', async () => {
    const server = await serve({ '/': 'secret' }, SITE_TEST);
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { answer } = get(`${server.origin}/`, { privateHostsAllowed: [server.key] });
      await expect(answer).rejects.toMatchObject({ code: 'tls_failed' });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

test('a proxy in the environment is not used', async () => {
  const server = await serve({ '/': 'direct' });
  const proxy = await serve({});
  const before = { ...process.env };
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = proxy.origin;
  try {
    const { answer } = get(`${server.origin}/`, { privateHostsAllowed: [server.key] });
    expect((await answer).body.toString()).toBe('direct');
    expect(proxy.connections()).toBe(0);
  } finally {
    process.env = before;
  }
});
