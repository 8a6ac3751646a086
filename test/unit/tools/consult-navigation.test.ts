import type { JSHandle, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../src-main/platform/browser/find-browser.ts';
import { openAskBench, type AskBench } from '../../support/ask-bench.ts';
import type { Behaviour } from '../../support/assistant.ts';

const found = findBrowser(null);
let bench: AskBench;
let page: Page;

describe.skipIf(!found.ok)('a page that goes elsewhere right before it is asked', () => {
  beforeAll(async () => {
    bench = await openAskBench();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    page = await bench.newPage();
    return () => page.close();
  });

  const ask = (behaviour: Behaviour) => bench.ask(page, behaviour);
  const goElsewhere = (): Promise<unknown> => page.goto(`${bench.assistant.origin}/changed`);

  test('for its answer: what was read before is partial', async () => {
    const original = page.evaluateHandle.bind(page) as (...given: unknown[]) => Promise<JSHandle>;
    let readings = 0;
    page.evaluateHandle = (async (...given: unknown[]) => {
      const handle = await original(...given);
      const evaluate = handle.evaluate.bind(handle) as (...asked: unknown[]) => Promise<unknown>;
      // Of what is asked of the watch only the answer's HTML comes with an argument.
      handle.evaluate = (async (...asked: unknown[]) => {
        if (asked[1] !== undefined && ++readings === 3) await goElsewhere();
        return evaluate(...asked);
      }) as typeof handle.evaluate;
      return handle;
    }) as typeof page.evaluateHandle;
    const { state, html, note } = await ask('stalls');
    expect(state).toBe('partial');
    expect(html).toContain('First');
    expect(note).toBe('Fixture stalls went to another page while it was answering.');
  });

  test('to be watched: the page that it came to is looked at like the first', async () => {
    const original = page.evaluateHandle.bind(page) as (...given: unknown[]) => Promise<JSHandle>;
    let watches = 0;
    page.evaluateHandle = (async (...given: unknown[]) => {
      if (typeof given[0] !== 'function' || ++watches > 1) return original(...given);
      // The driver's own word for it: what is being asked when the document goes.
      const asked = page.evaluate(() => new Promise<JSHandle>(() => undefined));
      const [handle] = await Promise.all([asked, page.reload()]);
      return handle;
    }) as typeof page.evaluateHandle;
    expect(await ask('streams')).toMatchObject({ state: 'complete' });
    expect(watches).toBe(2);
  });
});
