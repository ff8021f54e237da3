import type { AllocationCell, AllocationRisk, AllocationWeight } from '#shared/domain/allocation.ts';
import { expectedShortfall } from '../risk/shortfall.ts';

const weightedAmount = (weights: readonly AllocationWeight[], at: ReadonlyMap<string, number>): number =>
  weights.reduce((sum, { cell, weight }) => sum + weight * (at.get(cell) ?? 0), 0);

/** The risk of an allocation, from its own definition: USD for a shortfall, USD^2 for a variance, 0..1 for an HHI. */
export const allocationRisk = (risk: AllocationRisk, cells: readonly AllocationCell[], tonnes: readonly number[]): number => {
  switch (risk.kind) {
    case 'shortfall':
      return expectedShortfall(
        risk.outcomes.map((row) => row.reduce((sum, each, i) => sum + each * tonnes[i]!, 0)),
        risk.confidence,
      );
    case 'variance':
      // x' C x
      return risk.covariance.reduce((sum, row, i) => sum + row.reduce((inner, each, j) => inner + each * tonnes[i]! * tonnes[j]!, 0), 0);
    case 'hhi': {
      const at = new Map(cells.map(({ id }, i) => [id, tonnes[i]!]));
      // sum (amount / whole)^2
      return risk.groups.reduce((sum, group) => sum + (weightedAmount(group, at) / risk.whole) ** 2, 0);
    }
    default:
      return risk satisfies never;
  }
};

/** What an allocation adds to net revenue, USD. */
export const allocationRevenue = (cells: readonly AllocationCell[], tonnes: readonly number[]): number =>
  cells.reduce((sum, { margin }, i) => sum + margin * tonnes[i]!, 0);
