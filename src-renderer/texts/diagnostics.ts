import { localized } from '../../src-preload/words/language.ts';

/** Words about diagnostics for a bug report. */
export const diagnosticsTexts = localized({
  title: 'Help',
  label: 'Diagnostics for a bug report',
  what: 'Versions, sizes, the state of the record and the end of the app’s own log. No arguments, results, addresses or names.',
  make: 'Look at them…',
  making: 'Putting together…',
  again: 'Make anew',
  save: 'Save…',
  shown: 'This is all that is saved. Read it before you send it.',
  failed: 'The diagnostics could not be made',
  saveFailed: 'Not saved',
  saved: 'Saved.',
});
