import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import {
  approvalPage,
  askApproval,
  asking,
  pressAllow,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';

test('an answer that comes too late is told so, and allows nothing', async ({ start, configure, site }) => {
  const { app, read, server } = await asking(start, configure, site, { approval_timeout_s: 3 });
  const run = read();
  const page = await approvalPage(app);
  const { approvalId, hash } = await shownApproval(page);
  expect(await run).toMatchObject({ status: 'denied', decision: { decidedBy: 'no_approver' } });
  const late = await askApproval(page, 'approve', { approvalId, hash, scope: { kind: 'once' } });
  expect(late).toMatchObject({ ok: false, error: { code: 'expired' } });
  expect(server.connections).toBe(0);
});

test('a page that crashed comes back, with the request, and can be answered there', async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  const before = await shownApproval(page);
  await waitUntilAnswerable(page);
  const crashed = page.waitForEvent('crash');
  await app.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('approval'))
      ?.webContents.forcefullyCrashRenderer(),
  );
  await crashed;
  // The test's own hold on the page died with it: asked through main, as the page's script would.
  const inPage = (script: string): Promise<unknown> =>
    app.inMain(
      ({ BrowserWindow }, source) =>
        BrowserWindow.getAllWindows()
          .find((window) => window.webContents.getURL().includes('approval'))
          ?.webContents.executeJavaScript(source),
      script,
    );
  const bridge = 'window.executionLayerApproval';
  await expect
    .poll(() =>
      inPage(`${bridge} === undefined ? null : ${bridge}.get().then(({ value }) => value.approval?.hash)`),
    )
    .toBe(before.hash);
  const answer = JSON.stringify({
    approvalId: before.approvalId,
    hash: before.hash,
    scope: { kind: 'once' },
  });
  const approve = (): Promise<unknown> =>
    inPage(`${bridge}.approve(${answer}).then((got) => (got.ok ? 'ok' : got.error.code))`);
  // What the dead page had shown does not count for the new one.
  expect(await approve()).toBe('too_early');
  expect(server.connections).toBe(0);
  await expect.poll(approve).toBe('ok');
  expect(await run).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
  expect(server.requests).toBe(1);
});

test('a page that loads itself again before it is there takes neither the app nor the request with it', async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  for (const afterMs of [0, 40, 80, 120, 160, 200]) {
    await app.inMain(({ app: electron }, ms) => {
      electron.once('browser-window-created', (_event, window) => {
        window.webContents.once('did-start-loading', () => setTimeout(() => window.webContents.reload(), ms));
      });
    }, afterMs);
    const run = read();
    const page = await approvalPage(app);
    await expect.poll(() => shownApproval(page).catch(() => null)).not.toBeNull();
    expect(await app.get('approvals.pending')).toHaveLength(1);
    await app.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.webContents.getURL().includes('approval'))
        ?.close(),
    );
    expect((await run).decision?.decidedBy).toBe('person');
    await expect.poll(() => page.isClosed()).toBe(true);
  }
  expect(server.connections).toBe(0);
});

test('a page that crashes each time is given up: what waits is denied, and that is said', async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  await app.inMain(({ app: main }) => {
    main.on('web-contents-created', (_event, contents) => {
      contents.on('did-finish-load', () => contents.forcefullyCrashRenderer());
    });
  });
  const outcome = await read();
  expect(outcome).toMatchObject({
    status: 'denied',
    decision: { decidedBy: 'no_approver', why: expect.stringContaining('failed 4 times') },
  });
  expect(server.connections).toBe(0);
  await expect(app.panel.getByText('A request could not be shown, and was denied')).toBeVisible();
  expect(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

/** Presses a key in the approval window, as if it came from the keyboard: what its page does not take goes to the menu. */
function press(app: RunningApp, keyCode: string, modifiers: ('control' | 'shift')[]) {
  return app.inMain(
    ({ BrowserWindow }, key) => {
      const window = BrowserWindow.getAllWindows().find((each) =>
        each.webContents.getURL().includes('approval'),
      );
      for (const type of ['keyDown', 'keyUp'] as const) {
        window?.webContents.sendInputEvent({ type, keyCode: key.keyCode, modifiers: key.modifiers });
      }
    },
    { keyCode, modifiers },
  );
}

test('the approval window has no menu, whatever the application menu becomes', async ({
  start,
  configure,
  site,
}) => {
  const { app, read } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  await expect(page.getByRole('button', { name: 'Deny', exact: true })).toBeVisible();
  await app.inMain(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) =>
      each.webContents.getURL().includes('approval'),
    );
    if (!window) return;
    const menus: string[] = [];
    const setMenu = window.setMenu.bind(window);
    window.setMenu = (menu) => {
      menus.push(menu === null ? 'none' : 'a menu');
      setMenu(menu);
    };
    Object.assign(globalThis, { menus });
  });
  // The menu is rendered anew, as it is with each change of what it shows, and given to every window.
  await app.get('settings.update', { dry_run_default: true });
  await expect
    .poll(() =>
      app.inMain(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('dry-run-default')?.checked),
    )
    .toBe(true);
  // Electron gives it to every window; this one is without it again before anything else can happen.
  const menus = await app.inMain(() => (globalThis as unknown as { menus: string[] }).menus);
  expect(menus).toContain('a menu');
  expect(menus.at(-1)).toBe('none');
  const zooms = (): Promise<number[]> =>
    app.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.webContents.getZoomLevel()),
    );
  const loads = page.waitForEvent('load', { timeout: 3_000 }).catch(() => 'none');
  // An accelerator of the menu, then those of Electron's own menu, which would show itself where none was set.
  await press(app, '-', ['control']);
  await press(app, 'R', ['control']);
  await press(app, 'I', ['control', 'shift']);
  await press(app, 'W', ['control']);
  await press(app, 'F11', []);
  expect(await loads).toBe('none');
  expect(await zooms()).toEqual([0, 0]);
  const state = await app.inMain(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) =>
      each.webContents.getURL().includes('approval'),
    );
    return {
      tools: window?.webContents.isDevToolsOpened(),
      bar: window?.isMenuBarVisible(),
      full: window?.isFullScreen(),
    };
  });
  expect(state).toEqual({ tools: false, bar: false, full: false });
  expect(await app.get('approvals.pending')).toHaveLength(1);
  await pressAllow(app);
  expect((await run).status).toBe('ok');
});
