import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { RunningApp } from '../support/app.ts';
import { begin, FREE, test, type Going } from '../support/desk.ts';
import { LONG } from '../support/long.ts';
import { heldOn, holdServer, keymapOf } from '../support/event-window.ts';
import type { TestScreen } from '../support/screen.ts';

const HUMAN = JSON.stringify({
  ...(JSON.parse(FREE) as object),
  input_speed: 'human',
  max_steps_per_run: 1000,
});
/** A window manager looks all of its keys up again for each key that is lent or given back. */
const SLOW = { timeout: 30_000 };

interface Scene {
  app: RunningApp;
  desk: TestScreen;
  run: Going;
}

/** How a run comes to its end in the middle, and what it then says. */
const ENDINGS: Record<
  string,
  { end: (scene: Scene) => Promise<unknown>; outcome: Record<string, unknown> | null }
> = {
  'a cancel': {
    end: async ({ app, run }) => app.get('runs.cancel', { runId: await run.reached(2) }),
    outcome: { status: 'cancelled', error: { code: 'cancelled' } },
  },
  'the pause': {
    end: ({ app }) => app.get('control.pause', {}),
    outcome: { status: 'cancelled', error: { code: 'paused' } },
  },
  'the deadline': {
    end: async () => undefined,
    outcome: { status: 'timed_out', error: { code: 'timed_out' } },
  },
  'a hand on the mouse': {
    end: async ({ desk }) => desk.tell('xdotool', 'mousemove', '1300', '120'),
    outcome: { status: 'cancelled', error: { code: 'person_took_over' } },
  },
  'another program taking the keyboard': {
    end: async ({ desk }) => desk.terminal({ title: 'Other', at: '40x8+900+100' }),
    outcome: { status: 'denied', error: { code: 'drift' } },
  },
  'the end of the app': { end: ({ app }) => app.quit(), outcome: null },
};

for (const [how, { end, outcome }] of Object.entries(ENDINGS)) {
  // How a cancel and the pause end them is seen in desktop-automation-stop.spec.ts as well.
  if (!LONG && (how === 'a cancel' || how === 'the pause')) continue;
  test(`${how} in the middle of lent keys: they mean nothing again, and nothing is held`, async ({
    withTerminal,
    userData,
  }) => {
    const limit = how === 'the deadline' ? { run_timeout_s: 8 } : {};
    const { desk, app, terminal } = await withTerminal(
      JSON.stringify({ ...(JSON.parse(HUMAN) as object), ...limit }),
    );
    const before = await keymapOf(desk);
    const run = begin(
      app,
      { action: 'click', ...terminal.middle },
      { action: 'type', text: 'ж漢字'.repeat(300) },
    );
    run.outcome.catch(() => undefined);
    await run.reached(2);
    await expect.poll(() => keymapOf(desk), SLOW).not.toEqual(before);
    await end({ app, desk, run });
    if (outcome !== null) expect(await run.outcome).toMatchObject(outcome);
    expect(await heldOn(desk)).toEqual({ buttons: 0, keys: [] });
    await expect.poll(() => keymapOf(desk), SLOW).toEqual(before);
    await expect.poll(() => existsSync(join(userData, 'held-input.json'))).toBe(false);
  });
}

test('a run that ends well gives its keys back a moment later, and types with them as they were', async ({
  withTerminal,
  userData,
}) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  const before = await keymapOf(desk);
  for (const text of ['ж漢字\n', '漢ñ\n']) {
    const run = begin(app, { action: 'type', text });
    expect(await run.outcome).toMatchObject({ status: 'ok' });
  }
  await expect.poll(terminal.typed).toBe('ж漢字\n漢ñ\n');
  await expect.poll(() => keymapOf(desk), SLOW).toEqual(before);
  await expect.poll(() => existsSync(join(userData, 'held-input.json'))).toBe(false);
});

test('a screen that another program holds ends the run in words, and the app goes on meanwhile', async ({
  withTerminal,
}) => {
  const { desk, app, terminal } = await withTerminal(FREE);
  const run = begin(app, { action: 'click', ...terminal.middle }, { action: 'wait', ms: 30_000 });
  await run.reached(2);
  const letGo = await holdServer(desk);
  const from = Date.now();
  setTimeout(letGo, 4_500);
  for (let times = 0; times < 20; times += 1) await app.get('control.state');
  expect(Date.now() - from).toBeLessThan(2_500);
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({ status: 'error', error: { code: 'screen_no_answer' } });
  await expect.poll(() => heldOn(desk)).toEqual({ buttons: 0, keys: [] });
});

/** Actions in the middle of which the app is killed. */
const KILLED: Record<string, (at: { x: number; y: number }) => object[]> = {
  'lent keys': () => [{ action: 'type', text: 'ж漢字'.repeat(300) }],
  chords: () => Array.from({ length: 900 }, () => ({ action: 'key', key: 'Control+Shift+t' })),
  'a drag': ({ x, y }) =>
    Array.from({ length: 300 }, (_, n) => ({ action: 'drag', x, y, toX: x + (n % 2 ? 90 : -90), toY: y })),
};

for (const [kind, actions] of Object.entries(KILLED)) {
  if (!LONG && kind === 'chords') continue;
  test(`the app killed in the middle of ${kind}: its next start lets go, and the record says interrupted`, async ({
    withTerminal,
    start,
    userData,
  }) => {
    const {
      desk,
      app,
      terminal: { middle },
    } = await withTerminal(HUMAN);
    const before = await keymapOf(desk);
    const run = begin(app, { action: 'click', ...middle }, ...actions(middle));
    run.outcome.catch(() => undefined);
    const runId = await run.reached(2);
    if (kind === 'lent keys') await expect.poll(() => keymapOf(desk), SLOW).not.toEqual(before);
    if (kind === 'a drag') await expect.poll(async () => (await heldOn(desk)).buttons).toBe(1);
    await app.kill();
    expect(existsSync(join(userData, 'held-input.json'))).toBe(true);
    const again = await start({ env: desk.env });
    await expect.poll(() => heldOn(desk)).toEqual({ buttons: 0, keys: [] });
    await expect.poll(() => keymapOf(desk), SLOW).toEqual(before);
    await expect.poll(() => existsSync(join(userData, 'held-input.json'))).toBe(false);
    await expect
      .poll(async () => (await again.get('audit.runs')).runs.find((each) => each.runId === runId))
      .toMatchObject({ tool: 'desktop_automation', status: 'interrupted' });
  });
}

test('keys that the person has given a meaning meanwhile are left as they are', async ({
  openApp,
  start,
  userData,
}) => {
  const { desk, app } = await openApp(HUMAN);
  await desk.terminal();
  const before = await keymapOf(desk);
  const run = begin(app, { action: 'type', text: 'ж漢字'.repeat(300) });
  run.outcome.catch(() => undefined);
  await run.reached(1);
  const lent = async (): Promise<string[]> => (await keymapOf(desk)).filter((each) => !before.includes(each));
  await expect.poll(async () => (await lent()).length, SLOW).toBe(2);
  await app.kill();
  const [keycode] = (await lent()).map((each) => Number.parseInt(each, 10));
  desk.tell('xmodmap', '-e', `keycode ${keycode} = Greek_alpha Greek_ALPHA`);
  const theirs = (await lent()).filter((each) => each.startsWith(`${keycode}: `));
  await start({ env: desk.env });
  await expect.poll(() => existsSync(join(userData, 'held-input.json')), SLOW).toBe(false);
  expect(await lent()).toEqual(theirs);
});
