import { expect, it } from 'vitest';
import { KeptBrowsers } from '../../../src-main/platform/browser/kept-browsers.ts';

const ABOUT = { title: 'chromium', openedAt: 1, endsAt: 61 };

it('lists what is kept, ends it once, and tells of both', async () => {
  const kept = new KeptBrowsers();
  const told: string[] = [];
  kept.onChanged((id) => told.push(id));
  let ends = 0;
  const unlist = kept.add(ABOUT, async () => {
    ends += 1;
    unlist();
  });
  const [browser] = kept.list();
  expect(browser).toMatchObject(ABOUT);
  const id = browser?.id ?? '';
  expect(await kept.end('another')).toBe(false);
  expect(await kept.end(id)).toBe(true);
  expect(kept.list()).toEqual([]);
  expect(await kept.end(id)).toBe(false);
  expect(ends).toBe(1);
  expect(told).toEqual([id, id]);
});

it('what a run took back is off the list, and said so once', () => {
  const kept = new KeptBrowsers();
  const told: string[] = [];
  kept.onChanged((id) => told.push(id));
  const unlist = kept.add(ABOUT, async () => undefined);
  unlist();
  unlist();
  expect(kept.list()).toEqual([]);
  expect(told).toHaveLength(2);
});
