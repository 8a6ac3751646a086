import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Effect } from '../../../../src-preload/contract/types.ts';
import { AskedHosts } from '../../../../src-main/platform/browser/asked-hosts.ts';
import {
  createEgressProxy,
  type EgressPass,
  type EgressProxy,
  type EgressRefusal,
  type EgressRules,
} from '../../../../src-main/platform/browser/egress-proxy.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

let proxy: EgressProxy;
let site: TestServer;
let effects: Effect[];
let refusals: EgressRefusal[];
let stop: AbortController;
const answers: Record<string, string[]> = {};

beforeEach(async () => {
  proxy = await createEgressProxy({
    lookup: async (name) =>
      (answers[name] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  });
  site = await startServer({ '/': 'hello', '/echo': (req, res) => void req.pipe(res) });
  effects = [];
  refusals = [];
  stop = new AbortController();
});
afterEach(async () => {
  await proxy.close();
  await site.close();
});

const rules = (more: Partial<EgressRules> = {}): EgressRules => ({
  scope: { signal: stop.signal, report: (effect) => void effects.push(effect) },
  allowedDomains: [],
  privateHostsAllowed: [site.key],
  asked: async () => true,
  onRefused: (refusal) => void refusals.push(refusal),
  ...more,
});
const using = (more?: Partial<EgressRules>): EgressPass => {
  const pass = proxy.admit();
  pass.use(rules(more));
  return pass;
};
const basic = ({ user, password }: { user: string; password: string }) => ({
  'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

function plain(target: string, headers: Record<string, string>, body?: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: proxy.port,
        host: '127.0.0.1',
        path: target,
        headers,
        method: body === undefined ? 'GET' : 'POST',
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve([answer.statusCode ?? 0, text]));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

function tunnel(
  authority: string,
  headers: Record<string, string>,
): Promise<{ status: number; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const socket = connect(proxy.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${lines.join('')}\r\n`);
    socket.once('data', (chunk) => resolve({ status: Number(chunk.toString().split(' ')[1]), socket }));
    socket.once('error', reject);
  });
}

describe('the egress proxy', () => {
  test('lets what is allowed through, both ways, and reports each connection', async () => {
    const pass = using();
    expect(await plain(`${site.origin}/`, basic(pass))).toEqual([200, 'hello']);
    expect(await plain(`${site.origin}/echo`, basic(pass), 'body')).toEqual([200, 'body']);
    const { status, socket } = await tunnel(site.key, basic(pass));
    expect(status).toBe(200);
    socket.write(`GET / HTTP/1.1\r\nHost: ${site.key}\r\nConnection: close\r\n\r\n`);
    const [answer] = await new Promise<Buffer[]>((resolve) => socket.once('data', (...all) => resolve(all)));
    expect(String(answer)).toContain('200 OK');
    expect(effects).toEqual([
      { kind: 'network', target: `http://${site.key}`, detail: 'GET -> 127.0.0.1' },
      { kind: 'network', target: `http://${site.key}`, detail: 'POST -> 127.0.0.1' },
      { kind: 'network', target: site.key, detail: 'tunnel -> 127.0.0.1' },
    ]);
    expect(site.requests.every(({ headers }) => headers['proxy-authorization'] === undefined)).toBe(true);
  });

  test('asks for the credential of a launch, and takes no other', async () => {
    const pass = using();
    const wrong = [
      {},
      basic({ user: pass.user, password: 'x' }),
      basic({ user: 'x', password: pass.password }),
    ];
    for (const headers of wrong) {
      expect((await plain(`${site.origin}/`, headers))[0]).toBe(407);
      expect((await tunnel(site.key, headers)).status).toBe(407);
    }
    pass.end();
    expect((await tunnel(site.key, basic(pass))).status).toBe(407);
    expect(site.connections()).toBe(0);
  });

  test('opens nothing to private addresses, by number, by name, or by a name that answers with one', async () => {
    answers['rebind.example'] = ['93.184.216.34', '127.0.0.1'];
    const pass = using({ privateHostsAllowed: [] });
    const port = site.port;
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `rebind.example:${port}`,
      `[::1]:${port}`,
    ]) {
      expect((await tunnel(host, basic(pass))).status).toBe(403);
      expect((await plain(`http://${host}/`, basic(pass)))[0]).toBe(403);
    }
    expect(site.connections()).toBe(0);
    expect(refusals).toHaveLength(8);
    expect(new Set(refusals.map(({ code, home }) => `${code} ${home}`))).toEqual(
      new Set(['address_refused false']),
    );
  });

  test('keeps to the allowed domains', async () => {
    const pass = using({ allowedDomains: ['*.example.com'] });
    expect((await tunnel(site.key, basic(pass))).status).toBe(403);
    expect(refusals).toMatchObject([{ code: 'domain_refused', home: false }]);
    // What no page has asked for is the browser's own, wherever it goes.
    const unasked = using({ allowedDomains: ['*.example.com'], asked: () => Promise.resolve(false) });
    expect((await tunnel(site.key, basic(unasked))).status).toBe(403);
    expect(refusals.at(-1)).toMatchObject({ code: 'browser_call_home', home: true });
    expect(site.connections()).toBe(0);
  });

  test('lets nothing through that no page has asked for, and waits a moment for it', async () => {
    const asked = new AskedHosts();
    const pass = using({ asked: (host) => asked.has(host) });
    expect((await tunnel(site.key, basic(pass))).status).toBe(403);
    expect(refusals).toMatchObject([{ host: site.key, code: 'browser_call_home', home: true }]);
    const late = tunnel(site.key, basic(pass));
    setTimeout(() => asked.add(`ws://${site.key}/socket`), 100);
    expect((await late).status).toBe(200);
    expect((await tunnel(site.key, basic(pass))).status).toBe(200);
  });

  test('lets nothing through for a context that nobody uses', async () => {
    const pass = proxy.admit();
    expect((await tunnel(site.key, basic(pass))).status).toBe(403);
    expect((await plain('http://credential.invalid/x', basic(pass)))[0]).toBe(200);
    expect(site.connections()).toBe(0);
  });

  test('ends the connections of a run with its pass or its signal', async () => {
    const pass = using();
    const first = (await tunnel(site.key, basic(pass))).socket;
    const closed = new Promise<void>((resolve) => first.once('close', () => resolve()));
    pass.end();
    await closed;
    const other = using();
    stop.abort(new Error('stopped'));
    expect((await tunnel(site.key, basic(other))).status).toBe(502);
  });

  test('takes no target that could mean two hosts', async () => {
    const pass = using();
    for (const target of [
      `a@${site.key}`,
      `${site.key}/x`,
      site.key.split(':')[0] ?? '',
      `x y:80`,
      `a#b:80`,
    ]) {
      expect((await tunnel(target, basic(pass))).status).toBe(400);
    }
    for (const target of ['/', `ftp://${site.key}/`, `http://u:p@${site.key}/`]) {
      expect((await plain(target, basic(pass)))[0]).toBe(400);
    }
    expect(site.connections()).toBe(0);
  });
});
