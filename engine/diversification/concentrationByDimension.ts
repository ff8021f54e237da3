import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { sum } from '#shared/math.ts';
import { lazy, memoize, memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { concentration } from './concentration.ts';
import { type Exposure, type ExposureMember, type ExposureRow, exposureByDimension } from './exposure.ts';

/** Concentration of one period. Members without a weight in it are not counted; shares are fractions. */
export type ConcentrationYear = {
  readonly total: number;
  readonly members: number;
  readonly hhi: number;
  readonly effectiveNumber: number;
  readonly top1: number;
  readonly top3: number;
  readonly top5: number;
  readonly entropy: number;
  readonly gini: number;
  /** The members with their shares, largest first, then by name. */
  readonly shares: readonly { readonly member: string; readonly share: number }[];
};

/** Concentration along a dimension by year and over the whole plan; undefined for a period without sales. */
export type DimensionConcentration = {
  readonly dimension: ExposureDimension;
  readonly years: readonly (ConcentrationYear | undefined)[];
  readonly plan: ConcentrationYear | undefined;
};

const concentrationOf = (
  members: readonly ExposureMember[],
  weightOf: (member: ExposureMember) => number,
): ConcentrationYear | undefined => {
  const memberWeights = new Float64Array(members.length);
  for (let i = 0; i < members.length; i++) memberWeights[i] = weightOf(members[i]!);
  const weights = memberWeights.filter((weight) => weight > 0);
  if (weights.length === 0) return undefined;
  const { hhi, effectiveNumber, topShare, entropy, gini } = concentration(weights);
  const total = sum(weights.sort().reverse());
  const listShares = lazy(() =>
    members
      .map((exposureMember) => ({ member: exposureMember.member, weight: weightOf(exposureMember) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || (a.member < b.member ? -1 : 1))
      .map(({ member, weight }) => ({ member, share: weight / total })),
  );
  return {
    total,
    members: weights.length,
    hhi,
    effectiveNumber,
    top1: topShare(1),
    top3: topShare(3),
    top5: topShare(5),
    entropy,
    gini,
    // read of one period, and thousands of objects
    get shares() {
      return listShares();
    },
  };
};

const measureDimension = (
  members: readonly ExposureMember[],
  { years }: Exposure,
  dimension: ExposureDimension,
  basis: 'tonnes' | 'grossValue',
): DimensionConcentration => ({
  dimension,
  years: years.map((_, i) => concentrationOf(members, ({ [basis]: series }) => series[i]!)),
  plan: concentrationOf(members, ({ [basis]: series }) => sum(series)),
});

/** Over all rows of an exposure: a page reads several of its figures from each. */
const concentrations = memoizeWeakly((exposure: Exposure) => {
  const byBasis = (basis: 'tonnes' | 'grossValue') =>
    memoize((dimension: ExposureDimension) => measureDimension(exposureByDimension(exposure, dimension), exposure, dimension, basis));
  return { tonnes: byBasis('tonnes'), grossValue: byBasis('grossValue') };
}, createObjectField());

/**
 * Computes the concentration of an exposure along a dimension, by tonnes or by gross payable value, for each year and for the whole plan
 * (shares of the sum over the years). Source: docs/model/concentration.md.
 */
export const concentrationByDimension = (
  exposure: Exposure,
  dimension: ExposureDimension,
  basis: 'tonnes' | 'grossValue',
  isIncluded?: (row: ExposureRow) => boolean,
): DimensionConcentration =>
  isIncluded === undefined
    ? concentrations(exposure)[basis](dimension)
    : measureDimension(exposureByDimension(exposure, dimension, isIncluded), exposure, dimension, basis);
