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

/** A person who answers questions of the system's with the button of this number, or has not answered yet; what they were asked. */
const answering = (app: RunningApp, response: number | null): Promise<void> =>
  app.inMain(({ dialog }, answer) => {
    const seen = globalThis as unknown as { asked?: unknown[] };
    seen.asked = [];
    dialog.showMessageBox = ((_window: unknown, options: { signal?: AbortSignal }) => {
      seen.asked?.push({ ...options, signal: undefined });
      if (answer !== null) return Promise.resolve({ response: answer, checkboxChecked: false });
      return new Promise((done) => options.signal?.addEventListener('abort', () => done({ response: 0 })));
    }) as never;
  }, response);
const asked = (app: RunningApp) =>
  app.inMain(() => (globalThis as unknown as { asked: { message: string; buttons: string[] }[] }).asked);
const crashOften = async (app: RunningApp): Promise<void> => {
  for (let time = 0; time < 4; time += 1) {
    await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
    await crash(app);
  }
};

test('a page that keeps ending is not loaded again by itself: the system asks, and it is when somebody says so', async ({
  start,
  configure,
}) => {
  configure({});
  const app = await start();
  await answering(app, null);
  await crashOften(app);
  await expect.poll(() => asked(app), { timeout: 20_000 }).toHaveLength(1);
  expect(await asked(app)).toMatchObject([{ buttons: ['Load again', 'Quit'], cancelId: 0 }]);
  expect((await asked(app))[0]?.message).toContain('4 times within a minute (crashed)');
  expect(await words(app)).toBe(null);
  // Somebody asks for the window by other means: the question is over.
  await app.inMain(({ app: main }) => main.emit('second-instance', {}, []));
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
  // And it is loaded again after a yes, as often as before.
  await answering(app, 0);
  await crash(app);
  await expect.poll(() => asked(app), { timeout: 20_000 }).toHaveLength(1);
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
});

test('the app ends when the answer is to quit', async ({ start, configure }) => {
  configure({});
  const app = await start();
  await answering(app, 1);
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  await crashOften(app);
  expect(await gone).toBe(0);
});

test('a page that hangs is loaded again when somebody says so, and left when they wait', async ({
  start,
  configure,
}) => {
  configure({});
  const app = await start();
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('Execution Layer');
  // What the system finds out after half a minute without an answer to somebody's press.
  const hangs = () =>
    app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('unresponsive'));
  await app.inMain(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]
      ?.webContents.executeJavaScript('for (;;);')
      .catch(() => undefined);
  });
  await answering(app, 1);
  await hangs();
  await expect.poll(() => asked(app)).toMatchObject([{ buttons: ['Load again', 'Wait'], cancelId: 1 }]);
  expect(await words(app)).toBe(null);
  await answering(app, 0);
  await hangs();
  await expect.poll(() => words(app), { timeout: 20_000 }).toContain('This window had to be loaded again');
});
