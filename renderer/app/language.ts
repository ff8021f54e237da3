import { useEffect, useState } from 'react';
import { Language } from '#shared/domain/workspace.ts';
import { currentLocale, registerLocale, setLocaleResolver } from '#shared/messages/text.ts';

const KEPT_UNDER = 'orebook.language';

/** The language that this browser spoke last: spoken until the workspace says which is its own. */
export const lastLanguage = (): Language => {
  try {
    return Language.catch('en').parse(window.localStorage.getItem(KEPT_UNDER));
  } catch {
    // storage that is shut off only costs the memory
    return 'en';
  }
};

const keepLanguage = (spoken: Language): void => {
  try {
    window.localStorage.setItem(KEPT_UNDER, spoken);
  } catch {
    // see above
  }
};

const LOADERS: Readonly<Record<Language, () => Promise<void>>> = {
  en: () => Promise.resolve(),
  'zh-CN': async () => registerLocale('zh-CN', (await import('#shared/messages/zh-CN.ts')).chinese),
};

/** Speaks a language from the next rendering on. Its words are brought first; English needs none. */
export const setLanguage = async (wanted: Language): Promise<void> => {
  await LOADERS[wanted]();
  setLocaleResolver(() => wanted);
  document.documentElement.lang = wanted;
};

/** Answers the language that is spoken, and brings what the workspace wants. */
export const useLanguage = (wanted: Language): Language => {
  const [spoken, setSpoken] = useState(currentLocale);
  useEffect(() => {
    let left = false;
    keepLanguage(wanted);
    void setLanguage(wanted).then(
      () => {
        if (!left) setSpoken(wanted);
      },
      // the host went away: what is spoken stays until the next load
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [wanted]);
  return spoken;
};
