import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { openAssistants, type AssistantsBench } from '../../../support/assistants-bench.ts';
import { redirectTo, startServer, type TestServer } from '../../../support/http-server.ts';

const found = findBrowser(null);
/** One that the address guard refuses, and one that is not among the provider's hosts. */
let [refused, foreign, site]: TestServer[] = [];
const udp = createSocket('udp4');
let packets = 0;
const elsewhere = (): string => `http://localhost:${foreign?.port ?? 0}`;

/** All the ways at once in which a page can reach out without going there. */
const embeds = (origin: string): string => `
  <img src="${origin}/img"><iframe src="${origin}/frame"></iframe><link rel=prefetch href="${origin}/prefetch">
  <form action="${origin}/form" target=f method=post><input name=a></form><iframe name=f></iframe>
  <script>{
    const quiet = () => 0;
    fetch('${origin}/fetch', { mode: 'no-cors' }).catch(quiet);
    new WebSocket('${origin.replace('http', 'ws')}/socket');
    new EventSource('${origin}/events');
    navigator.sendBeacon('${origin}/beacon', 'x');
    document.forms[document.forms.length - 1].submit();
    new Worker(URL.createObjectURL(new Blob(["fetch('${origin}/worker', { mode: 'no-cors' }).catch(() => 0)"])));
  }</script>`;

beforeAll(async () => {
  [refused, foreign] = [await startServer({}), await startServer({})];
  udp.on('message', () => (packets += 1));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  site = await startServer({
    '/': '<title>Chat</title>',
    '/embeds': `<title>Embeds</title>${embeds(refused.origin)}${embeds(elsewhere())}<script>
      const pc = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udp.address().port}' }] });
      pc.createDataChannel('x');
      pc.createOffer().then((offer) => pc.setLocalDescription(offer));
      pc.onicegatheringstatechange = () => (document.title = pc.iceGatheringState);
    </script>`,
    '/away': redirectTo(`${elsewhere()}/redirect`),
    '/opens': `<title>Opens</title><button onclick="window.open('${elsewhere()}/window')">Open</button>
      <a href="${elsewhere()}/link">Go</a>`,
  });
});
afterAll(async () => {
  udp.close();
  for (const server of [site, refused, foreign]) await server?.close();
});

function open(domains: string[]): AssistantsBench {
  const privateHostsAllowed = [site?.key ?? '', `localhost:${foreign?.port ?? 0}`];
  return openAssistants({ domains, privateHostsAllowed, secure: false });
}
const reached = (): number => (refused?.connections() ?? 0) + (foreign?.connections() ?? 0) + packets;

describe.skipIf(!found.ok)(
  "an assistant's browser, on the profile that it keeps,",
  { timeout: 60_000 },
  () => {
    test('reaches the hosts of its provider that the guard lets through, and no other in any way', async () => {
      const bench = open(['127.0.0.1']);
      try {
        await bench.use(async (at) => {
          const { page } = at;
          const origin = site?.origin ?? '';
          await page.goto(`${origin}/embeds`);
          await expect.poll(() => page.title(), { timeout: 20_000 }).toBe('complete');
          await expect
            .poll(() => new Set(at.refusals().map(({ host }) => host)), { timeout: 20_000 })
            .toEqual(new Set([refused?.key, `localhost:${foreign?.port ?? 0}`]));
          await expect(page.goto(`${origin}/away`)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT');
          // The error's own page comes after the error.
          await page.waitForURL('chrome-error://chromewebdata/');
          await page.goto(`${origin}/opens`);
          await page.getByText('Open').click();
          await expect.poll(() => page.context().pages().length).toBe(2);
          await page.getByText('Go').click();
          await page.waitForURL('chrome-error://chromewebdata/');
        });
        expect(reached()).toBe(0);
        expect(bench.effects.every(({ target }) => target.includes(site?.key ?? 'none'))).toBe(true);
      } finally {
        await bench.close();
      }
    });

    test('would reach them if they were: this test can fail', async () => {
      const bench = open(['127.0.0.1', 'localhost']);
      try {
        await bench.use(async ({ page }) => {
          await page.goto(`${site?.origin ?? ''}/embeds`);
          const paths = () => new Set(foreign?.requests.map(({ path }) => path));
          const ways = ['/img', '/frame', '/form', '/fetch', '/socket', '/events', '/beacon', '/worker'];
          await expect.poll(() => ways.filter((way) => !paths().has(way)), { timeout: 20_000 }).toEqual([]);
        });
        expect(refused?.connections()).toBe(0);
      } finally {
        await bench.close();
      }
    });
  },
);
