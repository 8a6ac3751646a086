import { expect, test } from 'vitest';
import { DeskGate } from '../../../../src-main/platform/input/gate.ts';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('no action begins while a question is up, and none is on show in mid-action', async () => {
  const gate = new DeskGate();
  const { signal } = new AbortController();
  const story: string[] = [];
  let finish: () => void = () => undefined;
  const first = gate.act(signal, async () => {
    story.push('first begins');
    await new Promise<void>((resolve) => (finish = resolve));
    story.push('first ends');
  });
  await soon();
  gate.setAsking('approvals', true);
  const shown = gate.quiet().then(() => story.push('question'));
  const second = gate.act(signal, async () => void story.push('second'));
  await soon();
  expect(story).toEqual(['first begins']);
  finish();
  await Promise.all([first, shown]);
  await soon();
  expect(story).toEqual(['first begins', 'first ends', 'question']);
  gate.setAsking('approvals', false);
  await second;
  expect(story.at(-1)).toBe('second');
});

test('a stop ends the wait for a question', async () => {
  const gate = new DeskGate();
  const stop = new AbortController();
  gate.setAsking('dialog', true);
  const waiting = gate.act(stop.signal, async () => undefined);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});

test('a question that comes up as an action is about to begin is before it', async () => {
  const gate = new DeskGate();
  const story: string[] = [];
  const action = gate.act(new AbortController().signal, async () => void story.push('action'));
  gate.setAsking('approvals', true);
  await gate.quiet();
  story.push('question');
  await soon();
  expect(story).toEqual(['question']);
  gate.setAsking('approvals', false);
  await action;
  expect(story).toEqual(['question', 'action']);
});

test('what has to be done before a question is on show is waited for, also without an action under way', async () => {
  const gate = new DeskGate();
  const story: string[] = [];
  let finish: () => void = () => undefined;
  const take = gate.beforeQuestion(async () => {
    story.push('prepares');
    await new Promise<void>((resolve) => (finish = resolve));
    story.push('prepared');
  });
  gate.setAsking('approvals', true);
  // Another place that asks meanwhile is no other question.
  gate.setAsking('dialog', true);
  const shown = gate.quiet().then(() => story.push('question'));
  await soon();
  finish();
  await shown;
  expect(story).toEqual(['prepares', 'prepared', 'question']);
  gate.setAsking('approvals', false);
  gate.setAsking('dialog', false);
  take();
  gate.setAsking('approvals', true);
  expect(story).toHaveLength(3);
});

test('an action waits for what has to be ready, and for a question that comes up meanwhile', async () => {
  const gate = new DeskGate();
  const story: string[] = [];
  let ready: () => void = () => undefined;
  const action = gate.act(
    new AbortController().signal,
    async () => void story.push('action'),
    async () => {
      story.push('asked');
      await new Promise<void>((resolve) => (ready = resolve));
    },
  );
  await soon();
  gate.setAsking('approvals', true);
  ready();
  await soon();
  gate.setAsking('approvals', false);
  await soon();
  expect(story).toEqual(['asked', 'asked']);
  ready();
  await action;
  expect(story).toEqual(['asked', 'asked', 'action']);
});
