import { useEffect, useState } from 'react';
import { Language } from '#shared/domain/workspace.ts';
import { currentLocale, registerLocale, setLocaleResolver } from '#shared/messages/text.ts';

const KEPT_UNDER = 'orebook.language';

/** Returns the last language of this browser, used until the workspace's settings are loaded. */
export const lastLanguage = (): Language => {
  try {
    return Language.catch('en').parse(window.localStorage.getItem(KEPT_UNDER));
  } catch {
    // without storage the language is not remembered
    return 'en';
  }
};

const keepLanguage = (spoken: Language): void => {
  try {
    window.localStorage.setItem(KEPT_UNDER, spoken);
  } catch {
    // ignored
  }
};

const LOADERS: Readonly<Record<Language, () => Promise<void>>> = {
  en: () => Promise.resolve(),
  'zh-CN': async () => registerLocale('zh-CN', (await import('#shared/messages/zh-CN.ts')).chinese),
};

/** Sets the language from the next rendering on, after loading its messages; English is built in. */
export const setLanguage = async (wanted: Language): Promise<void> => {
  await LOADERS[wanted]();
  setLocaleResolver(() => wanted);
  document.documentElement.lang = wanted;
};

/** Returns the current language, and loads that of the workspace. */
export const useLanguage = (wanted: Language): Language => {
  const [spoken, setSpoken] = useState(currentLocale);
  useEffect(() => {
    let left = false;
    keepLanguage(wanted);
    void setLanguage(wanted).then(
      () => {
        if (!left) setSpoken(wanted);
      },
      // without the host the language stays until the next load
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [wanted]);
  return spoken;
};
