import { localized } from '../../src-preload/words/language.ts';

/** Words about taking away everything that is kept. */
export const removeTexts = localized({
  label: 'All that is kept',
  what: 'Deletes the settings, the rules and the log with its evidence, and quits. The app stays installed.',
  remove: 'Remove all…',
  failed: 'Nothing was removed',
});
