import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { XEvent } from 'x11';
import { ToolError } from '../../tool-error.ts';
import type { WindowInfo } from '../desk.ts';
import type { Waiting } from '../waiting.ts';
import { windowWords } from '../words.ts';
import type { XConnection } from './connection.ts';
import { numbersOf } from './window-properties.ts';

/** A program that has not come to its keys by then is taken for hung, in milliseconds. */
const ANSWER_LIMIT_MS = 5_000;
/** What of no process is known has this long. */
const UNKNOWN_MS = 400;
/** So often a program must be seen waiting for input. */
const SEEN_WAITING = 3;
/** Answers of the server in that time: who waits for one of its own has had it by then. */
const ANSWERS = 3;
const SUBSTRUCTURE_NOTIFY = 1 << 19;
/** What a main loop sleeps in, as /proc/<pid>/wchan names it. */
const WAITS_FOR_INPUT = /poll|select/;

/**
 * Resolves when a program has dealt with everything that its window was sent so far: it looks up what a keycode means only when
 * it comes to the key. One that knows _NET_WM_PING (EWMH 1.5) is asked: its events are in order, so that its answer comes
 * after them. Of another one it is seen that it waits for input again. A window that has gone has nothing left to do.
 * @throws ToolError `window_not_responding`; the abort reason
 */
export async function dealtWith(x: XConnection, window: WindowInfo, waiting: Waiting): Promise<void> {
  await x.sync();
  const protocols = await numbersOf(x, window.id, 'WM_PROTOCOLS');
  const done = protocols.includes(await x.atom('_NET_WM_PING'))
    ? await answersPing(x, window.id, waiting)
    : await waitsForInput(x, window.pid, waiting);
  if (!done) throw notResponding(window);
}

async function answersPing(x: XConnection, id: number, waiting: Waiting): Promise<boolean> {
  const [message_type, ping] = await Promise.all([x.atom('WM_PROTOCOLS'), x.atom('_NET_WM_PING')]);
  const mark = randomInt(1, 2 ** 31);
  let answered = false;
  const listen = ({ name, data }: XEvent): void => {
    if (name === 'ClientMessage' && data?.[0] === ping && data[1] === mark) answered = true;
  };
  const { client } = x;
  client.on('event', listen);
  // The answer goes to the root window.
  client.ChangeWindowAttributes(x.root, { eventMask: SUBSTRUCTURE_NOTIFY });
  try {
    const data = [ping, mark, id, 0, 0];
    client.SendEvent(id, 0, 0, { name: 'ClientMessage', wid: id, message_type, format: 32, data });
    return await waiting.until(async () => answered || !(await exists(x, id)), ANSWER_LIMIT_MS);
  } finally {
    client.removeListener('event', listen);
    client.ChangeWindowAttributes(x.root, { eventMask: 0 });
  }
}

async function exists(x: XConnection, id: number): Promise<boolean> {
  const found = x.ask((reply) => x.client.GetWindowAttributes(id, reply));
  return found.then(
    () => true,
    (error: unknown) => {
      if (x.lost) throw error;
      return false;
    },
  );
}

/**
 * Waiting for an answer of the server looks the same as waiting for input: so the server must have had time to give one, with
 * the program not even woken.
 */
async function waitsForInput(x: XConnection, pid: number | null, waiting: Waiting): Promise<boolean> {
  if (pid === null) {
    await waiting.pause(UNKNOWN_MS);
    return true;
  }
  let seen = 0;
  return waiting.until(async () => {
    const before = await processAt(pid);
    for (let answers = 0; answers < ANSWERS; answers += 1) await x.sync();
    const now = await processAt(pid);
    if (now.state === 'gone') return true;
    if (now.state === 'stopped') seen = 0;
    if (before.state === 'waiting' && now.state === 'waiting' && before.switches === now.switches) seen += 1;
    return seen >= SEEN_WAITING;
  }, ANSWER_LIMIT_MS);
}

/** A process at one moment (proc(5)). */
interface ProcessMoment {
  /** Where it is not told what it sleeps in, any sleep counts as waiting for input. */
  state: 'waiting' | 'busy' | 'stopped' | 'gone';
  /** How often it was put to sleep or taken off its processor so far. */
  switches: number;
}

async function processAt(pid: number): Promise<ProcessMoment> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const counts = status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm);
  const switches = [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  const state = /^State:\s+(\w)/m.exec(status)?.[1] ?? 'X';
  if ('ZX'.includes(state)) return { state: 'gone', switches };
  if ('Tt'.includes(state)) return { state: 'stopped', switches };
  const sleepsIn = await readFile(`/proc/${pid}/wchan`, 'utf8').catch(() => '');
  const forInput = sleepsIn === '' || sleepsIn === '0' || WAITS_FOR_INPUT.test(sleepsIn);
  return { state: state === 'S' && forInput ? 'waiting' : 'busy', switches };
}

function notResponding(window: WindowInfo): ToolError {
  const message = `${windowWords(window)} does not respond: what was typed may not arrive, or not as it should. See what it shows before you run it again.`;
  return new ToolError('error', 'window_not_responding', message);
}
