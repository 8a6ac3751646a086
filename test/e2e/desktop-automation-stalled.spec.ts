import type { ChildProcess } from 'node:child_process';
import { expect } from '@playwright/test';
import type { RunningApp } from '../support/app.ts';
import { begin, FREE, test } from '../support/desk.ts';
import { LONG } from '../support/long.ts';
import { keymapOf } from '../support/event-window.ts';
import { visibleWindows, type TestScreen } from '../support/screen.ts';

/*
 * A program looks up what a lent key means when it comes to the key, which may be long after the key was sent.
 */

/** Longer than keys are lent after the last one. */
const STALL_MS = 2_000;
/** Each of them has to be lent a key. */
const TEXT = 'é日ж\n';

/** A program that takes a line, and tells what it got. */
interface Reader {
  process: ChildProcess;
  got: () => string;
}

/** One that answers a window manager's ping, and one that does not. */
const READERS: Record<string, (desk: TestScreen) => Promise<Reader>> = {
  async zenity(desk) {
    const process = desk.start('zenity', ['--entry', '--title=Target', '--text=What?']);
    await expect.poll(() => visibleWindows(desk.tell, '^Target$'), { timeout: 20_000 }).toHaveLength(1);
    return { process, got: () => desk.output(process) };
  },
  async xterm(desk) {
    const { process, typed } = await desk.terminal();
    return { process, got: typed };
  },
};

const type = (app: RunningApp, text: string) =>
  begin(app, { action: 'focus_window', title: 'Target' }, { action: 'type', text });

for (const [program, open] of Object.entries(READERS)) {
  test(`${program} that stalls in the middle of a text gets it as it was meant`, async ({ openApp }) => {
    const { desk, app } = await openApp(FREE);
    const { process, got } = await open(desk);
    const before = await keymapOf(desk);
    process.kill('SIGSTOP');
    const run = type(app, TEXT);
    await expect.poll(() => keymapOf(desk), { timeout: 20_000 }).not.toEqual(before);
    setTimeout(() => process.kill('SIGCONT'), STALL_MS);
    const outcome = await run.outcome;
    expect(outcome, JSON.stringify(outcome.error)).toMatchObject({ status: 'ok' });
    await expect.poll(got).toBe(TEXT);
  });

  // The other one's limit is the same.
  if (!LONG && program !== 'xterm') continue;
  test(`${program} that does not come back: the run says so`, async ({ openApp }) => {
    const { desk, app } = await openApp(FREE);
    const { process } = await open(desk);
    process.kill('SIGSTOP');
    const outcome = await type(app, TEXT).outcome;
    expect(outcome).toMatchObject({ status: 'error', error: { code: 'window_not_responding' } });
    expect(outcome.error?.message).toContain(`"Target" (${program})`);
  });
}

if (LONG) {
  test('xterm that stalls where keys are lent a second time gets the text as it was meant', async ({
    withTerminal,
  }) => {
    const {
      app,
      terminal: { process, typed },
    } = await withTerminal(FREE);
    const many = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');
    process.kill('SIGSTOP');
    const run = type(app, `${many}\n`);
    await run.reached(2);
    setTimeout(() => process.kill('SIGCONT'), STALL_MS);
    expect(await run.outcome).toMatchObject({ status: 'ok' });
    await expect.poll(typed).toBe(`${many}\n`);
  });
}
