import { expect, test } from 'vitest';
import { LeftWindows, type Leavable } from '../../../../src-main/platform/assistants/left-windows.ts';
import { TurnsByKey } from '../../../../src-main/platform/assistants/turns-by-key.ts';

function window(): Leavable & { close: () => void } {
  let close: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (close = resolve));
  const end = (): Promise<void> => {
    close();
    return ended;
  };
  return { ended, end, close };
}
const about = { provider: 'mine', title: 'Mine', why: 'login_required' as const };

test('a window that is left ends by itself, and each ending is told once', async () => {
  const windows = new LeftWindows(50);
  const heard: string[] = [];
  windows.onEvent(({ what }) => heard.push(what));
  const left = window();
  windows.leave(left, about);
  expect(windows.list()).toMatchObject([{ provider: 'mine', why: 'login_required' }]);
  await left.ended;
  expect(windows.list()).toEqual([]);
  await left.ended;
  expect(heard).toEqual(['left', 'overdue']);
});

test('it can be ended, closed, taken, and all of them at once', async () => {
  const windows = new LeftWindows(60_000);
  const heard: string[] = [];
  windows.onEvent(({ what }) => heard.push(what));
  const [closed, taken, ended, rest] = [window(), window(), window(), window()];
  windows.leave(closed, about);
  closed.close();
  await expect.poll(() => windows.list()).toEqual([]);
  windows.leave(taken, about);
  expect(windows.take('other')).toBeNull();
  expect(windows.take('mine')).toEqual({ browser: taken, why: 'login_required' });
  expect(windows.take('mine')).toBeNull();
  const { id } = windows.leave(ended, about);
  let gone = false;
  const ending = windows.end(id);
  // Nobody else has its profile before it is gone.
  void windows.gone('mine').then(() => (gone = true));
  await windows.gone('other');
  expect(gone).toBe(false);
  expect(await ending).toBe(true);
  await windows.gone('mine');
  expect(await windows.end(id)).toBe(false);
  windows.leave(rest, { ...about, provider: 'other' });
  await windows.endAll('paused');
  await rest.ended;
  expect(heard).toEqual(['left', 'closed', 'left', 'taken', 'left', 'ended', 'left', 'paused']);
});

test('turns come one at a time, in order, and one who gives up does not keep the others', async () => {
  const turns = new TurnsByKey();
  const never = new AbortController().signal;
  const first = await turns.take('a', never);
  const other = await turns.take('b', never);
  const stop = new AbortController();
  const came: string[] = [];
  const second = turns.take('a', stop.signal).then(
    () => came.push('second'),
    (error: unknown) => came.push(error instanceof Error ? error.message : ''),
  );
  const third = turns.take('a', never).then((end) => {
    came.push('third');
    return end;
  });
  stop.abort(new Error('gave up'));
  await second;
  expect(came).toEqual(['gave up']);
  first();
  (await third)();
  expect(came).toEqual(['gave up', 'third']);
  other();
});
