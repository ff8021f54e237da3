import type { Reference } from '#shared/domain/reference.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { lettersOnly } from './cellValues.ts';
import { splitHeader } from './headers.ts';
import { isPriceUnit } from './priceUnits.ts';

/** Words of a price's name that do not distinguish it. */
const COMMON_WORDS = new Set([
  ...['price', 'prices', 'metal', 'average', 'monthly', 'usd', 'forecast', 'the', 'grade', 'a', 'official', 'rc', 'low', 'end'],
  // firms that publish prices
  ...['fastmarkets', 'platts', 'argus'],
]);
/** Names of the trade for references, by code. */
const NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  FE62: ['IODEX', 'Platts IODEX', 'Platts 62', '62% Fe fines', '62% Fe', 'Fe 62', 'TSI 62', 'MBIO62', 'MB 62', '普氏62', '62%铁矿石'],
  FE65: ['Platts 65', '65% Fe fines', '65% Fe', 'Fe 65', 'MBIO65', 'MB 65'],
  FE58: ['Platts 58', '58% Fe fines', '58% Fe', 'Fe 58', 'MBIO58'],
  SC6: ['Spodumene 6%', 'Spodumene 6% CIF China', 'Spodumene CIF China', 'SC6 CIF China', 'Li2O 6%', '锂辉石'],
  LI2CO3: ['Lithium carbonate CIF CJK', 'Li2CO3 CIF CJK', 'LCE', 'Fastmarkets lithium carbonate CIF CJK'],
  LIOH: ['Lithium hydroxide CIF CJK', 'LiOH CIF CJK', 'Fastmarkets lithium hydroxide CIF CJK'],
  MN44: ['Manganese ore 44% CIF Tianjin', 'Mn 44', '44% Mn'],
  MN37: ['Manganese ore 37% FOB Port Elizabeth', 'Mn 37', '37% Mn'],
};
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

/** Words of Chinese names, which have no spaces, in English; a longer word before those that it contains. */
const CHINESE_WORDS: Readonly<Record<string, string>> = {
  氧化铝: 'alumina',
  铝土矿: 'bauxite',
  铁矿石: 'iron ore',
  铁矿粉: 'iron ore fines',
  锰矿: 'manganese ore',
  加工费: 'tc',
  长协: 'benchmark',
  基准: 'benchmark',
  伦敦: 'lme',
  伦: 'lme',
  价格: '',
  价: '',
  铜: 'copper',
  铝: 'aluminium',
  锌: 'zinc',
  铅: 'lead',
  镍: 'nickel',
  锡: 'tin',
  钴: 'cobalt',
};

const CHINESE_WORD = new RegExp(Object.keys(CHINESE_WORDS).join('|'), 'gu');

const wordsOf = (text: string): readonly string[] => {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    // 现货 of a charge is its spot market, of a metal the cash price
    .replace('现货', text.includes('加工费') ? ' spot ' : ' cash ')
    .replace(CHINESE_WORD, (word) => ` ${CHINESE_WORDS[word] ?? word} `)
    .replace(/treatment charges?/, 'tc')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !COMMON_WORDS.has(word))
    .map((word) => SPELLINGS[word] ?? word);
  // only a concentrate has a treatment charge
  return words.includes('tc') ? words.filter((word) => word !== 'concentrate' && word !== '精矿') : words;
};

/**
 * Finds the references that a text names: by code or full name, else those whose name has all words of the text in any order ("LME
 * Copper" for "Copper, LME cash"), prices before charges and freights. Several if the text is ambiguous.
 */
export const findReferences = (text: string, references: readonly Reference[]): readonly Reference[] => {
  const letters = lettersOnly(text);
  const exactMatch = references.find(({ code, name }) =>
    [code, ...everyShippedText(name), ...(NICKNAMES[code] ?? [])].some((shippedName) => lettersOnly(shippedName) === letters),
  );
  if (exactMatch) return [exactMatch];
  // a unit after the name is not part of it
  const { name: nameWithoutUnit, unit } = splitHeader(text);
  // a share of a metal is a grade, not its price
  if (unit === '%') return [];
  const words = wordsOf(isPriceUnit(unit) ? nameWithoutUnit : text);
  // a number alone or one letter is not a name
  if (!words.some((word) => /\p{L}{2}/u.test(word))) return [];
  const matches = references.filter(({ name }) =>
    everyShippedText(name).some((shippedName) => words.every((word) => wordsOf(shippedName).includes(word))),
  );
  const prices = matches.filter(({ kind }) => kind === 'price');
  return prices.length > 0 ? prices : matches;
};
