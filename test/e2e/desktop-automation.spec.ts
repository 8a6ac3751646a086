import { expect } from '@playwright/test';
import { approvalPage, pressAllow, pressDeny, shownApproval } from '../support/approval.ts';
import { act, ASKS, begin, FREE, test } from '../support/desk.ts';

test('types every character as itself into the window that was planned', async ({ withTerminal }) => {
  const { app, terminal } = await withTerminal(FREE);
  const text = 'Hello, World! 123 @€{[]}\\~|é ß ñ ł ^`´ "quotes" ÄÖÜ 日本語 Привет 😀 e\u0301\tend\n';
  const outcome = await act(app, { action: 'click', ...terminal.middle }, { action: 'type', text });
  expect(outcome).toMatchObject({ status: 'ok', result: { actions: [{ ok: true }, { ok: true }] } });
  await expect.poll(terminal.typed).toBe(text);
  expect(outcome.artifacts.map(({ name, mime }) => [name, mime])).toEqual([
    ['before.png', 'image/png'],
    ['after.png', 'image/png'],
  ]);
});

test('our windows are hidden while it acts and back at the end', async ({ withTerminal }) => {
  const { app, terminal } = await withTerminal(FREE, { at: '60x10+600+300' });
  const visible = () =>
    app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isVisible()));
  expect(await visible()).toEqual([true]);
  // Under our panel: what lies below it is what is meant.
  await app.inMain(({ BrowserWindow }) => {
    const [panel] = BrowserWindow.getAllWindows();
    panel?.setBounds({ x: 0, y: 0, width: 1400, height: 900 });
    panel?.moveTop();
    panel?.focus();
  });
  const run = begin(
    app,
    { action: 'click', ...terminal.middle },
    { action: 'wait', ms: 5_000 },
    { action: 'type', text: 'below\n' },
  );
  await run.reached(2);
  expect(await visible()).toEqual([false]);
  expect(await run.outcome).toMatchObject({ status: 'ok' });
  await expect.poll(terminal.typed).toBe('below\n');
  expect(await visible()).toEqual([true]);
});

test('asks with a picture of the screens, and a person allows it', async ({ withTerminal }) => {
  const { app, terminal } = await withTerminal(ASKS);
  const secret = 'correct horse battery';
  const running = act(
    app,
    { action: 'click', ...terminal.middle },
    { action: 'type', text: 'allowed ' },
    { action: 'type', text: `${secret}\n`, secret: true },
  );
  const page = await approvalPage(app);
  await expect(page.getByRole('img', { name: /Picture of the screens/ })).toBeVisible();
  const view = await shownApproval(page);
  expect(view.picture?.marks).toHaveLength(1);
  expect(view.plan.effects.map(({ detail }) => detail)).toContain('2. types "allowed "');
  expect(view.plan.effects.map(({ target }) => target)).toContain('"Target" (xterm)');
  expect(await page.locator('body').innerText()).not.toContain(secret);
  await pressAllow(app);
  expect(await running).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
  await expect.poll(terminal.typed).toBe(`allowed ${secret}\n`);
  const { entries } = await app.get('audit.query', { limit: 100 });
  // What is marked as a secret is typed, and told nobody: not in the question, not in the record.
  expect(JSON.stringify([view.plan, entries])).not.toContain(secret);
  expect(JSON.stringify(entries)).not.toContain(view.picture?.base64.slice(0, 60));
});

test('asked in the short form, shown as the same call, and told no: nothing is sent', async ({
  withTerminal,
}) => {
  const { app, terminal } = await withTerminal(ASKS);
  const running = app.get('runs.start', {
    tool: 'desktop_automation',
    args: { action: 'type', text: 'denied\n' },
  });
  const { args } = await shownApproval(await approvalPage(app));
  expect(args).toEqual({ actions: [{ action: 'type', text: 'denied\n' }] });
  await pressDeny(app);
  expect(await running).toMatchObject({ status: 'denied' });
  expect(terminal.typed()).toBe('');
});
