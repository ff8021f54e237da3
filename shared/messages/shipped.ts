import type { Language } from '../domain/workspace.ts';
import type { MessageKey } from './en.ts';
import { currentLocale, everyText, listKeys, registeredLocales, textIn } from './text.ts';

/** The key of a text of the data that ships with Orebook. */
export type ShippedKey = Extract<MessageKey, `shipped.${string}`>;

/** The beginning of every stored message; any other text was entered by a user. */
const STORED_MESSAGE = '{"key":"shipped.';

/**
 * Returns a text of the shipped data as tables store it: the JSON of a message key and its values. A value may be a stored message itself.
 */
export const storedText = (key: ShippedKey, values?: Readonly<Record<string, string>>): string =>
  JSON.stringify(values === undefined ? { key } : { key, values });

/** Whether a stored text is the message of a key. */
export const isStoredText = (storedText: string, key: ShippedKey): boolean =>
  storedText === `{"key":"${key}"}` || storedText.startsWith(`{"key":"${key}",`);

/** Whether a text is stored as a message of the shipped data, and not as a user's own. */
export const isStoredMessage = (storedText: string): boolean => storedText.startsWith(STORED_MESSAGE);

type StoredMessage = { readonly key: string; readonly values?: Readonly<Record<string, string>> };

const parseStored = (storedText: string): StoredMessage | undefined => {
  if (!isStoredMessage(storedText)) return undefined;
  try {
    return JSON.parse(storedText) as StoredMessage;
  } catch {
    // a user's text that only begins like a message
    return undefined;
  }
};

const resolvedTexts = new Map<Language, Map<string, string>>();

const shippedTextIn = (locale: Language, storedText: string): string => {
  // cached: thousands of months share few texts
  const cache = resolvedTexts.get(locale) ?? new Map<string, string>();
  resolvedTexts.set(locale, cache);
  const cached = cache.get(storedText);
  if (cached !== undefined) return cached;
  const message = parseStored(storedText);
  if (message === undefined) return storedText;
  const values = Object.fromEntries(Object.entries(message.values ?? {}).map(([name, value]) => [name, shippedTextIn(locale, value)]));
  const text = textIn(locale, message.key, values);
  cache.set(storedText, text);
  return text;
};

/**
 * Resolves a stored text in the current locale; a text that a user entered stays as it is. Use it to show a text, not where the text is
 * edited.
 */
export const shippedText = (storedText: string): string => shippedTextIn(currentLocale(), storedText);

/** Resolves a stored text in every registered locale, for search and import. */
export const everyShippedText = (storedText: string): readonly string[] => [
  ...new Set(registeredLocales().map((locale) => shippedTextIn(locale, storedText))),
];

/** Returns the stored message of a group that has this text in some locale; the text itself where there is none. */
export const storedFrom = (text: string, group: `shipped.${string}.`): string => {
  const key = listKeys(group).find((shippedKey): shippedKey is ShippedKey => everyText(shippedKey).includes(text));
  return key === undefined ? text : storedText(key);
};
