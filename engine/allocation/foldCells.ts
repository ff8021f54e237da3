import { addAmount } from '#shared/collections.ts';
import type { AllocationLimit, AllocationWeight, EffectiveNumberLimit, SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { memoizeWeakly } from '#shared/memoize.ts';

/** Deals whose tonnes can't change, by cell, and the cell that stands for all of them. dmt. */
export type CellFold = {
  readonly tonnes: ReadonlyMap<string, number>;
  readonly into: { readonly cell: string; readonly tonnes: number };
};

/** Collects what folded deals take, entry by entry of a column; `deal` has it per dmt of the fold's cell. */
const createFoldSum = (priority: number, { cell, tonnes }: CellFold['into'], entries: number) => {
  const nominal = new Float64Array(entries);
  const calledColumn = new Float64Array(entries);
  const cutLoss = new Float64Array(entries);
  return {
    add: (entry: number, nominalTonnes: number, calledTonnes: number, lossPerTonne: number): void => {
      nominal[entry]! += nominalTonnes / tonnes;
      calledColumn[entry]! += calledTonnes / tonnes;
      cutLoss[entry]! += (calledTonnes / tonnes) * lossPerTonne;
    },
    deal: (): SpotDeal => ({
      cell,
      priority,
      nominal,
      called: calledColumn,
      cutLoss: cutLoss.map((loss, i) => (calledColumn[i]! > 0 ? loss / calledColumn[i]! : 0)),
    }),
  };
};

/**
 * Sums what deals take that can't change to one deal for each priority, per dmt of the fold's cell X: nominal = sum n_k x_k / X, called =
 * sum c_k x_k / X, loss of a cut tonne = sum c_k x_k l_k / sum c_k x_k. Spot revenue does not change: it depends on the totals of each
 * priority, and a product that is short is cut pro rata within one. Not for markets with closed destinations, whose cost does not follow from
 * totals.
 */
export const foldSpotMarket = (market: SpotMarket, { tonnes, into }: CellFold): SpotMarket => {
  const changingDeals = market.deals.filter(({ cell }) => !tonnes.has(cell));
  const fixedDeals = market.deals.filter(({ cell }) => tonnes.has(cell));
  const months = market.production.length;
  const sums = [...Map.groupBy(fixedDeals, ({ priority }) => priority)].map(([priority, deals]): SpotDeal => {
    const sum = createFoldSum(priority, into, months);
    for (const deal of deals) {
      const x = tonnes.get(deal.cell)!;
      const first = deal.first ?? 0;
      for (let i = 0; i < deal.nominal.length; i++) sum.add(first + i, deal.nominal[i]! * x, deal.called[i]! * x, deal.cutLoss[i]!);
    }
    return sum.deal();
  });
  return { ...market, deals: [...changingDeals, ...sums] };
};

/**
 * Creates a function that replaces folded cells in a list of weights by the fold's: weight = sum w_k x_k / X. The same list gives the same
 * result, so that totals which limits share stay shared.
 */
export const createWeightFold = ({ tonnes, into }: CellFold): ((weights: readonly AllocationWeight[]) => readonly AllocationWeight[]) =>
  memoizeWeakly((weights: readonly AllocationWeight[]) => {
    const byCell = new Map<string, number>();
    for (const { cell, weight } of weights) {
      const x = tonnes.get(cell);
      if (x === undefined) addAmount(byCell, cell, weight);
      else if (x !== 0) addAmount(byCell, into.cell, (weight * x) / into.tonnes);
    }
    return [...byCell].map(([cell, weight]) => ({ cell, weight }));
  });

export const foldLimit = (limit: AllocationLimit, foldWeights: ReturnType<typeof createWeightFold>): AllocationLimit => ({
  ...limit,
  counted: foldWeights(limit.counted),
  ...(limit.of && { of: foldWeights(limit.of) }),
});

export const foldEffectiveNumber = (
  limit: EffectiveNumberLimit,
  foldWeights: ReturnType<typeof createWeightFold>,
): EffectiveNumberLimit => ({ ...limit, groups: limit.groups.map(foldWeights) });
