import { expect } from '@playwright/test';
import { approvalPage, pressAllow, pressDeny } from '../support/approval.ts';
import type { RunningApp } from '../support/app.ts';
import { act, ASKS, begin, FREE, test } from '../support/desk.ts';
import { buttonsOf, openEventWindow } from '../support/event-window.ts';
import { visibleWindows, type TestScreen } from '../support/screen.ts';

/** Has the run wait before its next action, for as long as `meanwhile` takes: a question is up. */
async function heldUp(app: RunningApp, meanwhile: () => Promise<unknown>): Promise<void> {
  const answer = app.ask('tools.setEnabled', { tool: 'consult_ui', enabled: true });
  await approvalPage(app);
  await meanwhile();
  await pressDeny(app);
  await answer;
}

const WAIT = { action: 'wait', ms: 4_000 };

test('another program that comes over the point in mid-run gets nothing', async ({ withEvents }) => {
  const { desk, app, middle, events } = await withEvents(FREE);
  const click = { action: 'click', ...middle };
  const run = begin(app, click, WAIT, click);
  await run.reached(2);
  let over: Awaited<ReturnType<typeof openEventWindow>> | undefined;
  await heldUp(app, async () => (over = await openEventWindow(desk, { title: 'Over' })));
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({ status: 'denied', error: { code: 'drift' } });
  expect(outcome.error?.message).toContain('"Over"');
  // What was done before is told.
  expect(outcome.error?.details).toMatchObject({ actions: [{ ok: true }, { ok: true }, { ok: false }] });
  expect(buttonsOf(over?.events() ?? [])).toEqual([]);
  expect(buttonsOf(events())).toEqual(['+1', '-1']);
});

test('our own panel that comes over the point in mid-run gets nothing', async ({ withEvents }) => {
  const { desk, app, middle, events } = await withEvents(FREE);
  const click = { action: 'click', ...middle };
  const run = begin(app, click, WAIT, click);
  await run.reached(2);
  await app.panel.evaluate(() => {
    const counter = globalThis as unknown as { pressed: number };
    counter.pressed = 0;
    addEventListener('pointerdown', () => (counter.pressed += 1), true);
  });
  await heldUp(app, async () => {
    await app.inMain(({ BrowserWindow }, { x, y }) => {
      // By its title: for a moment the window with the question is not to be seen either.
      const panel = BrowserWindow.getAllWindows().find((each) =>
        each.getTitle().startsWith('Execution Layer'),
      );
      panel?.setBounds({ x: Math.max(0, x - 300), y: Math.max(0, y - 500), width: 900, height: 700 });
      panel?.showInactive();
      panel?.moveTop();
    }, middle);
    await expect.poll(() => visibleWindows(desk.tell, '^Execution Layer')).not.toEqual([]);
  });
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({ status: 'policy_blocked', error: { code: 'window_refused' } });
  expect(await app.panel.evaluate(() => (globalThis as unknown as { pressed: number }).pressed)).toBe(0);
  expect(buttonsOf(events())).toEqual(['+1', '-1']);
});

test('the same window with another title after the approval: denied', async ({ withEvents }) => {
  const { desk, app, id, middle, events } = await withEvents(ASKS);
  const running = act(app, { action: 'click', ...middle });
  await approvalPage(app);
  desk.tell('xdotool', 'set_window', '--name', 'Transfer money', String(id));
  await pressAllow(app);
  expect(await running).toMatchObject({ status: 'denied', error: { code: 'drift' } });
  expect(buttonsOf(events())).toEqual([]);
});

test('what comes up as our windows go away: denied', async ({ openApp }) => {
  const { desk, app } = await openApp(FREE);
  const other = await openEventWindow(desk, { title: 'Other' });
  const { middle, events } = await openEventWindow(desk);
  await app.inMain(
    ({ BrowserWindow }, { id, env }) => {
      const { execFileSync } = process.getBuiltinModule('node:child_process');
      BrowserWindow.getAllWindows()[0]?.once('hide', () => {
        execFileSync('xdotool', ['windowactivate', '--sync', id], { env, timeout: 20_000 });
      });
    },
    { id: String(other.id), env: desk.env },
  );
  const outcome = await act(app, { action: 'click', ...middle });
  expect(outcome).toMatchObject({ status: 'denied', error: { code: 'drift' } });
  expect(outcome.error?.message).toContain('out of the way');
  expect([buttonsOf(events()), buttonsOf(other.events())]).toEqual([[], []]);
});

/** How our own window gets the keyboard while keys are being sent. */
const TAKINGS: Record<string, (app: RunningApp, desk: TestScreen) => Promise<unknown>> = {
  'shown by the window manager': (app) =>
    app.inMain(({ BrowserWindow }) => {
      const panel = BrowserWindow.getAllWindows()[0];
      panel?.show();
      panel?.focus();
    }),
  // As it is for a moment whenever the window manager is busy: the keyboard has moved, and nobody has said so.
  'with a window manager that has not said so yet': async (app, desk) => {
    await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.showInactive());
    const find = (): string[] => visibleWindows(desk.tell, '^Execution Layer');
    await expect.poll(find).toHaveLength(1);
    desk.manager.kill('SIGSTOP');
    desk.tell('xdotool', 'windowfocus', ...find());
  },
};

for (const [how, take] of Object.entries(TAKINGS)) {
  test(`our own window taking the keyboard in mid-text ends the run: ${how}`, async ({ withTerminal }) => {
    const { desk, app, terminal } = await withTerminal(
      JSON.stringify({ ...(JSON.parse(FREE) as object), input_speed: 'human' }),
    );
    await app.panel.evaluate(() => {
      const counter = globalThis as unknown as { typed: string };
      counter.typed = '';
      addEventListener('keydown', (event) => (counter.typed += event.key), true);
    });
    const run = begin(
      app,
      { action: 'click', ...terminal.middle },
      { action: 'type', text: 'x'.repeat(800) },
    );
    await run.reached(2);
    await take(app, desk);
    expect(await run.outcome).toMatchObject({ status: 'policy_blocked', error: { code: 'window_refused' } });
    desk.manager.kill('SIGCONT');
    // The one that was under way when the keyboard moved.
    const typed = await app.panel.evaluate(() => (globalThis as unknown as { typed: string }).typed);
    expect(typed.length).toBeLessThanOrEqual(1);
  });
}
