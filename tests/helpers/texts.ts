import { english } from '#shared/messages/english.ts';
import { registerLocale } from '#shared/messages/text.ts';

// tests read the texts of every page; the page itself registers those of its first page before the others
registerLocale('en', english);
