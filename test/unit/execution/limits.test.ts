import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallLimits, MAX_WAITING, RateLimited, RunSlots } from '../../../src-main/execution/limits.ts';
import { desktopAutomation } from '../../../src-main/tools/desktop-automation/desktop-automation.ts';
import { webScrape } from '../../../src-main/tools/web-scrape/web-scrape.ts';
import { openDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const OFF = { rate_per_minute: 0, loop_limit: 0, max_concurrent_runs: 5 };

/** A clock that only the test moves. The wall clock jumps about, to show that nothing looks at it. */
function manualClock() {
  let ms = 1000;
  return {
    advance: (by: number) => (ms += by),
    clock: { monotonicMs: () => ms, epochSeconds: () => Math.random() * 1e9 },
  };
}

function codeOf(call: () => void): string {
  try {
    call();
    return 'taken';
  } catch (error) {
    if (error instanceof RateLimited) return error.code;
    throw error;
  }
}

describe('rate', () => {
  it('gives out as many calls as the setting says, and more only as time passes', () => {
    const { clock, advance } = manualClock();
    const limits = new CallLimits(clock);
    const settings = { ...OFF, rate_per_minute: 120 };
    const call = (): string => codeOf(() => limits.take('panel', 't', 'h', settings));
    expect(Array.from({ length: 121 }, call).filter((code) => code === 'taken')).toHaveLength(120);
    advance(499);
    expect(call()).toBe('rate_limited');
    advance(2);
    expect(call()).toBe('taken');
    expect(call()).toBe('rate_limited');
  });

  it('counts each caller and each tool by itself', () => {
    const limits = new CallLimits(manualClock().clock);
    const settings = { ...OFF, rate_per_minute: 1 };
    for (const [caller, tool] of [
      ['a', 't'],
      ['b', 't'],
      ['a', 'u'],
    ] as const) {
      expect(codeOf(() => limits.take(caller, tool, 'h', settings))).toBe('taken');
      expect(codeOf(() => limits.take(caller, tool, 'h', settings))).toBe('rate_limited');
    }
  });

  it('says when to try again', () => {
    const { clock } = manualClock();
    const limits = new CallLimits(clock);
    const settings = { ...OFF, rate_per_minute: 60 };
    for (let i = 0; i < 60; i += 1) limits.take('a', 't', 'h', settings);
    try {
      limits.take('a', 't', 'h', settings);
      expect.unreachable();
    } catch (error) {
      expect((error as RateLimited).retryAfterMs).toBe(1000);
    }
  });

  it('is never overdrawn, whatever the times and the order of calls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 }),
        (perMinute, waits) => {
          const { clock, advance } = manualClock();
          const limits = new CallLimits(clock);
          const taken: number[] = [];
          let now = 0;
          for (const wait of waits) {
            advance(wait);
            now += wait;
            const settings = { ...OFF, rate_per_minute: perMinute };
            if (codeOf(() => limits.take('a', 't', 'h', settings)) === 'taken') taken.push(now);
          }
          // A bucket of n that refills n a minute lets at most 2n pass in any minute, and n at once.
          for (const at of taken) {
            expect(taken.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(
              2 * perMinute,
            );
            expect(taken.filter((other) => other === at).length).toBeLessThanOrEqual(perMinute);
          }
        },
      ),
    );
  });
});

describe('loops', () => {
  it('trips at the limit of identical calls within a minute, and lets go after it', () => {
    const { clock, advance } = manualClock();
    const limits = new CallLimits(clock);
    const settings = { ...OFF, loop_limit: 3 };
    const call = (hash = 'same'): string => codeOf(() => limits.take('a', 't', hash, settings));
    expect([call(), call(), call(), call()]).toEqual(['taken', 'taken', 'taken', 'loop_detected']);
    expect(call('other')).toBe('taken');
    advance(60_000);
    expect(call()).toBe('taken');
  });
});

describe('slots', () => {
  it('lets no more act at once than the limit, and the others in the order they came', async () => {
    const slots = new RunSlots();
    const order: number[] = [];
    let acting = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const release = await slots.take(() => 3, new AbortController().signal);
        order.push(index);
        acting += 1;
        most = Math.max(most, acting);
        await new Promise((resolve) => setTimeout(resolve, 2));
        acting -= 1;
        release();
        release();
      }),
    );
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('refuses when too many wait, and forgets who gave up', async () => {
    const slots = new RunSlots();
    const held = await slots.take(() => 1, new AbortController().signal);
    const leave = new AbortController();
    const waiting = Array.from({ length: MAX_WAITING }, () => slots.take(() => 1, leave.signal));
    await expect(slots.take(() => 1, new AbortController().signal)).rejects.toMatchObject({
      code: 'queue_full',
    });
    leave.abort(new Error('gave up'));
    const results = await Promise.allSettled(waiting);
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    const next = slots.take(() => 1, new AbortController().signal);
    held();
    (await next)();
    expect(slots.waiting).toBe(0);
  });
});

it('counts a call with its defaults written out as the same call', async () => {
  const door = await openDoor({ tools: [webScrape], settings: { loop_limit: 3 } });
  const url = 'https://example.com/';
  const same = [{ url }, { url, mode: 'text' }, { mode: 'text', url }, { url }];
  const statuses: string[] = [];
  for (const args of same) statuses.push((await door.run({ tool: 'web_scrape', args, dryRun: true })).status);
  expect(statuses).toEqual(['dry_run', 'dry_run', 'dry_run', 'rate_limited']);
  const other = await door.run({ tool: 'web_scrape', args: { url, mode: 'links' }, dryRun: true });
  expect(other.status).toBe('dry_run');
});

it.each([
  { action: 'click', x: 1, y: 2 },
  { action: 'type', text: 'again' },
])('counts both forms of a call of the desktop as the same call: %j', async (action) => {
  const tool = {
    ...desktopAutomation,
    availability: async () => ({ ok: false, reason: 'No display.' }) as const,
  };
  const door = await openDoor({ tools: [tool], settings: { loop_limit: 2 } });
  const statuses: string[] = [];
  for (const args of [action, { actions: [action] }, action])
    statuses.push((await door.run({ tool: 'desktop_automation', args, dryRun: true })).status);
  expect(statuses).toEqual(['unavailable', 'unavailable', 'rate_limited']);
});

it('counts an older name as the tool that it is, and trips on a loop whose results differ', async () => {
  let answers = 0;
  const { tool } = probe({
    name: 'web_scrape',
    aliases: ['web_scrape_bs4'],
    act: async () => ({ done: true, text: `answer ${(answers += 1)}` }),
  });
  const door = await openDoor({ tools: [tool], settings: { loop_limit: 3, rate_per_minute: 5 } });
  const call = async (name: string, id: string): Promise<string | undefined> => {
    const { status, error } = await door.run({ tool: name, args: { id } });
    return status === 'ok' ? 'ok' : error?.code;
  };
  const names = ['web_scrape', 'web_scrape_bs4', 'web_scrape', 'web_scrape_bs4'];
  const same: unknown[] = [];
  for (const name of names) same.push(await call(name, 'same'));
  expect(same).toEqual(['ok', 'ok', 'ok', 'loop_detected']);
  expect(answers).toBe(3);
  expect([await call('web_scrape_bs4', 'b'), await call('web_scrape', 'c')]).toEqual(['ok', 'rate_limited']);
});
