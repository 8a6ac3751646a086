import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import {
  approvalPage,
  placeOfButton,
  pressAllow,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';
import { act, ASKS, begin, FREE, test } from '../support/desk.ts';
import type { RunningApp } from '../support/app.ts';
import { LONG } from '../support/long.ts';
import { heldOn, keymapOf, openEventWindow } from '../support/event-window.ts';
import { commandLine } from '../support/processes.ts';
import type { TestScreen } from '../support/screen.ts';

/** Whether the X server has the left button down. */
const buttonDown = async (desk: TestScreen): Promise<boolean> => ((await heldOn(desk)).buttons & 1) === 1;

test.describe('what may never be pressed', () => {
  test('our own Allow button: blocked, and nothing is pressed', async ({ withTerminal }) => {
    const { app, terminal } = await withTerminal(ASKS);
    const first = act(app, { action: 'click', ...terminal.middle });
    const page = await approvalPage(app);
    const { approvalId } = await shownApproval(page);
    await waitUntilAnswerable(page);
    const allow = await placeOfButton(app, 'Allow');
    expect(await act(app, { action: 'click', ...allow })).toMatchObject({
      status: 'policy_blocked',
      decision: { verdict: 'deny', decidedBy: 'guard' },
      error: { code: 'window_refused' },
    });
    const pending = await app.get('approvals.pending');
    expect(pending.map((each) => each.approvalId)).toEqual([approvalId]);
    await app.get('runs.cancel', { runId: pending[0]?.runId });
    expect(await first).toMatchObject({ status: 'cancelled' });
  });

  test('the panel, where nothing lies under it', async ({ openApp }) => {
    const { app } = await openApp(FREE);
    const bounds = await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    if (!bounds) throw new Error('There is no panel.');
    const outcome = await act(app, { action: 'click', x: bounds.x + 200, y: bounds.y + 200 });
    expect(outcome).toMatchObject({ status: 'policy_blocked', decision: { decidedBy: 'guard' } });
  });

  test('a point outside the screens', async ({ openApp }) => {
    const { app } = await openApp(FREE);
    const outcome = await act(app, { action: 'move', x: 5000, y: 10 });
    expect(outcome).toMatchObject({ status: 'invalid_args', error: { code: 'outside_screens' } });
  });
});

test('another window under the point after the approval: denied, nothing sent', async ({ withTerminal }) => {
  const { desk, app, terminal } = await withTerminal(ASKS);
  const running = act(app, { action: 'click', ...terminal.middle }, { action: 'type', text: 'drifted\n' });
  await approvalPage(app);
  const other = await desk.terminal({ title: 'Other', at: '80x20+40+500' });
  await pressAllow(app);
  expect(await running).toMatchObject({ status: 'denied', error: { code: 'drift' } });
  expect([terminal.typed(), other.typed()]).toEqual(['', '']);
});

test.describe('stopping', () => {
  test('a hand on the mouse stops the run, and buttons are let go', async ({ withTerminal }) => {
    const {
      desk,
      app,
      terminal: { middle },
    } = await withTerminal(FREE);
    const running = act(app, { action: 'mouse_down', ...middle }, { action: 'wait', ms: 20_000 });
    await expect.poll(() => buttonDown(desk)).toBe(true);
    desk.tell('xdotool', 'mousemove', '1200', '150');
    expect(await running).toMatchObject({ status: 'cancelled', error: { code: 'person_took_over' } });
    await expect.poll(() => buttonDown(desk)).toBe(false);
  });

  test('the top-left corner stops it too', async ({ openApp }) => {
    const { desk, app } = await openApp(FREE);
    const run = begin(app, { action: 'move', x: 60, y: 60 }, { action: 'wait', ms: 30_000 });
    await run.reached(2);
    // Not far enough to be a sharp movement.
    desk.tell('xdotool', 'mousemove', '0', '0');
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'cancelled', error: { code: 'person_took_over' } });
    expect(outcome.error?.message).toContain('top-left corner');
  });

  test('the pause lets everything go and shows our windows again', async ({ withTerminal }) => {
    const {
      desk,
      app,
      terminal: { middle },
    } = await withTerminal(FREE);
    const running = act(app, { action: 'mouse_down', ...middle }, { action: 'wait', ms: 20_000 });
    await expect.poll(() => buttonDown(desk)).toBe(true);
    const from = Date.now();
    await app.get('control.pause', {});
    expect(await running).toMatchObject({ status: 'cancelled', error: { code: 'paused' } });
    expect(Date.now() - from).toBeLessThan(2000);
    await expect.poll(() => buttonDown(desk)).toBe(false);
    await expect
      .poll(() => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((w) => w.isVisible())))
      .toBe(true);
  });

  test('what a killed app held is let go by the next start', async ({ withTerminal, start, userData }) => {
    const {
      desk,
      app,
      terminal: { middle },
    } = await withTerminal(FREE);
    void act(app, { action: 'mouse_down', ...middle }, { action: 'wait', ms: 20_000 }).catch(() => undefined);
    await expect.poll(() => buttonDown(desk)).toBe(true);
    await app.kill();
    expect(await buttonDown(desk)).toBe(true);
    expect(existsSync(join(userData, 'held-input.json'))).toBe(true);
    await start({ env: desk.env });
    await expect.poll(() => buttonDown(desk)).toBe(false);
    expect(existsSync(join(userData, 'held-input.json'))).toBe(false);
  });
});

test('a dry run: no input, no process, nothing on the network', async ({ withTerminal }) => {
  const { desk, app, terminal: other } = await withTerminal(FREE, { title: 'Other', at: '40x8+900+100' });
  const { middle, events } = await openEventWindow(desk);
  desk.tell('sh', '-c', 'printf kept | timeout 50 xclip -selection clipboard -i >/dev/null 2>&1');
  const state = async () => ({
    mouse: desk.tell('xdotool', 'getmouselocation'),
    active: desk.tell('xdotool', 'getactivewindow'),
    windows: desk.tell('xprop', '-root', '_NET_CLIENT_LIST'),
    clipboard: desk.tell('timeout', '10', 'xclip', '-selection', 'clipboard', '-o'),
    keymap: await keymapOf(desk),
    held: await heldOn(desk),
    programs: programsOf(app),
    got: [events().filter(({ type }) => type !== 'MotionNotify'), other.typed()],
  });
  const before = await state();
  await watchReach(app);
  const at = { x: middle.x, y: middle.y };
  const actions = [
    { action: 'focus_window', title: 'Other' },
    { action: 'move', ...at },
    { action: 'click', ...at },
    { action: 'drag', ...at, toX: at.x + 90, toY: at.y },
    { action: 'scroll', ...at, dy: 3 },
    { action: 'mouse_down', ...at },
    { action: 'type', text: 'dry жé漢\n' },
    { action: 'key', key: 'Control+Shift+t' },
    { action: 'clipboard_set', text: 'changed' },
    { action: 'screenshot' },
    { action: 'wait', ms: 60_000 },
  ];
  const outcome = await app.get('runs.start', {
    tool: 'desktop_automation',
    args: { actions },
    dryRun: true,
  });
  expect(outcome).toMatchObject({ status: 'dry_run', decision: { verdict: 'allow' }, artifacts: [] });
  expect(outcome.plan?.effects.map(({ target }) => target)).toContain('"Events" (xev)');
  expect(await reachOf(app)).toEqual([]);
  expect(await state()).toEqual(before);
});

/** Programs that the app has running, its own processes left out. */
function programsOf(app: RunningApp): string[] {
  const pid = app.electron.process().pid ?? 0;
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((each) => each.trim() !== '')
    .map((each) => commandLine(Number(each)))
    .filter((command) => !command.includes('--type='))
    .sort();
}

/** From now on notes what the main process starts and connects to, but for the screen's own socket. */
function watchReach(app: RunningApp): Promise<void> {
  return app.inMain(() => {
    const reach: string[] = [];
    Object.assign(globalThis, { reach });
    const { ChildProcess } = process.getBuiltinModule('node:child_process');
    const { Socket } = process.getBuiltinModule('node:net');
    const { Socket: Datagrams } = process.getBuiltinModule('node:dgram');
    const noted = (prototype: object, method: string): void => {
      const methods = prototype as Record<string, (...given: unknown[]) => unknown>;
      const real = methods[method] as (...given: unknown[]) => unknown;
      methods[method] = function note(this: unknown, ...given: unknown[]) {
        const words = `${method} ${JSON.stringify(given)}`;
        if (!words.includes('.X11-unix')) reach.push(words);
        return real.apply(this, given);
      };
    };
    noted(ChildProcess.prototype, 'spawn');
    noted(Socket.prototype, 'connect');
    noted(Datagrams.prototype, 'send');
  });
}

const reachOf = (app: RunningApp): Promise<string[]> =>
  app.inMain(() => (globalThis as unknown as { reach: string[] }).reach);

// One that has the letters elsewhere, and one that has others; a third in the long form.
for (const layout of ['fr', 'ru', ...(LONG ? ['de'] : [])]) {
  test(`the ${layout} layout types the same text`, async ({ openDesk, configure, start }) => {
    configure(FREE);
    const desk = await openDesk(layout);
    const app = await start({ env: desk.env });
    const terminal = await desk.terminal();
    const text = 'zyx ZYX qwerty 123 !"§$%&/()=? @€{[]}\\~| éàç ^`´ жщ ÄöüßÅ 漢字\n';
    expect(await act(app, { action: 'type', text })).toMatchObject({ status: 'ok' });
    await expect.poll(terminal.typed).toBe(text);
  });
}

test('with Caps Lock on, and it is on again afterwards', async ({ withTerminal }) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  desk.tell('xdotool', 'key', 'Caps_Lock');
  expect(await act(app, { action: 'type', text: 'Small é ж\n' })).toMatchObject({ status: 'ok' });
  await expect.poll(terminal.typed).toBe('Small é ж\n');
  expect(desk.tell('xset', 'q')).toMatch(/Caps Lock:\s+on/);
});

test('a character that is none fails before anything is sent', async ({ withTerminal }) => {
  const { app, terminal } = await withTerminal(FREE);
  const outcome = await act(app, { action: 'type', text: 'fine\n' }, { action: 'type', text: 'a\u0007b' });
  expect(outcome).toMatchObject({ status: 'error', error: { code: 'untypable_text' } });
  expect(outcome.error?.message).toContain('U+0007');
  expect(terminal.typed()).toBe('');
});

test('a modifier key that the person holds is waited for, and keys never mean something else with it', async ({
  withTerminal,
}) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  desk.tell('xdotool', 'keydown', 'Control_L');
  const held = await act(app, { action: 'type', text: 'c\n' });
  expect(held).toMatchObject({ status: 'error', error: { code: 'modifier_held' } });
  expect(held.error?.message).toContain('Control');
  const clicked = await act(app, { action: 'click', ...terminal.middle });
  expect(clicked, JSON.stringify([clicked.decision, clicked.error])).toMatchObject({
    status: 'error',
    error: { code: 'modifier_held' },
  });
  desk.tell('xdotool', 'keyup', 'Control_L');
  expect(await act(app, { action: 'type', text: 'free\n' })).toMatchObject({ status: 'ok' });
  await expect.poll(terminal.typed).toBe('free\n');
});
