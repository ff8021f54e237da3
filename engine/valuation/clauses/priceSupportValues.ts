import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { PriceSupport } from '#shared/domain/terms.ts';
import { memoize } from '#shared/memoize.ts';
import { quarterOf } from '../../schedule/pricingMonths.ts';
import { supportedContent, supportPriceTerms, upsideShareAt } from '../priceSupport.ts';
import type { ContractMonth, PortfolioProduct } from '../types.ts';
import type { MovingMarket } from './expectedPricer.ts';
import type { Amounts, Delivery } from './pricedDeliveries.ts';

/**
 * Computes the expected present value of what a price-floor programme pays for each delivery, USD, on its payment month; without the
 * payer's default. A month without a programme has no entry.
 */
export const priceSupportValues = (
  movingMarket: MovingMarket,
  product: PortfolioProduct,
  months: readonly Pick<ContractMonth, 'month' | 'delivered'>[],
  contract: Pick<OfftakeContract, 'terms'>,
): { readonly supportedDeliveries: readonly Pick<Delivery, 'month' | 'final'>[]; readonly amounts: Amounts } => {
  const pricersOf = memoize((priceSupport: PriceSupport) => {
    const terms = supportPriceTerms(priceSupport);
    const key = JSON.stringify(priceSupport);
    const flooredTerms = { ...terms, collar: { level: 'leg', floor: priceSupport.floor } } as const;
    return {
      indexPricer: movingMarket.pricer(product, 'support', key, () => terms),
      flooredPricer: movingMarket.pricer(product, 'floored support', key, () => flooredTerms),
    };
  });
  const payments = months.flatMap(({ month, delivered }) => {
    const { priceSupport } = termsAt(contract, month);
    if (priceSupport === undefined) return [];
    const { indexPricer, flooredPricer } = pricersOf(priceSupport);
    const quarter = quarterOf(month);
    const finalMonth = quarter.to + priceSupport.paymentMonths;
    if (delivered === 0) return [{ month, final: finalMonth, amount: 0 }];
    const expectedAboveFloor = flooredPricer.net(quarter, month);
    // E max(0, F - P) = E max(P, F) - E P, and E max(0, P - F) = E max(P, F) - F
    const perTonne =
      expectedAboveFloor - indexPricer.net(quarter, month) - upsideShareAt(priceSupport, month) * (expectedAboveFloor - priceSupport.floor);
    const tonnes = delivered * supportedContent(priceSupport, product.assay);
    return [{ month, final: finalMonth, amount: movingMarket.context.discountFactor(finalMonth) * tonnes * perTonne }];
  });
  return { supportedDeliveries: payments, amounts: payments.map(({ amount }) => amount) };
};
