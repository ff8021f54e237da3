import type { FacilityPeriod, WaterfallPeriod } from '#shared/contract/financing.ts';
import { dateOfMonth } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import type { WriteCell, WriteSheet } from '../documents/tableFile.ts';
import { waterfallPeriods } from '../financing/overview.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';

type Column = {
  readonly label: string;
  /** The amount of a row; null leaves its cell empty. */
  readonly value: (period: WaterfallPeriod, index: number) => number | null;
  /** The formula of a row of the sheet; undefined for an input. */
  readonly formula?: (row: number, index: number) => string | undefined;
  readonly decimals?: number;
};

/** First row of the amounts: below the title and the heads. */
const FIRST = 3;
const MONTHS_OF_DSCR = 12;

/** The letters of a column of a sheet, 0 = A. */
const letters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);

const COSTS = ['haircut', 'operatingCost', 'fixedCost', 'sustainingCapital', 'closureCost', 'royalty', 'tax'] as const;
const REVENUE = ['contractRevenue', 'spotRevenue'] as const;

/** Columns are built in order, so that a formula can name the letter of another one. */
const buildColumns = (plan: PlanFinancing, periods: readonly WaterfallPeriod[]): readonly Column[] => {
  const columns: Column[] = [];
  // column A has the month
  const add = (column: Column): string => letters(columns.push(column));
  const cashLetters = (keys: readonly (keyof WaterfallPeriod['cash'])[]): readonly string[] =>
    keys.map((key) => add({ label: text(`financing.cash.${key}`), value: ({ cash }) => cash[key] }));
  const [revenue, costs] = [cashLetters(REVENUE), cashLetters(COSTS)];
  const cfads = add({
    label: text('financing.cash.cfads'),
    value: (period) => period.cfads,
    formula: (row) => [...revenue.map((one) => `+${one}${row}`), ...costs.map((one) => `-${one}${row}`)].join('').slice(1),
  });
  const line = (key: 'draws' | 'uses' | 'fees' | 'interestPaid' | 'principalPaid' | 'distribution' | 'reserve'): string =>
    add({ label: text(`financing.line.of.${key}`), value: (period) => period[key] });
  const [draws, uses, fees, interest, principal, distribution, reserve] = [
    line('draws'),
    line('uses'),
    line('fees'),
    line('interestPaid'),
    line('principalPaid'),
    line('distribution'),
    line('reserve'),
  ];
  // the columns of opening cash, change of the reserve and closing cash follow one another
  const opening = letters(columns.length + 1);
  const change = letters(columns.length + 2);
  const closing = letters(columns.length + 3);
  const changeOf = (index: number): number => {
    const period = periods[index]!;
    const before = periods[index - 1];
    if (before !== undefined) return period.reserve - before.reserve;
    const paid = period.uses + period.fees + period.interestPaid + period.principalPaid + period.distribution;
    return period.openingCash + period.cfads + period.draws - paid - period.closingCash;
  };
  add({
    label: text('financing.line.of.openingCash'),
    value: (period) => period.openingCash,
    formula: (row, index) => (index === 0 ? undefined : `${closing}${row - 1}`),
  });
  add({
    label: text('financing.sheet.reserveChange'),
    value: (_, index) => changeOf(index),
    formula: (row, index) => (index === 0 ? undefined : `${reserve}${row}-${reserve}${row - 1}`),
  });
  add({
    label: text('financing.line.of.closingCash'),
    value: (period) => period.closingCash,
    formula: (row) =>
      `${opening}${row}+${cfads}${row}+${draws}${row}-${uses}${row}-${fees}${row}-${interest}${row}-${principal}${row}-${change}${row}-${distribution}${row}`,
  });
  const service = add({ label: text('financing.chart.due'), value: (period) => period.service });
  add({
    label: text('financing.ratio.dscr'),
    value: (period) => period.dscr,
    decimals: 3,
    formula: (row, index) => {
      const from = FIRST + periods.findIndex(({ to }) => to > periods[index]!.to - MONTHS_OF_DSCR);
      return `SUM(${cfads}${from}:${cfads}${row})/SUM(${service}${from}:${service}${row})`;
    },
  });
  const balances = (periods[0]?.facilities ?? []).map(({ facilityId }, at) => {
    const name = plan.facilities.find(({ id }) => id === facilityId)?.name ?? facilityId;
    const of = (line: keyof FacilityPeriod & ('draw' | 'capitalised' | 'principal')): string =>
      add({
        label: text('financing.waterfall.ofFacility', { name, line: text(`financing.waterfall.${line}`) }),
        value: ({ facilities }) => facilities[at]![line],
      });
    const [draw, capitalised, due] = [of('draw'), of('capitalised'), of('principal')];
    const other = add({
      label: text('financing.waterfall.ofFacility', { name, line: text('financing.sheet.otherRepayment') }),
      value: ({ facilities }) => {
        const { sweep, recourse, lapsed } = facilities[at]!;
        return sweep + recourse + lapsed;
      },
    });
    const own = letters(columns.length + 1);
    return add({
      label: text('financing.waterfall.ofFacility', { name, line: text('financing.waterfall.closing') }),
      value: ({ facilities }) => facilities[at]!.closing,
      formula: (row, index) =>
        index === 0 ? undefined : `${own}${row - 1}+${draw}${row}+${capitalised}${row}-${due}${row}-${other}${row}`,
    });
  });
  const arrears = add({ label: text('financing.line.of.arrears'), value: ({ facilities }) => sumBy(facilities, (one) => one.arrears) });
  add({
    label: text('financing.line.of.closingDebt'),
    value: (period) => period.closingDebt,
    formula: (row) => [...balances, arrears].map((one) => `${one}${row}`).join('+'),
  });
  return columns;
};

const NO_DECIMALS = 0;

/** The waterfall of a plan's debt in the base case with live formulas: inputs are values, sums, cash, coverage and balances are formulas. */
export const waterfallSheet = (plan: PlanFinancing, print: NonNullable<WriteSheet['print']>): WriteSheet | undefined => {
  if (plan.facilities.length === 0) return undefined;
  const periods = waterfallPeriods(plan, 'base');
  const columns = buildColumns(plan, periods);
  const cell = ({ value, formula, decimals = NO_DECIMALS }: Column, period: WaterfallPeriod, index: number): WriteCell | undefined => {
    const amount = value(period, index);
    if (amount === null) return undefined;
    const live = formula?.(FIRST + index, index);
    return { value: amount + 0, decimals, ...(live === undefined ? { look: 'input' } : { formula: live }) };
  };
  return {
    name: text('financing.sheet.waterfall'),
    rows: [
      [{ value: text('financing.sheet.note'), look: 'note', across: { columns: 8, lines: 1 } }],
      [
        { value: text('financing.period'), look: 'head' },
        ...columns.map(({ label }): WriteCell => ({ value: label, look: 'head', align: 'right' })),
      ],
      ...periods.map((period, index) => [
        { value: dateOfMonth(period.to), date: 'month' as const },
        ...columns.map((column) => cell(column, period, index)),
      ]),
    ],
    widths: [12, ...columns.map(() => 18)],
    freeze: { rows: FIRST - 1, columns: 1 },
    print: { ...print, titleRow: FIRST - 2 },
  };
};
