import type { AllocationCell, AllocationLimit, AllocationWeight, EffectiveNumberLimit } from '#shared/domain/allocation.ts';
import { sum, sumBy } from '#shared/math.ts';

/** By what share a cut exceeds the level, so that the intersection of cuts meets the level. */
const CUT_MARGIN = 1e-7;

const groupAmounts = (groups: readonly (readonly AllocationWeight[])[], tonnesByCell: ReadonlyMap<string, number>): number[] =>
  groups.map((group) => sumBy(group, ({ cell, weight }) => weight * (tonnesByCell.get(cell) ?? 0)));

/** The effective number of groups at some tonnes, T^2 / sum g^2; undefined where nothing is sold. */
export const effectiveNumber = ({ groups }: EffectiveNumberLimit, tonnesByCell: ReadonlyMap<string, number>): number | undefined => {
  const amounts = groupAmounts(groups, tonnesByCell);
  const squares = sumBy(amounts, (amount) => amount ** 2);
  return squares > 0 ? sum(amounts) ** 2 / squares : undefined;
};

/**
 * Returns a linear limit that excludes tonnes whose effective number is under the level: sum g^2 <= T^2 / N is a cone |g| <= T / sqrt(N), and the plane
 * that touches it in the direction of g is (g / |g|) . g' <= T' / sqrt(N) (Kelley 1960). Undefined where the level is met.
 */
export const cutForEffectiveNumber = (
  limit: EffectiveNumberLimit,
  cells: readonly AllocationCell[],
  tonnes: readonly number[],
): AllocationLimit | undefined => {
  const { id, source, groups, atLeast } = limit;
  const tonnesByCell = new Map(cells.map((cell, i) => [cell.id, tonnes[i]!]));
  const currentNumber = effectiveNumber(limit, tonnesByCell);
  if (currentNumber === undefined || currentNumber >= atLeast) return undefined;
  const amounts = groupAmounts(groups, tonnesByCell);
  const length = Math.hypot(...amounts);
  return {
    id,
    source,
    counted: groups.flatMap((group, g) => group.map(({ cell, weight }) => ({ cell, weight: (weight * amounts[g]!) / length }))),
    of: groups.flat(),
    atMost: 1 / Math.sqrt(atLeast * (1 + CUT_MARGIN)),
  };
};
