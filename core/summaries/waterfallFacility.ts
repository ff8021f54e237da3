import { text } from '#shared/messages/text.ts';
import type { LiveColumn } from './liveTable.ts';
import { inputColumns, interestColumns, loanColumns, prepaymentColumns, scheduledColumns } from './waterfallDues.ts';
import { aheadColumns, balanceColumns, paymentColumns, targetColumns } from './waterfallPayments.ts';
import { followsPeriods, keysOf, labelOf, type SheetFacility, timingOf } from './waterfallTerms.ts';

/** Maximum number of future payments in the formula of a reserve. Reserves for more are inputs. */
const MAX_PAYMENTS_AHEAD = 3;

/** Returns the columns of a facility: amounts due, payments from cash and reserve, balance. `ranks` has all facilities by rank. */
export const facilityColumns = (one: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, rows } = one;
  const of = keysOf(one.id);
  const timing = timingOf(one);
  const isLive = followsPeriods(one);
  const k = facility.periodMonths;
  const requiredCount =
    facility.kind === 'loan' && isLive ? Math.max(Math.ceil(facility.dsraMonths / k), rows.some((row) => row.setAside > 0) ? 1 : 0) : 0;
  const count = requiredCount > MAX_PAYMENTS_AHEAD ? 0 : requiredCount;
  const input = (key: string, label: string, value: (index: number) => number | null): LiveColumn => ({ key: of(key), label, value });
  return [
    input('draw', labelOf(one, text('financing.waterfall.draw')), (index) => rows[index]!.draw),
    ...(isLive ? interestColumns(one, timing) : inputColumns(one)),
    ...(isLive ? scheduledColumns(one, timing) : []),
    ...(isLive ? (facility.kind === 'loan' ? loanColumns : prepaymentColumns)(one, timing) : []),
    ...(facility.kind === 'loan'
      ? [
          // in the first row it is part of the reserve
          input('atClose', labelOf(one, text('financing.sheet.atClose')), (index) => (index === 0 ? null : rows[index]!.atClose)),
        ]
      : []),
    ...paymentColumns(one, ranks),
    ...aheadColumns(one, timing, count),
    ...targetColumns(one, timing, count),
    ...balanceColumns(one, ranks),
  ];
};
