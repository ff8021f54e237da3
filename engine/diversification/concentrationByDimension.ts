import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { sum, sumBy } from '#shared/math.ts';
import { concentration } from './concentration.ts';
import { type Exposure, type ExposureRow, exposureByDimension } from './exposure.ts';

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

const concentrationOf = (weights: readonly { readonly member: string; readonly weight: number }[]): ConcentrationYear | undefined => {
  const members = weights.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight || (a.member < b.member ? -1 : 1));
  if (members.length === 0) return undefined;
  const { hhi, effectiveNumber, topShare, entropy, gini } = concentration(members.map(({ weight }) => weight));
  const total = sumBy(members, ({ weight }) => weight);
  return {
    total,
    members: members.length,
    hhi,
    effectiveNumber,
    top1: topShare(1),
    top3: topShare(3),
    top5: topShare(5),
    entropy,
    gini,
    shares: members.map(({ member, weight }) => ({ member, share: weight / total })),
  };
};

/**
 * Computes the concentration of an exposure along a dimension, by tonnes or by gross payable value, for each year and for the whole plan
 * (shares of the sum over the years). Source: docs/model/concentration.md.
 */
export const concentrationByDimension = (
  exposure: Exposure,
  dimension: ExposureDimension,
  basis: 'tonnes' | 'grossValue',
  isIncluded?: (row: ExposureRow) => boolean,
): DimensionConcentration => {
  const members = exposureByDimension(exposure, dimension, isIncluded);
  const concentrationAt = (weightOf: (series: readonly number[]) => number) =>
    concentrationOf(members.map((exposureMember) => ({ member: exposureMember.member, weight: weightOf(exposureMember[basis]) })));
  return {
    dimension,
    years: exposure.years.map((_, i) => concentrationAt((series) => series[i]!)),
    plan: concentrationAt(sum),
  };
};
