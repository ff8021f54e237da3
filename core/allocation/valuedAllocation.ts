import { findDealCells, type MarketRevenue, marketRevenue } from '#engine';
import type { ValuedAllocation } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { isEndOfStep } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { computeEffect } from '../effect/effect.ts';
import { financingEffect } from '../financing/headline.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { type ValuedPlan, valueAloneInSteps, valuedWorkbook, valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { damagesOf } from './dealDamages.ts';
import { type Deal, listDealsInSteps, planWithTonnes } from './deals.ts';
import type { PreparedAllocation } from './problem.ts';

/** The deal whose tonnes change most: the effect shows the measures of its product. */
const mostChangedDeal = (deals: readonly Deal[], tonnesBefore: readonly number[], tonnesAfter: readonly number[]): Deal => {
  const [first, ...others] = deals.map((deal, i) => ({
    deal,
    relativeChange: Math.abs(tonnesAfter[i]! - tonnesBefore[i]!) / deal.nominalTonnes,
  }));
  return others.reduce(
    (largestChange, otherChange) => (otherChange.relativeChange > largestChange.relativeChange ? otherChange : largestChange),
    first!,
  ).deal;
};

/** Presents a plan with other tonnes of its deals: its revenue, the state of every limit, and the effect compared with the chosen plan. */
export const valuePlan = async (
  book: Workbook,
  deals: readonly Deal[],
  tonnes: readonly number[],
  plan: ValuedPlan,
): Promise<ValuedAllocation> => {
  await valueInSteps(plan);
  const states = new Map(plan.limits().map(({ limitId, state }) => [limitId, state]));
  const currentTonnes = deals.map((deal) => deal.currentTonnes);
  return {
    revenue: usd(sum(plan.value.revenue), { decimals: 1, identity: identifyInPlan(book, plan, 'netRevenue') }),
    limits: book.limits.flatMap(({ id, name }) => {
      const state = states.get(id);
      return state === undefined ? [] : [{ id, name, state }];
    }),
    effect: await computeEffect(
      book,
      recordOf(book.products, mostChangedDeal(deals, currentTonnes, tonnes).contract.productId, 'product'),
      book.plan(),
      plan,
    ),
  };
};

/** What one more delivered tonne of each deal adds to net revenue, spot sales that it replaces deducted and damages that it avoids added, USD/dmt. */
export const marginsPerTonne = async (
  book: Workbook,
  { deals, atDeck: { cells, spotMarkets } }: PreparedAllocation,
  tonnes: readonly number[],
): Promise<readonly number[]> => {
  const dealCells = findDealCells(cells, spotMarkets);
  // the rest takes nothing from a product
  const cellTonnes = [...tonnes, 0];
  const spot: MarketRevenue[] = [];
  for (const [p, market] of spotMarkets.entries()) {
    await yieldIfDue();
    spot.push(marketRevenue(market, dealCells[p]!, cellTonnes));
  }
  await yieldIfDue();
  const rows = Map.groupBy(book.everyDeal().exposure().rows, ({ contractId }) => contractId);
  const margins: number[] = [];
  for (const [i, { contractId, nominalTonnes }] of deals.entries()) {
    const deliveredTonnes = sum((rows.get(contractId) ?? []).flatMap((row) => row.tonnes));
    const { margin: contractMargin, damages } = cells[i]!;
    const avoidedDamages = damages !== undefined && damagesOf(damages, tonnes[i]!) > 0 ? damages.perTonne : 0;
    const margin = contractMargin + sumBy(spot, ({ changes }) => changes.get(i) ?? 0) + avoidedDamages;
    margins.push(deliveredTonnes > 0 ? (margin * nominalTonnes) / deliveredTonnes : 0);
    if (isEndOfStep(i)) await yieldIfDue();
  }
  return margins;
};

/** The chosen plan at other tonnes of some deals, dmt a year. Throws NOT_FOUND for a contract that can't be allocated. */
const allocatedPlan = async (book: Workbook, tonnesById: ReadonlyMap<ContractId, number>) => {
  const deals = await runWithYielding(listDealsInSteps(book));
  const allocatableIds = new Set(deals.map(({ contractId }) => contractId));
  const unknownId = [...tonnesById.keys()].find((id) => !allocatableIds.has(id));
  if (unknownId !== undefined || deals.length === 0) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: unknownId });
  const tonnes = deals.map(({ contractId, currentTonnes }) => tonnesById.get(contractId) ?? currentTonnes);
  return { deals, tonnes, plan: planWithTonnes(book, deals, tonnes) };
};

/** Adds what an allocation changes in debt capacity and lowest coverage; unchanged without facilities. */
export const withFinancing = async <V extends ValuedAllocation>(
  ctx: ServiceContext,
  valuation: V,
  deals: readonly Deal[],
  tonnes: readonly number[],
): Promise<V> => {
  const rows = await financingEffect(ctx, {
    before: (book) => book.plan(),
    after: async (book) => {
      await valueAloneInSteps(book.everyDeal());
      return planWithTonnes(book, deals, tonnes);
    },
  });
  return { ...valuation, effect: { ...valuation.effect, rows: [...valuation.effect.rows, ...rows] } };
};

/** Values the chosen plan at other tonnes of some deals, dmt a year. Throws NOT_FOUND for a contract that can't be allocated. */
export const valuedAllocation = async (ctx: ServiceContext, tonnesById: ReadonlyMap<ContractId, number>): Promise<ValuedAllocation> => {
  const book = await valuedWorkbook(ctx);
  await valueInSteps(book.everyDeal());
  const { deals, tonnes, plan } = await allocatedPlan(book, tonnesById);
  return withFinancing(ctx, await valuePlan(book, deals, tonnes, plan), deals, tonnes);
};
