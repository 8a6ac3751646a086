import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { YOUNG_GENERATION_MB } from '../../src-main/platform/thread-memory.ts';
import { createWorkerRunner, disposeIdleWorkers } from '../../src-main/platform/workers.ts';
import type { ParseRequest } from '../../src-main/tools/web-scrape/parse-request.ts';
import type { BareRequest } from './bare-cheerio.worker.ts';

/*
 * Text, links and tables of one page through the tool's worker, against bare cheerio in a thread of the same kind. Both
 * threads are kept from call to call, and both get the page's bytes and answer with data.
 */

const ROUNDS = 15;
const WARM_UPS = 4;
const MODES = ['text', 'links', 'tables'] as const;
const PAGE_URL = 'https://example.com/list/index.html';
const MEMORY_MB = 1024;

type Mode = (typeof MODES)[number];
type Answer = { title: string | null; result: unknown };
type Ask = (bytes: Uint8Array, mode: Mode) => Promise<Answer>;

/** A copy of the page with a buffer of its own each time, since the buffer is handed over. */
async function timed(page: Buffer, mode: Mode, ask: Ask): Promise<{ ms: number; size: number }> {
  const bytes = new Uint8Array(page);
  const from = performance.now();
  const { result } = await ask(bytes, mode);
  const ms = performance.now() - from;
  return { ms, size: typeof result === 'string' ? result.length : (result as unknown[]).length };
}

async function main(): Promise<void> {
  const { pageFile, scriptDir } = JSON.parse(process.argv[2] ?? '') as {
    pageFile: string;
    scriptDir: string;
  };
  const page = readFileSync(pageFile);
  const scope = { signal: new AbortController().signal, deadline: Infinity, report: () => undefined };
  const runner = createWorkerRunner(scope, scriptDir);
  const bareWorker = new Worker(join(__dirname, 'bare-cheerio.worker.cjs'), {
    resourceLimits: {
      maxOldGenerationSizeMb: MEMORY_MB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      stackSizeMb: 4,
    },
  });
  const tool: Ask = async (bytes, mode) => {
    const request: ParseRequest = {
      bytes,
      kind: 'html',
      charset: undefined,
      url: PAGE_URL,
      selector: undefined,
      mode,
    };
    return (await runner.run('parse-html', request, { memoryMb: MEMORY_MB })) as Answer;
  };
  const bare: Ask = async (bytes, mode) => {
    const request: BareRequest = { bytes, url: PAGE_URL, mode };
    bareWorker.postMessage(request, [bytes.buffer as ArrayBuffer]);
    const [answer] = (await once(bareWorker, 'message')) as [Answer];
    return answer;
  };

  // In turns call by call: the tool's thread is let go when it has had nothing to do for three seconds.
  const found = MODES.map((mode) => ({ mode, tool: [] as number[], bare: [] as number[], sizes: [0, 0] }));
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    for (const entry of found) {
      const [ours, plain] = [await timed(page, entry.mode, tool), await timed(page, entry.mode, bare)];
      entry.sizes = [ours.size, plain.size];
      if (round < 0) continue;
      entry.tool.push(ours.ms);
      entry.bare.push(plain.ms);
    }
  }
  await disposeIdleWorkers();
  await bareWorker.terminate();
  process.stdout.write(JSON.stringify({ found, bytes: page.length }));
}

void main();
