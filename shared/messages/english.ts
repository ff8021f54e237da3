import { englishComponents } from './components.en.ts';
import { en } from './en.ts';
import type { LocaleTexts } from './text.ts';

/** All English texts, which every program registers but the page, which begins with those of its first page. */
export const english: LocaleTexts = { messages: en, components: englishComponents };
