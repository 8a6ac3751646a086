import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { secretHider } from '../../../../src-main/platform/marked-secrets.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { html, redirectTo, startServer, type TestServer } from '../../../support/http-server.ts';

/** What pages try, each on a page of its own; `{}` is the forbidden address, `{ws}` its socket. */
const EMBEDS: Record<string, string> = {
  image: '<img src="{}/img">',
  frame: '<iframe src="{}/frame"></iframe>',
  fetch: "<script>fetch('{}/fetch', { mode: 'no-cors' }).catch(() => 0)</script>",
  beacon: "<script>navigator.sendBeacon('{}/beacon', 'x')</script>",
  socket: "<script>new WebSocket('{ws}/socket')</script>",
  'socket of a worker':
    "<script>new Worker(URL.createObjectURL(new Blob([`new WebSocket('{ws}/w'); fetch('{}/wf').catch(() => 0)`])))</script>",
  'socket of a window': '<button id=go onclick="window.open(\'/socket\')">Go</button>',
  'socket of a frame': '<iframe src="/socket"></iframe>',
  'socket alone of a worker':
    "<script>new Worker(URL.createObjectURL(new Blob([`new WebSocket('{ws}/alone')`])))</script>",
  'shared worker': `<script>new SharedWorker('/shared.js')</script>`,
  'event stream': "<script>new EventSource('{}/events')</script>",
  preconnect:
    '<link rel="preconnect" href="{}"><link rel="prefetch" href="{}/pre"><link rel="dns-prefetch" href="{}">',
  form: '<form action="{}/form" target="f"><input name=a></form><iframe name="f"></iframe><script>document.forms[0].submit()</script>',
};
const LEAVES: Record<string, string> = {
  redirect: '',
  script: "<script>location = '{}/script'</script>",
  meta: '<meta http-equiv="refresh" content="0;url={}/meta">',
  form: '<form action="{}/form" method="post"></form><script>document.forms[0].submit()</script>',
  window: '<button id=go onclick="window.open(\'{}/window\')">Go</button>',
  link: '<a id=go href="{}/link">Go</a>',
  tab: '<a id=go href="{}/tab" target="_blank">Go</a>',
  'tab without opener': '<a id=go href="{}/tab" target="_blank" rel="noopener noreferrer">Go</a>',
};

let site: TestServer;
let forbidden: TestServer;
let bench: BrowserBench;
const udp = createSocket('udp4');
let packets = 0;

beforeAll(async () => {
  forbidden = await startServer({});
  udp.on('message', () => (packets += 1));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const fill = (text: string) =>
    text.replaceAll('{ws}', forbidden.origin.replace('http', 'ws')).replaceAll('{}', forbidden.origin);
  const pages = Object.fromEntries(
    Object.entries({
      ...EMBEDS,
      ...Object.fromEntries(Object.entries(LEAVES).map(([key, page]) => [`leave ${key}`, page])),
    }).map(([key, page]) => [`/${key.replaceAll(' ', '-')}`, `<title>${key}</title>${fill(page)}`]),
  );
  site = await startServer({
    ...pages,
    '/shared.js': (_request, response) => {
      const script = fill(
        "fetch('{}/shared', { mode: 'no-cors' }).catch(() => 0); new WebSocket('{ws}/shared-socket')",
      );
      html(response, script, { 'content-type': 'text/javascript' });
    },
    '/leave-redirect': redirectTo(`${forbidden.origin}/redirect`),
    '/rtc': `<title>rtc</title><script>
      const pc = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udp.address().port}' }] });
      pc.createDataChannel('x');
      pc.createOffer().then((offer) => pc.setLocalDescription(offer));
    </script>`,
    '/schemes': (request, response) => {
      const to = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? '';
      html(
        response,
        `<title>schemes</title><a id=go href="${to}">Go</a><a id=tab target=_blank href="${to}">Go</a>`,
      );
    },
    '/worker': `<title>worker</title><script>
      const late = ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, '/sw.js?late');
      Promise.any([navigator.serviceWorker.register('/sw.js'), late]).then(() => (document.title = 'registered'), (e) => (document.title = 'refused'))</script>`,
    '/sw.js': (_request, response) => html(response, '', { 'content-type': 'text/javascript' }),
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key] });
});
afterAll(async () => {
  await bench.close();
  udp.close();
  await site.close();
  await forbidden.close();
});

const thrown = (work: Promise<unknown>): Promise<Record<string, unknown>> =>
  work.then(
    () => ({}),
    (error: unknown) => error as Record<string, unknown>,
  );

/** Lets a page try, and holds what the run tells of it against what must be. */
async function embedded(key: string): Promise<void> {
  const clicks = EMBEDS[key]?.includes('id=go') === true;
  const result = await bench.run({
    url: `${site.origin}/${key.replaceAll(' ', '-')}`,
    // A page's script, and what it opens, come late on a busy machine.
    steps: [
      ...(clicks ? [{ action: 'click' as const, selector: '#go' }] : []),
      { action: 'wait', ms: 4_000 },
    ],
  });
  expect(result.title).toBe(clicks ? 'socket' : key);
  if (key !== 'preconnect')
    expect(result.refused).toContainEqual({ host: forbidden.key, code: 'address_refused', byPage: true });
}

describe.skipIf(!findBrowser(null).ok)('a forbidden address', () => {
  // Most of it is waiting: three at a time.
  const embeds = Object.keys(EMBEDS);
  test.each(
    Array.from({ length: Math.ceil(embeds.length / 3) }, (_, at) => embeds.slice(at * 3, at * 3 + 3)),
  )('hears nothing of pages that embed it: %s, %s, %s', async (...keys) => {
    const before = forbidden.connections();
    await Promise.all(keys.map((key) => embedded(key)));
    expect(forbidden.connections()).toBe(before);
  });

  test('hears no datagram of WebRTC', async () => {
    await bench.run({ url: `${site.origin}/rtc`, steps: [{ action: 'wait', ms: 1_500 }] });
    expect(packets).toBe(0);
  });

  test.each(Object.keys(LEAVES))('stops the run that a page leads there: %s', async (key) => {
    const before = forbidden.connections();
    const asked = `${site.origin}/leave-${key.replaceAll(' ', '-')}`;
    const clicks = LEAVES[key]?.includes('id=go') === true;
    const seen = newSeen();
    const error = await thrown(
      bench.run(
        {
          url: asked,
          steps: [
            ...(clicks ? [{ action: 'click' as const, selector: '#go' }] : []),
            { action: 'wait', ms: 2_000 },
          ],
        },
        { seen },
      ),
    );
    expect(error).toMatchObject({ status: 'policy_blocked', code: 'host_not_planned' });
    expect(error['details']).toMatchObject({ host: forbidden.key });
    expect(forbidden.connections()).toBe(before);
  });

  test('is not reached when it is planned, but private: the address guard decides', async () => {
    const plan = await bench.plan({ url: forbidden.origin });
    expect(plan.refusal?.guard).toBe('address');
    const before = forbidden.connections();
    const error = await thrown(
      bench.run({
        url: `${site.origin}/leave-script`,
        hosts: [forbidden.key],
        steps: [{ action: 'wait', ms: 2_000 }],
      }),
    );
    expect(error).toMatchObject({ status: 'policy_blocked', code: 'address_refused' });
    expect(forbidden.connections()).toBe(before);
  });

  test('is reached once the settings and the plan allow it: these tests can fail', async () => {
    const open = openBrowserBench({ private_hosts_allowed: [site.key, forbidden.key] });
    try {
      const before = forbidden.requests.length;
      await open.run({ url: `${site.origin}/image`, steps: [{ action: 'wait', ms: 500 }] });
      await open.run({
        url: `${site.origin}/leave-link`,
        hosts: [forbidden.key],
        steps: [{ action: 'click', selector: '#go' }],
      });
      const paths = forbidden.requests.slice(before).map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(['/img', '/link']));
    } finally {
      await open.close();
    }
  });

  test('is not reached by what a page embeds, where allowed_domains does not name it', async () => {
    // The same server by another name, which the address guard would let through.
    const other = `localhost:${forbidden.port}`;
    const elsewhere = await startServer({
      '/': `<title>elsewhere</title><img src="http://${other}/img"><iframe src="http://${other}/frame"></iframe>
        <script>fetch('http://${other}/fetch', { mode: 'no-cors' }).catch(() => 0); new WebSocket('ws://${other}/socket')</script>`,
    });
    const given = { private_hosts_allowed: [elsewhere.key, other, forbidden.key] };
    const narrow = openBrowserBench({ ...given, allowed_domains: ['127.0.0.1'] });
    const wide = openBrowserBench(given);
    const steps = [{ action: 'wait' as const, ms: 1_500 }];
    try {
      const before = forbidden.connections();
      const kept = await narrow.run({ url: elsewhere.origin, steps });
      expect(kept.title).toBe('elsewhere');
      expect(kept.refused).toEqual([{ host: other, code: 'domain_refused', byPage: true }]);
      expect(forbidden.connections()).toBe(before);
      // A page itself is bound as well, planned or not.
      expect((await narrow.plan({ url: `http://${other}/` })).refusal?.guard).toBe('domain');
      const wanted = ['/img', '/frame', '/fetch', '/socket'];
      const reached = (): string[] =>
        wanted.filter((way) => forbidden.requests.some(({ path }) => path === way));
      for (const ms of [1_500, 10_000]) {
        const result = await wide.run({ url: elsewhere.origin, steps: [{ action: 'wait', ms }] });
        expect(result.refused).toBeUndefined();
        if (reached().length === wanted.length) break;
      }
      expect(reached()).toEqual(wanted);
    } finally {
      await Promise.all([narrow.close(), wide.close(), elsewhere.close()]);
    }
  });

  test('is not reached by the browser itself, even where it may be: no page has asked', async () => {
    const found = findBrowser(null);
    if (!found.ok) throw new Error(found.reason);
    const scope = { signal: new AbortController().signal, deadline: Infinity, report: () => undefined };
    const session = await bench.sessions.open(scope, {
      path: found.browser.path,
      headless: true,
      acceptDownloads: false,
      idleSeconds: 0,
      leaves: () => null,
      allowedDomains: [],
      privateHostsAllowed: [site.key, forbidden.key],
      maxDownloadBytes: 1,
      hide: secretHider([]),
    });
    try {
      await session.page.goto(`${site.origin}/worker`);
      const before = forbidden.connections();
      const cdp = await session.context.newCDPSession(session.page);
      const { frameTree } = await cdp.send('Page.getFrameTree');
      // The way by which the browser gets what a page's tools want, such as source maps.
      await cdp.send('Network.loadNetworkResource', {
        frameId: frameTree.frame.id,
        url: `${forbidden.origin}/home`,
        options: { disableCache: true, includeCredentials: false },
      });
      expect(session.refusals).toMatchObject([
        { host: forbidden.key, code: 'browser_call_home', home: true },
      ]);
      expect(forbidden.connections()).toBe(before);
    } finally {
      await session.close();
    }
  });

  // The first thing that these do is to open a socket: heard of too late, it would pass for the browser's own call.
  test.each([
    'socket',
    'socket of a window',
    'socket of a frame',
    'socket alone of a worker',
    'shared worker',
  ])('is reached by a %s once it may be', async (key) => {
    const open = openBrowserBench({ private_hosts_allowed: [site.key, forbidden.key] });
    try {
      const before = forbidden.requests.length;
      const reached = (): string[] => forbidden.requests.slice(before).map(({ path }) => path);
      const paths: Record<string, string[]> = {
        'socket alone of a worker': ['/alone'],
        'shared worker': ['/shared', '/shared-socket'],
      };
      const wanted = paths[key] ?? ['/socket'];
      // A busy machine is given longer; a refusal shows either way.
      for (const ms of [2_000, 10_000]) {
        const result = await open.run({
          url: `${site.origin}/${key.replaceAll(' ', '-')}`,
          steps: [
            ...(key.endsWith('window') ? [{ action: 'click' as const, selector: '#go' }] : []),
            { action: 'wait', ms },
          ],
        });
        expect(result.refused).toBeUndefined();
        if (reached().length >= wanted.length) break;
      }
      expect(reached().toSorted()).toEqual(wanted);
    } finally {
      await open.close();
    }
  });
});

describe.skipIf(!findBrowser(null).ok)('other kinds of addresses', () => {
  test.each([
    'file:///etc/passwd',
    'chrome://settings',
    'data:text/html,<title>data</title>',
    'view-source:http://x',
  ])('a page leads nowhere with %s', async (to) => {
    for (const selector of ['#go', '#tab']) {
      const url = `${site.origin}/schemes?to=${encodeURIComponent(to)}`;
      const result = await bench
        .run({
          url,
          steps: [
            { action: 'click', selector },
            { action: 'wait', ms: 300 },
          ],
        })
        .catch((error: unknown) => error as Record<string, unknown>);
      if ('finalUrl' in result) expect(result.finalUrl).toMatch(/^(?:http:\/\/127|about:blank)/);
      else expect(result).toMatchObject({ status: 'policy_blocked', code: 'scheme_refused' });
    }
  });

  test('no service worker is registered', async () => {
    const result = await bench.run({ url: `${site.origin}/worker`, steps: [{ action: 'wait', ms: 500 }] });
    expect(result.title).toBe('refused');
    expect(site.requests.some(({ path }) => path.startsWith('/sw.js'))).toBe(false);
  });
});
