import { expect, test } from 'vitest';
import { OneDialog } from '../../../src-main/app/one-dialog.ts';
import { DeskGate } from '../../../src-main/platform/input/gate.ts';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('one dialog at a time, and no action while it is up', async () => {
  const gate = new DeskGate();
  const dialogs = new OneDialog(gate);
  const { signal } = new AbortController();
  let close: (folder: string) => void = () => undefined;
  const opened: string[] = [];
  const first = dialogs.show(() => {
    opened.push('first');
    return new Promise<string>((resolve) => (close = resolve));
  });
  await soon();
  const second = dialogs.show(async () => opened.push('second'));
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  // The refused one has not opened the way for input while the first is still up.
  let acted = false;
  const action = gate.act(signal, async () => void (acted = true));
  await soon();
  expect([opened, gate.asking, acted]).toEqual([['first'], true, false]);
  close('/folder');
  expect(await first).toBe('/folder');
  await action;
  expect(gate.asking).toBe(false);
  expect(await dialogs.show(async () => 'third')).toBe('third');
});

test('none opens in the middle of an action, and one that fails leaves the way open', async () => {
  const gate = new DeskGate();
  const dialogs = new OneDialog(gate);
  let finish: () => void = () => undefined;
  const action = gate.act(
    new AbortController().signal,
    () => new Promise<void>((resolve) => (finish = resolve)),
  );
  await soon();
  let opened = false;
  const shown = dialogs.show(async () => {
    opened = true;
    throw new Error('no display');
  });
  const failed = expect(shown).rejects.toThrow('no display');
  await soon();
  expect(opened).toBe(false);
  finish();
  await Promise.all([action, failed]);
  expect([opened, gate.asking]).toEqual([true, false]);
  expect(await dialogs.show(async () => 'next')).toBe('next');
});
