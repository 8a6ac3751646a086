import { expect, type Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';
import { test } from '../support/app.ts';
import { endedRun, fillLog, putArtifact } from '../support/log-fixture.ts';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const ANSI = '\u001B[2J\u001B[31mred\u001B]8;;https://evil.example\u0007link';
const BIDI = 'invoice\u202Efdp.exe\u2066';
const HOSTILE = `${MARKUP} ${ANSI} ${BIDI}`;
const HUGE = 10_000_000;

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Where a character that hides or turns others stands on the page, in a text or in what is said of an element. */
const hidden = (panel: Page): Promise<string[]> =>
  panel.evaluate(() => {
    const HIDDEN = /[\u001B\u0007\u202A-\u202E\u2066-\u2069]/;
    const found: string[] = [];
    for (const element of document.querySelectorAll('main *')) {
      for (const { name, value } of element.attributes) {
        // By these a row is found again; nobody is shown them.
        if (HIDDEN.test(value) && name !== 'data-row') found.push(`${element.tagName} ${name}: ${value}`);
      }
      for (const { nodeType, textContent } of element.childNodes) {
        if (nodeType === Node.TEXT_NODE && HIDDEN.test(textContent ?? '')) found.push(textContent ?? '');
      }
    }
    return found;
  });

test('what comes from outside is shown inert, however hostile and however long', async ({
  start,
  userData,
}) => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>window.hacked=1</script></svg>');
  const artifacts = [
    putArtifact(userData, { name: 'before.png', mime: 'image/png', bytes: PIXEL }),
    putArtifact(userData, { name: HOSTILE, mime: 'image/png', bytes: svg }),
    // Not drawn before somebody asks: its name is on a button until then.
    putArtifact(userData, {
      name: `${BIDI} ${ANSI} page.html`,
      mime: 'text/plain',
      bytes: Buffer.from(`${HOSTILE}\n${'x'.repeat(HUGE)}`),
    }),
    putArtifact(userData, { name: 'gone.png', mime: 'image/png', bytes: Buffer.from('gone'), kept: null }),
    putArtifact(userData, {
      name: 'changed.png',
      mime: 'image/png',
      bytes: Buffer.from('as it was'),
      kept: deflateSync('as it is not'),
    }),
    putArtifact(userData, { name: 'whole.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.7 x') }),
    putArtifact(userData, { name: 'a.pdf', mime: 'application/pdf', bytes: Buffer.from('a'), kept: null }),
    putArtifact(userData, {
      name: 'changed.txt',
      mime: 'text/plain',
      bytes: Buffer.from('as it was written'),
      kept: Buffer.from('as it was not'),
    }),
  ];
  const drafts = endedRun('hostile-run', {
    tool_name: HOSTILE,
    caller: `agent:${HOSTILE}`,
    reason: HOSTILE,
    agent_id: HOSTILE,
    args: { [HOSTILE]: HOSTILE, huge: 'h'.repeat(HUGE), nested: { list: [HOSTILE, { deep: MARKUP }] } },
    plan: {
      summary: HOSTILE,
      risk: 'low',
      steps: 1,
      effects: [{ kind: 'read', target: HOSTILE, detail: HOSTILE }],
      facts: { [HOSTILE]: HOSTILE },
    },
    trace_id: BIDI,
    decision: { verdict: 'allow', decidedBy: `rule:${MARKUP}${BIDI}`, why: HOSTILE },
    effects: [{ kind: 'network', target: HOSTILE, detail: HOSTILE }],
    error: { code: MARKUP, message: HOSTILE, details: { [MARKUP]: HOSTILE } },
    result: {
      text: `${HOSTILE}\n${HOSTILE}`,
      table: [
        [MARKUP, ANSI],
        [BIDI, 'x'],
      ],
    },
    status: 'error',
    artifacts,
  });
  await fillLog(userData, { drafts });
  const app = await start();
  const { panel } = app;
  await panel.getByRole('link', { name: 'Log' }).click();
  const row = panel.getByRole('button', { name: /hostile-run/ });
  await expect(row).toBeVisible();
  const item = panel.getByRole('list', { name: 'Runs, newest first' }).getByRole('listitem');
  await expect(item).toContainText('<script>');
  await expect(item).toContainText('U+202E');
  await expect(item).toContainText('U+001B');
  await row.click();

  const detail = panel.getByRole('region', { name: 'hostile-run' });
  const evidence = detail.getByRole('region', { name: 'Evidence' });
  await expect(evidence.getByRole('img')).toHaveCount(1);
  // Those that are not shown, and those that nobody has asked for yet, too.
  const said = (name: string) => evidence.getByRole('figure').filter({ hasText: name });
  for (const name of ['gone.png', 'a.pdf'])
    await expect(said(name)).toContainText('Missing: the file is no longer there.');
  for (const name of ['changed.png', 'changed.txt'])
    await expect(said(name)).toContainText('Altered: the file is not the one that was recorded');
  await expect(said('whole.pdf')).toContainText('As it was recorded. Not shown here.');
  expect(await hidden(panel)).toEqual([]);
  await evidence.getByRole('button', { name: /^Show invoiceU\+202Efdp\.exe/ }).click();
  // Ten megabytes: a page of it, and the way to more.
  await expect(evidence.getByRole('button', { name: /Show more \(10,000 of 10,000,/ })).toBeVisible();
  for (const name of ['Effects', 'Decision', 'Result', 'Arguments', 'Plan']) {
    await expect(detail.getByRole('region', { name, exact: true })).toContainText('<img src=x');
  }
  for (const button of await detail.getByRole('button', { name: /Requested|Finished/ }).all()) {
    await button.click();
  }
  expect(await hidden(panel)).toEqual([]);
  // The filter's chips and the search show it as it is, too.
  await detail.getByRole('button', { name: 'Only this trace' }).click();
  await expect(panel.getByRole('list', { name: 'Filters' })).toContainText('invoiceU+202Efdp.exe');
  expect(await hidden(panel)).toEqual([]);
  await panel.getByRole('button', { name: /^Remove filter Trace invoiceU\+202Efdp/ }).click();
  await panel.getByRole('searchbox', { name: 'Search the log' }).fill('" OR * -- <b>');
  await expect(panel.getByText(/Nothing found|1 run/).first()).toBeVisible();
  const page = await panel.evaluate(() => ({
    hacked: 'hacked' in window,
    scripts: document.querySelectorAll('main script, main iframe, main a[href], main svg script').length,
    images: [...document.querySelectorAll('main img')].map((image) =>
      image.getAttribute('src')?.slice(0, 15),
    ),
    bidi: (document.querySelector('main')?.textContent ?? '').includes('\u202E'),
    escape: (document.querySelector('main')?.textContent ?? '').includes('\u001B'),
  }));
  expect(page).toEqual({
    hacked: false,
    scripts: 0,
    images: ['data:image/png;'],
    bidi: false,
    escape: false,
  });
});
