import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import type { ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { alternativePricingMonths, type MonthRange } from '../schedule/pricingMonths.ts';
import type { Pricer } from './pricer.ts';
import { isPriceAbove } from './tolerances.ts';

/**
 * Index of the alternative that prices a delivery: the only one, or the one that its holder declares by the net prices expected in the
 * month of declaration (buyer: lowest, seller: highest; the first on a tie).
 */
export const declaredAlternative = (terms: Terms, month: Month, pricer: Pricer): number => {
  const { alternatives, holder, declarationMonths } = terms.quotation;
  if (holder === 'none' || alternatives.length === 1) return 0;
  const first = alternativePricingMonths(terms, month, 0);
  const declarationMonth = first.from - declarationMonths;
  let bestIndex = 0;
  let bestNet = pricer.expected(first, month, declarationMonth);
  for (let i = 1; i < alternatives.length; i++) {
    const net = pricer.expected(alternativePricingMonths(terms, month, i), month, declarationMonth);
    if (holder === 'seller' ? isPriceAbove(net, bestNet) : isPriceAbove(bestNet, net)) {
      bestIndex = i;
      bestNet = net;
    }
  }
  return bestIndex;
};

/** The pricing months of the alternative that `declaredAlternative` finds. */
export const declaredPricing = ({ terms, month }: Pick<ScheduledMonth, 'terms' | 'month'>, pricer: Pricer): MonthRange =>
  alternativePricingMonths(terms, month, declaredAlternative(terms, month, pricer));
