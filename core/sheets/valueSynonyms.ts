import { Rating } from '#shared/domain/buyer.ts';
import { lettersOnly } from './cellValues.ts';

/** Other words for values of closed lists, by the prefix of their messages and value. Case, blanks and punctuation do not count. */
export const CHOICE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'ownership.state': [
    'SOE',
    'state-owned',
    'state owned enterprise',
    'government',
    'public sector',
    'central SOE',
    'local SOE',
    'provincial SOE',
    'state-controlled',
    '国企',
    '国有',
    '央企',
  ],
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
    'LOI signed',
    'LOI received',
    'MOU signed',
    'HOA signed',
    'term sheet signed',
    'term sheet agreed',
    'non-binding',
    '意向书',
    '备忘录',
    '谅解备忘录',
    '洽谈中',
  ],
  'status.signed': ['SPA signed', 'SPA', 'contract signed', '已签', '已签约', '已签订', 'executed', 'contracted', 'committed', 'firm'],
  'status.active': ['live', 'effective', 'in force', 'current', 'ongoing', '履行中', '生效'],
  'status.ended': ['expired', 'terminated', 'completed', 'closed', 'lapsed', '已到期', '已终止', '已完成'],
  'financing.kind.loan': [
    'term loan',
    'senior loan',
    'senior',
    'project finance',
    'project loan',
    'bank loan',
    'RCF',
    'revolver',
    '银行贷款',
    '项目贷款',
  ],
  'financing.kind.prepayment': ['prepay', 'offtake prepayment', 'streaming prepayment', '预付款', '预付'],
  'renewal.none': ['no', 'no renewal'],
  'renewal.evergreen': ['evergreen', 'auto', 'automatic', 'auto-renewal', 'automatic renewal', 'rolling', '自动续期', '自动续约'],
  'renewal.buyerOption': ['buyer', 'buyer option', "at buyer's option"],
  'renewal.sellerOption': ['seller', 'seller option', "at seller's option"],
  'option.buyer': ["buyer's option", 'buyer option', "at buyer's option"],
  'option.seller': ["seller's option", 'seller option', "at seller's option", 'us', 'ours'],
  'takeOrPayBasis.difference': ['market', 'market price', 'difference to market'],
  'takeOrPayBasis.full': ['contract price'],
};

const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  CN: ['PR China', 'P.R. China', 'PRC', "People's Republic of China", 'Mainland China', 'China PR', 'China (PRC)', 'CHN'],
  KR: [
    'South Korea',
    'Korea',
    'Republic of Korea',
    'ROK',
    'Korea, Republic of',
    'Korea (South)',
    'Korea, South',
    'Rep. of Korea',
    'S. Korea',
    'KOR',
  ],
  US: ['USA', 'United States of America', 'U.S.', 'America'],
  GB: ['UK', 'Great Britain', 'England', 'Britain', 'GBR'],
  AE: ['UAE', 'Emirates', 'ARE'],
  CD: ['DRC', 'DR Congo', 'Congo DR', 'Democratic Republic of the Congo', 'Congo-Kinshasa', 'COD'],
  RU: ['Russian Federation', 'RUS'],
  TW: ['Taiwan, China', 'Chinese Taipei', 'Taiwan, Province of China', 'TWN'],
  VN: ['Viet Nam', 'VNM'],
  DE: ['Deutschland', 'DEU'],
  TR: ['Turkiye', 'Turkey', 'TUR'],
  CZ: ['Czech Republic', 'CZE'],
  BO: ['Plurinational State of Bolivia', 'BOL'],
  CI: ['Ivory Coast', 'CIV'],
  LA: ['Lao PDR', 'LAO'],
  JP: ['JPN'],
  IN: ['IND'],
  ID: ['IDN'],
  MY: ['MYS'],
  PH: ['PHL'],
  SG: ['SGP'],
  TH: ['THA'],
  MN: ['MNG'],
  KZ: ['KAZ'],
  AU: ['AUS'],
  BR: ['BRA'],
  CA: ['CAN'],
  CL: ['CHL'],
  PE: ['PER'],
  MX: ['MEX'],
  AR: ['ARG'],
  BG: ['BGR'],
  BE: ['BEL'],
  FI: ['FIN'],
  FR: ['FRA'],
  ES: ['ESP'],
  IT: ['ITA'],
  NL: ['NLD'],
  NO: ['NOR'],
  PL: ['POL'],
  SE: ['SWE'],
  CH: ['CHE'],
  ZA: ['ZAF'],
  ZM: ['ZMB'],
  SA: ['SAU'],
  HK: ['Hong Kong SAR', 'HKSAR', 'HKG'],
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
