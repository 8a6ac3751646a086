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

test('a batch is asked for with the places of all its steps in one picture, or with why there is none', async ({
  withTerminal,
}) => {
  const { desk, app, terminal } = await withTerminal(ASKS);
  const { x, y } = terminal.middle;
  const step = (...actions: object[]) => ({ tool: 'desktop_automation', args: { actions } });
  const steps = [
    step({ action: 'click', x, y }),
    step({ action: 'position' }, { action: 'drag', x, y, toX: x + 50, toY: y }),
  ];
  const denied = app.get('runs.start', { steps });
  const page = await approvalPage(app);
  await expect(page.getByRole('img', { name: 'Picture of the screens with the 3 places' })).toBeVisible();
  expect((await shownApproval(page)).picture?.marks.map(({ label }) => label)).toEqual(['1.1', '2.2', '2.2']);
  await pressDeny(app);
  expect(await denied).toMatchObject({ status: 'denied' });

  // A screen that is set up larger than what there is.
  desk.tell('xrandr', '--setmonitor', 'large', '2000/500x1000/250+0+0', 'screen');
  const blind = act(app, { action: 'click', x, y });
  const second = await approvalPage(app);
  await expect(second.getByText('There is no picture of where it would act')).toContainText(
    'exceeds display',
  );
  expect((await shownApproval(second)).picture).toBeUndefined();
  await pressDeny(app);
  expect(await blind).toMatchObject({ status: 'denied' });
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
