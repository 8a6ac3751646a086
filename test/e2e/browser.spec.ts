import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { AuditEntry, Settings } from '../../src-preload/contract/types.ts';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage, pressAllow, pressDeny } from '../support/approval.ts';
import { ENDED_MS, endedAfter } from '../support/ended-after.ts';
import { commandLine } from '../support/processes.ts';
import { toolsOn } from '../support/tools-on.ts';

const FORM = `<title>Login</title><form action="/in"><label>User <input name="user"></label>
  <label>Password <input name="pw" type="password"></label><button>Sign in</button></form>`;
const PAGES = { '/': FORM, '/in?user=anna&pw=sesame-open': '<title>Inside</title><p>Welcome anna</p>' };
const SECRET = 'sesame-open';

const on = (host: string, more: Partial<Settings> = {}): Partial<Settings> => ({
  private_hosts_allowed: [host],
  tool_enabled: toolsOn('browser_automation'),
  ...more,
});
const login = (url: string) => ({
  tool: 'browser_automation_selenium',
  args: {
    url,
    steps: [
      { action: 'type', label: 'User', text: 'anna' },
      { action: 'type', label: 'Password', text: SECRET, secret: true },
      { action: 'click', role: 'button', name: 'Sign in' },
      { action: 'extract', what: 'text' },
    ],
    screenshot: true,
  },
});
const waiting = (url: string) => ({
  tool: 'browser_automation',
  args: { url, steps: [{ action: 'wait', ms: 60_000 }] },
});
const records = (userData: string): AuditEntry[] =>
  readFileSync(join(userData, 'logs', 'tools_audit.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEntry);
const owned = (userData: string): { pid: number }[] =>
  JSON.parse(readFileSync(join(userData, 'owned.json'), 'utf8')) as { pid: number }[];
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** The one run that is under way has reached its waiting step. */
const midStep = (app: RunningApp) =>
  expect
    .poll(async () => (await app.get('runs.active'))[0]?.step?.words, { timeout: 30_000 })
    .toBe('wait 60000 ms');

test('asks first, does exactly that, and keeps the secret out of question, answer and record', async ({
  start,
  configure,
  site,
  userData,
}) => {
  const server = await site(PAGES);
  configure(on(server.host));
  const app = await start();
  const run = app.get('runs.start', login(server.url));
  const page = await approvalPage(app);
  await expect(page.getByText('type "anna" into the field "User"').first()).toBeVisible();
  expect(await page.content()).not.toContain(SECRET);
  expect(server.requests).toBe(0);
  await pressAllow(app);
  const outcome = await run;
  expect(outcome).toMatchObject({
    status: 'ok',
    tool: 'browser_automation',
    decision: { decidedBy: 'person' },
  });
  expect(outcome.result).toMatchObject({ title: 'Inside', steps: [{}, {}, {}, { value: 'Welcome anna' }] });
  expect(JSON.stringify({ ...outcome, plan: null })).not.toContain(SECRET);
  expect(JSON.stringify(records(userData))).not.toContain(SECRET);
  const steps = records(userData).filter(({ event, run_id }) => event === 'step' && run_id === outcome.runId);
  // Of each its beginning and its end, and of the picture that it was kept.
  expect(steps).toHaveLength(13);
  expect(steps.filter(({ artifacts }) => artifacts?.length)).toHaveLength(1);
  expect(steps.filter(({ duration_ms }) => duration_ms !== null)).toHaveLength(6);
});

test('a deny and a dry run start no browser and reach nothing', async ({
  start,
  configure,
  site,
  userData,
}) => {
  const server = await site(PAGES);
  configure(on(server.host));
  const app = await start();
  const dry = await app.get('runs.start', { ...login(server.url), dryRun: true });
  expect(dry).toMatchObject({ status: 'dry_run', decision: { verdict: 'ask' }, plan: { steps: 6 } });
  const denied = app.get('runs.start', login(server.url));
  await approvalPage(app);
  await pressDeny(app);
  expect(await denied).toMatchObject({ status: 'denied' });
  expect(server.connections).toBe(0);
  expect(() => owned(userData)).toThrow();
});

for (const how of ['cancel', 'pause'] as const) {
  test(`${how} in the middle of a step ends run and browser`, async ({
    start,
    configure,
    site,
    userData,
  }) => {
    const server = await site(PAGES);
    configure(on(server.host, { require_approval_for_risky: false }));
    const app = await start();
    const run = app.get('runs.start', waiting(server.url));
    await midStep(app);
    const [{ pid } = { pid: 0 }] = owned(userData);
    expect(alive(pid)).toBe(true);
    // On files of its own: what the person has logged in to is elsewhere.
    expect(commandLine(pid)).toContain(`--user-data-dir=${join(userData, 'browsers')}/`);
    const [active] = await app.get('runs.active');
    const asked = Date.now();
    if (how === 'pause') await app.get('control.pause', {});
    else await app.get('runs.cancel', { runId: active?.runId });
    expect(await run).toMatchObject({
      status: 'cancelled',
      error: { code: how === 'pause' ? 'paused' : 'cancelled' },
    });
    expect(await endedAfter(app, active?.runId, asked)).toBeLessThan(ENDED_MS);
    await expect.poll(() => alive(pid)).toBe(false);
    await expect.poll(() => owned(userData)).toEqual([]);
  });
}

test('an app that is killed in the middle leaves no browser, and the record says so', async ({
  start,
  configure,
  site,
  userData,
}) => {
  const server = await site(PAGES);
  configure(on(server.host, { require_approval_for_risky: false }));
  const app = await start();
  const run = app.ask('runs.start', waiting(server.url)).catch(() => undefined);
  await midStep(app);
  const [{ pid } = { pid: 0 }] = owned(userData);
  await app.kill();
  await run;
  const again = await start();
  await expect.poll(() => alive(pid), { timeout: 15_000 }).toBe(false);
  const { runs } = await again.get('audit.runs', { tools: ['browser_automation'] });
  expect(runs.map(({ status }) => status)).toEqual(['interrupted']);
});
