import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { RunOutcome } from '../../src-preload/contract/types.ts';
import { ENDED_MS, endedAfter } from '../support/ended-after.ts';
import { test as base, type RunningApp } from '../support/app.ts';
import { approvalPage, pressAllow, pressDeny, shownApproval } from '../support/approval.ts';
import { startAssistant, writeProviders, type AssistantSite } from '../support/assistant.ts';
import { processesWith } from '../support/processes.ts';
import { toolsOn } from '../support/tools-on.ts';

const test = base.extend<{ assistant: AssistantSite; app: RunningApp }>({
  assistant: async ({}, use) => {
    const site = await startAssistant();
    await use(site);
    await site.close();
  },
  app: async ({ start, configure, userData, assistant }, use) => {
    configure({
      tool_enabled: toolsOn('consult_ui'),
      private_hosts_allowed: [assistant.key],
    });
    writeProviders(userData, assistant);
    await use(await start());
  },
});

// A browser is started for each question, and some of them wait for what does not come.
test.setTimeout(150_000);

const QUESTION = 'How do I make it faster?';

type Consulted = { state: string; answer: string; url: string; note?: string };

const start = (app: RunningApp, provider: string, more: object = {}): Promise<RunOutcome> =>
  app.get('runs.start', { tool: 'consult_ui', args: { provider, question: QUESTION, ...more } });

function consulted(outcome: RunOutcome): Consulted {
  expect(outcome.error).toBeUndefined();
  expect(outcome.status).toBe('ok');
  return outcome.result as unknown as Consulted;
}

async function consult(app: RunningApp, provider: string, more: object = {}): Promise<Consulted> {
  const run = start(app, provider, more);
  await pressAllow(app);
  return consulted(await run);
}

/** Several at the same time: most of it is waiting. */
async function consultAll(app: RunningApp, ...providers: string[]): Promise<Consulted[]> {
  const limits: Record<string, object> = {
    stalls: { timeoutSec: 25 },
    freezes: { timeoutSec: 25 },
    silent: { timeoutSec: 15 },
    changed: { timeoutSec: 30 },
  };
  const runs = providers.map((provider) => start(app, provider, limits[provider]));
  for (let left = providers.length; left > 0; left -= 1) {
    await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(left);
    await pressAllow(app);
  }
  return (await Promise.all(runs)).map(consulted);
}

/** Programs that run on a profile of this test's data folder: on that of a provider, or on any. */
function browsers(userData: string, provider = ''): number[] {
  return processesWith(`--user-data-dir=${join(userData, 'profiles', provider)}`);
}

test('the question is shown exactly, then asked, and the whole new answer comes back as Markdown', async ({
  app,
  assistant,
  userData,
}) => {
  const run = start(app, 'streams');
  const approval = await shownApproval(await approvalPage(app));
  expect(approval).toMatchObject({ tool: 'consult_ui', risk: 'high', scopes: ['once'] });
  expect(approval.plan.summary).toContain(`${assistant.origin}/streams`);
  expect(approval.plan.effects).toContainEqual({ kind: 'input', target: assistant.origin, detail: QUESTION });
  expect(assistant.connections()).toBe(0);
  await expect.poll(() => browsers(userData)).toEqual([]);
  await pressAllow(app);
  const outcome = await run;
  expect(outcome).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
  expect(outcome.result).toMatchObject({
    provider: 'streams',
    state: 'complete',
    answer: 'First, **measure**.\n\n- one\n- two\n\n```js\nlet a = 1;\n```',
    url: `${assistant.origin}/streams`,
    untrusted: true,
  });
  expect(assistant.questions).toEqual([QUESTION]);
  await expect.poll(() => browsers(userData)).toEqual([]);
  // What the page has kept is there the next time, in a folder for nobody else's eyes.
  expect(statSync(join(userData, 'profiles', 'streams')).mode & 0o777).toBe(0o700);
  await consult(app, 'streams');
  expect(assistant.cookies.at(-1)).toContain('seen=1');
  await consult(app, 'pauses');
  expect(assistant.cookies.at(-1)).toBeUndefined();
});

test('a dry run opens no page and no browser', async ({ app, assistant, userData }) => {
  const args = { provider: 'streams', question: QUESTION };
  const dry = await app.get('runs.start', { tool: 'consult_ui', args, dryRun: true });
  expect(dry).toMatchObject({
    status: 'dry_run',
    plan: { risk: 'high' },
    decision: { verdict: 'ask', decidedBy: 'tool' },
  });
  expect(assistant.connections()).toBe(0);
  expect(existsSync(join(userData, 'profiles'))).toBe(false);
});

test('what is not whole is never called complete', async ({ app }) => {
  expect(await consultAll(app, 'stalls', 'freezes', 'pauses', 'unmarked', 'silent', 'wanders')).toMatchObject(
    [
      { state: 'partial', answer: expect.stringContaining('measure') as unknown as string },
      { state: 'partial', answer: expect.stringContaining('measure') as unknown as string },
      { state: 'complete' },
      { state: 'partial' },
      { state: 'timeout', answer: '' },
      { state: 'partial' },
    ],
  );
});

test('an answer is given back whole, in however many blocks, or is not called so', async ({ app }) => {
  expect(await consultAll(app, 'blocks', 'endless', 'wordless')).toMatchObject([
    { state: 'complete', answer: 'Of two parts the first.\n\nAnd the second.' },
    { state: 'partial', note: expect.stringContaining('its end is missing') as unknown as string },
    { state: 'partial', answer: '', note: expect.stringContaining('no text') as unknown as string },
  ]);
});

test('errors and pages that have changed are told apart', async ({ app, assistant, userData }) => {
  expect(await consultAll(app, 'banner', 'banner-first', 'changed', 'hidden-input')).toMatchObject([
    { state: 'ui_error', answer: '' },
    { state: 'ui_error' },
    { state: 'ui_error', note: expect.stringContaining('may have changed') as unknown as string },
    { state: 'complete' },
  ]);
  // Of the first, whose error came after it, and of the last.
  expect(assistant.questions).toHaveLength(2);
  await expect.poll(() => browsers(userData)).toEqual([]);
});

test('a login and a challenge are left to the person, in a window that is listed and can be ended', async ({
  app,
  assistant,
  userData,
}) => {
  expect(await consult(app, 'login')).toMatchObject({ state: 'login_required', answer: '' });
  const [window] = await app.get('resources.list');
  expect(window).toMatchObject({ kind: 'window', tool: 'consult_ui', why: 'login_required' });
  expect((window?.endsAt ?? 0) - (window?.openedAt ?? 0)).toBe(600);
  expect(browsers(userData)).not.toEqual([]);
  await expect(app.panel.getByText('waits for you to log in')).toBeVisible();
  // Asked again, the same window is left as it is: the person may be in the middle of it.
  const loads = assistant.requests.length;
  const again = await consult(app, 'login');
  expect(again).toMatchObject({
    state: 'login_required',
    note: expect.stringContaining('not touched'),
  });
  expect(assistant.requests).toHaveLength(loads);
  expect(assistant.touched).toEqual([]);
  expect(await app.get('resources.list')).toHaveLength(1);
  await app.panel.getByRole('button', { name: 'Close the window' }).click();
  await expect.poll(() => browsers(userData)).toEqual([]);
  expect(await app.get('resources.list')).toEqual([]);

  expect(await consult(app, 'challenge-above')).toMatchObject({ state: 'challenge' });
  expect(assistant.touched).toEqual([]);
  await app.get('control.pause');
  await expect.poll(() => browsers(userData)).toEqual([]);
  expect(await app.get('resources.list')).toEqual([]);
});

test('a login or a challenge that comes after the question is found as well', async ({
  app,
  assistant,
  userData,
}) => {
  expect(await consultAll(app, 'login-late', 'challenge-late')).toMatchObject([
    { state: 'login_required' },
    { state: 'challenge' },
  ]);
  expect(assistant.questions).toHaveLength(2);
  expect(await app.get('resources.list')).toHaveLength(2);
  // What one of them may know of the person is not for another.
  for (const provider of ['login-late', 'challenge-late'])
    expect(browsers(userData, provider)).not.toEqual([]);
  await app.quit();
  await expect.poll(() => browsers(userData)).toEqual([]);
});

test('cancel and pause in the middle of an answer leave no browser', async ({ app, assistant, userData }) => {
  for (const stop of ['cancel', 'pause'] as const) {
    const before = assistant.questions.length;
    const run = start(app, 'silent');
    await pressAllow(app);
    await expect.poll(() => assistant.questions.length, { timeout: 20_000 }).toBe(before + 1);
    const [active] = await app.get('runs.active');
    const began = Date.now();
    if (stop === 'cancel') await app.get('runs.cancel', { runId: active?.runId });
    else await app.get('control.pause');
    const outcome = await run;
    expect(outcome).toMatchObject({
      status: 'cancelled',
      error: { code: stop === 'cancel' ? 'cancelled' : 'paused' },
    });
    expect(await endedAfter(app, active?.runId, began)).toBeLessThan(ENDED_MS);
    await expect.poll(() => browsers(userData)).toEqual([]);
  }
});

test('two questions to one provider are asked one after the other', async ({ app, assistant }) => {
  const both = [start(app, 'streams'), start(app, 'streams', { question: 'And smaller?' })];
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(2);
  await pressAllow(app);
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(1);
  await pressAllow(app);
  for (const outcome of await Promise.all(both)) expect(outcome.result).toMatchObject({ state: 'complete' });
  expect(assistant.questions.toSorted()).toEqual(['And smaller?', QUESTION]);
});

test('an app that is killed in the middle of an answer leaves nothing behind after its next start', async ({
  app,
  assistant,
  userData,
  start: startApp,
}) => {
  void start(app, 'silent').catch(() => undefined);
  await pressAllow(app);
  await expect.poll(() => assistant.questions.length, { timeout: 20_000 }).toBe(1);
  await app.kill();
  const again = await startApp();
  await expect.poll(() => browsers(userData)).toEqual([]);
  expect((await again.get('audit.runs')).runs[0]).toMatchObject({
    tool: 'consult_ui',
    status: 'interrupted',
  });
});

test('an app that is killed while a window is left open leaves none after its next start', async ({
  app,
  userData,
  start: startApp,
}) => {
  expect(await consult(app, 'login')).toMatchObject({ state: 'login_required' });
  expect(browsers(userData)).not.toEqual([]);
  await app.kill();
  const again = await startApp();
  await expect.poll(() => browsers(userData), { timeout: 15_000 }).toEqual([]);
  expect(await again.get('resources.list')).toEqual([]);
  // The profile is free again, and the question is asked anew.
  expect(await consult(again, 'login')).toMatchObject({ state: 'login_required' });
  expect(await again.get('resources.list')).toHaveLength(1);
});

test('an unknown provider, a refused address and a denied question reach nothing', async ({
  app,
  assistant,
}) => {
  expect(await start(app, 'nobody')).toMatchObject({
    status: 'invalid_args',
    error: { code: 'unknown_provider', message: expect.stringContaining('chatgpt') as unknown as string },
  });
  const run = start(app, 'streams');
  await pressDeny(app);
  expect((await run).status).toBe('denied');
  await app.get('settings.update', { private_hosts_allowed: [] });
  expect(await start(app, 'streams')).toMatchObject({ status: 'policy_blocked' });
  expect(assistant.connections()).toBe(0);
});

test('an entry of consult_providers.json that cannot be used is told, and the others stay', async ({
  assistant,
  configure,
  start: startApp,
  userData,
}) => {
  configure({ private_hosts_allowed: [assistant.key] });
  const broken = { id: 'Mine!', title: 'Mine', url: 'http://x', selectors: {} };
  writeProviders(userData, assistant, [broken]);
  const app = await startApp();
  const told = app.panel.getByText('Not every provider of consult_providers.json can be used');
  await expect(told).toBeVisible();
  const { notices } = await app.get('system.info');
  expect(notices.find(({ id }) => id === 'providers-broken')?.message).toContain('Entry');
  expect(
    await app.get('runs.start', {
      tool: 'consult_ui',
      args: { provider: 'nobody', question: QUESTION },
      dryRun: true,
    }),
  ).toMatchObject({ status: 'disabled' });
});
