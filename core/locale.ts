import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#shared/domain/workspace.ts';
import { english } from '#shared/messages/english.ts';
import { registerLocale, setLocaleResolver } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';

const locales = new AsyncLocalStorage<Language>();

registerLocale('en', english);
registerLocale('zh-CN', chinese);
setLocaleResolver(() => locales.getStore() ?? 'en');

/** Runs the work and everything it awaits in a locale. */
export const withLocale = <T>(locale: Language, work: () => T): T => locales.run(locale, work);
