import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test as base, type RunningApp } from '../support/app.ts';
import { redirectTo, startServer, type TestServer } from '../support/http-server.ts';

/*
 * Each rule for web-contents and sessions by itself. Most of what they refuse, another rule or the pages' own policy would
 * refuse as well; so each is put where it stands alone: a page of the web in a window that main itself opened, in a session
 * without rules (for the rules of contents), or a request of main's own (for the rules of the session).
 */

const test = base.extend<{ web: TestServer }>({
  web: async ({}, use) => {
    const server = await startServer({
      '/': '<p>first</p>',
      '/b': '<p>second</p>',
      '/redirect': redirectTo('/b'),
      '/frame': '<iframe src="/inner"></iframe>',
      '/inner': '<p>inner</p>',
      '/webview': '<webview src="/b"></webview>',
    });
    await use(server);
    await server.close();
  },
});

/** Opens an address in a window whose session has none of our rules, and runs `script` in the page. */
function inForeignSession(app: RunningApp, url: string, script = ''): Promise<void> {
  return app.inMain(
    async ({ BrowserWindow, session }, given) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { session: session.fromPartition('of-a-test'), sandbox: true, webviewTag: true },
      });
      // Refused on the way to its page, it has none to run a script in.
      const loaded = await window.loadURL(given.url).then(
        () => true,
        () => false,
      );
      if (loaded && given.script !== '') await window.webContents.executeJavaScript(given.script, true);
      await new Promise((resolve) => setTimeout(resolve, 700));
    },
    { url, script },
  );
}

const paths = (web: TestServer): string[] =>
  web.requests.map(({ path }) => path).filter((path) => path !== '/favicon.ico');

test('no page navigates, not even by a script of its own', async ({ start, web }) => {
  const app = await start();
  await inForeignSession(app, `${web.origin}/`, "setTimeout(() => (location.href = '/b')), 0");
  expect(paths(web)).toEqual(['/']);
});

test('no address leads on to another', async ({ start, web }) => {
  const app = await start();
  await inForeignSession(app, `${web.origin}/redirect`);
  expect(paths(web)).toEqual(['/redirect']);
});

test('no frame navigates', async ({ start, web }) => {
  const app = await start();
  await inForeignSession(app, `${web.origin}/frame`);
  expect(paths(web)).toEqual(['/frame']);
});

test('no page within a page is attached', async ({ start, web }) => {
  const app = await start();
  await inForeignSession(app, `${web.origin}/webview`);
  expect(paths(web)).toEqual(['/webview']);
  const types = await app.inMain(({ webContents }) =>
    webContents.getAllWebContents().map((each) => each.getType()),
  );
  expect(types).not.toContain('webview');
});

test('no page opens a window', async ({ start, web }) => {
  const app = await start();
  await inForeignSession(app, `${web.origin}/`, "window.open('about:blank') === null");
  // The panel, and the one that this test has opened.
  expect(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
});

test('nothing is requested but our own pages, whoever asks', async ({ start, web }) => {
  const app = await start();
  const loaded = await app.inMain(async ({ BrowserWindow }, url) => {
    const window = new BrowserWindow({ show: false });
    return window.loadURL(url).then(
      () => 'loaded',
      (error: unknown) => String(error),
    );
  }, `${web.origin}/`);
  expect(loaded).toContain('ERR_BLOCKED_BY_CLIENT');
  expect(web.connections()).toBe(0);
});

test('nothing is downloaded', async ({ start, userData }) => {
  const app = await start();
  const path = join(userData, 'downloaded');
  await app.inMain(({ session, BrowserWindow }, savePath) => {
    // Comes after the app's own listener, and would save without asking.
    session.defaultSession.on('will-download', (_event, item) => item.setSavePath(savePath));
    BrowserWindow.getAllWindows()[0]?.webContents.downloadURL('execution-layer-app://panel/index.html');
  }, path);
  await app.panel.waitForTimeout(1500);
  expect(existsSync(path)).toBe(false);
});

/** A script that asks for everything there is to ask for, and tells how each was answered. */
const ASK_FOR_ALL = `(async () => {
  const refused = (error) => error.name;
  const asked = (ask) => ask().then((got) => (Array.isArray(got) && got.length === 0 ? 'none' : 'given'), refused);
  const { mediaDevices, hid, serial, usb } = navigator;
  return {
    screen: await asked(() => mediaDevices.getDisplayMedia({ video: true })),
    camera: await asked(() => mediaDevices.getUserMedia({ video: true, audio: true })),
    hid: await asked(() => hid.requestDevice({ filters: [] })),
    serial: await asked(() => serial.requestPort()),
    usb: await asked(() => usb.requestDevice({ filters: [] })),
    notifications: await Notification.requestPermission(),
    midi: await asked(() => navigator.requestMIDIAccess({ sysex: true })),
    place: await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('given'),
        ({ code, PERMISSION_DENIED }) => resolve(code === PERMISSION_DENIED ? 'denied' : 'failed'),
      );
    }),
  };
})()`;

test('no permission is given when asked for, nor a device, nor a picture of the screen', async ({
  start,
}) => {
  const app = await start();
  const answers = await app.inMain(({ BrowserWindow }, script) => {
    // As on somebody's press: some ask for that before they ask for anything else.
    const asked = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script, true);
    return asked as Promise<Record<string, string>>;
  }, ASK_FOR_ALL);
  expect(answers).toMatchObject({
    screen: 'NotAllowedError',
    notifications: 'denied',
    midi: expect.stringMatching(/NotAllowedError|SecurityError/),
    place: 'denied',
  });
  for (const [what, answer] of Object.entries(answers)) expect(answer, what).not.toBe('given');
});

test('an app that cannot end in order ends anyway', async ({ start }) => {
  const app = await start();
  await app.get('system.info');
  const child = app.electron.process();
  const gone = new Promise((done) => child.once('exit', done));
  await app.inMain(({ app: main }) => {
    // The disk has stopped answering: what the end of the app writes down never gets there.
    process.getBuiltinModule('node:fs').fdatasync = (() => undefined) as never;
    setImmediate(() => main.quit());
  });
  expect(await gone).toBe(1);
});
