import { text } from '#shared/messages/text.ts';
import type { LiveColumn } from './liveTable.ts';
import { inputColumns, interestColumns, loanColumns, prepaymentColumns, scheduledColumns } from './waterfallDues.ts';
import { aheadColumns, balanceColumns, paymentColumns, targetColumns } from './waterfallPayments.ts';
import { followsPeriods, keysOf, labelOf, type SheetFacility, timingOf } from './waterfallTerms.ts';

/** Maximum number of future payments in the formula of a reserve. Reserves for more are inputs. */
const MAX_PAYMENTS_AHEAD = 3;

/** Returns the columns of a facility: amounts due, payments from cash and reserve, balance. `ranks` has all facilities by rank. */
export const facilityColumns = (sheetFacility: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const timing = timingOf(sheetFacility);
  const isLive = followsPeriods(sheetFacility);
  const k = facility.periodMonths;
  const requiredCount =
    facility.kind === 'loan' && isLive ? Math.max(Math.ceil(facility.dsraMonths / k), rows.some((row) => row.setAside > 0) ? 1 : 0) : 0;
  const count = requiredCount > MAX_PAYMENTS_AHEAD ? 0 : requiredCount;
  const input = (key: string, label: string, value: (index: number) => number | null): LiveColumn => ({ key: of(key), label, value });
  return [
    input('draw', labelOf(sheetFacility, text('financing.waterfall.draw')), (index) => rows[index]!.draw),
    ...(isLive ? interestColumns(sheetFacility, timing) : inputColumns(sheetFacility)),
    ...(isLive ? scheduledColumns(sheetFacility, timing) : []),
    ...(isLive ? (facility.kind === 'loan' ? loanColumns : prepaymentColumns)(sheetFacility, timing) : []),
    ...(facility.kind === 'loan'
      ? [
          // in the first row it is part of the reserve
          input('atClose', labelOf(sheetFacility, text('financing.sheet.atClose')), (index) => (index === 0 ? null : rows[index]!.atClose)),
        ]
      : []),
    ...paymentColumns(sheetFacility, ranks),
    ...aheadColumns(sheetFacility, timing, count),
    ...targetColumns(sheetFacility, timing, count),
    ...balanceColumns(sheetFacility, ranks),
  ];
};
