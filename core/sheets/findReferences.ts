import type { Reference } from '#shared/domain/reference.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { lettersOnly } from './cellValues.ts';
import { splitHeader } from './headers.ts';
import { isPriceUnit } from './priceUnits.ts';

/** Words of a price's name that do not distinguish it. */
const COMMON_WORDS = new Set(['price', 'prices', 'metal', 'average', 'monthly', 'usd', 'forecast', 'the', 'grade', 'a', 'official', 'rc']);
/** Other spellings of words in names of references. */
const SPELLINGS: Readonly<Record<string, string>> = {
  aluminum: 'aluminium',
  settlement: 'cash',
  au: 'gold',
  ag: 'silver',
  al: 'aluminium',
  co: 'cobalt',
  cu: 'copper',
  fe: 'iron',
  li: 'lithium',
  mn: 'manganese',
  ni: 'nickel',
  pb: 'lead',
  sn: 'tin',
  zn: 'zinc',
};

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !COMMON_WORDS.has(word))
    .map((word) => SPELLINGS[word] ?? word);

/**
 * Finds the references that a text names: by code or full name, else those whose name has all words of the text in any order ("LME
 * Copper" for "Copper, LME cash"), prices before charges and freights. Several if the text is ambiguous.
 */
export const findReferences = (text: string, references: readonly Reference[]): readonly Reference[] => {
  const letters = lettersOnly(text);
  const exactMatch = references.find(({ code, name }) =>
    [code, ...everyShippedText(name)].some((shippedName) => lettersOnly(shippedName) === letters),
  );
  if (exactMatch) return [exactMatch];
  // a unit after the name is not part of it
  const { name: nameWithoutUnit, unit } = splitHeader(text);
  const words = wordsOf(isPriceUnit(unit) ? nameWithoutUnit : text);
  // a number alone or one letter is not a name
  if (!words.some((word) => /\p{L}{2}/u.test(word))) return [];
  const matches = references.filter(({ name }) =>
    everyShippedText(name).some((shippedName) => words.every((word) => wordsOf(shippedName).includes(word))),
  );
  const prices = matches.filter(({ kind }) => kind === 'price');
  return prices.length > 0 ? prices : matches;
};
