import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import {
  failureOf,
  newSeen,
  openBrowserBench,
  valuesOf,
  type BrowserBench,
  type Seen,
} from '../../../support/browser-run.ts';
import { html, startServer, type TestServer } from '../../../support/http-server.ts';

type Steps = BrowserArgs['steps'];

/** Another site to the browser, and so a process of its own for what is embedded from there. */
const otherSite = (): string => `http://localhost:${site.port}`;

/** Ways in which a page shows what was typed into its password field, by the id of the element that does. */
const SHOWN: Record<string, string> = {
  field: '<input id=field>',
  capitals: '<input id=capitals data-upper>',
  short: '<input id=short maxlength=5 data-cut>',
  area: '<textarea id=area></textarea>',
  placeholder: '<input id=placeholder data-as=placeholder>',
  list: '<select id=list style="width: 200px"><option></option></select>',
  shadow: '<my-field></my-field>',
  // In pieces, each of which says of itself that it is to be seen.
  text: '<p>It is <b id=text data-pieces style="visibility: visible; display: block; width: 300px"></b></p>',
};
/** Pressed, the button shows the password: not as it was typed, in a field that is no password any more nor the first one. */
const shows = (frame: string): string => `<title>Shows</title><div id=above></div><input id=pw type=password>
  <button id=show>Show password</button>${Object.values(SHOWN).join('')}
  <iframe id=frame src="${frame}"></iframe>
  <script>
    customElements.define('my-field', class extends HTMLElement {
      connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<input id=shadow>'; }
    });
    const all = ${JSON.stringify(Object.keys(SHOWN))}.map((id) =>
      document.getElementById(id) ?? document.querySelector('my-field').shadowRoot.getElementById(id));
    pw.addEventListener('input', () => {
      frame.contentWindow.postMessage(pw.value, '*');
      for (const each of all) {
        let text = pw.value;
        if ('upper' in each.dataset) text = text.toUpperCase();
        if ('cut' in each.dataset) text = text.slice(0, 5);
        if ('pieces' in each.dataset) each.innerHTML =
          [...text].map((piece) => '<i style="visibility: visible">' + piece + '</i>').join('');
        else if (each.tagName === 'SELECT') each.options[0].text = text;
        else each[each.dataset.as ?? 'value'] = text;
      }
    });
    show.onclick = () => {
      pw.type = 'text';
      pw.value = [...pw.value].join(' ');
      above.innerHTML = '<input type=password>';
    };
  </script>`;

let site: TestServer;
let bench: BrowserBench;

beforeAll(async () => {
  site = await startServer({
    ...PAGES,
    '/shows': (_request, response) => html(response, shows(`${otherSite()}/mirror`)),
    // Says what was typed where only so much of it is told, and in other cases.
    '/tells': `<title>t</title><input id=pw type=password><button onclick="tell()">Tell</button><button id=y></button>
      <p id=upper style="text-transform: uppercase"></p><a href="/">a</a><script>
        const tell = () => {
          document.title = 't'.repeat(995) + pw.value;
          y.textContent = 'y'.repeat(55) + pw.value;
          upper.textContent = pw.value;
          document.querySelector('a').href = 'http://' + pw.value + '.localhost/';
          fetch('http://' + pw.value + '.localhost/').catch(() => 0);
          alert('x'.repeat(195) + pw.value);
        };
      </script>`,
    '/foreign': (_request, response) =>
      html(response, `<iframe id=foreign src="${otherSite()}/shows" width=900 height=400></iframe>`),
    '/mirror': `<title>Mirror</title><input id=shown><script>
      addEventListener('message', ({ data }) => { shown.value = data; shown.className = 'got'; });
    </script>`,
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key, `localhost:${site.port}`] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

const at = (path: string, steps: Steps) => bench.run({ url: `${site.origin}${path}`, steps });
const failure = (path: string, steps: Steps) => failureOf(bench, { url: `${site.origin}${path}`, steps });

/** What can be compared of pictures and prints, by name: a print also says when it was made. */
const comparable = ({ artifacts }: Pick<Seen, 'artifacts'>): [string, string][] =>
  artifacts.map(({ name, content }) => [
    name,
    content.toString('latin1').replace(/\/(?:CreationDate|ModDate) \([^)]*\)/g, ''),
  ]);

/** The names of those that are alike. */
const same = (given: [string, string][], as: [string, string][]): string[] =>
  given.flatMap(([name, content], index) => (as[index]?.[1] === content ? [name] : []));

/**
 * The names of those that are alike in one of a few takes. A page of another process, or a busy machine, shows the press of a
 * button a moment sooner or later: what tells nothing of the secret is alike in one of them, what tells something in none.
 */
async function alike(as: [string, string][], take: () => Promise<[string, string][]>): Promise<string[]> {
  const found = new Set<string>();
  for (let takes = 0; takes < 4 && found.size < as.length; takes += 1)
    for (const name of same(await take(), as)) found.add(name);
  return as.flatMap(([name]) => (found.has(name) ? [name] : []));
}

describe.skipIf(!findBrowser(null).ok)('a secret that is typed', () => {
  test('comes back nowhere, whatever the page does with it', async () => {
    const secret = 'hunter2 &<"é';
    const typed = [
      { action: 'type', label: 'Password', text: secret, secret: true },
      { action: 'extract', what: 'value', selector: '#pw' },
      { action: 'screenshot', selector: '#pw', fileName: 'field.png' },
    ] satisfies Steps;
    const result = await at('/form', [
      ...typed,
      { action: 'click', byText: 'Send' },
      { action: 'extract', what: 'text' },
      { action: 'extract', what: 'html' },
    ]);
    const all = JSON.stringify({ ...result, artifacts: [] });
    for (const form of [secret, 'hunter2', encodeURIComponent(secret), 'hunter2+%26'])
      expect(all).not.toContain(form);
    expect(valuesOf(result)[0]).toBe('••••••');
    expect(result.finalUrl).toContain('pw=••••••');

    const { error, seen } = await failure('/form', [
      ...typed,
      { action: 'click', byText: secret, timeoutMs: 300 },
    ]);
    expect(
      JSON.stringify([error['message'], error['details'], seen.live, seen.effects, seen.plan]),
    ).not.toContain('hunter2');
  });

  test('comes back nowhere in part or in another case either, wherever it is cut', async () => {
    const seen = newSeen();
    const typed: Steps = [
      { action: 'type', selector: '#pw', text: 'HunterTwo99', secret: true },
      { action: 'click', byText: 'Tell' },
      { action: 'extract', what: 'text', selector: '#upper' },
      { action: 'extract', what: 'attribute', attribute: 'href', selector: 'a' },
    ];
    const result = await bench.run({ url: `${site.origin}/tells`, steps: typed }, { seen });
    // All of it was there: the dialog, the title, the text, the address, the host.
    expect(result.effects.map(({ detail }) => detail).join()).toContain(`alert dialog: ${'x'.repeat(190)}`);
    expect(result.title).toMatch(/^t{995}/);
    expect(valuesOf(result)).toEqual(['••••••', 'http://••••••.localhost/']);
    expect(result.refused).toMatchObject([{ host: '••••••.localhost:80', code: 'address_refused' }]);
    const missed: Steps = [...typed, { action: 'click', byText: 'yyyyyyyy', nth: 3, timeoutMs: 300 }];
    const { error, seen: failed } = await failure('/tells', missed);
    expect(error['message']).toContain('button "yyyyyy');
    const told = [result.steps, result.title, result.finalUrl, result.refused, seen.effects, seen.live];
    const said = [error['message'], error['details'], failed.live, failed.effects];
    expect(JSON.stringify([...told, ...said])).not.toMatch(/hunt/i);
  });

  test('is covered in pictures and in print, those of a step that fails too', async () => {
    /** Picture, print and picture of the failure of a page that had this typed into it. */
    const taken = async (text: string, secret = true): Promise<[string, string][]> => {
      const { seen } = await failure('/form', [
        { action: 'type', label: 'User', text, secret },
        { action: 'screenshot' },
        { action: 'pdf' },
        // The next page writes out what it was sent.
        { action: 'click', byText: 'Send' },
        { action: 'screenshot' },
        { action: 'click', selector: '#none', timeoutMs: 300 },
      ]);
      const names = ['step-2.png', 'step-3.pdf', 'step-5.png', 'failed-step.png'];
      expect(seen.live.map(({ outcome }) => outcome)).toEqual([...Array<string>(6).fill('ok'), 'no_match']);
      expect(seen.artifacts.map(({ name }) => name)).toEqual(names);
      return comparable(seen);
    };
    const covered = await taken('iiiiiiii');
    expect(await alike(covered, () => taken('WWWW'))).toEqual(covered.map(([name]) => name));
    expect(same(await taken('iiiiiiii', false), covered)).toEqual([]);
  }, 90_000);

  test('is covered in a frame of another site, however its field comes to be called', async () => {
    const taken = async (text: string, secret = true): Promise<[string, string][]> => {
      const frame = ['#foreign'];
      return comparable(
        await at('/foreign', [
          { action: 'type', selector: 'input[type=password]', text, secret, frame },
          { action: 'click', byText: 'Show password', frame },
          { action: 'screenshot' },
          { action: 'pdf' },
        ]),
      );
    };
    const covered = await taken('illilliillil');
    expect(await alike(covered, () => taken('WMWMWMWM'))).toEqual(['step-3.png', 'step-4.pdf']);
    expect(same(await taken('illilliillil', false), covered)).toEqual([]);
  }, 120_000);

  test('is covered in whatever way the page shows it', async () => {
    const pictures = ['pw', 'frame', ...Object.keys(SHOWN)];
    const taken = async (text: string, secret = true): Promise<[string, string][]> => {
      const result = await at('/shows', [
        { action: 'wait_for', selector: '#shown', frame: ['#frame'], state: 'visible' },
        { action: 'type', selector: 'input[type=password]', text, secret },
        { action: 'wait_for', selector: '#shown.got', frame: ['#frame'] },
        { action: 'click', byText: 'Show password' },
        ...pictures.map((id) => ({ action: 'screenshot' as const, selector: `#${id}`, fileName: id })),
        { action: 'screenshot' },
        { action: 'pdf' },
        { action: 'extract', what: 'attribute', attribute: 'style', selector: '#text' },
      ]);
      // As the page had it, after the print.
      expect(valuesOf(result).at(-1)).toContain('visibility: visible; display: block');
      return comparable(result);
    };
    const covered = await taken('illilliillil');
    expect(await alike(covered, () => taken('WMWMWMWM'))).toEqual(covered.map(([name]) => name));
    expect(same(await taken('illilliillil', false), covered)).toEqual([]);
  }, 180_000);
});
