import type { Label } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { message } from '#shared/messages/text.ts';
import { exactUsdPerDmt, type TermRow } from '../contracts/priceTermRows.ts';
import { date, dmt, month, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** Lists the position of a contract in progress, for readers inside the company: its contract year so far, and open items of earlier months. */
export const openingRows = (book: Workbook, { start, end, opening }: OfftakeContract): readonly TermRow[] => {
  const isUnderWay = start <= book.valuationMonth && end > book.valuationMonth;
  if (opening === undefined) {
    return isUnderWay ? [{ term: message('summaries.term.underWay'), value: message('summaries.term.underWayNominal') }] : [];
  }
  const money = (value: number) => usd(value, { decimals: 1 });
  const list = (term: Label, values: readonly Label[]): readonly TermRow[] =>
    values.length === 0 ? [] : [{ term, value: { list: values, by: 'semicolon' } }];
  return [
    {
      term: message('summaries.term.underWay'),
      value: message('summaries.term.underWayValue', {
        month: month(opening.asOf),
        taken: dmt(opening.takenTonnes),
        paid: dmt(opening.paidTonnes),
        amount: money(opening.paidValueUsd),
      }),
    },
    ...list(
      message('summaries.term.openDeliveries'),
      opening.openDeliveries.map((delivery) =>
        message('summaries.term.openDelivery', {
          month: month(delivery.month),
          tonnes: dmt(delivery.tonnes),
          amount: money(delivery.provisionalPaidUsd),
        }),
      ),
    ),
    ...list(
      message('summaries.term.makeUpLots'),
      opening.makeUpLots.map((lot) =>
        message('summaries.term.makeUpLot', {
          tonnes: dmt(lot.tonnes),
          price: exactUsdPerDmt(lot.priceUsdPerDmt),
          month: month(lot.lastMonth),
        }),
      ),
    ),
    ...(opening.deferredTonnes > 0 ? [{ term: message('summaries.term.deferred'), value: dmt(opening.deferredTonnes) }] : []),
    ...list(
      message('summaries.term.unpaid'),
      opening.unpaid.map((payment) =>
        message('summaries.term.unpaidValue', { amount: money(payment.amountUsd), date: date(payment.date) }),
      ),
    ),
  ];
};
