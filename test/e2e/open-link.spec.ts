import { expect, type Page } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { openTool } from '../support/open-tool.ts';

/** Puts a person who answers `response`, and a system that notes what it is handed, in the place of the real ones. */
const standIn = (app: RunningApp, response: number): Promise<void> =>
  app.inMain(({ dialog, shell }, answer) => {
    const seen = globalThis as unknown as { asked?: unknown[]; opened?: string[] };
    seen.asked = [];
    seen.opened = [];
    dialog.showMessageBox = ((_window: unknown, options: unknown) => {
      seen.asked?.push(options);
      return Promise.resolve({ response: answer, checkboxChecked: false });
    }) as never;
    shell.openExternal = (url) => Promise.resolve(void seen.opened?.push(url));
  }, response);
const seen = (app: RunningApp) =>
  app.inMain(() => {
    const { asked, opened } = globalThis as unknown as { asked: unknown[]; opened: string[] };
    return { asked, opened };
  });
const link = (panel: Page) => panel.getByRole('button', { name: 'Open in your browser…' });

test('a link of a result is opened after a press, a yes and a record of it; never for a script', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({
    '/': '<a href="https://EXAMPLE.com/a b?x=1">one</a><a href="http://example.com/">two</a>',
  });
  configure({ private_hosts_allowed: [server.host] });
  const app = await start();
  const { panel } = app;
  await openTool(panel, 'web_scrape');
  await panel.getByRole('textbox', { name: 'URL' }).fill(server.url);
  await panel.getByRole('combobox', { name: 'Mode' }).selectOption('links');
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  // That of http can be copied only.
  await expect(link(panel)).toHaveCount(1, { timeout: 20_000 });

  await standIn(app, 0);
  await link(panel).click();
  await expect.poll(async () => (await seen(app)).asked).toHaveLength(1);
  expect((await seen(app)).asked).toEqual([
    expect.objectContaining({ defaultId: 0, cancelId: 0, message: 'Open example.com in your browser?' }),
  ]);
  expect((await seen(app)).opened).toEqual([]);

  await standIn(app, 1);
  await link(panel).click();
  await expect.poll(async () => (await seen(app)).opened).toEqual(['https://example.com/a%20b?x=1']);
  const { entries } = await app.get('audit.query', { events: ['app'] });
  const records = entries.filter(({ detail }) => JSON.stringify(detail).includes('link_opened'));
  expect(records).toMatchObject([{ detail: { what: 'link_opened', url: 'https://example.com/a%20b?x=1' } }]);

  // The press has been used. A script makes one up, and asks by itself.
  await link(panel).evaluate((button: HTMLElement) => button.click());
  const asked = await app.ask('system.openLink', { url: 'https://example.com/' });
  expect(asked).toMatchObject({ ok: false, error: { code: 'denied' } });
  await expect(panel.getByText('Not opened')).toBeVisible();
  expect(await seen(app)).toMatchObject({ asked: [{}], opened: ['https://example.com/a%20b?x=1'] });
  for (const url of [
    'http://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://a:b@x.org/',
  ])
    expect(await app.ask('system.openLink', { url })).toMatchObject({ error: { code: 'bad_request' } });
});
