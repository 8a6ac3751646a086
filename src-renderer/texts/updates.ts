import { localized } from '../../src-preload/words/language.ts';

/** Words about updates of the app itself. */
export const updateTexts = localized({
  title: 'Updates',
  feed: 'Update server',
  feedWhat:
    'An https address that is asked once a day. It decides what this app becomes, so setting one asks you.',
  feedPlaceholder: 'https://example.com/releases/',
  notFeed: 'A whole https address.',
  set: 'Set',
  remove: 'Remove',
  now: 'This version',
  off: 'No server is set: nothing is asked of anybody.',
  idle: 'Not checked yet.',
  checking: 'Checking…',
  current: 'This is the newest version.',
  available: (version: string) => `Version ${version} is there.`,
  downloading: (percent: number) => `Downloading: ${percent}%`,
  ready: (version: string) => `Version ${version} is downloaded.`,
  failed: (why: string) => `It did not work: ${why}`,
  check: 'Check now',
  download: 'Download…',
  install: 'Install…',
  cancel: 'Cancel',
  loadFailed: 'The state of updates could not be loaded',
  refused: 'Not done',
});
