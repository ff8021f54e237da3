import type { AllocationCell, AllocationLimit, AllocationWeight, EffectiveNumberLimit } from '#shared/domain/allocation.ts';

/** How much more than the level a cut asks for, so that where the cuts meet lies inside. */
const CUT_MARGIN = 1e-7;

const groupAmounts = (groups: readonly (readonly AllocationWeight[])[], at: ReadonlyMap<string, number>): number[] =>
  groups.map((group) => group.reduce((sum, { cell, weight }) => sum + weight * (at.get(cell) ?? 0), 0));

/** The effective number of groups at some tonnes, T^2 / sum g^2; undefined where nothing is sold. */
export const effectiveNumber = ({ groups }: EffectiveNumberLimit, at: ReadonlyMap<string, number>): number | undefined => {
  const amounts = groupAmounts(groups, at);
  const squares = amounts.reduce((sum, one) => sum + one ** 2, 0);
  return squares > 0 ? amounts.reduce((sum, one) => sum + one, 0) ** 2 / squares : undefined;
};

/**
 * The rule that cuts off tonnes whose effective number is under the level: sum g^2 <= T^2 / N is a cone |g| <= T / sqrt(N), and the plane
 * that touches it in the direction of g is (g / |g|) . g' <= T' / sqrt(N) (Kelley 1960). Undefined where the level is met.
 */
export const cutForEffectiveNumber = (
  spread: EffectiveNumberLimit,
  cells: readonly AllocationCell[],
  tonnes: readonly number[],
): AllocationLimit | undefined => {
  const { id, source, groups, atLeast } = spread;
  const at = new Map(cells.map((cell, i) => [cell.id, tonnes[i]!]));
  const effective = effectiveNumber(spread, at);
  if (effective === undefined || effective >= atLeast) return undefined;
  const amounts = groupAmounts(groups, at);
  const length = Math.hypot(...amounts);
  return {
    id,
    source,
    counted: groups.flatMap((group, g) => group.map(({ cell, weight }) => ({ cell, weight: (weight * amounts[g]!) / length }))),
    of: groups.flat(),
    atMost: 1 / Math.sqrt(atLeast * (1 + CUT_MARGIN)),
  };
};
