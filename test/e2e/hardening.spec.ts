import { expect, type Page } from '@playwright/test';
import { CHECKOUT, test } from '../support/app.ts';
import { approvalPage } from '../support/approval.ts';
import { exitOf, spawnApp } from '../support/spawn-app.ts';

test('every window has every safe preference as built', async ({ start }) => {
  const app = await start();
  // Brings up the approval window beside the panel.
  await app.get('control.pause');
  void app.ask('control.resume').catch(() => undefined);
  await approvalPage(app);
  const preferences = await app.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) =>
      (window.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
    ),
  );
  expect(preferences).toHaveLength(2);
  for (const each of preferences) {
    expect(each).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
    });
    expect(each).not.toMatchObject({ allowRunningInsecureContent: true });
    expect(each).not.toMatchObject({ experimentalFeatures: true });
    expect(each).not.toMatchObject({ navigateOnDragDrop: true });
    expect(each).not.toMatchObject({ nodeIntegrationInWorker: true });
  }
});

/** What a page's policy makes of what a script in it tries. */
const tried = (page: Page) =>
  page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.effectiveDirective),
    );
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'https://example.invalid/x.png';
    const frame = document.createElement('iframe');
    frame.src = 'https://example.invalid/';
    document.body.append(image, frame);
    // In a timer: what the test's own connection evaluates is exempt from the policy.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve((0, eval)('1 + 1'));
        } catch {
          resolve('refused');
        }
      });
    });
    const fetched = await fetch('https://example.invalid/').then(
      () => 'fetched',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { violations, evaluated, fetched, injected: 'injected' in window };
  });

test('both pages are from the private scheme, with a policy that starts from nothing', async ({ start }) => {
  const app = await start();
  await app.get('control.pause');
  void app.ask('control.resume').catch(() => undefined);
  for (const [host, page] of [
    ['panel', app.panel],
    ['approval', await approvalPage(app)],
  ] as const) {
    expect(page.url()).toBe(`execution-layer-app://${host}/index.html`);
    const refused = await tried(page);
    expect(refused, host).toMatchObject({ evaluated: 'refused', fetched: 'refused', injected: false });
    for (const directive of ['script-src-elem', 'script-src', 'img-src', 'frame-src', 'connect-src'])
      expect(refused.violations, host).toContain(directive);
  }
});

test('no navigation, no new window, no permission but copying', async ({ start }) => {
  const app = await start();
  const { panel } = app;
  const url = panel.url();
  const opened = await panel.evaluate(() => window.open('https://example.invalid/') === null);
  expect(opened).toBe(true);
  await panel.evaluate(() => (location.href = 'https://example.invalid/'));
  await panel.evaluate(() => (location.href = 'file:///etc/passwd'));
  await panel.waitForTimeout(300);
  expect(panel.url()).toBe(url);
  expect(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const permissions = await panel.evaluate(async () => {
    const ask = (name: string): Promise<string> =>
      navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state);
    return {
      geolocation: await ask('geolocation'),
      camera: await ask('camera'),
      read: await ask('clipboard-read'),
      copy: await ask('clipboard-write'),
    };
  });
  expect(permissions).toEqual({ geolocation: 'denied', camera: 'denied', read: 'denied', copy: 'granted' });
});

test('only the top frame of our own page is heard', async ({ start }) => {
  const app = await start();
  // A window that main did not make the panel, with the panel's own preload: on a foreign page, and on the panel's page.
  const codes = await app.inMain(async ({ BrowserWindow }, checkout) => {
    const ask = async (url: string): Promise<string> => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: `${checkout}/out/preload/panel-bridge.cjs`,
          sandbox: true,
          contextIsolation: true,
        },
      });
      await window.loadURL(url);
      const code = (await window.webContents.executeJavaScript(
        'window.executionLayer.tools.list().then((answer) => answer.ok ? "heard" : answer.error.code)',
      )) as string;
      window.destroy();
      return code;
    };
    return [await ask('data:text/html,hello'), await ask('execution-layer-app://panel/index.html')];
  }, CHECKOUT);
  expect(codes).toEqual(['bad_sender', 'bad_sender']);
  expect(await app.ask('tools.list')).toMatchObject({ ok: true });
});

test('an unknown channel is refused with a code', async ({ start }) => {
  const app = await start();
  const answers = await app.inMain(async ({ BrowserWindow, ipcMain }) => {
    const panel = BrowserWindow.getAllWindows()[0];
    // What a broken-out renderer could send: raw names on the one ipc channel.
    const handlers = (
      ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => Promise<unknown>> }
    )._invokeHandlers;
    const handler = handlers.get('execution-layer:invoke');
    const event = { sender: panel?.webContents, senderFrame: panel?.webContents.mainFrame };
    return [
      await handler?.(event, 'no.such'),
      await handler?.(event, '__proto__'),
      await handler?.(event, { toString: 'x' }),
    ];
  });
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('a sub-frame, a frame that is gone and another address are refused', async ({ start }) => {
  const app = await start();
  const answers = await app.inMain(async ({ BrowserWindow, ipcMain }) => {
    const handlers = (
      ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => Promise<unknown>> }
    )._invokeHandlers;
    const sender = BrowserWindow.getAllWindows()[0]?.webContents;
    const top = sender?.mainFrame;
    const frames = [{ parent: top, url: top?.url }, null, { parent: null, url: 'https://example.invalid/' }];
    const handler = handlers.get('execution-layer:invoke');
    const given: unknown[] = [];
    for (const senderFrame of frames) given.push(await handler?.({ sender, senderFrame }, 'tools.list'));
    return given;
  });
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'bad_sender' } });
});

test('one app per data folder; two folders run side by side', async ({ start, userData }) => {
  const first = await start();
  expect(await exitOf(spawnApp(userData))).toBe(0);
  expect(await first.ask('tools.list')).toMatchObject({ ok: true });
  const other = await start({ userData: `${userData}/another folder` });
  expect((await other.get('system.info')).userData).toBe(`${userData}/another folder`);
});
