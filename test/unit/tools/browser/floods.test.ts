import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import type { BrowserSession } from '../../../../src-main/platform/browser/session.ts';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { MAX_TEXT } from '../../../../src-main/tools/browser-automation/reading.ts';
import { openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { LONG } from '../../../support/long.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

const MB = 1024 * 1024;
/** Of a busy machine with two cores. */
const MAX_LATE_MS = 3_000;
const MAX_GROWTH = 400 * MB;

/** What a page does as fast as it can, from its button on. */
const FLOODS: Record<string, string> = {
  console: "console.log('x'.repeat(1e5), [1, 2])",
  errors: "setTimeout(() => { throw new Error('x'.repeat(1e5)); })",
  addresses: "fetch('data:,' + 'x'.repeat(1e6)).catch(() => 0)",
  history: "history.replaceState({}, '', '#' + Math.random())",
};

let site: TestServer;
let bench: BrowserBench;

beforeAll(async () => {
  const floods = Object.entries(FLOODS).map(([name, flood]) => [
    `/${name}`,
    // Between two rounds the page answers what it is asked.
    `<title>${name}</title><p>The text</p><button>Go</button><script>
      document.querySelector('button').onclick = () => setInterval(() => { for (let i = 0; i < 20; i += 1) ${flood}; }, 10);
    </script>`,
  ]);
  site = await startServer({
    ...(Object.fromEntries(floods) as Record<string, string>),
    // Whatever its reader calls is the page's own.
    '/liar': `<title>Liar</title><p>The text</p><table><tr><td>cell</td></tr></table><a href="/">a</a><script>
      const long = 'x'.repeat(20e6);
      String.prototype.slice = () => long;
      Array.prototype.push = function (one) { this[this.length] = one; this[this.length] = one; return 2; };
      String.prototype.trim = () => ({ slice: () => 7 });
      Object.defineProperty(document, 'title', { get: () => long });
    </script>`,
    '/monster': `<title>Monster</title><p>The text</p><script>String.prototype.slice = () => 'x'.repeat(100e6);</script>`,
    '/tabs': `<title>Tabs</title><button>Go</button><script>
      document.querySelector('button').onclick = () => setInterval(() => open('/blank'), 50);
    </script>`,
    '/dialogs': `<title>Dialogs</title><p></p><button>Go</button><script>
      document.querySelector('button').onclick = () => {
        for (let i = 1; i <= 150; i += 1) alert(i);
        document.querySelector('p').textContent = 'All asked';
      };
    </script>`,
    '/blank': '<title>Blank</title>',
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

const run = (path: string, steps: BrowserArgs['steps']) => bench.run({ url: `${site.origin}${path}`, steps });

const reasonOf = (error: unknown): unknown => (error as { code: unknown }).code;

/** Does `work`, and tells how late this process was at the most, and how much it grew, bytes. */
async function watched<T>(work: () => Promise<T>): Promise<{ value: T; lateMs: number; growth: number }> {
  const before = process.memoryUsage().rss;
  let [last, lateMs, most] = [performance.now(), 0, before];
  const timer = setInterval(() => {
    const now = performance.now();
    lateMs = Math.max(lateMs, now - last - 20);
    last = now;
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  try {
    return { value: await work(), lateMs, growth: most - before };
  } finally {
    clearInterval(timer);
  }
}

describe.skipIf(!findBrowser(null).ok)('a page that floods', { timeout: 90_000 }, () => {
  beforeAll(() => run('/blank', []));

  test.each(LONG ? Object.keys(FLOODS) : ['console', 'history'])(
    'with %s neither stops this process nor fills it',
    async (name) => {
      let told = 0;
      const opened = ({ context }: BrowserSession): void => {
        context.on('console', () => (told += 1));
        context.on('weberror', () => (told += 1));
      };
      const steps: BrowserArgs['steps'] = [
        { action: 'click', byText: 'Go' },
        { action: 'wait', ms: 1_500 },
        { action: 'extract', what: 'text', selector: 'p', timeoutMs: 3_000 },
      ];
      const { value, lateMs, growth } = await watched(() =>
        bench
          .run({ url: `${site.origin}/${name}`, steps }, { opened })
          .then((result) => result.steps.at(-1)?.value, reasonOf),
      );
      expect(told).toBe(0);
      // A page that is as busy as that may give no answer in time.
      expect(['The text', 'step_timed_out', 'no_match']).toContain(value);
      expect(lateMs).toBeLessThan(MAX_LATE_MS);
      expect(growth).toBeLessThan(MAX_GROWTH);
    },
  );

  test('with its answers gets no more of them kept than any other', async () => {
    const { value, lateMs, growth } = await watched(() =>
      run('/liar', [{ action: 'extract', what: 'text', selector: 'p', timeoutMs: 30_000 }]),
    );
    expect(value.steps[0]?.value).toHaveLength(MAX_TEXT + '… [cut]'.length);
    expect(value.title).toBe('Liar');
    expect(lateMs).toBeLessThan(MAX_LATE_MS);
    expect(growth).toBeLessThan(MAX_GROWTH);
    await expect(run('/liar', [{ action: 'extract', what: 'table' }])).rejects.toMatchObject({
      code: 'bad_reading',
    });
  });

  test('with more at once than is taken ends with its browser', async () => {
    const { value, growth } = await watched(() =>
      run('/monster', [{ action: 'extract', what: 'text', selector: 'p', timeoutMs: 30_000 }]).catch(
        (error: unknown) => error,
      ),
    );
    expect(value).toMatchObject({ status: 'error', code: 'browser_flooded' });
    expect(growth).toBeLessThan(MAX_GROWTH);
  });

  test('with dialogs has them all dismissed, and the first hundred reported', async () => {
    const { effects, steps } = await run('/dialogs', [
      { action: 'click', byText: 'Go', timeoutMs: 30_000 },
      { action: 'wait_for', text: 'All asked', timeoutMs: 30_000 },
      { action: 'extract', what: 'text', selector: 'p' },
    ]);
    expect(steps.at(-1)?.value).toBe('All asked');
    const dialogs = effects.filter(({ detail }) => detail.includes(' dialog: ')).map(({ detail }) => detail);
    expect(dialogs).toHaveLength(100);
    expect(dialogs.at(-1)).toBe('dismiss an alert dialog: 100');
  });

  test('with tabs ends with its browser', async () => {
    await expect(
      run('/tabs', [
        { action: 'click', byText: 'Go' },
        { action: 'wait', ms: 50_000 },
      ]),
    ).rejects.toMatchObject({ status: 'error', code: 'too_many_tabs' });
  });
});
