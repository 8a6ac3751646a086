import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { expect } from '@playwright/test';
import { electronArgs, electronEnv, environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { resolveRuntime } from '../../scripts/lib/runtime.mjs';
import { CHECKOUT, test } from '../support/app.ts';

/*
 * Nothing of the app can be reached over the network. Whatever listens is read from the kernel, for the app's whole process
 * group: main, its helpers, and the browsers that it starts.
 */

/** Processes of a group, by what /proc says of each. */
function groupOf(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        // After the name, which may hold anything: state, parent, group.
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === leader;
      } catch {
        return false;
      }
    });
}

/** A process and all that descend from it, whatever groups they have made for themselves. */
function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...new Set([...tree, ...groupOf(root)])];
}

/** `address:port` of every TCP socket on which one of the processes listens. */
function listening(pids: readonly number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).map((fd) => {
          try {
            return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
          } catch {
            return undefined;
          }
        });
      } catch {
        return [];
      }
    }),
  );
  const LISTEN = '0A';
  return ['tcp', 'tcp6']
    .flatMap((family) => readFileSync(`/proc/net/${family}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTEN && inodes.has(inode))
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      // Of an IPv4 address the four bytes, the last first.
      const bytes = address.length === 8 ? (address.match(/../g) ?? []).reverse() : [address];
      const words = bytes.length === 4 ? bytes.map((byte) => parseInt(byte, 16)).join('.') : address;
      return `${words}:${parseInt(port, 16)}`;
    })
    .sort();
}

test('nothing listens, when nothing but the app itself starts it', async ({ userData }) => {
  const { switches } = environmentSwitches({
    platform: process.platform,
    uid: process.getuid?.(),
    virtual: true,
  });
  // Without Playwright, which has the app listen for its own debuggers.
  const app = spawn(
    resolveRuntime().path,
    electronArgs({ switches, app: CHECKOUT, args: [`--user-data-dir=${userData}`] }),
    { env: electronEnv(process.env), stdio: 'ignore', detached: true },
  );
  const { pid = 0 } = app;
  try {
    const log = join(userData, 'logs', 'app.log');
    const started = (): boolean => existsSync(log) && readFileSync(log, 'utf8').includes('Started, version');
    await expect.poll(started, { timeout: 30_000 }).toBe(true);
    expect(treeOf(pid).length).toBeGreaterThan(2);
    expect(listening(treeOf(pid))).toEqual([]);
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
