import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../src-main/platform/browser/find-browser.ts';
import { openAskBench, type AskBench } from '../../support/ask-bench.ts';
import type { Behaviour } from '../../support/assistant.ts';

const found = findBrowser(null);
let bench: AskBench;

/** Everything that asking does to a page. */
const ASKED = ['click send', 'focusin question', 'focusin send', 'input question', 'pointerdown send'];

describe.skipIf(!found.ok)("an assistant's page", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    bench = await openAskBench();
  });
  afterAll(() => bench.close());

  /** What comes of asking, and what was done to the page for it, each kind once: `event id`. */
  const askIn = async (
    behaviour: Behaviour,
  ): Promise<Awaited<ReturnType<AskBench['ask']>> & { touched: string[] }> => {
    const page = await bench.newPage();
    const asked = await bench.ask(page, behaviour);
    // What was done before is told before this.
    const end = `${behaviour} end of it`;
    await page.evaluate((body) => fetch('/touched', { method: 'POST', body }), end);
    const { touched } = bench.assistant;
    await expect.poll(() => touched).toContain(end);
    const told = touched.filter((each) => each.startsWith(`${behaviour} `) && each !== end);
    return {
      ...asked,
      touched: [...new Set(told)].map((each) => each.slice(behaviour.length + 1)).toSorted(),
    };
  };
  /** Most of it is waiting. */
  const askInEach = (...behaviours: Behaviour[]) => Promise.all(behaviours.map(askIn));

  test('is not touched where a login or a challenge is in the way, a working input below it or none', async () => {
    const login = { state: 'login_required', left: ['login_required'], touched: [] };
    const challenge = { state: 'challenge', left: ['challenge'], touched: [] };
    expect(await askInEach('login', 'login-modal', 'challenge', 'challenge-above')).toMatchObject([
      login,
      login,
      challenge,
      challenge,
    ]);
    expect(bench.assistant.questions).toEqual([]);
  });

  test('is not touched any more where one comes after the question', async () => {
    const login = { state: 'login_required', left: ['login_required'], touched: ASKED };
    expect(await askInEach('login-late', 'login-modal-late', 'challenge-late')).toMatchObject([
      login,
      login,
      { state: 'challenge', left: ['challenge'], touched: ASKED },
    ]);
  });

  test('is asked where a way to log in is there, but not in the way; one that has cut its answer gives no whole one', async () => {
    const whole = { state: 'complete', left: [], touched: ASKED };
    const note = expect.stringContaining('has cut') as string;
    expect(await askInEach('login-link', 'login-first', 'continues')).toMatchObject([
      whole,
      whole,
      { state: 'partial', note, html: expect.stringContaining('measure') as string },
    ]);
  });

  test('in which the person is still logging in is left as it is; then it is asked', async () => {
    const { origin, requests } = bench.assistant;
    const page: Page = await bench.newPage();
    const before = requests.length;
    const loads = (): string[] =>
      requests.slice(before).flatMap(({ path }) => (/^\/(?:login|streams)$/.test(path) ? [path] : []));
    await page.goto(`${origin}/login`);
    await page.fill('#email', 'anna@');
    const waiting = { waiting: 'login_required' } as const;
    for (const behaviour of ['login', 'streams'] as const) {
      // The second provider's page is elsewhere, and the person is at a login on the way to it.
      if (behaviour === 'streams') await page.goto(`http://localhost:${new URL(origin).port}/changed`);
      const asked = await bench.ask(page, behaviour, waiting);
      expect(asked).toMatchObject({ state: 'login_required', left: ['login_required'] });
      expect(asked.note).toContain('was not touched');
    }
    expect(loads()).toEqual(['/login']);
    // As a login leads back; a page that was used may ask to stay.
    await page.goto(`${origin}/streams`);
    await page.click('#question');
    await page.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
    expect(await bench.ask(page, 'streams', waiting)).toMatchObject({ state: 'complete', left: [] });
    expect(loads()).toEqual(['/login', '/streams', '/streams']);
  });
});
