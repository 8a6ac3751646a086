import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { failureOf, openBrowserBench, valuesOf, type BrowserBench } from '../../../support/browser-run.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import { html, startServer, type TestServer } from '../../../support/http-server.ts';

type Steps = BrowserArgs['steps'];
let site: TestServer;
let bench: BrowserBench;

beforeAll(async () => {
  site = await startServer({
    ...PAGES,
    '/foreign': (_request, response) =>
      html(
        response,
        `<title>Foreign</title><iframe id=foreign src="http://localhost:${site.port}/form"></iframe>`,
      ),
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key, `localhost:${site.port}`] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

const at = (path: string, steps: Steps, more: Partial<BrowserArgs> = {}) =>
  bench.run({ url: `${site.origin}${path}`, steps, ...more });
const failure = (path: string, steps: Steps) => failureOf(bench, { url: `${site.origin}${path}`, steps });

describe.skipIf(!findBrowser(null).ok)('each step', { timeout: 60_000 }, () => {
  test('goes to pages, back and again, and reads what is there', async () => {
    const result = await at('/', [
      { action: 'extract', what: 'text', selector: 'h1' },
      { action: 'extract', what: 'table' },
      { action: 'extract', what: 'links' },
      { action: 'extract', what: 'attribute', attribute: 'href', byText: 'Second page' },
      { action: 'extract', what: 'html', selector: '#end' },
      { action: 'click', role: 'link', name: 'Second page' },
      { action: 'extract', what: 'text' },
      { action: 'back' },
      { action: 'reload' },
      { action: 'goto', url: `${site.origin}/second` },
    ]);
    const link = (text: string, path: string) => ({ text, href: `${site.origin}${path}` });
    expect(valuesOf(result)).toEqual([
      'Welcome home',
      [
        ['Name', 'Age'],
        ['Anna', '7'],
      ],
      [link('Second page', '/second'), link('New tab', '/popup')],
      '/second',
      '<p id="end">The end</p>',
      'second',
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ]);
    expect(result).toMatchObject({ finalUrl: `${site.origin}/second`, title: 'Second' });
    expect(result.live.map(({ index, outcome }) => [index, outcome])).toEqual(
      Array.from({ length: 11 }, (_none, index) => [index + 1, 'ok']),
    );
    expect(result.steps.every(({ durationMs }) => durationMs > 0)).toBe(true);
  });

  test('fills a form in: what was there is replaced, keys and the mouse arrive', async () => {
    const result = await at('/form', [
      { action: 'type', selector: '#user', text: 'änna 日本' },
      { action: 'extract', what: 'value', selector: '#user' },
      { action: 'select', label: 'Country', values: ['Japan'] },
      { action: 'check', label: 'Agree' },
      { action: 'uncheck', label: 'News' },
      { action: 'press', key: 'Shift+A', selector: '#user' },
      { action: 'press', key: 'A', selector: '#pw' },
      { action: 'press', key: 'a', selector: '#pw' },
      { action: 'hover', role: 'button', name: 'Send' },
      { action: 'dblclick', selector: '#log' },
      { action: 'click', selector: '#log', button: 'right' },
      { action: 'extract', what: 'text', selector: '#log' },
      { action: 'click', role: 'button', name: 'Send' },
      { action: 'extract', what: 'text', selector: '#what' },
    ]);
    const [typed, selected, log, sent] = valuesOf(result) as [string, unknown, string, string];
    expect(typed).toBe('änna 日本');
    expect(selected).toEqual({ selected: ['jp'] });
    for (const event of ['key A', 'over', 'dblclick', 'contextmenu']) expect(log).toContain(event);
    expect(sent).toBe('/sent?user=A%C3%A4nna+%E6%97%A5%E6%9C%AC&pw=Aa&country=jp&agree=on&file=');
  });

  test('reaches into frames and open shadow roots', async () => {
    const frame = ['#outer', '#inner'];
    const framed = await at('/frames', [
      { action: 'type', selector: '#user', text: 'deep', frame },
      { action: 'extract', what: 'value', label: 'User', frame },
    ]);
    expect(valuesOf(framed)).toEqual(['deep']);
    // Of another site, and so in a process of its own.
    const foreign = { frame: ['#foreign'] };
    let sessions = 0;
    const steps: Steps = [
      { action: 'type', selector: '#user', text: 'far', ...foreign },
      { action: 'select', label: 'Country', values: ['Japan'], ...foreign },
      { action: 'check', label: 'Agree', ...foreign },
      { action: 'extract', what: 'value', label: 'User', ...foreign },
      { action: 'click', role: 'button', name: 'Send', ...foreign },
      { action: 'extract', what: 'text', selector: '#what', ...foreign },
      { action: 'screenshot', selector: '#what', ...foreign },
    ];
    const far = await bench.run(
      { url: `${site.origin}/foreign`, steps },
      {
        opened: ({ context }) =>
          context.on('framenavigated', (frame) => {
            // The driver has one for a frame only where it is a process of its own.
            if (frame.parentFrame() !== null && frame.url().includes('localhost'))
              void context.newCDPSession(frame).then(() => (sessions += 1));
          }),
      },
    );
    expect(valuesOf(far).slice(0, 3)).toEqual([
      { selected: ['jp'] },
      'far',
      '/sent?user=far&pw=&country=jp&agree=on&news=on&file=',
    ]);
    expect(far.artifacts).toHaveLength(1);
    expect(sessions).toBeGreaterThan(0);
    const shadowed = await at('/shadow', [
      { action: 'click', selector: 'my-box #deep' },
      { action: 'extract', what: 'text', selector: '#said' },
    ]);
    expect(valuesOf(shadowed)).toEqual(['clicked']);
  });

  test('goes on in a new tab, and in the one before when it closes', async () => {
    for (const open of ['#tab', '#opener']) {
      const result = await at('/', [
        { action: 'click', selector: open },
        { action: 'extract', what: 'text' },
        { action: 'click', byText: 'Close me' },
        { action: 'wait', ms: 100 },
        { action: 'extract', what: 'text', selector: 'h1' },
      ]);
      expect(valuesOf(result)).toEqual(['Close me', 'Welcome home']);
    }
  });

  test('answers dialogs as told, and dismisses the others', async () => {
    const out = { action: 'extract', what: 'text', selector: '#out' } as const;
    const result = await at('/dialogs', [
      { action: 'click', selector: '#ask' },
      out,
      { action: 'dialog', answer: 'accept' },
      { action: 'click', selector: '#ask' },
      out,
      { action: 'dialog', answer: 'accept', text: 'Anna' },
      { action: 'click', selector: '#name' },
      out,
      { action: 'click', selector: '#name' },
      out,
      { action: 'click', selector: '#tell' },
      out,
    ]);
    expect(valuesOf(result)).toEqual(['false', 'true', 'Anna', 'null', 'told']);
    const answered = result.effects.filter(({ detail }) => detail.includes(' dialog: '));
    expect(answered.map(({ detail }) => detail)).toEqual([
      'dismiss a confirm dialog: Sure?',
      'accept a confirm dialog: Sure?',
      'accept a prompt dialog: Name?',
      'dismiss a prompt dialog: Name?',
      'dismiss an alert dialog: Told',
    ]);
  });

  test('leaves a page that asks to stay only where it is told to', async () => {
    const edit = { action: 'click', byText: 'Edit' } as const;
    const away = { action: 'goto', url: `${site.origin}/second`, timeoutMs: 5_000 } as const;
    const left = await at('/unsaved', [edit, { action: 'dialog', answer: 'accept' }, away]);
    expect(left.title).toBe('Second');
    expect(left.effects.map(({ detail }) => detail)).toContain('accept a beforeunload dialog: ');
    for (const step of [away, { action: 'reload', timeoutMs: 3_000 }] satisfies Steps) {
      const { error } = await failure('/unsaved', [edit, step]);
      expect(error).toMatchObject({ code: 'page_stayed', details: { step: 1, title: 'Unsaved' } });
    }
  });

  test('finds elements by test id, and one of several by its number', async () => {
    const row = { testId: 'row' } as const;
    const result = await at('/rows', [
      { action: 'click', ...row, nth: 2 },
      { action: 'click', ...row, nth: 0 },
      { action: 'click', role: 'button', name: 'Pick', nth: 1 },
      { action: 'extract', what: 'text', selector: '#out' },
      { action: 'extract', what: 'value', testId: 'field' },
      { action: 'extract', what: 'text', testId: 'deep' },
    ]);
    expect(valuesOf(result)).toEqual(['three one two', 'before', 'in the shadow']);
    const several = await failure('/rows', [{ action: 'click', ...row, timeoutMs: 1_000 }]);
    expect(several.error).toMatchObject({ code: 'several_matches' });
    const none = await failure('/rows', [{ action: 'click', ...row, nth: 3, timeoutMs: 1_000 }]);
    expect(none.error).toMatchObject({ code: 'no_match' });
  });

  test('waits for what is asked for, and scrolls', async () => {
    const result = await at('/later', [
      { action: 'wait_for', selector: '#gone', state: 'hidden' },
      { action: 'wait_for', text: 'Ready now' },
      { action: 'wait_for', url: `${site.origin}/later/*` },
      { action: 'wait_for', load: 'networkidle' },
      { action: 'goto', url: `${site.origin}/` },
      { action: 'scroll', dy: 500 },
      { action: 'scroll', selector: '#end' },
      { action: 'wait', ms: 50 },
    ]);
    expect(result.steps.every(({ ok }) => ok)).toBe(true);
  });

  test('scrolls what it names, wherever the mouse is, in a frame too', async () => {
    const said = (byText: string, more: object) => ({ action: 'wait_for', byText, ...more }) as const;
    const turns = (more: object): Steps => [
      { action: 'hover', selector: 'p' },
      { action: 'scroll', selector: '#box', dy: 300, ...more },
      said('300,0', more),
      { action: 'scroll', selector: '#tall', dy: 200, ...more },
      said('300,200', more),
    ];
    await at('/scrolls', turns({}));
    await at('/scrolls-framed', turns({ frame: ['iframe'] }));
  });

  test('goes back only where there is a page before', async () => {
    const { error } = await failure('/', [{ action: 'back' }]);
    expect(error).toMatchObject({ code: 'no_history', details: { step: 0, url: `${site.origin}/` } });
    const popup = await failure('/', [{ action: 'click', selector: '#tab' }, { action: 'back' }]);
    expect(popup.error).toMatchObject({ code: 'no_history', details: { url: `${site.origin}/popup` } });
    const there: Steps = [{ action: 'goto', url: `${site.origin}/second#x` }, { action: 'back' }];
    expect((await at('/second', there)).finalUrl).toBe(`${site.origin}/second`);
  });

  test('waits for a text that is shown, also behind one that is hidden', async () => {
    const step = { action: 'wait_for', text: 'Your order is on its way', timeoutMs: 5_000 } as const;
    expect((await at('/hidden-first', [step])).steps.every(({ ok }) => ok)).toBe(true);
  });

  test('takes pictures and prints', async () => {
    const result = await at(
      '/',
      [
        { action: 'screenshot', fullPage: true, fileName: 'all.png' },
        { action: 'screenshot', selector: 'h1' },
        { action: 'pdf' },
      ],
      { screenshot: true },
    );
    expect(result.artifacts.map(({ name, mime }) => [name, mime])).toEqual([
      ['all.png', 'image/png'],
      ['step-2.png', 'image/png'],
      ['step-3.pdf', 'application/pdf'],
      ['end.png', 'image/png'],
    ]);
    expect(valuesOf(result)).toMatchObject(result.artifacts.slice(0, 3).map(({ sha256 }) => ({ sha256 })));
    expect(result.screenshot?.sha256).toBe(result.artifacts[3]?.sha256);
    expect(result.artifacts[2]?.content.subarray(0, 5).toString()).toBe('%PDF-');
    const [all, heading] = result.artifacts.map(({ content }) => content.readUInt32BE(20));
    expect(all).toBeGreaterThan(3000);
    expect(heading).toBeLessThan(100);
  });

  test('keeps a download that was asked for, and refuses one that was not', async () => {
    const asked = await at('/download', [
      { action: 'click', selector: '#get', download: true },
      { action: 'goto', url: `${site.origin}/file`, download: true },
    ]);
    expect(asked.artifacts.map(({ name, content }) => [name, String(content)])).toEqual(
      Array(2).fill(['_re port.bin', 'the file']),
    );
    const unasked = await at('/download', [
      { action: 'click', selector: '#get' },
      { action: 'wait', ms: 300 },
    ]);
    expect(unasked.artifacts).toEqual([]);
  });

  test('starts each run without the cookies of another', async () => {
    for (let round = 0; round < 2; round += 1) {
      const result = await at('/cookie', [
        { action: 'extract', what: 'text' },
        { action: 'reload' },
        { action: 'extract', what: 'text' },
      ]);
      expect(valuesOf(result)).toEqual(['none', { status: 200 }, 'seen=1']);
    }
  });
});

describe.skipIf(!findBrowser(null).ok)('a step that fails', () => {
  test('says which, why, and what the page showed', async () => {
    const { error, seen } = await failure('/form', [
      { action: 'type', selector: '#user', text: 'anna' },
      { action: 'click', role: 'button', name: 'Submit', timeoutMs: 400 },
    ]);
    expect(error).toMatchObject({ status: 'error', code: 'no_match' });
    expect(error['message']).toMatch(
      /^Step 2 \(click the button "Submit"\) failed: Nothing matched within 400 ms\. The page showed "Form"/,
    );
    expect(error['message']).toContain('button "Send"');
    expect(error['details']).toMatchObject({
      step: 1,
      action: 'click',
      url: `${site.origin}/form`,
      title: 'Form',
      steps: [{ index: 0, ok: true }],
      screenshot: { name: 'failed-step.png' },
    });
    expect(seen.live.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'no_match']);
    expect(seen.artifacts.map(({ name }) => name)).toEqual(['failed-step.png']);
  });

  test.each<[string, Steps[number]]>([
    ['/two-frames', { action: 'click', byText: 'Pay soon', frame: ['#second'], timeoutMs: 500 }],
    [
      '/two-frames',
      { action: 'click', role: 'button', name: 'Pay', nth: 3, frame: ['#second'], timeoutMs: 500 },
    ],
    ['/hidden-first', { action: 'wait_for', text: 'Ordres', timeoutMs: 500 }],
  ])('tells what comes nearest, where it was looked for (%s)', async (path, step) => {
    const { error } = await failure(path, [step]);
    expect(error['message']).toContain(path === '/two-frames' ? 'button "Pay now"' : 'h1 "Orders"');
    expect(error['message']).not.toContain('Wrong one');
  });

  test('in a frame that is not there shows the page that has none', async () => {
    const { error } = await failure('/form', [
      { action: 'click', byText: 'Sent', frame: ['#none'], timeoutMs: 500 },
    ]);
    expect(error).toMatchObject({ code: 'no_match', details: { screenshot: { name: 'failed-step.png' } } });
    expect(error['message']).toContain('button "Send"');
  });

  test.each<[string, string, Steps[number]]>([
    ['several_matches', '/form', { action: 'click', selector: 'input' }],
    ['step_timed_out', '/form', { action: 'click', selector: 'option[value=jp]', timeoutMs: 3_000 }],
    ['step_timed_out', '/stuck', { action: 'click', byText: 'Loop', timeoutMs: 3_000 }],
    ['no_match', '/form', { action: 'click', byText: 'Nowhere', frame: ['#none'], timeoutMs: 500 }],
    ['step_failed', '/form', { action: 'check', selector: '#user' }],
    ['step_failed', '/form', { action: 'press', key: 'NoSuchKey' }],
    ['step_timed_out', '/', { action: 'goto', url: '/hang', timeoutMs: 500 }],
    ['no_download', '/', { action: 'click', selector: 'h1', download: true, timeoutMs: 3_000 }],
  ])('is told as %s (%s)', async (code, path, step) => {
    const { error } = await failure(path, [
      step.action === 'goto' ? { ...step, url: `${site.origin}${step.url}` } : step,
    ]);
    expect(error).toMatchObject({ status: 'error', code });
  });
});
