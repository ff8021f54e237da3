import type { AllocationCell } from '#shared/domain/allocation.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { isEndOfStep } from '#shared/steps.ts';
import { prepareDamages } from '../limits/cureLosses.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { type Deal, listDealsInSteps } from './deals.ts';

export type Damages = NonNullable<AllocationCell['damages']>;

/** Part of the tonnes by which a minimum may be missed without damages: rounding. */
const RELATIVE_TOLERANCE = 1e-9;

/** The damages of tonnes under the minimum, USD. */
export const damagesOf = ({ below, perTonne }: Damages, tonnes: number): number =>
  tonnes < below * (1 - RELATIVE_TOLERANCE) ? perTonne * (below - tonnes) : 0;

/**
 * Computes what each dmt a year of signed deals under the seller's tolerance costs over the plan, USD, not discounted, as net revenue is. None
 * where the bounds let no deal fall under it; else also of deals that have fewer tonnes in another plan. `tonnesByPlan`: those of other plans.
 */
export const dealDamages = async (
  book: Workbook,
  deals: readonly Deal[],
  tonnesByPlan: readonly ReadonlyMap<ContractId, number>[],
): Promise<ReadonlyMap<ContractId, Damages>> => {
  const damages = new Map<ContractId, Damages>();
  const isUnder = ({ undamagedMinimum }: Deal, tonnes: number): boolean => tonnes < undamagedMinimum * (1 - RELATIVE_TOLERANCE);
  if (!deals.some((deal) => isUnder(deal, deal.minimum))) return damages;
  const damagesPerTonne = await prepareDamages(book, () => 1);
  const { years, rows } = book.plan().exposure();
  const rowsById = Map.groupBy(rows, ({ contractId }) => contractId);
  for (const [i, deal] of deals.entries()) {
    if (isEndOfStep(i)) await yieldIfDue();
    const { contractId, contract, undamagedMinimum, currentTonnes } = deal;
    if (![deal.minimum, ...tonnesByPlan.map((tonnes) => tonnes.get(contractId) ?? 0)].some((tonnes) => isUnder(deal, tonnes))) continue;
    const contractRows = rowsById.get(contractId) ?? [];
    const perTonne = sumBy(years, (year, k) => {
      const soldTonnes = sumBy(contractRows, (row) => row.tonnes[k]!);
      return soldTonnes > 0 ? (soldTonnes / currentTonnes) * damagesPerTonne(contract, year) : 0;
    });
    damages.set(contractId, { below: undamagedMinimum, perTonne });
  }
  return damages;
};

/** The damages of other tonnes of some deals of the chosen plan, USD over the plan. */
export const damagesOfTonnes = async (book: Workbook, tonnesById: ReadonlyMap<ContractId, number>): Promise<number> => {
  await valueInSteps(book.everyDeal());
  const deals = (await runWithYielding(listDealsInSteps(book))).map((deal) => ({
    ...deal,
    minimum: tonnesById.get(deal.contractId) ?? deal.currentTonnes,
  }));
  const damages = await dealDamages(book, deals, []);
  return sumBy(deals, ({ contractId, minimum }) => {
    const ofDeal = damages.get(contractId);
    return ofDeal === undefined ? 0 : damagesOf(ofDeal, minimum);
  });
};
