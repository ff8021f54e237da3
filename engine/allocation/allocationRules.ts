import type { AllocationLimit, AllocationWeight, EffectiveNumberLimit } from '#shared/domain/allocation.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import type { Steps } from '#shared/steps.ts';
import type { Exposure, ExposureRow } from '../diversification/exposure.ts';
import { isInLimitScope, shareCountedBy } from '../diversification/limitCounts.ts';

/** The cell of an exposure row, and the tonnes a year for which the row was computed. */
type CellOfRow = (row: ExposureRow) => { readonly cell: string; readonly tonnes: number } | undefined;

export type AllocationRuleInput = {
  readonly limits: readonly Limit[];
  /** Every deal that the allocation can include, each in full. */
  readonly exposure: Exposure;
  /** Planned production of each product by year, dmt. */
  readonly products: readonly { readonly id: string; readonly metal: string; readonly planned: readonly number[] }[];
  readonly cellOf: CellOfRow;
};

type AllocationRules = {
  readonly rules: readonly AllocationLimit[];
  readonly effectiveNumbers: readonly EffectiveNumberLimit[];
  /** Ids of limits that are no rules. */
  readonly unmodelled: readonly string[];
};

/**
 * Converts limits to linear rules over the tonnes a year of each cell, one for every year (and member) of a limit, and limits of the
 * effective number to `effectiveNumbers`. Planned production of each product and year is a rule with source `production:` and the product.
 * A maximum for the largest of several members is one rule for each member. A minimum for it is not convex: its id is in `unmodelled`.
 */
export function* allocationRulesInSteps({
  limits,
  exposure: { years, rows },
  products,
  cellOf,
}: AllocationRuleInput): Steps<AllocationRules> {
  const rules: AllocationLimit[] = [];
  const effectiveNumbers: EffectiveNumberLimit[] = [];
  const unmodelledParts: string[] = [];
  const weights = (weightedRows: readonly ExposureRow[], amount: (row: ExposureRow) => number): AllocationWeight[] =>
    weightedRows.flatMap((row) => {
      const cellTonnes = cellOf(row);
      const value = amount(row);
      return cellTonnes === undefined || cellTonnes.tonnes === 0 || value === 0
        ? []
        : [{ cell: cellTonnes.cell, weight: value / cellTonnes.tonnes }];
    });
  const groupRows = (rowsToGroup: readonly ExposureRow[], key: (row: ExposureRow) => string) => [...Map.groupBy(rowsToGroup, key)];

  for (const { id, planned } of products) {
    const rowsOfProduct = rows.filter(({ members }) => members.product === id);
    for (const [i, year] of years.entries()) {
      const weightsInScope = weights(rowsOfProduct, ({ tonnes }) => tonnes[i]!);
      if (weightsInScope.length > 0)
        rules.push({ id: `production:${id}@${year}`, source: `production:${id}`, counted: weightsInScope, atMost: planned[i]! });
      yield;
    }
  }
  for (const limit of limits) {
    const rowsInScope = rows.filter((row) => isInLimitScope(limit, row));
    const share = shareCountedBy(limit);
    const level = (value: number) => (limit.direction === 'atMost' ? { atMost: value } : { atLeast: value });
    if (limit.measure.kind === 'minimumDscr') {
      unmodelledParts.push(limit.id);
      continue;
    }
    if (share === undefined && limit.direction === (limit.measure.kind === 'effectiveNumber' ? 'atMost' : 'atLeast')) {
      unmodelledParts.push(limit.id);
      continue;
    }
    for (const [i, year] of years.entries()) {
      if (year < limit.from || year > limit.to) continue;
      yield;
      const amount = (row: ExposureRow) => (limit.denominator === 'valueSold' ? row.grossValue[i]! : row.tonnes[i]!);
      const inScope = products.filter(({ id, metal }) => (limit.metal ?? metal) === metal && (limit.productId ?? id) === id);
      const plannedTonnes = sumBy(inScope, (product) => product.planned[i]!);
      const isOfPlanned = limit.denominator === 'plannedProduction';
      const soldTonnes = weights(rowsInScope, amount);
      if (soldTonnes.length === 0 || (isOfPlanned && plannedTonnes <= 0)) continue;
      const rule = (name: string, ruleWeights: readonly AllocationWeight[]): AllocationLimit => ({
        id: `${limit.id}@${year}${name}`,
        source: limit.id,
        counted: ruleWeights,
        ...(isOfPlanned ? level(limit.breach * plannedTonnes) : { of: soldTonnes, ...level(limit.breach) }),
      });
      if (share !== undefined)
        rules.push(
          rule(
            '',
            weights(rowsInScope, (row) => share(row) * amount(row)),
          ),
        );
      else if (limit.measure.kind === 'effectiveNumber') {
        const groups = groupRows(rowsInScope, ({ members }) => members.group).map(([, memberRows]) => weights(memberRows, amount));
        effectiveNumbers.push({ id: `${limit.id}@${year}`, source: limit.id, groups, atLeast: limit.breach });
      } else {
        const key = limit.measure.kind === 'largestGroup' ? (row: ExposureRow) => row.members.group : (row: ExposureRow) => row.contractId;
        for (const [member, memberRows] of groupRows(rowsInScope, key)) rules.push(rule(`:${member}`, weights(memberRows, amount)));
      }
    }
  }
  return { rules, effectiveNumbers, unmodelled: unmodelledParts };
}
