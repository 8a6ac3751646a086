import { create } from 'zustand';
import { rewriteAll } from '../../../src-preload/words/language.ts';
import { useSettings } from './settings.ts';

interface LanguageStore {
  /** Of the words on show. The page is drawn anew when it changes. */
  language: string;
}

export const useLanguage = create<LanguageStore>()(() => ({ language: 'en' }));

/** Follows the setting `language`. So far there is English, and the pseudo-locale, whose code only it needs. */
export function followLanguage(): void {
  useSettings.subscribe(({ settings }) => {
    if (settings.state !== 'ready' || settings.value.language !== 'en-XA') return;
    if (useLanguage.getState().language === 'en-XA') return;
    void import('../../../src-preload/words/pseudo.ts').then(({ pseudo, PSEUDO }) => {
      rewriteAll(pseudo);
      useLanguage.setState({ language: PSEUDO });
    });
  });
}
