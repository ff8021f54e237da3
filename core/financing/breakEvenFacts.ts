import type { DebtBreakEven } from '#engine';
import type { Figure } from '#shared/contract/figure.ts';
import type { BreakEvenTarget, FinancingBreakEven } from '#shared/contract/financing.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { quotedPrice, ratio, share, usdPerDmt } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import type { YieldWithCounts } from '../yielding.ts';
import { averageReferencePrice, jointBreakEvens, productBreakEven, productFloors } from './breakEven.ts';
import { identifyInCase } from './caseIdentity.ts';
import type { PlanFinancing } from './planFinancing.ts';

const factorFacts = (
  breakEven: DebtBreakEven,
  identity: FigureIdentity,
): { readonly state: DebtBreakEven['state']; readonly factor?: Figure } => ({
  state: breakEven.state,
  ...(breakEven.state === 'found' && { factor: share(breakEven.factor, { decimals: 0, identity }) }),
});

/**
 * The prices at which the debt of a plan is just served in a case; undefined where none is served. `targets`: those of the factors of all
 * prices. Throws NOT_FOUND (case).
 */
export const breakEvenFacts = async (
  plan: PlanFinancing,
  caseId: string,
  yieldNow: YieldWithCounts,
  targets?: readonly BreakEvenTarget[],
): Promise<FinancingBreakEven | undefined> => {
  await plan.prepareCase(caseId);
  if (plan.waterfallOf(caseId).result.minimumDscr === null) return undefined;
  const jointResults = await jointBreakEvens(plan, caseId, yieldNow, targets);
  // a search with all prices takes as long as those of the products together
  const productCount = plan.caseOf(caseId).valued.portfolio.products.length;
  await yieldNow(productCount, 2 * productCount);
  const products: FinancingBreakEven['products'][number][] = [];
  for (const { productId, plannedTonnes, netPrice, floor, cashCost, debtService } of await productFloors(plan, caseId, yieldNow)) {
    const breakEven = await productBreakEven(plan, caseId, productId, yieldNow);
    const identify = (measure: FigureMeasure) => ({ identity: identifyInCase(plan, caseId, measure, `product:${productId}`) });
    const average = averageReferencePrice(plan, caseId, productId);
    const reference = average && plan.baseBook.references.get(average.reference);
    products.push({
      ...factorFacts(breakEven, identify('priceFactor').identity),
      productId,
      name: plan.baseBook.products.get(productId)?.name ?? productId,
      ...(average &&
        reference && {
          reference: referenceLabel(plan.baseBook.references, average.reference),
          price: quotedPrice(average.price, reference.unit, identify('priceOverDebt')),
          ...(breakEven.state === 'found' && {
            breakEven: quotedPrice(average.price * breakEven.factor, reference.unit, identify('breakEvenPrice')),
          }),
        }),
      netPrice: usdPerDmt(netPrice, identify('netPriceOverDebt')),
      ...(floor && { floor: usdPerDmt(floor.netPrice, identify('floorOverDebt')) }),
      floorShare: share((floor?.tonnes ?? 0) / plannedTonnes, { decimals: 0, ...identify('floorShareOverDebt') }),
      cashCost: usdPerDmt(cashCost, identify('cashCostOverDebt')),
      debtService: usdPerDmt(debtService, identify('debtServicePerTonne')),
    });
    await yieldNow(productCount + products.length, 2 * productCount);
  }
  return {
    caseId,
    joint: jointResults.map(({ target, dscr, breakEven }) => ({
      target,
      dscr: ratio(dscr, { decimals: 2 }),
      ...factorFacts(breakEven, identifyInCase(plan, caseId, 'priceFactor', `covenant:${target}`)),
    })),
    products,
  };
};
