import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';

const crash = (app: RunningApp) =>
  app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
/** What a script in the panel's page gives; null while it has no page. Playwright gives up on a page whose process has ended. */
const inPage = (app: RunningApp, script: string): Promise<unknown> =>
  app.inMain(async ({ BrowserWindow }, code) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents || contents.isCrashed() || contents.isLoading()) return null;
    // Sent to a page that is just ending it is never answered.
    const late = new Promise<null>((done) => setTimeout(() => done(null), 2000));
    return Promise.race([contents.executeJavaScript(code) as Promise<unknown>, late]);
  }, script);
const words = (app: RunningApp) => inPage(app, 'document.body.innerText');

test("the panel's page is loaded again when its process ends, and says so; runs go on", async ({
  start,
  configure,
  site,
}) => {
  const server = await site({});
  server.hang();
  configure({ private_hosts_allowed: [server.host] });
  const app = await start();
  void app.ask('runs.start', { tool: 'web_scrape', args: { url: server.url } }).catch(() => undefined);
  await expect.poll(() => server.requests).toBe(1);
  await crash(app);
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('This window had to be loaded again');
  expect(await inPage(app, 'executionLayer.runs.active()')).toMatchObject({
    ok: true,
    value: [{ tool: 'web_scrape', state: 'running' }],
  });
});

test('a page that keeps ending is left alone until somebody asks for it', async ({ start, configure }) => {
  configure({});
  const app = await start();
  for (let time = 0; time < 4; time += 1) {
    await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
    await crash(app);
  }
  await expect
    .poll(() => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed()))
    .toBe(true);
  await new Promise((done) => setTimeout(done, 1000));
  expect(await words(app)).toBe(null);
  await app.inMain(({ app: main }) => main.emit('second-instance', {}, []));
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
});
