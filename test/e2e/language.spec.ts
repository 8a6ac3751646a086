import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { pseudo } from '../../src-preload/words/pseudo.ts';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage, asking } from '../support/approval.ts';

/*
 * The page in a language that is none (`en-XA`): every word of the page's own is in brackets and two fifths longer. What
 * has no brackets was not taken from the files of words; what is cut off or overflows would be so in German, too.
 */

const COUNT = 7;

/** Text and names on show that are neither in brackets nor somebody else's (`translate="no"`, isolated, code, times, `data`). */
function unlocalized(data: string[]): string[] {
  const DATA = '[translate="no"], bdi, code, time, kbd, .el-num, textarea, pre';
  const found: string[] = [];
  const isOurs = (text: string): boolean =>
    /\p{L}{2}/u.test(text) && !text.includes('⟦') && !data.includes(text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || parent.closest(DATA) !== null || parent.closest('script, style') !== null)
      continue;
    const text = (node.textContent ?? '').trim();
    if (isOurs(text)) found.push(`text: ${text}`);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (element.closest(DATA) !== null) continue;
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const value = element.getAttribute(name);
      if (value !== null && isOurs(value)) found.push(`${name}: ${value}`);
    }
  }
  return [...new Set(found)];
}

/** Data where nothing can mark it, in attributes and options: names, paths, ids, and why a run was decided as it was. */
async function dataOf(app: RunningApp): Promise<string[]> {
  const { userData } = await app.get('system.info');
  const { runs } = await app.get('audit.runs');
  const tools = await app.get('tools.list');
  return [
    userData,
    ...tools.map(({ name }) => name),
    // What the record has for a tool where there are several.
    'batch',
    ...runs.flatMap(({ runId, decision }) => [runId, decision?.why ?? '']),
  ];
}

/** What does not fit: words of controls that are cut off, and boxes that have to be scrolled sideways. */
function unfitting(): string[] {
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth} in ${root.clientWidth}`);
  const what = (element: Element): string =>
    `${element.tagName} "${element.textContent.slice(0, 60)}" ${element.scrollWidth} in ${element.clientWidth}`;
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element);
    // Of what only screen readers have, a legend keeps its padding.
    const unseen = element.clientWidth <= 1 || element.matches('.el-visually-hidden');
    if (style.display === 'none' || unseen || element.closest('[aria-hidden="true"]')) continue;
    const sideways = element.scrollWidth - element.clientWidth > 1;
    if (!sideways) continue;
    // An ellipsis is told in full elsewhere; code and tables may be scrolled.
    const mayBeLong =
      style.textOverflow === 'ellipsis' || element.closest('table, pre, code, input, select') !== null;
    const scrolls = /auto|scroll/.test(style.overflowX);
    const cuts = /hidden|clip/.test(style.overflowX);
    if ((scrolls || cuts) && !mayBeLong) found.push(what(element));
  }
  for (const element of document.querySelectorAll(
    'button, a, [role="link"], [role="option"], label, h1, h2, h3, dt',
  )) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('[aria-hidden="true"]')) continue;
    if (box.right > root.clientWidth + 1) found.push(`beyond the edge: ${what(element)}`);
  }
  return [...new Set(found)];
}

async function expectFitting(page: Page, where: string, data: string[]): Promise<void> {
  expect.soft(await page.evaluate(unlocalized, data), `${where}: words from elsewhere`).toEqual([]);
  expect.soft(await page.evaluate(unfitting), `${where}: what does not fit`).toEqual([]);
}

async function size(app: RunningApp, width: number, height: number): Promise<void> {
  await app.inMain(
    ({ BrowserWindow }, [w, h]) => {
      for (const window of BrowserWindow.getAllWindows()) {
        if (window.webContents.getURL().includes('panel')) window.setContentSize(w as number, h as number);
      }
    },
    [width, height],
  );
  await expect.poll(() => app.panel.evaluate(() => window.innerWidth)).toBe(width);
}

test('no word is left out, and nothing breaks when all are two fifths longer', async ({
  start,
  configure,
  repository,
  userData,
}) => {
  test.slow();
  configure({ workspace_roots: [repository.path], language: 'en-XA', theme: 'light' });
  writeFileSync(join(repository.path, 'new.txt'), 'new');
  // A notice stays on show all along.
  writeFileSync(join(userData, 'consult_providers.json'), '{');
  const app = await start();
  const { panel } = app;
  await size(app, 900, 600);
  const run = await app.get('runs.start', { tool: 'git_status' });
  await app.get('runs.start', { tool: 'git_status', dryRun: true });
  await app.get('runs.start', { tool: 'web_scrape', args: { url: 'http://127.0.0.1:9/' } });
  await expect(panel.getByRole('heading', { level: 1 })).toContainText('⟦');
  const links = panel.locator('nav [role="link"]');
  await expect(links).toHaveCount(COUNT);
  await expect(panel.locator('aside section')).toContainText('⟦');
  const data = await dataOf(app);
  for (let at = 0; at < COUNT; at += 1) {
    await links.nth(at).click();
    await expect(links.nth(at)).toHaveAttribute('aria-current', 'page');
    await expect(panel.locator('.el-skeleton-row')).toHaveCount(0);
    await expectFitting(panel, `view ${at + 1}`, data);
  }
  await links.nth(1).click();
  const tools = panel.locator('main button[data-open]');
  for (const [at, { name }] of (await app.get('tools.list')).entries()) {
    await tools.nth(at).click();
    await expect(panel.locator('main').getByRole('heading', { name, level: 2 })).toBeVisible();
    await expectFitting(panel, `the form of ${name}`, data);
  }
  // Off: that is told in a message.
  await panel.getByRole('switch', { name: pseudo('Enable web_scrape') }).click({ force: true });
  await expect(panel.locator('section[aria-live]')).toContainText('⟦');
  await expectFitting(panel, 'a message', data);
  await links.nth(4).click();
  const draft = panel.locator('main form');
  await draft.locator('select').first().selectOption('git_status');
  await draft.locator('button[type="submit"]').click();
  await expect(panel.locator('main h3').first()).toBeVisible();
  await expectFitting(panel, 'a rule that was tried', data);
  await links.nth(3).click();
  const panels = panel.locator('main button[aria-expanded]');
  await expect(panels).toHaveCount(3);
  for (let at = 0; at < 3; at += 1) {
    await panels.nth(at).click();
    await expect(panels.nth(at)).toHaveAttribute('aria-expanded', 'true');
    await expectFitting(panel, `panel ${at + 1} of the Log`, data);
  }
  await panels.nth(2).click();
  await panel.locator(`[data-row="${run.runId}"]`).click();
  await expect(panel.locator('main h3').first()).toBeVisible();
  await expectFitting(panel, 'a run in the Log', data);
  await panel.keyboard.press('Control+k');
  await expect(panel.getByRole('option').first()).toBeVisible();
  await expectFitting(panel, 'the commands', data);
  await panel.keyboard.press('Escape');

  // The menu, which the tray shares, and the window's own dialogs are main's to word.
  const labels = await app.inMain(({ Menu }) => {
    const all = (menu: Electron.Menu | null): string[] =>
      menu?.items.flatMap(({ label, type, submenu }) => [
        ...(type === 'separator' ? [] : [label]),
        ...all(submenu ?? null),
      ]) ?? [];
    return all(Menu.getApplicationMenu());
  });
  expect(labels.length).toBeGreaterThan(15);
  expect(labels.filter((label) => !label.includes('⟦') && !label.startsWith('git_status: '))).toEqual([]);
});

test('no word of a question is left out, and nothing in it breaks', async ({ start, configure, site }) => {
  const { app, server, read } = await asking(start, configure, site, { language: 'en-XA', theme: 'light' });
  const runs = [read(), read('/b')];
  const page = await approvalPage(app);
  await expect(page.getByRole('button', { name: /^⟦/ }).first()).toBeVisible();
  await expectFitting(page, 'a question', [server.host]);
  await app.get('control.pause');
  for (const run of runs) expect((await run).status).toBe('cancelled');
});

test('at 900x600 and twice the size everything is within reach', async ({ start, configure, repository }) => {
  // One that cannot be had is the longest of what the row of the shortcut shows.
  configure({ workspace_roots: [repository.path], pause_shortcut: 'Not+A+Key+Of+This' });
  const app = await start();
  const { panel } = app;
  await size(app, 900, 600);
  await app.inMain(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.setZoomFactor(2);
  });
  await expect.poll(() => panel.evaluate(() => window.innerWidth)).toBe(450);
  for (const view of ['Overview', 'Tools', 'Approvals', 'Log', 'Rules', 'Models', 'Settings']) {
    await panel.getByRole('link', { name: view }).click();
    await expect(panel.getByRole('heading', { name: view, level: 1 })).toBeVisible();
    await expect(panel.locator('.el-skeleton-row')).toHaveCount(0);
    if (view === 'Settings') await expect(panel.getByText('Not in use', { exact: true })).toBeAttached();
    expect.soft(await panel.evaluate(unfitting), view).toEqual([]);
    await expect(panel.getByRole('button', { name: 'Pause' })).toBeInViewport();
  }
});

test('with reduced motion nothing moves', async ({ start }) => {
  const { panel } = await start();
  await panel.emulateMedia({ reducedMotion: 'reduce' });
  await expect(panel.getByRole('switch', { name: 'Enable git_status' })).toBeAttached();
  const slow = await panel.evaluate(() =>
    [...document.querySelectorAll('*')]
      .map((element) => getComputedStyle(element))
      .flatMap(({ transitionDuration, animationDuration }) => [transitionDuration, animationDuration])
      .flatMap((list) => list.split(', '))
      .filter((duration) => parseFloat(duration) > 0.001),
  );
  expect(slow).toEqual([]);
});
