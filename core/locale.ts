import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import type { Language } from '#shared/domain/workspace.ts';
import { type LocaleTexts, registerLocale, setLocaleResolver } from '#shared/messages/text.ts';

const locales = new AsyncLocalStorage<Language>();

const isBundled = !import.meta.url.endsWith('.ts');
const loadModule = createRequire(import.meta.url);

/** Registers a locale whose module is loaded when a text of it is first read: few answers have texts, and they would delay the start. */
const registerOnDemand = (locale: Language, load: () => LocaleTexts): void => {
  let texts: LocaleTexts | undefined;
  const loaded = (): LocaleTexts => {
    texts ??= load();
    return texts;
  };
  registerLocale(locale, {
    get messages() {
      return loaded().messages;
    },
    get components() {
      return loaded().components;
    },
  });
};

registerOnDemand('en', () => loadModule(isBundled ? './english.cjs' : '#shared/messages/english.ts').english);
registerOnDemand('zh-CN', () => loadModule(isBundled ? './chinese.cjs' : '#shared/messages/zh-CN.ts').chinese);
setLocaleResolver(() => locales.getStore() ?? 'en');

/** Runs the work and everything it awaits in a locale. */
export const withLocale = <T>(locale: Language, work: () => T): T => locales.run(locale, work);
