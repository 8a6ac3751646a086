import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
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

type Answer = { title: string | null; result: unknown };
type Ask = (bytes: Uint8Array, mode: (typeof MODES)[number]) => Promise<Answer>;

/** A copy with a buffer of its own each time, since the runner hands the buffer over. */
async function round(page: Buffer, ask: Ask): Promise<{ ms: number; sizes: number[] }> {
  const copies = MODES.map(() => new Uint8Array(page));
  const sizes: number[] = [];
  const from = performance.now();
  for (const [at, mode] of MODES.entries()) {
    const { result } = await ask(copies[at] ?? new Uint8Array(), mode);
    sizes.push(typeof result === 'string' ? result.length : (result as unknown[]).length);
  }
  return { ms: performance.now() - from, sizes };
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
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
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

  const times: { tool: number[]; bare: number[] } = { tool: [], bare: [] };
  let sizes: Record<string, number[]> = {};
  for (let at = -WARM_UPS; at < ROUNDS; at++) {
    const [ours, plain] = [await round(page, tool), await round(page, bare)];
    sizes = { tool: ours.sizes, bare: plain.sizes };
    if (at < 0) continue;
    times.tool.push(ours.ms);
    times.bare.push(plain.ms);
  }
  await disposeIdleWorkers();
  await bareWorker.terminate();
  process.stdout.write(JSON.stringify({ ...times, sizes, bytes: page.length }));
}

void main();
