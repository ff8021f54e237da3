import { OrebookError } from '#shared/contract/errors.ts';
import { clamp } from '#shared/math.ts';
import { requireFinite, requireNotNegative, requireWithin } from '../numberChecks.ts';

export type TreatmentChargeTerms = {
  readonly base: number;
  readonly basisPrice: number;
  readonly bands: readonly { readonly from: number; readonly to?: number | undefined; readonly share: number }[];
};

/** Length of the common part of the intervals [a, b] and [from, to]. */
const overlapLength = (a: number, b: number, from: number, to: number): number => Math.max(0, Math.min(b, to) - Math.max(a, from));

/**
 * Checks treatment charge terms once and returns the charge as a function of the metal price.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative basis price, a band that ends before it begins).
 */
export const createTreatmentCharge = ({ base, basisPrice, bands }: TreatmentChargeTerms): ((price: number) => number) => {
  requireFinite(base, 'base');
  requireNotNegative(basisPrice, 'basisPrice');
  const checkedBands = bands.map(({ from, to, share }, i) => ({
    from: requireNotNegative(from, `bands.${i}.from`),
    to: to === undefined ? Number.POSITIVE_INFINITY : requireWithin(to, `bands.${i}.to`, from, Number.POSITIVE_INFINITY),
    share: requireFinite(share, `bands.${i}.share`),
  }));
  return (price) => {
    const low = Math.min(basisPrice, price);
    const high = Math.max(basisPrice, price);
    const sign = price >= basisPrice ? 1 : -1;
    let charge = base;
    // P above the basis price: TC = base + sum share * |band n [basis, P]|; below it: TC = base - sum share * |band n [P, basis]|
    for (const { from, to, share } of checkedBands) charge += sign * share * overlapLength(low, high, from, to);
    return charge;
  };
};

/**
 * Computes a treatment charge with its escalator, USD/dmt: marginal bands of the metal price (in the price's own unit) around a basis
 * price. A band without `to` is open. Positive shares raise the charge as the price rises and lower it as the price falls.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative prices, a band that ends before it begins).
 * Source: zinc terms of 2015 and 2019 (docs/model/treatment-charge.md).
 */
export const treatmentCharge = (terms: TreatmentChargeTerms, price: number): number =>
  createTreatmentCharge(terms)(requireNotNegative(price, 'price'));

export type PriceParticipationTerms = {
  readonly basisPrice: number;
  readonly share: number;
  readonly cap?: number | undefined;
  readonly floor?: number | undefined;
};

/**
 * Checks price participation terms once and returns the amount as a function of the price.
 * Errors: NOT_FINITE, OUT_OF_RANGE (floor above cap).
 */
export const createParticipation = ({ basisPrice, share, cap, floor }: PriceParticipationTerms): ((price: number) => number) => {
  const maximum = cap === undefined ? Number.POSITIVE_INFINITY : requireFinite(cap, 'cap');
  const minimum = floor === undefined ? Number.NEGATIVE_INFINITY : requireFinite(floor, 'floor');
  if (minimum > maximum) throw new OrebookError('OUT_OF_RANGE', { field: 'floor', max: maximum, value: minimum });
  requireFinite(share, 'share');
  requireFinite(basisPrice, 'basisPrice');
  // s (P - basis), limited to [floor, cap]
  return (price) => clamp(share * (price - basisPrice), minimum, maximum);
};

/**
 * Computes the smelter's share in the price above a basis price (negative below it), in the price's own unit, limited to `floor` and
 * `cap` if they are agreed. Errors: NOT_FINITE, OUT_OF_RANGE (floor above cap).
 * Source: docs/model/treatment-charge.md.
 */
export const priceParticipation = (terms: PriceParticipationTerms, price: number): number =>
  createParticipation(terms)(requireFinite(price, 'price'));
