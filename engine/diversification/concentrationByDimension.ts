import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { sumOf } from '../valuation/yearlySeries.ts';
import { concentration } from './concentration.ts';
import { type Exposure, type ExposureRow, exposureByDimension } from './exposure.ts';

/** How concentrated one stretch of time is. Members without a weight in it are not counted; shares are fractions. */
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
  /** The members with their shares, largest first, a tie by name. */
  readonly shares: readonly { readonly member: string; readonly share: number }[];
};

/** A dimension year by year and over the whole plan; undefined where nothing is sold. */
export type DimensionConcentration = {
  readonly dimension: ExposureDimension;
  readonly years: readonly (ConcentrationYear | undefined)[];
  readonly plan: ConcentrationYear | undefined;
};

const measure = (weights: readonly { readonly member: string; readonly weight: number }[]): ConcentrationYear | undefined => {
  const held = weights.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight || (a.member < b.member ? -1 : 1));
  if (held.length === 0) return undefined;
  const { hhi, effectiveNumber, topShare, entropy, gini } = concentration(held.map(({ weight }) => weight));
  const total = sumOf(held.map(({ weight }) => weight));
  return {
    total,
    members: held.length,
    hhi,
    effectiveNumber,
    top1: topShare(1),
    top3: topShare(3),
    top5: topShare(5),
    entropy,
    gini,
    shares: held.map(({ member, weight }) => ({ member, share: weight / total })),
  };
};

/**
 * The concentration of an exposure along a dimension, by tonnes or by gross payable value, in each of its years and over all of them
 * (years added up before shares are taken). Source: docs/model/concentration.md.
 */
export const concentrationByDimension = (
  exposure: Exposure,
  dimension: ExposureDimension,
  by: 'tonnes' | 'grossValue',
  only?: (row: ExposureRow) => boolean,
): DimensionConcentration => {
  const members = exposureByDimension(exposure, dimension, only);
  const at = (weightOf: (series: readonly number[]) => number) =>
    measure(members.map((one) => ({ member: one.member, weight: weightOf(one[by]) })));
  return {
    dimension,
    years: exposure.years.map((_, i) => at((series) => series[i]!)),
    plan: at(sumOf),
  };
};
