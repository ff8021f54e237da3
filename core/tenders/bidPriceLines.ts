import { explainNetPrice } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { dateOfMonth, daysBetween } from '#shared/domain/time.ts';
import { lineMessage } from '../portfolio/explain.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { ValuedBid } from './netback.ts';

/** Lists the lines of a bid's levelised price, USD/dmt: each month's lines weighted by its paid tonnes and discount factor. */
export const priceLines = (
  { settings: { valuationDate, discountRate }, market }: Workbook,
  { drafted: { plan, value }, netback }: ValuedBid,
  deal: OfftakeContract,
): readonly { readonly label: Message; readonly amount: number }[] => {
  const amounts = new Map<string, number>();
  for (const { month, delivered, makeUp } of value.months) {
    if (delivered === 0) continue;
    const weight = ((delivered - makeUp) * (1 + discountRate) ** (-daysBetween(valuationDate, dateOfMonth(month)) / 365)) / netback.tonnes;
    for (const { label, amount } of explainNetPrice(plan.portfolio, deal.id, market, month).slice(0, -1))
      addAmount(amounts, label, weight * amount);
  }
  return [...amounts].map(([label, amount]) => ({ label: lineMessage(label), amount }));
};
