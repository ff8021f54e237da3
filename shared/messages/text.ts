import type { Message, MessageValue } from '../contract/figure.ts';
import type { Language } from '../domain/workspace.ts';
import { memoize } from '../memoize.ts';
import { type ComponentTexts, englishComponents } from './components.en.ts';
import type { en, MessageKey } from './en.ts';
import { firstEnglish } from './firstEnglish.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** A text, or its two plural forms, chosen by the value of `count`: `one` for 1, `other` for every other number. */
export type Entry = string | { readonly one: string; readonly other: string };

/** The texts of a file of messages in another language: the same keys. */
export type Translated<T> = { readonly [K in keyof T]: Entry };

type Messages = Readonly<Record<MessageKey, Entry>>;

/** All texts of one locale. */
export type LocaleTexts = { readonly messages: Messages; readonly components: ComponentTexts };

/** The names of the slots of a template: "{cost} to {year}" has cost and year. */
type SlotsIn<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsIn<Rest> : never;

type EntrySlots<E> = E extends string
  ? SlotsIn<E>
  : E extends { readonly one: infer One extends string; readonly other: infer Other extends string }
    ? 'count' | SlotsIn<One> | SlotsIn<Other>
    : never;

/** The slots of the English text of a key; of several keys, those of any. */
type Slots<Key extends MessageKey> = Key extends MessageKey ? EntrySlots<(typeof en)[Key]> : never;

/** The values that a text needs, no more and no less; a key that is known only at run time takes any. */
type ValuesFor<Key extends MessageKey, Value> = [MessageKey] extends [Key]
  ? [values?: Readonly<Record<string, Value>>]
  : [Slots<Key>] extends [never]
    ? [values?: Readonly<Record<string, never>>]
    : [values: Readonly<Record<Slots<Key>, Value>>];

type LoadedTexts = { readonly messages: Partial<Messages>; readonly components: ComponentTexts };

/** Until the rest is registered, English has the texts of the first page. */
const ENGLISH: LoadedTexts = { messages: firstEnglish, components: englishComponents };

const textsByLocale = new Map<Language, LoadedTexts>([['en', ENGLISH]]);
let resolveLocale: () => Language = () => 'en';
let reportMissingText: () => void = () => undefined;

/** Registers the texts of a locale. */
export const registerLocale = (locale: Language, texts: LocaleTexts): void => void textsByLocale.set(locale, texts);

/** Sets the function that is called when a key has no text yet. */
export const onMissingText = (report: () => void): void => {
  reportMissingText = report;
};

/** Sets the function that returns the current locale; it is called for each text. */
export const setLocaleResolver = (resolve: () => Language): void => {
  resolveLocale = resolve;
};

/** The current locale; English until the texts of another are registered. */
export const currentLocale = (): Language => (textsByLocale.has(resolveLocale()) ? resolveLocale() : 'en');

// one for each locale: localeCompare with options takes 30 times as long
const collatorOf = memoize((locale: Language) => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }));

/** Orders two names as a list in the current locale does: numbers by value, Chinese by pinyin. */
export const compareNames = (a: string, b: string): number => collatorOf(currentLocale()).compare(a, b);

const textsOf = (locale: Language): LoadedTexts => textsByLocale.get(locale) ?? ENGLISH;

/** Returns the texts that components have themselves; a page passes its own texts as props. */
export const componentTexts = (): ComponentTexts => textsOf(currentLocale()).components;

/** The locales whose texts are registered. */
export const registeredLocales = (): readonly Language[] => [...textsByLocale.keys()];

/** Makes a message; its text is written by shared/presentation. `inSentence` writes its first letter small in English. */
export function message<Key extends MessageKey>(
  key: Key,
  ...options: [...values: ValuesFor<Key, MessageValue>, form?: Message['form']]
): Message;
export function message(key: MessageKey, values?: Message['values'], form?: Message['form']): Message {
  return { key, ...(values ? { values: { ...values } } : {}), ...(form ? { form } : {}) };
}

/** Whether a key has a text in the current locale. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(textsOf(currentLocale()).messages, key);

/** The registered keys of a group, such as `shipped.`. */
export const listKeys = (group: string): readonly MessageKey[] =>
  Object.keys(textsOf(currentLocale()).messages).filter((key): key is MessageKey => key.startsWith(group));

const entryIn = (locale: Language, key: string): Entry | undefined => {
  const { messages } = textsOf(locale);
  return Object.hasOwn(messages, key) ? messages[key as MessageKey] : undefined;
};

const templateIn = (locale: Language, key: string, values: MessageValues): string => {
  const entry = entryIn(locale, key);
  if (entry === undefined) {
    reportMissingText();
    return key;
  }
  if (typeof entry === 'string') return entry;
  return Number(values.count ?? 0) === 1 ? entry.one : entry.other;
};

/** The template of a key in the current locale, in the plural form of `count`. An unknown key is returned, so that nothing is blank. */
export const template = (key: string, values: MessageValues = {}): string => templateIn(currentLocale(), key, values);

const SLOT = /\{(\w+)\}/g;
const SPACE_INSIDE_CHINESE = /(?<=\p{Script=Han}) (?=\{)|(?<=\}) (?=\p{Script=Han})/gu;
/** A Chinese character, or a full-width mark, whose box includes a space. */
const HAN_FIRST = /^[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u;
const HAN_LAST = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]$/u;

/** Removes the space between Chinese characters and a slot where the value of the slot is Chinese too. */
export const fixSpacing = (pattern: string, values: MessageValues, locale: Language = currentLocale()): string =>
  locale !== 'zh-CN'
    ? pattern
    : pattern.replace(SPACE_INSIDE_CHINESE, (space, at: number) => {
        const isAfterSlot = pattern[at - 1] === '}';
        const name = isAfterSlot ? /\{(\w+)\}$/.exec(pattern.slice(0, at))?.[1] : /^\{(\w+)\}/.exec(pattern.slice(at + 1))?.[1];
        const value = String(values[name ?? ''] ?? '');
        return (isAfterSlot ? HAN_LAST : HAN_FIRST).test(value) ? '' : space;
      });

/** Writes a value of a slot; counts have thousands commas, as figures do. */
const slotText = (name: string, value: string | number | undefined): string =>
  name === 'count' && typeof value === 'number' ? value.toLocaleString('en-US') : String(value);

/** Puts values into the slots of a template. */
export const fillTemplate = (pattern: string, values: MessageValues, locale: Language = currentLocale()): string =>
  fixSpacing(pattern, values, locale).replace(SLOT, (match, name: string) =>
    Object.hasOwn(values, name) ? slotText(name, values[name]) : match,
  );

/** The text of a typed key in the current locale. */
export const text = <Key extends MessageKey>(key: Key, ...[values = {}]: ValuesFor<Key, string | number>): string =>
  fillTemplate(template(key, values), values);

/** The text of a key in a locale; an unknown key is its own text. */
export const textIn = (locale: Language, key: string, values: MessageValues = {}): string =>
  fillTemplate(templateIn(locale, key, values), values, locale);

/** Returns the texts of a key in every registered language: the names that a file may use for a value. */
export const everyText = (key: string): readonly string[] => [...textsByLocale.keys()].map((locale) => templateIn(locale, key, {}));

export type TemplatePart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'slot'; readonly name: string };

/** Splits a template at its slots, for sentences whose figures are links. */
export const templateParts = (pattern: string): readonly TemplatePart[] =>
  pattern
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{\w+\}$/.test(part) ? { kind: 'slot', name: part.slice(1, -1) } : { kind: 'text', text: part }));

/** The separator of parts of a text: a comma. */
export const comma = (): string => (currentLocale() === 'zh-CN' ? '，' : ', ');

/** The separator of items of one kind in a list. */
export const serial = (): string => (currentLocale() === 'zh-CN' ? '、' : ', ');

const listFormat = memoize((locale: Language) => new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale, { type: 'conjunction' }));

/** Joins items inside a sentence: “arsenic, bismuth and lead”. In Chinese 和 has a space beside an item that is not Chinese there. */
export const joinInSentence = (items: readonly string[]): string => {
  const parts = listFormat(currentLocale()).formatToParts(items);
  return parts
    .map(({ type, value }, i) => {
      // 、 is as wide as a character and a space
      if (type === 'element' || !/^\p{Script=Han}/u.test(value)) return value;
      return `${HAN_LAST.test(parts[i - 1]?.value ?? '') ? '' : ' '}${value}${HAN_FIRST.test(parts[i + 1]?.value ?? '') ? '' : ' '}`;
    })
    .join('');
};

/** The separator of parts that may contain commas. */
export const semicolon = (): string => (currentLocale() === 'zh-CN' ? '；' : '; ');

/** The separator of a label and its value. */
export const colon = (): string => (currentLocale() === 'zh-CN' ? '：' : ': ');

/** The separator of two sentences of a paragraph: none in Chinese, whose full stop includes the space. */
export const sentenceGap = (): string => (currentLocale() === 'zh-CN' ? '' : ' ');
