import { Rating } from '#shared/domain/buyer.ts';
import { lettersOnly } from './cellValues.ts';

/** Other words for values of closed lists, by the prefix of their messages and value. Case, blanks and punctuation do not count. */
export const CHOICE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'ownership.state': ['SOE', 'state-owned', 'state owned enterprise', 'government', 'public sector', '国企', '国有', '央企'],
  'ownership.private': ['POE', 'privately owned', 'listed', 'public company', '民企', '民营'],
  'ownership.trader': ['trading house', 'merchant', 'trading company'],
  'buyerType.smelter': ['smelting', 'smelter/refiner'],
  'buyerType.refiner': ['refinery', 'refining'],
  'buyerType.alloyPlant': ['alloys', 'ferroalloy plant', 'ferroalloys'],
  'buyerType.chemicalPlant': ['chemical', 'chemicals', 'converter'],
  'buyerType.batteryMaker': ['battery', 'battery plant', 'cathode maker'],
  'buyerType.steelMill': ['steel', 'steelmaker', 'mill'],
  'buyerType.trader': ['trading house', 'merchant', 'trading company'],
  'metal.iron': ['Fe', 'iron ore'],
  'metal.copper': ['Cu'],
  'metal.aluminium': ['Al', 'aluminum', 'bauxite', 'alumina'],
  'metal.lithium': ['Li'],
  'metal.manganese': ['Mn'],
  'metal.zinc': ['Zn'],
  'metal.nickel': ['Ni'],
  'metal.lead': ['Pb'],
  'metal.tin': ['Sn'],
  'metal.cobalt': ['Co'],
  'productForm.concentrate': ['conc', 'concs', 'concentrates'],
  'status.prospect': ['lead', 'opportunity', 'pipeline', 'target', 'potential'],
  'status.negotiating': [
    'LOI',
    'letter of intent',
    'MOU',
    'memorandum of understanding',
    'term sheet',
    'HOA',
    'heads of agreement',
    'in negotiation',
  ],
  'status.signed': ['SPA signed', 'SPA', 'contract signed', '已签', '已签约', '已签订', 'executed', 'contracted', 'committed', 'firm'],
  'status.active': ['live', 'effective', 'in force', 'current', 'ongoing'],
  'status.ended': ['expired', 'terminated', 'completed', 'closed', 'lapsed'],
};

const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  CN: ['PR China', 'P.R. China', 'PRC', "People's Republic of China", 'Mainland China', 'China PR', 'China (PRC)'],
  KR: ['South Korea', 'Korea', 'Republic of Korea', 'ROK', 'Korea, Republic of', 'S. Korea'],
  US: ['USA', 'United States of America', 'U.S.', 'America'],
  GB: ['UK', 'Great Britain', 'England', 'Britain'],
  AE: ['UAE', 'Emirates'],
  CD: ['DRC', 'DR Congo', 'Congo DR', 'Democratic Republic of the Congo', 'Congo-Kinshasa'],
  RU: ['Russian Federation'],
  TW: ['Taiwan, China', 'Chinese Taipei', 'Taiwan, Province of China'],
  VN: ['Viet Nam'],
  DE: ['Deutschland'],
  TR: ['Turkiye', 'Turkey'],
  CZ: ['Czech Republic'],
  BO: ['Plurinational State of Bolivia'],
  CI: ['Ivory Coast'],
  LA: ['Lao PDR'],
  HK: ['Hong Kong SAR', 'HKSAR'],
};

/** Codes of countries by other names. */
export const COUNTRY_SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries(COUNTRIES).flatMap(([code, names]) => names.map((name) => [lettersOnly(name), code] as const)),
);

/** The stored rating for Moody's letters, as in the agencies' table of equivalent long-term ratings. */
const MOODYS: Readonly<Record<string, Rating>> = { AAA: 'AAA', AA: 'AA', A: 'A', BAA: 'BBB', BA: 'BB', B: 'B', CAA: 'CCC/C', CA: 'CCC/C' };

const UNRATED = /^(?:N\W?R\W?|NOT RATED|UNRATED|NONE|NO RATING|无评级|未评级)$/;

/** The stored rating of a rating with a notch (BBB-, Baa2) or below B; undefined for another text. */
export const storedRating = (text: string): Rating | undefined => {
  const plainText = text
    .trim()
    .toUpperCase()
    .replace(/[\u2212\u2013]/g, '-');
  const exactRating = Rating.options.find((value) => value === plainText);
  if (exactRating) return exactRating;
  if (UNRATED.test(plainText)) return 'unrated';
  const letters = /^([A-C]{1,3})(?:\s*(?:[+-]|PLUS|MINUS))?$/.exec(plainText)?.[1];
  if (letters !== undefined && /^C{1,3}$/.test(letters)) return 'CCC/C';
  const ofSp = Rating.options.find((value) => value === letters);
  return ofSp ?? MOODYS[/^([A-C]{1,3})[1-3]?$/.exec(plainText)?.[1] ?? ''];
};
