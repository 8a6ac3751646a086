import { readFile } from 'node:fs/promises';
import type { Property } from 'x11';
import type { XConnection } from './connection.ts';

const ANY_TYPE = 0;
/** In units of four bytes: 4 KB of a title are more than anybody reads. */
const TEXT_LENGTH = 1024;
const LIST_LENGTH = 4096;
/** XRes: ask for the process on the other end of the client's socket (X-Resource 1.2, LocalClientPIDMask). */
const LOCAL_CLIENT_PID = 2;

async function property(x: XConnection, window: number, name: string, length: number): Promise<Property> {
  const atom = await x.atom(name);
  return x.ask((reply) => x.client.GetProperty(0, window, atom, ANY_TYPE, 0, length, reply));
}

/** The numbers of a 32-bit list property; empty when the window has none, or is gone. */
export async function numbersOf(x: XConnection, window: number, name: string): Promise<number[]> {
  const found = await property(x, window, name, LIST_LENGTH).catch(() => null);
  if (found?.format !== 32) return [];
  return Array.from({ length: found.data.length >> 2 }, (_, index) => found.data.readUInt32LE(index * 4));
}

/** Whether a window has a property; false for one that is gone. */
export async function has(x: XConnection, window: number, name: string): Promise<boolean> {
  const found = await property(x, window, name, 0).catch(() => null);
  return found !== null && found.type !== 0;
}

/** Its title, by what window managers show: _NET_WM_NAME, else WM_NAME. */
export async function titleOf(x: XConnection, window: number): Promise<string> {
  const [modern, old] = await Promise.all([
    property(x, window, '_NET_WM_NAME', TEXT_LENGTH).catch(() => null),
    property(x, window, 'WM_NAME', TEXT_LENGTH).catch(() => null),
  ]);
  if (modern && modern.data.length > 0) return modern.data.toString('utf8');
  return old?.data.toString('latin1') ?? '';
}

/**
 * Process of the program behind a window: what the server knows of the socket's other end where it is on this machine, else
 * what the window says of itself.
 */
export async function pidOf(x: XConnection, window: number): Promise<number | null> {
  const res = await x.extension('res').catch(() => null);
  if (res) {
    const specs = [{ client: window, mask: LOCAL_CLIENT_PID }];
    const ids = await x
      .ask<{ value: number[] }[]>((reply) => res.QueryClientIds(specs, reply))
      .catch(() => []);
    const pid = ids[0]?.value[0];
    if (pid !== undefined && pid > 0) return pid;
  }
  return (await numbersOf(x, window, '_NET_WM_PID'))[0] ?? null;
}

/** Short name of a process, or null when it is gone or not ours to see. */
export async function processName(pid: number | null): Promise<string | null> {
  if (pid === null) return null;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null);
  return name === null ? null : name.trimEnd();
}
