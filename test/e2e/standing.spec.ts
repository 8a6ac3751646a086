import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { approvalPage, asking, pressAllow, scrape } from '../support/approval.ts';

/** Chooses in the approval window how long an Allow is to hold; resolves when it says what that covers. */
async function choose(page: Page, kind: 'This session' | 'Rule', words: RegExp): Promise<void> {
  // The radio itself is drawn by its label.
  await page.getByText(kind, { exact: true }).click();
  await expect(page.getByRole('radio', { name: kind })).toBeChecked();
  await expect(page.getByText(words)).toBeVisible();
}

const rulesPage = (panel: Page) => panel.getByRole('link', { name: 'Rules', exact: true }).click();

test("a session answer is given in the window's own controls, seen on the rules page and taken back", async ({
  start,
  configure,
  site,
}) => {
  const { app, server, read } = await asking(start, configure, site);
  const first = read();
  const page = await approvalPage(app);
  await choose(
    page,
    'This session',
    new RegExp(`The panel may use web_scrape on ${server.host} and no other`),
  );
  // Wider: the sentence follows, so that nobody allows what they have not read.
  await page.getByLabel('Host').selectOption({ label: 'any host' });
  await expect(page.getByText('The panel may use web_scrape with any arguments')).toBeVisible();
  await page.getByLabel('Host').selectOption({ label: `only ${server.host}` });
  await page.getByLabel('Who').selectOption({ label: 'anyone' });
  await expect(page.getByText(`Anyone may use web_scrape on ${server.host} and no other host`)).toBeVisible();
  await pressAllow(app);
  expect(await first).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });

  // The same host, without a question; another one asks.
  const { decision } = await read('b');
  expect(decision).toMatchObject({ verdict: 'allow', decidedBy: expect.stringMatching(/^session:/) });
  const [session] = await app.get('rules.sessions');
  expect(session).toMatchObject({ match: { host: server.host }, uses: 1 });
  expect(decision?.decidedBy).toBe(`session:${session?.answerId}`);

  await rulesPage(app.panel);
  const list = app.panel.getByRole('region', { name: 'For this session' });
  await expect(list).toContainText(`Anyone may use web_scrape on ${server.host}`);
  await expect(list).toContainText('Has decided 1 time');
  await list.getByRole('button', { name: /^Take back/ }).click();
  await expect(list).toHaveCount(0);
  expect(await app.get('rules.sessions')).toEqual([]);
  const asks = read();
  const again = await approvalPage(app);
  // A deny with a note that is typed in.
  await again.getByRole('button', { name: 'Add a note' }).click();
  await again.getByLabel('Note with a deny (optional)').fill('not any more');
  await again.getByRole('button', { name: 'Deny', exact: true }).click();
  expect(await asks).toMatchObject({
    status: 'denied',
    decision: { verdict: 'deny', decidedBy: 'person', why: 'Denied: not any more' },
  });
});

test("a rule is made in the window's own controls, allows later runs, shows its end, and lapses", async ({
  start,
  configure,
  site,
}) => {
  const { app, server, read } = await asking(start, configure, site);
  const first = read();
  const waitsToo = read('b');
  const page = await approvalPage(app);
  await expect(page.getByText('1 of 2')).toBeVisible();
  await choose(page, 'Rule', new RegExp(`on ${server.host} and no other host.*for 90 days`));
  await page.getByLabel('For').selectOption({ label: '7 days' });
  await expect(page.getByText(/for 7 days\.$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toContainText('for 7 days');
  await pressAllow(app);
  expect(await first).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
  // What waited for the same is covered by it too.
  const decidedBy: unknown = expect.stringMatching(/^rule:/);
  expect(await waitsToo).toMatchObject({ status: 'ok', decision: { decidedBy } });
  expect(await app.get('approvals.pending')).toEqual([]);
  await rulesPage(app.panel);
  const list = app.panel.getByRole('list', { name: 'Rules' });
  await expect(list).toContainText('for 7 days');
  await expect(list).toContainText(/in [67] days/);
  await app.quit();

  const file = join(app.userData, 'rules.json');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { rules: object[] };
  const rules = stored.rules.map((rule) => ({ ...rule, toolVersion: 'another' }));
  writeFileSync(file, JSON.stringify({ ...stored, rules }));
  const second = await start();
  expect(await second.get('rules.list')).toMatchObject([{ lapsed: true }]);
  await rulesPage(second.panel);
  await expect(second.panel.getByText('Lapsed', { exact: true })).toBeVisible();
  const asks = scrape(second, server.url);
  await (await approvalPage(second)).getByRole('button', { name: 'Deny', exact: true }).click();
  expect((await asks).status).toBe('denied');
});
