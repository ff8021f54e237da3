import type { Message } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { dateOfMonth, daysBetween } from '#shared/domain/time.ts';
import { priceDetail, weightedPriceLines } from '../contracts/priceDetails.ts';
import { lineMessage } from '../portfolio/explain.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { ValuedBid } from './netback.ts';

/** A line of a bid's figure, with what it is computed from. */
export type BidLine = { readonly label: Message; readonly amount: number; readonly detail?: Message | undefined };

/** Lists the lines of a bid's levelised price, USD/dmt: each month's lines weighted by its paid tonnes and discount factor. */
export const priceLines = (book: Workbook, { drafted: { plan, value }, netback }: ValuedBid, deal: OfftakeContract): readonly BidLine[] => {
  const { valuationDate, discountRate } = book.settings;
  const factor = (month: number) => (1 + discountRate) ** (-daysBetween(valuationDate, dateOfMonth(month)) / 365);
  const weights = value.months
    .filter(({ delivered }) => delivered !== 0)
    .map(({ month, delivered, makeUp }) => ({ month, weight: ((delivered - makeUp) * factor(month)) / netback.tonnes }));
  return weightedPriceLines(plan, book, deal.id, weights)
    .slice(0, -1)
    .map((line) => {
      const detail = priceDetail(book, line);
      return { label: lineMessage(line.label), amount: line.amount, ...(detail === undefined ? {} : { detail }) };
    });
};
