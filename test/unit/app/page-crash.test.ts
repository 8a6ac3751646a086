import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, it } from 'vitest';
import { watchPage, type PageWatcher } from '../../../src-main/app/page-crash.ts';

/** A window that hangs when it is told to, and what the person answers, question by question. */
function watched(...answers: (() => Promise<boolean>)[]) {
  const story: string[] = [];
  const webContents = Object.assign(new EventEmitter(), {
    forcefullyCrashRenderer: () => story.push('ended'),
    reload: () => story.push('loaded again'),
  });
  const window = Object.assign(new EventEmitter(), { webContents, isDestroyed: () => false });
  const watcher: PageWatcher = {
    told: (reason) => story.push(reason),
    loadAgain: async ({ what }) => {
      story.push(`asked: ${what}`);
      return answers.shift()?.() ?? false;
    },
    notAsked: (error) => story.push(String(error)),
  };
  watchPage(window as unknown as BrowserWindow, watcher);
  return { story, hang: () => window.emit('unresponsive') };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('asks again after a question that could not be put', async () => {
  const { story, hang } = watched(
    () => Promise.reject(new Error('no dialog')),
    async () => true,
  );
  hang();
  await settled();
  expect(story).toEqual(['asked: hangs', 'Error: no dialog']);
  hang();
  await settled();
  expect(story.slice(2)).toEqual(['asked: hangs', 'ended']);
});

it('asks one question at a time', async () => {
  const { story, hang } = watched(() => new Promise(() => undefined));
  hang();
  hang();
  await settled();
  expect(story).toEqual(['asked: hangs']);
});
