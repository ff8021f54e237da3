import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from '#shared/domain/workspace.ts';
import { learn, speakBy } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';

const spoken = new AsyncLocalStorage<Language>();

learn('zh-CN', chinese);
speakBy(() => spoken.getStore() ?? 'en');

/** Does the work with every text of it in a language: calls that are under way at the same time may each have their own. */
export const inLanguage = <T>(language: Language, work: () => T): T => spoken.run(language, work);
