import { parentPort } from 'node:worker_threads';
import type { WorkerAnswer } from '../../platform/workers.ts';
import { PageTooComplex } from './html-tree.ts';
import { parsePage } from './parse-page.ts';
import type { ParseRequest } from './parse-request.ts';
import { ResultTooLarge } from './result-budget.ts';
import { InvalidSelector } from './selector-engine.ts';

/*
 * The script of the thread in which pages are parsed: hostile HTML may take all the time and memory that this thread has,
 * and ending it ends the work. One message in, one answer out.
 */
parentPort?.on('message', (request: ParseRequest) => {
  const answer = answerTo(request);
  parentPort?.postMessage(answer, answer.ok ? [answer.json.buffer as ArrayBuffer] : []);
});

function answerTo(request: ParseRequest): WorkerAnswer {
  try {
    return { ok: true, json: new TextEncoder().encode(JSON.stringify(parsePage(request))) };
  } catch (error) {
    if (error instanceof InvalidSelector) {
      return failed('invalid_args', 'invalid_selector', `The selector cannot be used: ${error.message}`);
    }
    if (error instanceof ResultTooLarge) {
      return failed(
        'error',
        'result_too_large',
        'What was asked for is too much for one result. Narrow it with a selector.',
      );
    }
    if (error instanceof PageTooComplex) {
      return failed('error', 'page_too_complex', 'The page is made of more pieces than can be read.');
    }
    // Only selectors with :has or :contains go down by recursion.
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return failed('error', 'page_too_deep', 'The page is nested too deeply for this selector.');
    }
    throw error;
  }
}

function failed(status: 'error' | 'invalid_args', code: string, message: string): WorkerAnswer {
  return { ok: false, status, code, message };
}
