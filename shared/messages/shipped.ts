import { type Catalogue, shippedCatalogues, shippedSpoken } from './text.ts';

type Pattern = { readonly key: string; readonly matches: RegExp };

const literal = (words: string): string => words.replace(/[.*+?^$()[\]\\|]/g, '\\$&');

const patternOf = (key: string): Pattern => ({
  key,
  matches: new RegExp(
    `^${literal(key).replace(/\{(\w+)\}/g, (_slot, name: string) => `(?<${name}>${name === 'source' ? '.+' : '\\S+'})`)}$`,
    'u',
  ),
});

const compiled = new WeakMap<Catalogue, readonly Pattern[]>();

const patternsOf = (catalogue: Catalogue): readonly Pattern[] => {
  const known = compiled.get(catalogue) ?? Object.keys(catalogue).flatMap((key) => (key.includes('{') ? [patternOf(key)] : []));
  compiled.set(catalogue, known);
  return known;
};

const wholeIn = (catalogue: Catalogue, english: string): string | undefined => {
  if (Object.hasOwn(catalogue, english)) return catalogue[english];
  for (const { key, matches } of patternsOf(catalogue)) {
    const found = matches.exec(english)?.groups;
    if (found) return catalogue[key]?.replace(/\{(\w+)\}/g, (_slot, name: string) => shippedIn(catalogue, found[name] ?? ''));
  }
  return undefined;
};

const sentencesIn = (catalogue: Catalogue, english: string): string => {
  const sentences = english.split(/(?<=\.) (?=[A-Z])/).map((sentence) => wholeIn(catalogue, sentence));
  return sentences.length > 1 && sentences.every((sentence) => sentence !== undefined) ? sentences.join('') : english;
};

/** A deck says the same few sources over thousands of months. */
const said = new WeakMap<Catalogue, Map<string, string>>();

/** A text by a catalogue: as a whole, else sentence by sentence where every one is known, else as it is. */
export const shippedIn = (catalogue: Catalogue, english: string): string => {
  const kept = said.get(catalogue) ?? new Map<string, string>();
  said.set(catalogue, kept);
  const known = kept.get(english) ?? wholeIn(catalogue, english) ?? sentencesIn(catalogue, english);
  kept.set(english, known);
  return known;
};

/**
 * A text of the data that ships, in the language that is spoken: names, notes and sources are stored in English. What somebody wrote is
 * in no catalogue and stays as it is. It is for showing: never where a text is edited, nor where a record is read.
 */
export const shippedText = (english: string): string => shippedIn(shippedSpoken(), english);

/** A text of the data that ships in every language that is known, for who looks it up by any. */
export const everyShippedText = (english: string): readonly string[] => [
  ...new Set(shippedCatalogues().map((catalogue) => shippedIn(catalogue, english))),
];
