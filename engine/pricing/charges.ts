import { OrebookError } from '#shared/contract/errors.ts';
import { finite, notNegative, within } from '../inputs.ts';

export type TreatmentChargeTerms = {
  readonly base: number;
  readonly basisPrice: number;
  readonly bands: readonly { readonly from: number; readonly to?: number | undefined; readonly share: number }[];
};

/** Length that the intervals [a, b] and [from, to] have in common. */
const overlap = (a: number, b: number, from: number, to: number): number => Math.max(0, Math.min(b, to) - Math.max(a, from));

/**
 * A treatment charge as a function of the metal price, its terms checked once. Errors: NOT_FINITE, OUT_OF_RANGE (a negative basis
 * price, a band that ends before it begins).
 */
export const escalatedCharge = ({ base, basisPrice, bands }: TreatmentChargeTerms): ((price: number) => number) => {
  finite(base, 'base');
  notNegative(basisPrice, 'basisPrice');
  const checked = bands.map(({ from, to, share }, i) => ({
    from: notNegative(from, `bands.${i}.from`),
    to: to === undefined ? Number.POSITIVE_INFINITY : within(to, `bands.${i}.to`, from, Number.POSITIVE_INFINITY),
    share: finite(share, `bands.${i}.share`),
  }));
  return (price) => {
    const low = Math.min(basisPrice, price);
    const high = Math.max(basisPrice, price);
    const sign = price >= basisPrice ? 1 : -1;
    let charge = base;
    // TC = base + sum share * |band n [basis, P]| above the basis price, base - sum share * |band n [P, basis]| below it
    for (const { from, to, share } of checked) charge += sign * share * overlap(low, high, from, to);
    return charge;
  };
};

/**
 * Treatment charge with its escalator, USD/dmt: marginal bands of the metal price (in the price's own unit) around a basis price.
 * A band without `to` is open. Positive shares raise the charge as the price rises and lower it as the price falls.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative prices, a band that ends before it begins).
 * Source: zinc terms of 2015 and 2019 (docs/model/treatment-charge.md).
 */
export const treatmentCharge = (terms: TreatmentChargeTerms, price: number): number => escalatedCharge(terms)(notNegative(price, 'price'));

export type PriceParticipationTerms = {
  readonly basisPrice: number;
  readonly share: number;
  readonly cap?: number | undefined;
  readonly floor?: number | undefined;
};

/** A participation as a function of the price, its terms checked once. Errors: NOT_FINITE, OUT_OF_RANGE (floor above cap). */
export const participationIn = ({ basisPrice, share, cap, floor }: PriceParticipationTerms): ((price: number) => number) => {
  const most = cap === undefined ? Number.POSITIVE_INFINITY : finite(cap, 'cap');
  const least = floor === undefined ? Number.NEGATIVE_INFINITY : finite(floor, 'floor');
  if (least > most) throw new OrebookError('OUT_OF_RANGE', { field: 'floor', max: most, value: least });
  finite(share, 'share');
  finite(basisPrice, 'basisPrice');
  // s (P - basis), clamped
  return (price) => Math.min(most, Math.max(least, share * (price - basisPrice)));
};

/**
 * The smelter's share in the price above a basis price (below it the amount is negative), in the price's own unit, kept between
 * `floor` and `cap` where they are agreed. Errors: NOT_FINITE, OUT_OF_RANGE (floor above cap).
 * Source: docs/model/treatment-charge.md.
 */
export const priceParticipation = (terms: PriceParticipationTerms, price: number): number => participationIn(terms)(finite(price, 'price'));
