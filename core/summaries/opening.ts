import type { OfftakeContract } from '#shared/domain/contract.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import { figureText, joined } from '#shared/presentation/message.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { dmt, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { type TermRow, usdPerDmtText } from './priceTerms.ts';

/** Where a contract under way stands, for readers inside the house: its contract year so far, and what earlier months left open. */
export const openingRows = (book: Workbook, { start, end, opening }: OfftakeContract): readonly TermRow[] => {
  const underWay = start <= book.valuationMonth && end > book.valuationMonth;
  if (opening === undefined) {
    return underWay ? [{ term: text('summaries.term.underWay'), value: text('summaries.term.underWayNominal') }] : [];
  }
  const tonnes = (value: number) => joined(figureText(dmt(value), 'm'));
  const money = (value: number) => joined(figureText(usd(value, { decimals: 1 }), book.settings.moneyScale));
  const list = (term: string, values: readonly string[]): readonly TermRow[] =>
    values.length === 0 ? [] : [{ term, value: values.join(semicolon()) }];
  return [
    {
      term: text('summaries.term.underWay'),
      value: text('summaries.term.underWayValue', {
        month: formatMonth(opening.asOf),
        taken: tonnes(opening.takenTonnes),
        paid: tonnes(opening.paidTonnes),
        amount: money(opening.paidValueUsd),
      }),
    },
    ...list(
      text('summaries.term.openDeliveries'),
      opening.openDeliveries.map((delivery) =>
        text('summaries.term.openDelivery', {
          month: formatMonth(delivery.month),
          tonnes: tonnes(delivery.tonnes),
          amount: money(delivery.provisionalPaidUsd),
        }),
      ),
    ),
    ...list(
      text('summaries.term.makeUpLots'),
      opening.makeUpLots.map((lot) =>
        text('summaries.term.makeUpLot', {
          tonnes: tonnes(lot.tonnes),
          price: usdPerDmtText(lot.priceUsdPerDmt),
          month: formatMonth(lot.lastMonth),
        }),
      ),
    ),
    ...(opening.deferredTonnes > 0 ? [{ term: text('summaries.term.deferred'), value: tonnes(opening.deferredTonnes) }] : []),
    ...list(
      text('summaries.term.unpaid'),
      opening.unpaid.map(({ date, amountUsd }) => text('summaries.term.unpaidValue', { amount: money(amountUsd), date: formatDate(date) })),
    ),
  ];
};
