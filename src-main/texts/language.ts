import { rewriteAll } from '../../src-preload/words/language.ts';
import { pseudo, PSEUDO } from '../../src-preload/words/pseudo.ts';

/** Has main's words in the language of the settings, for as long as the app runs. So far there is English, and the pseudo-locale. */
export function speak(language: string): void {
  if (language === PSEUDO) rewriteAll(pseudo);
}
