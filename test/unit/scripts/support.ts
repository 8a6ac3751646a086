import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Say } from '../../../scripts/lib/say.mjs';

export const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

/** A folder that goes when the test has ended. */
export function tempDir(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'el-scripts-')));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Collects what set-up says. */
export function listener(): { say: Say; said: string[] } {
  const said: string[] = [];
  const add = (text: string): void => void said.push(text);
  return { said, say: { fact: add, step: add, every: () => () => undefined } };
}

/** A zip of small files (APPNOTE 4.3, deflated), with unix modes. */
export function makeZip(files: Record<string, { content: string | Buffer; mode?: number }>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, { content, mode = 0o644 }] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const data = zlib.deflateRawSync(raw);
    const bytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(zlib.crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(bytes.length, 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), common, bytes, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, bytes]));
    local.push(head);
    offset += head.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

/** Packs a folder as npm packs: a gzipped tar. */
export function makeTarball(file: string, folder: string, entry: string): void {
  execFileSync('tar', ['-czf', file, '-C', folder, entry]);
}

/** A server on loopback that ends with the test. */
export async function serve(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Sets variables of this process for one test. */
export function withEnv(values: Record<string, string>): void {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });
}

/** An npm of our own, which set-up uses as the one that runs it. The script gets npm's arguments. */
export function fakeNpm(folder: string, script: string): string {
  const file = path.join(folder, 'npm-cli.js');
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"commonjs"}');
  fs.writeFileSync(file, `const fs = require('node:fs'); const path = require('node:path');\n${script}`);
  withEnv({ npm_execpath: file });
  return file;
}

/** Waits until something holds; fails after the limit. */
export async function until(holds: () => boolean, limitMs = 25_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`did not happen within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process is there and not a zombie. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs a module's source in another Node, in this checkout, and gives the process. */
export const libUrl = (name: string): string => new URL(`../../../scripts/lib/${name}`, import.meta.url).href;
