import { deliverySchedule } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import type { Drafted } from './previewFigures.ts';
import { termWarnings } from './termWarnings.ts';

type Warning = ContractPreview['warnings'][number];

/** The first year in which production lacks tonnes that the contract calls. */
const oversold = ({ value }: Drafted): readonly Warning[] => {
  const short = value.months.find(({ cut }) => cut > 1e-6);
  if (short === undefined) return [];
  const year = yearOf(short.month);
  const tonnes = value.months.reduce((sum, { month, cut }) => sum + (yearOf(month) === year ? cut : 0), 0);
  return [
    {
      path: 'terms.0.quantity.tonnesPerYear',
      message: message('warning.oversold', { tonnes: formatNumber(tonnes, { decimals: 0 }), year: String(year) }),
    },
  ];
};

/** Where an opening does not stand at the valuation, or names what was due by then. */
const openingWarnings = ({ book, contract }: Drafted): readonly Warning[] => {
  const { opening } = contract;
  if (opening === undefined) return [];
  const asOf = formatMonth(opening.asOf);
  if (opening.asOf > book.valuationMonth) return [{ path: 'opening.asOf', message: message('warning.openingAhead', { month: asOf }) }];
  const due = opening.openDeliveries.flatMap(({ month }, i): Warning[] => {
    const [scheduled] = deliverySchedule(contract, month, month, month);
    // an option may still be declared for a later period
    if (scheduled === undefined || scheduled.terms.quotation.alternatives.length > 1 || scheduled.finalPayment > book.valuationMonth)
      return [];
    return [{ path: `opening.openDeliveries.${i}.month`, message: message('warning.finalDue', { month: formatMonth(month) }) }];
  });
  return opening.asOf < book.valuationMonth
    ? [{ path: 'opening.asOf', message: message('warning.openingBehind', { month: asOf }) }, ...due]
    : due;
};

/** What a person should know of a draft that is lawful all the same. */
export const previewWarnings = (draft: Drafted): ContractPreview['warnings'] => {
  const { book, contract, value } = draft;
  return [
    ...(value.flows.length === 0 && contract.end <= book.valuationMonth ? [{ path: 'end', message: message('warning.over') }] : []),
    ...(contract.end > book.lastMonth
      ? [{ path: 'end', message: message('warning.beyondHorizon', { year: String(yearOf(book.lastMonth)) }) }]
      : []),
    ...openingWarnings(draft),
    ...oversold(draft),
    ...termWarnings(draft.contract, draft.product),
  ];
};
