import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { IndexEngine } from '../../src-main/audit/index/engine.ts';
import type { Question } from '../../src-main/audit/index/messages.ts';
import { Sqlite, type Value } from '../../src-main/audit/index/sqlite.ts';
import { listSegments } from '../../src-main/audit/segments.ts';
import type { AuditQuery } from '../../src-preload/contract/types.ts';
import { RARE_WORD } from '../lib/audit-records.ts';

/*
 * Questions to the index, as its thread answers them: what the app makes of a question (whether the index is current, its
 * expressions, the records read and parsed, cursors) against the statements it was seen to run, run bare on the same open index.
 * `build` only brings the index up to the log.
 */

const ROUNDS = 15;
const WARM_UPS = 3;
/** One quick question needs more of both: WebAssembly is compiled anew where it is hot. */
const TAIL = { rounds: 400, warmUps: 400 };
const TOOLS = ['git_status', 'web_scrape', 'browser_automation', 'desktop_automation', 'consult_ui'];

type What = 'entries' | 'runs';
type Asked = readonly [What, AuditQuery];

/** Pages under one filter or several, of records and of runs. */
function filtered(firstTime: number, lastTime: number): Asked[] {
  const span = lastTime - firstTime;
  const asked: Asked[] = [];
  for (const [at, tool] of TOOLS.entries()) {
    const tools = [tool];
    const from = firstTime + (span * at) / TOOLS.length;
    asked.push(
      ['entries', { tools }],
      ['entries', { tools, events: ['finished'], statuses: ['error'] }],
      ['entries', { tools, statuses: ['denied', 'timed_out'], order: 'asc' }],
      ['entries', { tools, callers: ['tray'], from, to: from + span / 10 }],
      ['entries', { deciders: ['mode'], tools, start: { time: from } }],
      ['runs', { tools, statuses: ['error'] }],
      ['runs', { tools, callers: ['agent:writer', 'tray'], decisions: ['allow'] }],
      ['runs', { statuses: ['timed_out'], from, to: from + span / 10 }],
    );
  }
  return asked;
}

/** Words that are common, rare, there once or nowhere, alone and under filters, as they are typed. */
function searches(): Asked[] {
  const asked: Asked[] = [];
  for (const what of ['entries', 'runs'] as const) {
    asked.push(
      [what, { text: 'report' }],
      [what, { text: 'invoice relea' }],
      [what, { text: RARE_WORD }],
      [what, { text: RARE_WORD.slice(0, 5), tools: ['web_scrape'] }],
      [what, { text: RARE_WORD, callers: ['tray'], tools: ['consult_ui'] }],
      [what, { text: `${RARE_WORD} report`, tools: ['git_status', 'web_scrape'] }],
      [what, { text: 'projects/window-17', callers: ['panel'] }],
      [what, { text: 'nowhere' }],
      [what, { text: 'customer search', statuses: ['error'] }],
      [what, { text: 'meeting', statuses: ['denied'], tools: ['web_scrape'] }],
    );
  }
  asked.push(
    ['runs', { text: RARE_WORD, statuses: ['timed_out'] }],
    ['runs', { text: RARE_WORD, statuses: ['error'] }],
  );
  return asked;
}

interface Statement {
  db: Sqlite;
  sql: string;
  values: readonly Value[];
}

/** Notes what is asked of any database while `seen` is set. */
function watch(): { seen: Statement[] | null } {
  const state: { seen: Statement[] | null } = { seen: null };
  const all = Object.getOwnPropertyDescriptor(Sqlite.prototype, 'all')?.value as Sqlite['all'];
  Sqlite.prototype.all = function (this: Sqlite, sql, values = []) {
    state.seen?.push({ db: this, sql, values });
    return all.call(this, sql, values);
  };
  return state;
}

type Input = Record<'what' | 'logs' | 'index', string>;

/** In a thread, as in the app: a process whose main thread is still compiling WebAssembly may hang when it ends. */
async function main(): Promise<void> {
  const worker = new Worker(__filename, { workerData: JSON.parse(process.argv[2] ?? '') as Input });
  const [answer] = (await once(worker, 'message')) as [unknown];
  await worker.terminate();
  process.stdout.write(JSON.stringify(answer));
}

async function measure({ what, logs, index }: Input): Promise<unknown> {
  const parts = listSegments(logs);
  if (what === 'build') {
    const reports: string[] = [];
    const engine = new IndexEngine(index, (report) => reports.push(report));
    const from = performance.now();
    await engine.follow(parts);
    engine.close();
    if (reports.length > 0) throw new Error(reports.join('\n'));
    return { ms: performance.now() - from };
  }
  const reports: string[] = [];
  const engine = new IndexEngine(index, (report) => reports.push(report));
  const watched = watch();
  const ask = async ([table, query]: Asked): Promise<number> => {
    const question: Question = { op: table === 'entries' ? 'query' : 'runs', asked: query };
    const answer = await engine.answer(question, parts);
    if (answer === null || !('log' in answer) || answer.indexing) throw new Error('There is no index.');
    return 'entries' in answer ? answer.entries.length : answer.runs.length;
  };
  const all = await engine.answer({ op: 'histogram', asked: { query: {}, buckets: 1 } }, parts);
  if (all === null || !('buckets' in all)) throw new Error('There are no runs.');
  const asked: Asked[] =
    what === 'tail'
      ? [['entries', { limit: 50 }]]
      : what === 'search'
        ? searches()
        : filtered(all.from, all.to);
  const app: number[] = [];
  const bare: number[] = [];
  let rows = 0;
  let slowest = { ms: 0, question: '' };
  const { rounds, warmUps } = what === 'tail' ? TAIL : { rounds: ROUNDS, warmUps: WARM_UPS };
  for (let round = 0; round < rounds + warmUps; round++) {
    for (const question of asked) {
      const seen: Statement[] = [];
      watched.seen = seen;
      const from = performance.now();
      rows += await ask(question);
      const ms = performance.now() - from;
      watched.seen = null;
      const bareFrom = performance.now();
      for (const { db, sql, values } of seen) db.all(sql, values);
      const bareMs = performance.now() - bareFrom;
      if (round < warmUps) continue;
      app.push(ms);
      bare.push(bareMs);
      if (ms > slowest.ms) slowest = { ms, question: JSON.stringify(question) };
    }
  }
  if (rows === 0) throw new Error('Not one question found anything.');
  engine.close();
  if (reports.length > 0) throw new Error(reports.join('\n'));
  const records = (parts.at(-1)?.lastSeq ?? 0) - (parts[0]?.firstSeq ?? 0) + 1;
  return { app, bare, records, questions: asked.length, slowest: slowest.question };
}

if (isMainThread) void main();
else void measure(workerData as Input).then((answer) => parentPort?.postMessage(answer));
