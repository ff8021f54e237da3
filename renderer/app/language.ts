import { useEffect, useState } from 'react';
import { Language } from '#shared/domain/workspace.ts';
import { currentLocale, registerLocale, setLocaleResolver } from '#shared/messages/text.ts';
import { loadLaterTexts } from '../components/laterTexts.ts';

const STORAGE_KEY = 'orebook.language';

/** Returns the last language of this browser, used until the workspace's settings are loaded. */
export const lastLanguage = (): Language => {
  try {
    return Language.catch('en').parse(window.localStorage.getItem(STORAGE_KEY));
  } catch {
    // without storage the language is not remembered
    return 'en';
  }
};

const saveLastLanguage = (language: Language): void => {
  try {
    window.localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // a browser without storage starts in English
  }
};

const LOADERS: Readonly<Record<Language, () => Promise<void>>> = {
  // the texts of the first page are built in
  en: async () => (currentLocale() === 'en' ? undefined : await loadLaterTexts()),
  'zh-CN': async () => registerLocale('zh-CN', (await import('#shared/messages/zh-CN.ts')).chinese),
};

/** Sets the language from the next rendering on, after loading its messages; English is built in at first. */
export const setLanguage = async (language: Language): Promise<void> => {
  await LOADERS[language]();
  setLocaleResolver(() => language);
  document.documentElement.lang = language;
};

/** Loads a language and returns the current one, which is the previous language until the messages are loaded. */
export const useLanguage = (language: Language): Language => {
  const [loadedLanguage, setLoadedLanguage] = useState(currentLocale);
  useEffect(() => {
    let isUnmounted = false;
    saveLastLanguage(language);
    void setLanguage(language).then(
      () => {
        if (!isUnmounted) setLoadedLanguage(language);
      },
      // without the host the language stays until the next load
      () => undefined,
    );
    return () => {
      isUnmounted = true;
    };
  }, [language]);
  return loadedLanguage;
};
