import { deliverySchedule } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure } from '../portfolio/figures.ts';
import type { DraftedContract } from './previewFigures.ts';
import { termWarnings } from './termWarnings.ts';

type Warning = ContractPreview['warnings'][number];

/** Warns of the first year in which production is below the called tonnes. */
const oversoldWarnings = ({ value }: DraftedContract): readonly Warning[] => {
  const short = value.months.find(({ cut }) => cut > 1e-6);
  if (short === undefined) return [];
  const year = yearOf(short.month);
  const tonnes = sumBy(value.months, ({ month, cut }) => (yearOf(month) === year ? cut : 0));
  return [
    {
      path: 'terms.0.quantity.tonnesPerYear',
      message: message('warning.oversold', { tonnes: { value: tonnes, unit: 'count' }, year }),
    },
  ];
};

/** Warns of a current position that is not of the valuation month, or of deliveries whose final payment was due by then. */
const openingWarnings = ({ book, contract }: DraftedContract): readonly Warning[] => {
  const { opening } = contract;
  if (opening === undefined) return [];
  const asOf = monthFigure(opening.asOf);
  if (opening.asOf > book.valuationMonth) return [{ path: 'opening.asOf', message: message('warning.openingAhead', { month: asOf }) }];
  const due = opening.openDeliveries.flatMap(({ month }, i): Warning[] => {
    const [scheduled] = deliverySchedule(contract, month, month, month);
    // an option may still be declared for a later period
    if (scheduled === undefined || scheduled.terms.quotation.alternatives.length > 1 || scheduled.finalPayment > book.valuationMonth)
      return [];
    return [{ path: `opening.openDeliveries.${i}.month`, message: message('warning.finalDue', { month: monthFigure(month) }) }];
  });
  return opening.asOf < book.valuationMonth
    ? [{ path: 'opening.asOf', message: message('warning.openingBehind', { month: asOf }) }, ...due]
    : due;
};

/** Lists warnings about a valid draft. */
export const previewWarnings = (draft: DraftedContract): ContractPreview['warnings'] => {
  const { book, contract, value } = draft;
  return [
    ...(value.flows.length === 0 && contract.end <= book.valuationMonth ? [{ path: 'end', message: message('warning.over') }] : []),
    ...(contract.end > book.lastMonth
      ? [{ path: 'end', message: message('warning.beyondHorizon', { year: yearOf(book.lastMonth) }) }]
      : []),
    ...openingWarnings(draft),
    ...oversoldWarnings(draft),
    ...termWarnings(draft.contract, draft.product),
  ];
};
