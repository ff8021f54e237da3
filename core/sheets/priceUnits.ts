import type { PriceUnit } from '#shared/domain/reference.ts';
import { POUNDS_PER_TONNE } from '#shared/units/conversions.ts';

/** Prices per pound and cents, which only tables of users have, by the unit of the reference. */
const PER_POUND: Readonly<Record<string, Readonly<Partial<Record<PriceUnit, number>>>>> = {
  '$/lb': { 'USc/lb': 100, 'USD/t': POUNDS_PER_TONNE },
  'usc/lb': { 'USc/lb': 1, 'USD/t': POUNDS_PER_TONNE / 100 },
};

/** Units of a tonne that a price in a table may be written in. A price per tonne of a product is per dry tonne. */
const PER_TONNE: readonly PriceUnit[] = ['USD/t', 'USD/dmt'];

/** Reduces a unit as written to one spelling: "US$ / oz" to "$/oz". */
const plainUnit = (unit: string): string =>
  unit
    .toLowerCase()
    .replace(/[()[\]\s.]/g, '')
    .replace(/per/, '/')
    .replace(/^us\$|^usd|^us(?=\/)/, '$')
    .replace(/^(?:us)?(?:c|¢|cents?)\//, 'usc/')
    .replace(/\/(?:pounds?|lbs)$/, '/lb')
    .replace(/\/(?:mt|tonnes?|metricton(?:ne)?s?)$/, '/t')
    .replace(/\/(?:oz|ozt|troyoz|troyounces?|ounces?)$/, '/toz');

/** Returns the factor from a price in a unit as written to a price in the unit of a reference; undefined if it can't be converted. */
export const priceFactor = (unit: string, to: PriceUnit): number | undefined => {
  const plainText = plainUnit(unit);
  if (plainText === plainUnit(to)) return 1;
  if (plainText === '$/t' && PER_TONNE.includes(to)) return 1;
  // 1,000 kg in a tonne
  if (plainText === '$/kg' && to === 'USD/t') return 1000;
  return PER_POUND[plainText]?.[to];
};

/** Whether a text is the unit of a price. */
export const isPriceUnit = (text: string): boolean => /^(?:\$|usc|€|¥|元|cny|rmb|eur|aud|a\$|gbp)\/[a-z]+$/.test(plainUnit(text));
