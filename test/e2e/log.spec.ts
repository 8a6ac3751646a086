import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/app.ts';
import { endedRun, fillLog } from '../support/log-fixture.ts';

const LOG = join('logs', 'tools_audit.jsonl');

const openLog = (panel: Page) => panel.getByRole('link', { name: 'Log' }).click();
const list = (panel: Page, name = 'Runs, newest first') => panel.getByRole('list', { name });
const rows = (panel: Page, name?: string) => list(panel, name).getByRole('listitem');
const search = (panel: Page) => panel.getByRole('searchbox', { name: 'Search the log' });
/** The scroller around a list; `part` of the way down. */
const scrollTo = (panel: Page, part: number) =>
  list(panel).evaluate((element, to) => {
    const box = element.parentElement;
    if (box) box.scrollTop = to * (box.scrollHeight - box.clientHeight);
  }, part);
/** A place outside the folder of the app's own files, where an export may go. */
function outside(name: string): string {
  const path = test.info().outputPath(name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
const runId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

test('thousands of runs are scrolled through, searched and filtered with a screenful of rows on the page', async ({
  start,
  userData,
}) => {
  await fillLog(userData, { records: 15_000 });
  const { panel } = await start();
  await openLog(panel);
  const newest = panel.getByRole('button', { name: runId(2999) });
  await expect(newest).toBeVisible();
  await expect(panel.getByText('1,000+ runs')).toBeVisible();
  // To the very end and back, by the scroll bar: an estimate of the height is put right at the ends.
  await expect(async () => {
    await scrollTo(panel, 1);
    await expect(panel.getByRole('button', { name: runId(0) })).toBeInViewport({ timeout: 500 });
  }).toPass();
  expect(await rows(panel).count()).toBeLessThan(80);
  await scrollTo(panel, 0.5);
  await expect(rows(panel).first()).toBeVisible();
  await expect(panel.getByRole('button', { name: runId(0) })).toHaveCount(0);
  await expect(async () => {
    await scrollTo(panel, 0);
    await expect(newest).toBeInViewport({ timeout: 500 });
  }).toPass();

  // One run in a thousand has the word.
  await search(panel).fill('quetzalc');
  await expect(rows(panel)).toHaveCount(3);
  await search(panel).press('Escape');
  await expect(panel.getByText('1,000+ runs')).toBeVisible();

  await panel.getByRole('button', { name: 'Filter', exact: true }).click();
  await panel.getByLabel('Filter by').selectOption('Status');
  await panel.getByLabel('Value').selectOption('Denied');
  await expect(panel.getByRole('button', { name: 'Remove filter Status Denied' })).toBeVisible();
  await expect(rows(panel).filter({ hasText: 'OK' })).toHaveCount(0);
  await expect(rows(panel).first()).toContainText('Denied');
  await panel.getByLabel('Filter by').selectOption('Caller');
  await panel.getByLabel('Value').fill('nobody');
  await panel.getByLabel('Value').press('Enter');
  await expect(panel.getByText('Nothing found')).toBeVisible();
  await panel.getByRole('button', { name: 'Clear all' }).click();
  await expect(newest).toBeVisible();

  // The chart narrows the time.
  const chart = panel.getByRole('slider', { name: 'Runs over time' });
  await chart.focus();
  await panel.keyboard.press('Home');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: /^Remove filter Time/ })).toBeVisible();
  await expect(newest).toHaveCount(0);
  await expect(async () => {
    await scrollTo(panel, 1);
    await expect(panel.getByRole('button', { name: runId(0) })).toBeInViewport({ timeout: 500 });
  }).toPass();
});

test('by keyboard: j and k move, Enter opens, / searches, Esc closes', async ({ start, userData }) => {
  await fillLog(userData, { records: 500 });
  const { panel } = await start();
  await openLog(panel);
  await expect(rows(panel).first()).toBeVisible();
  // Single keys mean something in the list only.
  for (const key of ['j', '/']) await panel.keyboard.press(key);
  await expect(panel.getByRole('link', { name: 'Log' })).toBeFocused();
  await panel.getByRole('button', { name: runId(99) }).focus();
  for (let press = 0; press < 40; press += 1) await panel.keyboard.press('j');
  // The row was not on the page before; it is now, in view and with the focus.
  await expect(panel.getByRole('button', { name: runId(59) })).toBeFocused();
  await expect(panel.getByRole('button', { name: runId(59) })).toBeInViewport();
  await panel.keyboard.press('k');
  await panel.keyboard.press('Enter');
  const detail = panel.getByRole('region', { name: runId(60) });
  await expect(detail.getByRole('heading', { level: 2 })).toBeVisible();
  await panel.keyboard.press('j');
  await expect(panel.getByRole('region', { name: runId(59) })).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('region', { name: runId(59) })).toHaveCount(0);
  await panel.keyboard.press('/');
  await expect(search(panel)).toBeFocused();
  await panel.keyboard.type('jk');
  await expect(search(panel)).toHaveValue('jk');
  await expect(panel.getByText('Nothing found')).toBeVisible();
});

test('a check of the record that begins by itself moves nothing that could be pressed', async ({ start }) => {
  const { panel } = await start();
  await panel.setViewportSize({ width: 900, height: 600 });
  await openLog(panel);
  const live = panel.getByRole('button', { name: 'Live' });
  const before = await live.boundingBox();
  await expect(panel.getByRole('button', { name: /^Checked/ })).toBeVisible();
  expect(await live.boundingBox()).toEqual(before);
});

test('held still, the list only counts what is new', async ({ start, configure, repository }) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  const { panel } = app;
  await openLog(panel);
  await expect(panel.getByText('Nothing has run yet')).toBeVisible();
  const first = await app.get('runs.start', { tool: 'git_status' });
  await expect(panel.getByRole('button', { name: first.runId })).toBeVisible();
  await panel.getByRole('button', { name: 'Live' }).click();
  const second = await app.get('runs.start', { tool: 'git_status' });
  await expect(panel.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(panel.getByRole('button', { name: second.runId })).toHaveCount(0);
  await panel.getByRole('button', { name: '1 new' }).click();
  await expect(panel.getByRole('button', { name: second.runId })).toBeVisible();
});

test('a run is shown whole: asked, planned against done, decided, when, hashes; and run again as a new one', async ({
  start,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  const { panel } = app;
  const { runId: id } = await app.get('runs.start', { tool: 'git_status', reason: 'to see' });
  await openLog(panel);
  await panel.getByRole('button', { name: id }).click();
  const detail = panel.getByRole('region', { name: id });
  await expect(detail.getByRole('region', { name: 'Effects' })).toContainText('What it really did');
  await expect(detail.getByRole('region', { name: 'Effects' })).toContainText('spawn');
  await expect(detail.getByRole('region', { name: 'Decision' })).toContainText('Allowed');
  await expect(detail.getByRole('region', { name: 'What happened when' })).toContainText('Started');
  await detail.getByRole('button', { name: /Requested/ }).click();
  const { entries } = await app.get('audit.query', { runId: id, order: 'asc' });
  await expect(detail.getByTitle(entries[0]?.hash ?? '')).toBeVisible();
  const record = detail.getByRole('group', { name: 'Records', exact: true });
  await expect(record).toContainText('audit_id');
  await expect(record).not.toContainText('unreadable');
  // The screen's clipboard is everybody's: another test may have written to it in between.
  await expect(async () => {
    await detail.getByRole('button', { name: 'Copy run as JSON' }).click();
    await expect(detail.getByText('Copied')).toBeAttached();
    const copied = await app.inMain(({ clipboard }) => clipboard.readText());
    expect(JSON.parse(copied)).toEqual({ runId: id, records: entries });
  }).toPass();
  await detail.getByRole('button', { name: 'Run again' }).click();
  await expect
    .poll(async () => (await app.get('audit.runs', {})).runs.map((run) => [run.tool, run.reason]))
    .toEqual([
      ['git_status', 'to see'],
      ['git_status', 'to see'],
    ]);
  const [again] = (await app.get('audit.runs', {})).runs;
  expect(again?.runId).not.toBe(id);
  await expect(panel.getByRole('region', { name: again?.runId ?? '' })).toBeVisible();
});

test('run again opens the form where the record lacks an argument', async ({ start, userData }) => {
  const drafts = endedRun('run-secret', {
    tool_name: 'web_scrape',
    args: { url: 'https://example.com/?token=ghp_0123456789012345678901234567890123456', selector: 'main' },
  });
  await fillLog(userData, { drafts });
  const app = await start();
  const { panel } = app;
  const before = (await app.get('audit.runs', {})).runs.length;
  await openLog(panel);
  await panel.getByRole('button', { name: 'run-secret' }).click();
  await panel.getByRole('button', { name: 'Run again' }).click();
  await expect(panel.getByRole('textbox', { name: 'URL' })).toHaveValue('');
  await expect(panel.getByRole('textbox', { name: 'Selector' })).toHaveValue('main');
  expect((await app.get('audit.runs', {})).runs.length).toBe(before);
});

test('the badge says whether the record is whole, and the check names what is not', async ({
  start,
  userData,
}) => {
  await fillLog(userData, { records: 50 });
  const { panel } = await start();
  await openLog(panel);
  const badge = panel.getByTitle('Check of the record');
  await expect(badge).toContainText('Checked');
  await expect(badge).toContainText('Not signed');
  await badge.click();
  const check = panel.getByRole('region', { name: 'Check of the record' });
  await expect(check).toContainText('are as they were written');
  await expect(check).toContainText('key store');

  const path = join(userData, LOG);
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[10] = (lines[10] ?? '').replace('"caller":"', '"caller":"x');
  writeFileSync(path, lines.join('\n'));
  await check.getByRole('button', { name: 'Check now' }).click();
  await expect(check.getByRole('alert')).toContainText('Altered record 11');
  await expect(badge).toContainText('Record damaged');
  await expect(panel.getByRole('contentinfo')).toContainText('Record damaged');
});

test('a record that somebody edited is listed and says so, and takes nothing else with it', async ({
  start,
  userData,
}) => {
  await fillLog(userData, { records: 100, drafts: endedRun('run-edited', { reason: 'as it was' }) });
  const path = join(userData, LOG);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').replace('"status":"ok"', '"status":"all quiet"');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const app = await start();
  const { panel } = app;
  await openLog(panel);
  const edited = panel.getByRole('button', { name: 'git_status Not readable run-edited' });
  await expect(edited).toBeVisible();
  await expect(panel.getByText('21 runs')).toBeVisible();
  await expect(rows(panel).first()).toContainText('One of its records is not readable');
  await expect(panel.getByRole('slider', { name: 'Runs over time' })).toBeVisible();
  await edited.click();
  const detail = panel.getByRole('region', { name: 'run-edited' });
  await expect(detail).toContainText('One of its records is not readable');
  await expect(detail).toContainText('as it was');
  await detail.getByRole('button', { name: /Finished.*Not readable/ }).click();
  await expect(detail).toContainText('Not as it should be: status');
  await expect(detail).toContainText('"status":"all quiet"');
  // Found by what stands there now, and by being what it is.
  await search(panel).fill('quiet');
  await expect(rows(panel)).toHaveCount(1);
  await search(panel).press('Escape');
  await panel.getByRole('radiogroup', { name: 'Show' }).getByText('Records').click();
  await panel.getByRole('button', { name: 'Filter', exact: true }).click();
  await panel.getByLabel('Filter by').selectOption('Record');
  await panel.getByLabel('Value').selectOption('Not readable');
  await expect(panel.getByText('1 record', { exact: true })).toBeVisible();
  await expect(rows(panel, 'Records, newest first')).toContainText('Not readable');
});

test('an export under Runs has every record of the runs that the list shows', async ({ start, userData }) => {
  const decision = { verdict: 'allow' as const, decidedBy: 'rule:r', why: 'so' };
  await fillLog(userData, {
    records: 200,
    drafts: endedRun('run-exported', { decision, status: 'error', error: { code: 'e', message: 'boom' } }),
  });
  const app = await start();
  const { panel } = app;
  const out = outside('out.jsonl');
  await app.inMain(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, out);
  await openLog(panel);
  await panel.getByRole('button', { name: 'Filter', exact: true }).click();
  for (const [field, value] of [
    ['Status', 'Error'],
    ['Decided by', 'A rule'],
  ] as const) {
    await panel.getByLabel('Filter by').selectOption(field);
    await panel.getByLabel('Value').selectOption(value);
  }
  // No single record has both.
  await expect(rows(panel)).toHaveCount(1);
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const exports = panel.getByRole('region', { name: 'Export these records' });
  await expect(exports).toContainText('All records of the runs that match');
  await exports.getByText('JSON lines').click();
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByText('3 records exported')).toBeVisible();
  const written = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(written.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    'requested',
    'decided',
    'finished',
  ]);
});

test('records of no run, exports, and an earlier log shown apart', async ({ start, userData }) => {
  const app = await start();
  const { panel } = app;
  const out = outside('out.csv');
  const old = join(userData, 'old.jsonl');
  const bad = join(userData, 'bad.jsonl');
  const earlier = { ts: 1_600_000_000, tool_name: 'web_scrape_bs4', status: 'success', args: { url: 'x' } };
  writeFileSync(old, `${JSON.stringify(earlier)}\nnot json\n`);
  const answer = (files: { save?: string; open?: string }) =>
    app.inMain(({ dialog }, { save, open }) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: !save, filePath: save ?? '' });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: !open, filePaths: open ? [open] : [] });
    }, files);

  await app.get('settings.update', { theme: 'dark' });
  await openLog(panel);
  await panel.getByText('Records', { exact: true }).click();
  await panel.getByRole('button', { name: /^Settings / }).click();
  await expect(panel.getByRole('region', { name: /^Record / }).first()).toContainText('theme');

  await answer({ save: out });
  await panel.getByRole('button', { name: 'Export' }).click();
  const exports = panel.getByRole('region', { name: 'Export these records' });
  await exports.getByText('Table (CSV)').click();
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByText(/records exported/)).toBeVisible();
  expect(readFileSync(out, 'utf8')).toContain('theme');
  await answer({ save: join(userData, 'rules.json') });
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByText("This is the folder of the app's own files.")).toBeVisible();
  await answer({});
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByText('No place was chosen.')).toBeVisible();

  await panel.getByText('Earlier', { exact: true }).click();
  await expect(panel.getByText('Nothing imported')).toBeVisible();
  await answer({ open: bad });
  await panel.getByRole('button', { name: 'Import an earlier log…' }).click();
  await expect(panel.getByText(/bad\.jsonl could not be imported/)).toBeVisible();
  await answer({ open: old });
  await panel.getByRole('button', { name: 'Import an earlier log…' }).click();
  await expect(rows(panel, 'Earlier runs, newest first')).toHaveCount(1);
  await panel.getByRole('button', { name: /web_scrape_bs4/ }).click();
  await expect(panel.getByText('Not part of the record').first()).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  // A filter that lets nothing through hides no way to import, nor what became of it.
  await search(panel).fill('nowhere');
  await expect(panel.getByText('Nothing found')).toBeVisible();
  await answer({ open: bad });
  await panel.getByRole('button', { name: 'Import an earlier log…' }).click();
  await expect(panel.getByText(/bad\.jsonl could not be imported/)).toBeVisible();
  await search(panel).press('Escape');
  // Nothing of it among our own runs.
  await panel.getByText('Runs', { exact: true }).click();
  await expect(panel.getByText('Nothing has run yet')).toBeVisible();
});

test('an export goes on while another view is looked at; coming back finds it, and its end is told', async ({
  start,
}) => {
  const app = await start();
  const { panel } = app;
  const out = outside('out.jsonl');
  // The system's dialog, open for as long as the person likes.
  await app.inMain(({ dialog }) => {
    dialog.showSaveDialog = () =>
      new Promise((done) => {
        const pick = (filePath: string): void => done({ canceled: false, filePath });
        Object.assign(globalThis, { pick });
      });
  });
  await openLog(panel);
  await panel.getByRole('button', { name: 'Export' }).click();
  const exports = panel.getByRole('region', { name: 'Export these records' });
  await exports.getByRole('button', { name: 'Choose where…' }).click();
  await expect(exports.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await panel.getByRole('link', { name: 'Overview' }).click();
  await openLog(panel);
  await expect(exports.getByText('Exporting…')).toBeVisible();
  await expect(exports.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expect(exports.getByRole('button', { name: 'Choose where…' })).toBeDisabled();
  await panel.getByRole('link', { name: 'Rules' }).click();
  await app.inMain((_electron, path) => {
    (globalThis as unknown as { pick: (path: string) => void }).pick(path);
  }, out);
  const told = panel.getByRole('region', { name: 'What just happened' });
  await expect(told).toContainText(/records? exported/);
  await expect(told).toContainText(out);
  await told.getByRole('button', { name: 'Show' }).click();
  await expect(exports).toContainText(out);
});
