import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { test } from '../support/desk.ts';
import { listening, treeOf } from '../support/listening.ts';
import { spawnApp } from '../support/spawn-app.ts';

/*
 * Nothing of the app can be reached over the network. Whatever listens is read from the kernel, for the app's whole process
 * group: main, its helpers, and the browsers that it starts.
 */

/** Nothing listens, now and for a while: what opens something late, as a browser's own services do, is seen too. */
async function expectQuiet(pid: number): Promise<void> {
  for (let look = 0; look < 6; look += 1) {
    expect(listening(treeOf(pid))).toEqual([]);
    await sleep(500);
  }
}

test('nothing listens, when nothing but the app itself starts it', async ({ userData }) => {
  const app = spawnApp(userData);
  const { pid = 0 } = app;
  try {
    const log = join(userData, 'logs', 'app.log');
    const started = (): boolean => existsSync(log) && readFileSync(log, 'utf8').includes('Started, version');
    await expect.poll(started, { timeout: 30_000 }).toBe(true);
    expect(treeOf(pid).length).toBeGreaterThan(2);
    await expectQuiet(pid);
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
});

test('nothing of what is shipped listens, nor when it is told to let a debugger in', async ({
  userData,
  openDesk,
}) => {
  const desk = await openDesk();
  const app = spawnApp(userData, [], desk.env, 'ship');
  const { pid = 0 } = app;
  try {
    const log = join(userData, 'logs', 'app.log');
    const started = (): boolean => existsSync(log) && readFileSync(log, 'utf8').includes('Started, version');
    await expect.poll(started, { timeout: 30_000 }).toBe(true);
    // What has Node open its inspector, from any process of the same person's.
    process.kill(pid, 'SIGUSR1');
    await expectQuiet(pid);
    expect(app.exitCode ?? app.signalCode).toBe(null);
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
});

/** The first line of what a proxy answers to a request of somebody who has no credential. */
function knock(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error('It did not answer.')));
    socket.once('data', (data) => {
      resolve(data.toString('latin1').split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('while a browser runs, its way out listens on loopback alone, and knows no stranger', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({ '/': '<title>Here</title>' });
  configure({
    private_hosts_allowed: [server.host],
    tool_enabled: { browser_automation: true } as never,
    require_approval_for_risky: false,
    browser_idle_s: 0,
  });
  const app = await start();
  const pid = app.electron.process().pid ?? 0;
  // The debuggers that Playwright drives the app by.
  const before = listening(treeOf(pid));
  const added = (): string[] => listening(treeOf(pid)).filter((each) => !before.includes(each));
  const run = app.get('runs.start', {
    tool: 'browser_automation',
    args: { url: server.url, steps: [{ action: 'wait', ms: 60_000 }] },
  });
  await expect
    .poll(async () => (await app.get('runs.active'))[0]?.step?.words, { timeout: 30_000 })
    .toBe('wait 60000 ms');
  const [proxy = '', ...more] = added();
  expect(more).toEqual([]);
  expect(proxy).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await knock(Number(proxy.split(':')[1]))).toMatch(/^HTTP\/1\.1 407 /);
  await app.get('runs.cancel', { runId: (await app.get('runs.active'))[0]?.runId ?? '' });
  expect((await run).status).toBe('cancelled');
  await expect.poll(added, { timeout: 15_000 }).toEqual([]);
});
