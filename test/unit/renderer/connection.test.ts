import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useConnection, watchConnection } from '../../../src-renderer/panel/state/connection.ts';

const page = { hidden: false };
const answers: (() => void)[] = [];
let stop = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  answers.length = 0;
  page.hidden = false;
  const events = new EventTarget();
  const state = () => new Promise((done) => answers.push(() => done({ ok: true, value: { paused: false } })));
  vi.stubGlobal('window', Object.assign(events, { executionLayer: { control: { state } } }));
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { onLine: true });
  stop = watchConnection();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answering = (): boolean => useConnection.getState().answering;

test('silence of a few seconds is told, and the answer that comes at last', async () => {
  await vi.advanceTimersByTimeAsync(8_900);
  expect(answering()).toBe(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(answering()).toBe(false);
  // Nothing piles up before an app that hangs.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveLength(1);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(answering()).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(answers).toHaveLength(2);
});

test('nothing is asked while the window cannot be seen', async () => {
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveLength(0);
});

test('the network is as the system says, also when it changes', () => {
  expect(useConnection.getState().online).toBe(true);
  vi.stubGlobal('navigator', { onLine: false });
  window.dispatchEvent(new Event('offline'));
  expect(useConnection.getState().online).toBe(false);
  vi.stubGlobal('navigator', { onLine: true });
  window.dispatchEvent(new Event('online'));
  expect(useConnection.getState().online).toBe(true);
});
