import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { quitInOrder } from '../../../src-main/app/quit.ts';

const noLast = (): void => {
  throw new Error('no last thing');
};

/** What an app is told, in order, when it is about to quit. */
function quitting(stop: () => Promise<void>, last: () => void): string[] {
  const told: string[] = [];
  const app = Object.assign(new EventEmitter(), {
    quit: () => told.push('quit'),
    exit: (code: number) => told.push(`exit ${code}`),
  }) as unknown as App;
  quitInOrder({
    app,
    closing: () => told.push('closing'),
    dispose: () => told.push('dispose'),
    stop: async () => {
      told.push('stop');
      await stop();
    },
    last: () => {
      told.push('last');
      last();
    },
  });
  app.emit('before-quit');
  app.emit('will-quit', { preventDefault: () => told.push('held') });
  return told;
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

it('ends what runs before it goes', async () => {
  const told = quitting(
    async () => undefined,
    () => undefined,
  );
  await vi.waitFor(() => expect(told).toContain('quit'));
  expect(told).toEqual(['closing', 'held', 'dispose', 'stop', 'last', 'quit']);
  expect(vi.getTimerCount()).toBe(0);
});

it('goes also where the last thing fails, which is not kept quiet', async () => {
  const others = process.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners('unhandledRejection');
  onTestFinished(() => others.forEach((listener) => process.on('unhandledRejection', listener)));
  const unhandled = new Promise((heard) => process.once('unhandledRejection', heard));
  const told = quitting(async () => undefined, noLast);
  expect(await unhandled).toMatchObject({ message: 'no last thing' });
  expect(told.slice(-2)).toEqual(['last', 'quit']);
});

it('goes also where stopping hangs and the last thing fails', () => {
  const told = quitting(() => new Promise(() => undefined), noLast);
  expect(() => vi.advanceTimersByTime(60_000)).toThrow('no last thing');
  expect(told.slice(-2)).toEqual(['last', 'exit 1']);
});
