import type { PriceUnit } from '#shared/domain/reference.ts';
import { POUNDS_PER_TONNE } from '#shared/units/conversions.ts';

/** Prices per pound and in cents, which only tables of users have, by the unit of the reference. */
const OTHER_UNITS: Readonly<Record<string, Readonly<Partial<Record<PriceUnit, number>>>>> = {
  '$/lb': { 'USc/lb': 100, 'USD/t': POUNDS_PER_TONNE },
  'usc/lb': { 'USc/lb': 1, 'USD/t': POUNDS_PER_TONNE / 100 },
  'usc/toz': { 'USD/toz': 0.01 },
};

/** Units of a tonne that a price in a table may be written in. A price per tonne of a product is per dry tonne. */
const PER_TONNE: readonly PriceUnit[] = ['USD/t', 'USD/dmt', 'USD/wmt'];

/** Reduces a unit as written to one spelling: "US$ / oz" to "$/oz". */
const plainUnit = (unit: string): string =>
  unit
    .toLowerCase()
    .replace(/[()[\]\s.]/g, '')
    .replace(/per/, '/')
    .replace(/^us\$|^usd|^us(?=\/)|^美元/, '$')
    .replace(/^(?:us)?(?:c|¢|cents?)(?=\/|$)|^美分/, 'usc')
    .replace(/^(?:rmb|¥|人民币|元)/, 'cny')
    .replace(/\/干吨$/, '/dmt')
    .replace(/\/湿吨$/, '/wmt')
    .replace(/\/吨$/, '/t')
    .replace(/\/磅$/, '/lb')
    .replace(/\/盎司$/, '/toz')
    .replace(/\/(?:pounds?|lbs)$/, '/lb')
    .replace(/\/(?:mt|tonnes?|metricton(?:ne)?s?)$/, '/t')
    .replace(/\/(?:oz|ozt|troyoz|troyounces?|ounces?)$/, '/toz');

/** Returns the factor from a price in a unit as written to a price in the unit of a reference; undefined if it can't be converted. */
export const priceFactor = (unit: string, to: PriceUnit): number | undefined => {
  const [currency = '', quantity = ''] = plainUnit(to).split('/');
  const givenUnit = plainUnit(unit);
  // a currency alone is per the quantity of the field, and a quantity alone in its currency
  const plainText = givenUnit.startsWith('/')
    ? `${currency}${givenUnit}`
    : givenUnit.includes('/')
      ? givenUnit
      : `${givenUnit}/${quantity}`;
  if (plainText === plainUnit(to)) return 1;
  if (plainText === '$/t' && PER_TONNE.includes(to)) return 1;
  // 1,000 kg in a tonne
  if (plainText === '$/kg' && to === 'USD/t') return 1000;
  return OTHER_UNITS[plainText]?.[to];
};

const CURRENCIES = String.raw`(?:\$|usc|€|cny|eur|aud|a\$|gbp|£)`;
const PRICE_UNIT = new RegExp(`^(?:${CURRENCIES}?/(?:t|dmt|wmt|dmtu|mtu|toz|lb|kg|g)|${CURRENCIES}/[a-z]+)$`);
const CURRENCY = new RegExp(`^${CURRENCIES}$`);

/** Whether a text is the unit of a price. A currency may be absent: "/dmt". */
export const isPriceUnit = (text: string): boolean => PRICE_UNIT.test(plainUnit(text));

/** Whether a text is a currency: "USD", "US$", "¢". */
export const isCurrency = (text: string): boolean => CURRENCY.test(plainUnit(text));
