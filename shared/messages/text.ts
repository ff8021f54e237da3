import type { Message } from '../contract/figure.ts';
import { en, type MessageKey } from './en.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** A message with a key the compiler knows; what services send. */
export const message = (key: MessageKey, values?: MessageValues): Message => (values ? { key, values: { ...values } } : { key });

const isKey = (key: string): key is MessageKey => Object.hasOwn(en, key);
const plural = new Intl.PluralRules('en');

/** The template of a key; a text with `count` picks its plural. An unknown key shows itself, so that nothing is blank. */
export const template = (key: string, values: MessageValues = {}): string => {
  if (!isKey(key)) return key;
  const entry: string | { readonly one: string; readonly other: string } = en[key];
  if (typeof entry === 'string') return entry;
  return plural.select(Number(values.count ?? 0)) === 'one' ? entry.one : entry.other;
};

const fill = (pattern: string, values: MessageValues): string =>
  pattern.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

/** The words of a typed key. */
export const text = (key: MessageKey, values: MessageValues = {}): string => fill(template(key, values), values);

/** The words of a message that came through the door. */
export const messageText = (m: Message): string => fill(template(m.key, m.values ?? {}), m.values ?? {});

export type TemplatePart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'slot'; readonly name: string };

/** A template cut at its placeholders, for sentences whose figures are links. */
export const templateParts = (pattern: string): readonly TemplatePart[] =>
  pattern
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{\w+\}$/.test(part) ? { kind: 'slot', name: part.slice(1, -1) } : { kind: 'text', text: part }));
