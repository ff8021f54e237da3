import { createOpenPricing, mergeOpenPricing, type OpenPricing } from '#engine';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** What of a plan is open in the months ahead; others get their turn between two contracts. */
export const openPositions = async (
  book: Workbook,
  { portfolio, value }: Pick<ValuedPlan, 'portfolio' | 'value'>,
  monthsAhead: number,
  pause: () => Promise<void>,
): Promise<OpenPricing> => {
  const openOf = createOpenPricing(portfolio, value, book.market, monthsAhead);
  const parts: OpenPricing[] = [];
  for (const entry of portfolio.contracts) {
    parts.push(openOf(entry));
    await pause();
  }
  return mergeOpenPricing(parts);
};
