import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { browserArgs } from '../../../../src-main/platform/browser/browser-args.ts';
import { cdpPipe } from '../../../../src-main/platform/browser/cdp-pipe.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';

const found = findBrowser(null);
const GUARD = /webrtc-ip-handling-policy/;

/** Lets a page of a browser with these arguments ask a STUN server of ours; resolves when it has given up, or was heard. */
async function datagrams(change: (args: string[]) => string[]): Promise<number> {
  if (!found.ok) throw new Error(found.reason);
  const profileDir = mkdtempSync(join(tmpdir(), 'execution-layer-rtc-'));
  const udp = createSocket('udp4');
  let heard = 0;
  const first = new Promise<void>((resolve) => {
    udp.on('message', () => {
      heard += 1;
      resolve();
    });
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const noSandbox = process.platform === 'linux' && process.getuid?.() === 0;
  const args = browserArgs({ headless: true, profileDir, proxyPort: 9, noSandbox, startPage: true });
  const child = spawn(found.browser.path, change(args), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
    udp.close();
    await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });
  const pipe = cdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, {
    close: () => void child.kill(),
  });
  const browser = await chromium.connectOverCDP(pipe, { isLocal: true });
  const page = await browser.contexts()[0]?.newPage();
  const gathered = page?.evaluate(async (port) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 50));
  }, udp.address().port);
  await Promise.race([first, gathered]);
  return heard;
}

describe.skipIf(!found.ok)('WebRTC', () => {
  test('sends no datagram past the proxy', async () => {
    expect(await datagrams((args) => args)).toBe(0);
  });

  test('would, without the policy that the browser is started with', async () => {
    const without = (args: string[]): string[] => args.filter((arg) => !GUARD.test(arg));
    expect(await datagrams(without)).toBeGreaterThan(0);
  });
});
