import { expect, it } from 'vitest';
import { Updates, type UpdateEngine } from '../../../src-main/app/updates.ts';
import type { PersonQuestion } from '../../../src-main/app/ask-person.ts';

const FEED = 'https://updates.example.com/';
const FOUND = { version: '2.0.0', bytes: 5e6 };

/** Updates with a feed, an engine and a person of the test's choice. */
function open(engine: Partial<UpdateEngine> = {}, yes = true) {
  const seen = {
    loaded: 0,
    records: [] as unknown[],
    asked: [] as PersonQuestion[],
    installed: 0,
    downloads: 0,
  };
  const settings: { feed: string | null } = { feed: FEED };
  const person = { yes };
  const updates = new Updates({
    feed: () => settings.feed,
    engine: async () => {
      seen.loaded += 1;
      return {
        check: async () => FOUND,
        download: async () => void (seen.downloads += 1),
        install: () => (seen.installed += 1),
        ...engine,
      };
    },
    record: async (detail) => void seen.records.push(detail),
    ask: async (question) => {
      seen.asked.push(question);
      return person.yes;
    },
    changed: () => undefined,
    now: () => 7,
  });
  return { updates, seen, settings, person };
}

/** Ends only when it is stopped. */
const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('stopped'))));

it('without a feed: nothing is loaded, asked or recorded', async () => {
  const { updates, seen, settings } = open();
  settings.feed = null;
  expect(updates.state).toEqual({ feed: null, state: 'off' });
  for (const act of [() => updates.check('panel'), () => updates.download(), () => updates.install()])
    await expect(act()).rejects.toMatchObject({ code: 'bad_request' });
  expect(seen).toMatchObject({ loaded: 0, records: [], asked: [] });
});

it('a check is on record before anybody is asked, and so is its answer; nothing is downloaded', async () => {
  const { updates, seen } = open({
    check: async () => {
      expect(seen.records).toEqual([{ what: 'update_check', feed: FEED, by: 'panel' }]);
      return FOUND;
    },
  });
  expect(await updates.check('panel')).toEqual({ feed: FEED, state: 'available', checkedAt: 7, ...FOUND });
  expect(seen.records[1]).toMatchObject({ what: 'update_checked', found: '2.0.0', error: null });
  expect(seen).toMatchObject({ asked: [], downloads: 0, installed: 0 });
});

it('a record that cannot be written: nobody is asked', async () => {
  const { updates, seen } = open();
  const broken = new Updates({
    ...{ feed: () => FEED, changed: () => undefined, now: () => 0, ask: async () => true },
    engine: () => Promise.reject(new Error('It was loaded.')),
    record: () => Promise.reject(new Error('The disk is full.')),
  });
  await expect(broken.check('panel')).rejects.toThrow('The disk is full.');
  expect(updates.state.state).toBe('idle');
  expect(seen.loaded).toBe(0);
});

it('downloads and installs after a yes each, for the version that was named', async () => {
  const { updates, seen } = open();
  await expect(updates.download()).rejects.toMatchObject({ code: 'bad_request' });
  await updates.check('panel');
  await expect(updates.install()).rejects.toMatchObject({ code: 'bad_request' });
  expect(await updates.download()).toMatchObject({ state: 'ready', version: '2.0.0' });
  // What has been fetched is not forgotten by another check.
  expect(await updates.check('app')).toMatchObject({ state: 'ready' });
  await updates.install();
  expect(seen).toMatchObject({ downloads: 1, installed: 1 });
  expect(seen.asked.map(({ message }) => message)).toEqual([
    'Download version 2.0.0 (5 MB)?',
    'Install version 2.0.0 now?',
  ]);
  expect(seen.records.map((record) => (record as { what: string }).what)).toEqual([
    ...['update_check', 'update_checked', 'update_download', 'update_downloaded', 'update_install'],
  ]);
});

it('a no downloads and installs nothing', async () => {
  const { updates, seen, person } = open();
  await updates.check('panel');
  person.yes = false;
  expect(await updates.download()).toMatchObject({ state: 'available' });
  person.yes = true;
  await updates.download();
  person.yes = false;
  expect(await updates.install()).toMatchObject({ state: 'ready' });
  expect(seen).toMatchObject({ downloads: 1, installed: 0 });
});

it('what fails says why, in one line, and can be tried again', async () => {
  let tries = 0;
  const { updates, seen } = open({
    check: async () => {
      tries += 1;
      if (tries === 1) throw new Error('No such server\n    at somewhere');
      return null;
    },
  });
  expect(await updates.check('panel')).toMatchObject({ state: 'failed', error: 'No such server' });
  expect(seen.records[1]).toMatchObject({ what: 'update_checked', error: 'No such server' });
  expect(await updates.check('panel')).toEqual({ feed: FEED, state: 'current', checkedAt: 7 });
});

it('a cancel stops a download, which can be begun again; another feed forgets what the old one had', async () => {
  const stopped: boolean[] = [];
  const { updates, settings } = open({
    download: (_percent, signal) => hanging(signal).finally(() => stopped.push(signal.aborted)),
  });
  await updates.check('panel');
  const first = updates.download();
  await expect.poll(() => updates.state.state).toBe('downloading');
  updates.cancel();
  expect(await first).toMatchObject({ state: 'available', version: '2.0.0' });
  const second = updates.download();
  await expect.poll(() => updates.state.state).toBe('downloading');
  settings.feed = 'https://other.example.com/';
  updates.feedChanged();
  expect(await second).toEqual({ feed: settings.feed, state: 'idle' });
  expect(stopped).toEqual([true, true]);
});

it('what could not be installed says so', async () => {
  const { updates, seen } = open({
    install: () => {
      throw new Error('No place');
    },
  });
  await updates.check('panel');
  await updates.download();
  expect(await updates.install()).toMatchObject({ state: 'failed', error: 'No place' });
  expect(seen.records.at(-1)).toMatchObject({ what: 'update_not_installed', error: 'No place' });
});
