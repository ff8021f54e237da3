import { type Facility as EngineFacility, yearlyRate } from '#engine';
import { sum } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { DATE_KEY, type LiveColumn, type Reference } from './liveTable.ts';
import { isCapitalised, keysOf, labelOf, type SheetFacility, type Timing } from './waterfallTerms.ts';

const sumOfPeriod = (series: readonly number[], month: number, k: number): number => sum(series.slice(Math.max(0, month - k), month));

/** Returns the columns of scheduled principal before the balance limits it: a formula of the balance, or an input. */
export const scheduledColumns = (sheetFacility: SheetFacility, { paid, firstRow, maturityRow }: Timing): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const { repayment, kind, linked, periodMonths: k } = facility;
  const isDue = (index: number): boolean => index >= firstRow && index < maturityRow && paid[index] !== undefined;
  const periodsLeft = (index: number): number => paid[maturityRow]! - paid[index]! + 1;
  /** The balance when repayment began. */
  const debt = (index: number, cell: Reference): string => cell(of('closing'), firstRow - 1 - index);
  const label = labelOf(sheetFacility, text('financing.sheet.scheduled'));
  const scheduledColumn = (formula: LiveColumn['formula']): LiveColumn => ({
    key: of('scheduled'),
    label,
    ...(kind === 'loan' && { value: (index: number) => (isDue(index) ? rows[index]!.scheduled : null) }),
    formula: (index, cell) => (isDue(index) ? formula!(index, cell) : undefined),
  });
  switch (repayment.style) {
    case 'bullet':
      return [{ key: of('scheduled'), label }];
    case 'linear':
      return [scheduledColumn((index, cell) => `${debt(index, cell)}/${periodsLeft(firstRow)}`)];
    case 'level': {
      const lastPaid = (index: number): number => paid.findLastIndex((period, i) => period !== undefined && i < index);
      // a loan follows its schedule, which a sweep does not change; a prepayment its balance
      const base = (index: number, cell: Reference): string =>
        kind === 'prepayment' || index === firstRow ? cell(of('closing'), -1) : cell(of('scheduledBalance'), -1);
      const columns = [
        scheduledColumn((index, cell) => {
          const periodsSince = Math.max(0, lastPaid(index));
          const rate = `(${cell(of('interestIndex'))}-${cell(of('interestIndex'), periodsSince - index)})`;
          const b = base(index, cell);
          const n = periodsLeft(index);
          return `IF(${rate}=0,${b}/${n},${b}*${rate}/(1-(1+${rate})^(-${n}))-${b}*${rate})`;
        }),
      ];
      if (kind === 'prepayment') return columns;
      return [
        ...columns,
        {
          key: of('scheduledBalance'),
          label: labelOf(sheetFacility, text('financing.sheet.scheduledBalance')),
          formula: (index, cell) =>
            index < firstRow || index >= maturityRow
              ? undefined
              : `${base(index, cell)}${paid[index] === undefined ? '' : `-${cell(of('scheduled'))}`}`,
        },
      ];
    }
    case 'sculpted':
    case 'schedule': {
      const shares = repayment.style === 'schedule' ? repayment.shares.slice(-periodsLeft(firstRow)) : undefined;
      const opening = rows[firstRow - 1]!.closing;
      return [
        {
          key: of('share'),
          label: labelOf(sheetFacility, text('financing.sheet.share')),
          decimals: 6,
          value: (index) => {
            if (!isDue(index)) return null;
            if (shares !== undefined) return sum(shares) > 0 ? shares[paid[index]! - paid[firstRow]!]! / sum(shares) : 0;
            return opening > 0 ? rows[index]!.scheduled / opening : 0;
          },
        },
        scheduledColumn((index, cell) => `${debt(index, cell)}*${cell(of('share'))}`),
      ];
    }
    default: {
      const amount = (index: number): number | null => {
        if (!isDue(index)) return null;
        const { month } = rows[index]!;
        return repayment.style === 'perTonne'
          ? repayment.usdPerTonne * sumOfPeriod(linked!.tonnes, month, k)
          : repayment.share * Math.max(0, sumOfPeriod(linked!.payments, month, k));
      };
      return [{ key: of('scheduled'), label, value: amount }];
    }
  }
};

/** The year fraction between two dates of the sheet; a month of 30/360 is one twelfth. */
const yearFraction = ({ dayCount }: EngineFacility, cell: Reference): string => {
  const [from, to] = [cell(DATE_KEY, -1), cell(DATE_KEY)];
  if (dayCount === '30/360') return `((YEAR(${to})-YEAR(${from}))*12+MONTH(${to})-MONTH(${from}))/12`;
  return `(${to}-${from})/${dayCount === 'actual/360' ? 360 : 365}`;
};

/** Returns the columns of interest: rate, interest of one dollar since the start, accrued and due interest. */
export const interestColumns = (sheetFacility: SheetFacility, { paid, maturityRow }: Timing): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const { start, periodMonths: k, opening } = facility;
  const isPaid = (index: number): boolean => paid[index] !== undefined;
  // accrual starts at 0 after a payment
  const carried = (key: string, index: number, cell: Reference): string => (isPaid(index - 1) ? '0' : cell(of(key), -1));
  const growth = (cell: Reference): string => `(${cell(of('interestIndex'))}-${cell(of('interestIndex'), -1)})`;
  return [
    {
      key: of('rate'),
      label: labelOf(sheetFacility, text('financing.field.rate')),
      decimals: 6,
      value: (index) =>
        index === 0 || rows[index]!.month <= start ? null : yearlyRate(facility, Math.ceil((rows[index]!.month - start) / k)),
    },
    {
      key: of('interestIndex'),
      label: labelOf(sheetFacility, text('financing.sheet.interestIndex')),
      decimals: 6,
      value: (index) => (index === 0 ? 0 : null),
      formula: (index, cell) =>
        index === 0 ? undefined : `${cell(of('interestIndex'), -1)}+${cell(of('rate'))}*${yearFraction(facility, cell)}`,
    },
    {
      key: of('accrued'),
      label: labelOf(sheetFacility, text('financing.sheet.accrued')),
      // an opening facility's flow at the valuation is its balance, its arrears and the interest accrued
      value: (index) => (index === 0 && opening ? sheetFacility.accrued : null),
      formula: (index, cell) =>
        index === 0 || index > maturityRow ? undefined : `${carried('accrued', index, cell)}+${cell(of('closing'), -1)}*${growth(cell)}`,
    },
    {
      key: of('interest'),
      label: labelOf(sheetFacility, text('financing.waterfall.interest')),
      value: (index) => (isPaid(index) && index <= maturityRow ? rows[index]!.interest : null),
      formula: (index, cell) => (isPaid(index) && index <= maturityRow ? cell(of('accrued')) : undefined),
    },
    {
      key: of('arrearsAccrued'),
      label: labelOf(sheetFacility, text('financing.sheet.arrearsAccrued')),
      formula: (index, cell) =>
        index === 0
          ? undefined
          : `${carried('arrearsAccrued', index, cell)}+(${cell(of('arrearsInterest'), -1)}+${cell(of('arrearsPrincipal'), -1)})*${growth(cell)}`,
    },
    {
      key: of('interestOnArrears'),
      label: labelOf(sheetFacility, text('financing.waterfall.interestOnArrears')),
      value: (index) => (isPaid(index) ? rows[index]!.interestOnArrears : null),
      formula: (index, cell) => (isPaid(index) ? cell(of('arrearsAccrued')) : undefined),
    },
  ];
};

/** Returns the columns of interest and principal that fall due of a loan. */
export const loanColumns = (sheetFacility: SheetFacility, timing: Timing): readonly LiveColumn[] => {
  const { rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const { paid, maturityRow } = timing;
  return [
    {
      key: of('capitalised'),
      label: labelOf(sheetFacility, text('financing.waterfall.capitalised')),
      value: (index) => (isCapitalised(sheetFacility, paid[index]) ? rows[index]!.capitalised : null),
      formula: (index, cell) => (isCapitalised(sheetFacility, paid[index]) ? cell(of('interest')) : undefined),
    },
    {
      key: of('principal'),
      label: labelOf(sheetFacility, text('financing.waterfall.principal')),
      value: (index) => (index >= timing.firstRow && index <= maturityRow && paid[index] !== undefined ? rows[index]!.principal : null),
      formula: (index, cell) => {
        if (index < timing.firstRow || index > maturityRow || paid[index] === undefined) return undefined;
        const balance = cell(of('closing'), -1);
        return index === maturityRow ? balance : `MIN(0+${cell(of('scheduled'))},${balance})`;
      },
    },
  ];
};

/** Returns the columns of amounts set off against the linked payments of a prepayment, interest first, and of the balance at maturity. */
export const prepaymentColumns = (sheetFacility: SheetFacility, { paid, firstRow, maturityRow }: Timing): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const isLive = (index: number): boolean => paid[index] !== undefined && index <= maturityRow;
  const remainingBalance = (cell: Reference): string => `${cell(of('closing'), -1)}+${cell(of('capitalised'))}-${cell(of('principal'))}`;
  const atMaturity = (key: 'recourse' | 'lapsed', isShown: boolean): LiveColumn => ({
    key: of(key),
    label: labelOf(sheetFacility, text(`financing.waterfall.${key}`)),
    value: (index) => (isShown && index === maturityRow ? rows[index]![key] : null),
    formula: (index, cell) => (isShown && index === maturityRow ? remainingBalance(cell) : undefined),
  });
  return [
    {
      key: of('linked'),
      label: labelOf(sheetFacility, text('financing.sheet.linked')),
      value: (index) => (isLive(index) ? sumOfPeriod(facility.linked?.payments ?? [], rows[index]!.month, facility.periodMonths) : null),
    },
    {
      key: of('interestSetOff'),
      label: labelOf(sheetFacility, text('financing.sheet.interestSetOff')),
      value: (index) => (isLive(index) ? rows[index]!.interest - rows[index]!.capitalised : null),
      formula: (index, cell) =>
        !isLive(index) || isCapitalised(sheetFacility, paid[index])
          ? undefined
          : `MIN(MAX(0,${cell(of('linked'))}),${cell(of('interest'))})`,
    },
    {
      key: of('capitalised'),
      label: labelOf(sheetFacility, text('financing.waterfall.capitalised')),
      value: (index) => (isLive(index) ? rows[index]!.capitalised : null),
      formula: (index, cell) => (isLive(index) ? `${cell(of('interest'))}-${cell(of('interestSetOff'))}` : undefined),
    },
    {
      key: of('principal'),
      label: labelOf(sheetFacility, text('financing.sheet.principalSetOff')),
      value: (index) => (isLive(index) && index >= firstRow ? rows[index]!.principal : null),
      formula: (index, cell) => {
        if (!isLive(index) || index < firstRow) return undefined;
        const balance = cell(of('closing'), -1);
        const dueFormula = index === maturityRow ? balance : `MIN(MAX(0,${cell(of('scheduled'))}),${balance})`;
        return `MIN(MAX(0,${cell(of('linked'))})-${cell(of('interestSetOff'))},${dueFormula})`;
      },
    },
    {
      key: of('setOff'),
      label: labelOf(sheetFacility, text('financing.waterfall.setOff')),
      value: (index) => rows[index]!.setOff,
      formula: (_, cell) => `${cell(of('interestSetOff'))}+${cell(of('principal'))}`,
    },
    atMaturity('recourse', facility.recourse),
    atMaturity('lapsed', !facility.recourse),
  ];
};

/** Returns the columns of a facility whose dates are within periods: its amounts are inputs. */
export const inputColumns = (sheetFacility: SheetFacility): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const inputColumn = (key: 'interest' | 'interestOnArrears' | 'capitalised' | 'principal' | 'recourse' | 'lapsed'): LiveColumn => ({
    key: of(key),
    label: labelOf(sheetFacility, text(`financing.waterfall.${key}`)),
    value: (index) => (index === 0 ? null : rows[index]![key]),
  });
  const lines = [inputColumn('interest'), inputColumn('interestOnArrears'), inputColumn('capitalised'), inputColumn('principal')];
  if (facility.kind === 'loan') return lines;
  return [
    ...lines,
    {
      key: of('interestSetOff'),
      label: labelOf(sheetFacility, text('financing.sheet.interestSetOff')),
      value: (index) => (index === 0 ? null : rows[index]!.setOff - rows[index]!.principal),
    },
    {
      key: of('setOff'),
      label: labelOf(sheetFacility, text('financing.waterfall.setOff')),
      value: (index) => rows[index]!.setOff,
      formula: (_, cell) => `${cell(of('interestSetOff'))}+${cell(of('principal'))}`,
    },
    inputColumn('recourse'),
    inputColumn('lapsed'),
  ];
};
