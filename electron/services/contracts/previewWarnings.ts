import { deliverySchedule, payableGrade } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { formatMonth, formatNumber, formatPercent } from '#shared/units/format.ts';
import { elementName } from '../portfolio/explain.ts';
import type { Drafted } from './previewFigures.ts';

type Warning = ContractPreview['warnings'][number];

/** Penalties whose levels the product's assay is above: the buyer may reject, the port may refuse. */
const assayWarnings = ({ contract, product }: Drafted): readonly Warning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (!('penalties' in price)) return [];
    return price.penalties.flatMap(({ element, rejectAbove, importLimit }, j): Warning[] => {
      const grade = product.assay[element] ?? 0;
      const path = `terms.${i}.price.penalties.${j}`;
      const values = (limit: number) => ({
        element: elementName(element),
        grade: formatPercent(grade, { decimals: 2 }),
        limit: formatPercent(limit, { decimals: 2 }),
      });
      return [
        ...(rejectAbove !== undefined && grade > rejectAbove
          ? [{ path: `${path}.rejectAbove`, message: message('warning.reject', values(rejectAbove)) }]
          : []),
        ...(importLimit !== undefined && grade > importLimit
          ? [{ path: `${path}.importLimit`, message: message('warning.importLimit', values(importLimit)) }]
          : []),
      ];
    });
  });

/** Metals that the deduction leaves nothing of: they are paid for in name only. */
const payableWarnings = ({ contract, product }: Drafted): readonly Warning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (price.basis !== 'payableMetal') return [];
    return price.payables.flatMap((payable, j): Warning[] => {
      // a by-product below the first step of its scale is how the trade leaves it unpaid
      if (j > 0 && payable.rule === 'scale') return [];
      const grade = product.assay[payable.element];
      if (grade === undefined || payableGrade({ ...payable, grade, scale: payable.rule === 'scale' ? payable.scale : undefined }) > 0)
        return [];
      return [
        {
          path: `terms.${i}.price.payables.${j}.deduction`,
          message: message('warning.nothingPayable', {
            element: elementName(payable.element),
            grade: formatPercent(grade, { decimals: grade < 0.001 ? 4 : 2 }),
          }),
        },
      ];
    });
  });

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
    ...assayWarnings(draft),
    ...payableWarnings(draft),
  ];
};
