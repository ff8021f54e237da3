import type { Facility as EngineFacility, Financing } from '#engine';
import type { CashLines } from '#shared/contract/financing.ts';
import { Covenant } from '#shared/domain/financing.ts';
import { dateOfMonth } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import type { WriteCell, WriteSheet } from '../documents/tableFile.ts';
import { waterfallPeriods } from '../financing/overview.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { type LiveColumn, liveCells, type Reference, sumFormula } from './liveTable.ts';
import { facilityColumns } from './waterfallFacility.ts';
import { labelOf, type SheetFacility } from './waterfallTerms.ts';

/** First row of the amounts: below the title and the heads. */
const FIRST_AMOUNT_ROW = 3;
const MONTHS_OF_DSCR = 12;
const TOLERANCE = 1e-9;

const COSTS = ['haircut', 'operatingCost', 'fixedCost', 'sustainingCapital', 'closureCost', 'royalty', 'tax'] as const;
const REVENUE = ['contractRevenue', 'spotRevenue'] as const;

type Sheet = {
  readonly periods: Financing['periods'];
  readonly cash: readonly CashLines[];
  readonly facilities: readonly SheetFacility[];
  /** Facilities by rank, the lowest first. Prepayments are set off before any is paid. */
  readonly ranks: readonly (readonly SheetFacility[])[];
  readonly minimumCash: number;
};

type PeriodKey = {
  [K in keyof Financing['periods'][number]]: Financing['periods'][number][K] extends number ? K : never;
}[keyof Financing['periods'][number]];

const sumOf = (facilities: readonly SheetFacility[], key: string, cell: Reference): string =>
  sumFormula(facilities.map(({ id }) => cell(`${id}.${key}`)));

/** Builds the columns of cash flow, draws, uses and fees, and of cash available for debt service. */
const cashColumns = ({ periods, cash, facilities }: Sheet): readonly LiveColumn[] => {
  const input = (key: PeriodKey, label = text(`financing.line.of.${key as 'uses'}`)): LiveColumn => ({
    key,
    label,
    value: (index) => periods[index]![key],
  });
  const loans = facilities.filter(({ facility }) => facility.kind === 'loan');
  const prepayments = facilities.filter(({ facility }) => facility.kind === 'prepayment');
  return [
    ...[...REVENUE, ...COSTS].map(
      (key): LiveColumn => ({ key, label: text(`financing.cash.${key}`), value: (index) => cash[index]![key] }),
    ),
    {
      key: 'cfads',
      label: text('financing.cash.cfads'),
      value: (index) => periods[index]!.cfads,
      formula: (_, cell) => `${sumFormula(REVENUE.map((key) => cell(key)))}${COSTS.map((key) => `-${cell(key)}`).join('')}`,
    },
    {
      key: 'draws',
      label: text('financing.line.of.draws'),
      value: (index) => periods[index]!.draws,
      formula: (_, cell) => sumOf(facilities, 'draw', cell),
    },
    input('uses'),
    input('fees'),
    {
      key: 'openingCash',
      label: text('financing.line.of.openingCash'),
      value: (index) => periods[index]!.openingCash,
      formula: (index, cell) => (index === 0 ? undefined : cell('closingCash', -1)),
    },
    {
      key: 'setOff',
      label: text('financing.line.of.setOff'),
      value: (index) => periods[index]!.setOff,
      formula: (_, cell) => sumOf(prepayments, 'setOff', cell),
    },
    {
      key: 'cashForService',
      label: text('financing.sheet.cashForService'),
      formula: (index, cell) => {
        const cashBefore = `${cell('openingCash')}+${cell('cfads')}+${cell('draws')}-${cell('uses')}-${cell('fees')}-${cell('setOff')}`;
        // in the first row the first draw funds the whole reserve
        return `${cashBefore}-(${sumOf(loans, index === 0 ? 'reserve' : 'atClose', cell)})${index === 0 ? `+${openingReserve(loans)}` : ''}`;
      },
    },
  ];
};

const openingReserve = (loans: readonly SheetFacility[]): number => sum(loans.map(({ facility }) => facility.opening?.reserve ?? 0));

/** Builds the columns of payments, reserves, sweeps and distributions. */
const paymentColumns = ({ periods, facilities, minimumCash }: Sheet): readonly LiveColumn[] => {
  const loans = facilities.filter(({ facility }) => facility.kind === 'loan');
  const prepayments = facilities.filter(({ facility }) => facility.kind === 'prepayment');
  const column = (key: PeriodKey, label: string, formula: (cell: Reference, index: number) => string): LiveColumn => ({
    key,
    label,
    value: (index) => periods[index]![key],
    formula: (index, cell) => (index === 0 ? undefined : formula(cell, index)),
  });
  const lastUse = periods.findLastIndex(({ uses }) => uses > 0);
  const isBuilding = (index: number): boolean =>
    index < lastUse &&
    facilities.some(
      ({ facility: { start, opening, firstRepayment } }) =>
        (opening !== undefined || start <= periods[index]!.month) && firstRepayment > periods[index]!.month,
    );
  const afterReserves = (cell: Reference): string =>
    `${cell('cashAfterService')}-(${sumOf(loans, 'toppedUp', cell)})-(${sumOf(loans, 'sweep', cell)})`;
  const releasedInterest = (cell: Reference): string =>
    sumFormula(facilities.map(({ id }) => `MIN(${cell(`${id}.unpaidInterest`)},${cell(`${id}.fromReleased`)})`));
  const paidFormula = (cell: Reference): string =>
    sumFormula(facilities.flatMap(({ id }) => [cell(`${id}.fromCash`), cell(`${id}.fromReserve`), cell(`${id}.fromReleased`)]));
  return [
    {
      key: 'released',
      label: text('financing.sheet.released'),
      formula: (index, cell) => (index === 0 ? undefined : sumOf(loans, 'released', cell)),
    },
    {
      key: 'cashAfterService',
      label: text('financing.sheet.cashAfterService'),
      formula: (index, cell) =>
        index === 0
          ? undefined
          : `${cell('cashForService')}-(${sumOf(facilities, 'fromCash', cell)})+${cell('released')}-(${sumOf(facilities, 'fromReleased', cell)})`,
    },
    { key: 'minimumCash', label: text('financing.project.minimumCash'), value: () => minimumCash },
    column('setAside', text('financing.sheet.setAside'), (cell) => sumOf(facilities, 'setAside', cell)),
    column(
      'interestPaid',
      text('financing.line.of.interestPaid'),
      (cell) => `${sumOf(facilities, 'interestPaid', cell)}+${releasedInterest(cell)}+${sumOf(prepayments, 'interestSetOff', cell)}`,
    ),
    column(
      'principalPaid',
      text('financing.line.of.principalPaid'),
      (cell) => `${paidFormula(cell)}+${cell('setOff')}+${cell('sweep')}-${cell('interestPaid')}`,
    ),
    column('sweep', text('financing.line.of.sweep'), (cell) => sumOf(loans, 'sweep', cell)),
    {
      key: 'arrears',
      label: text('financing.line.of.arrears'),
      value: (index) => periods[index]!.arrears,
      formula: (_, cell) => sumFormula(facilities.flatMap(({ id }) => [cell(`${id}.arrearsInterest`), cell(`${id}.arrearsPrincipal`)])),
    },
    {
      key: 'reserve',
      label: text('financing.line.of.reserve'),
      value: (index) => periods[index]!.reserve,
      formula: (_, cell) => sumOf(loans, 'reserve', cell),
    },
    {
      key: 'building',
      label: text('financing.sheet.building'),
      value: (index) => (index === 0 ? null : Number(isBuilding(index))),
    },
    column(
      'distribution',
      text('financing.line.of.distribution'),
      (cell) =>
        `IF(OR(${cell('arrears')}>0,${cell('lockUp')}>0,${cell('building')}>0),0,MAX(0,${afterReserves(cell)}-${cell('minimumCash')}-${cell('setAside')}))`,
    ),
    {
      key: 'closingCash',
      label: text('financing.line.of.closingCash'),
      value: (index) => periods[index]!.closingCash,
      formula: (index, cell) => (index === 0 ? cell('cashForService') : `${afterReserves(cell)}-${cell('distribution')}`),
    },
    {
      key: 'closingDebt',
      label: text('financing.line.of.closingDebt'),
      value: (index) => periods[index]!.closingDebt,
      formula: (_, cell) => `${sumOf(facilities, 'closing', cell)}+${cell('arrears')}`,
    },
    {
      key: 'check',
      label: text('financing.sheet.check'),
      formula: (index, cell) => {
        if (index === 0) return undefined;
        const into = ['openingCash', 'cfads', 'draws'].map((key) => cell(key));
        const out = ['uses', 'fees', 'interestPaid', 'principalPaid', 'distribution', 'closingCash', 'reserve'].map(
          (key) => `-${cell(key)}`,
        );
        return `${sumFormula([...into, cell('reserve', -1)])}${out.join('')}`;
      },
    },
  ];
};

/** Builds the columns of the covenants' limits, so that they can be changed in the workbook. */
const covenantColumns = (facilities: readonly SheetFacility[]): readonly LiveColumn[] =>
  facilities.flatMap((sheetFacility) =>
    Covenant.options.flatMap((covenant): LiveColumn[] => {
      const limit = sheetFacility.facility.covenants[covenant];
      if (limit === undefined) return [];
      const label = labelOf(sheetFacility, text(`financing.covenant.${covenant}`));
      return [{ key: `${sheetFacility.id}.${covenant}`, label, decimals: 2, value: (index) => (index === 0 ? null : limit) }];
    }),
  );

/** Builds the columns of coverage ratios, and of whether a covenant blocks distributions. */
const ratioColumns = ({ periods, facilities }: Sheet): readonly LiveColumn[] => {
  const commitments = sum(facilities.map(({ facility }) => facility.commitment));
  const debtTolerance = TOLERANCE * commitments;
  const lastMaturity = Math.max(0, ...facilities.map(({ facility }) => facility.finalMaturity));
  const ends = { llcr: periods.findIndex(({ month }) => month >= lastMaturity), plcr: periods.length - 1 } as const;
  const serviceOf = ({ id, facility }: SheetFacility, cell: Reference): string =>
    facility.kind === 'loan'
      ? `${cell(`${id}.interest`)}-${cell(`${id}.capitalised`)}+${cell(`${id}.principal`)}`
      : `${cell(`${id}.setOff`)}+${cell(`${id}.recourse`)}`;
  const ratio = (key: 'llcr' | 'plcr'): readonly LiveColumn[] => [
    {
      key: `${key}Value`,
      label: text(`financing.sheet.${key}Value`),
      formula: (index, cell) => {
        if (index === 0 || index > ends[key]) return undefined;
        const next = index < ends[key] ? cell(`${key}Value`, 1) : '0';
        return `(${cell('cfads')}+${next})/(1+${cell('discountRate')})`;
      },
    },
    {
      key,
      label: text(`financing.ratio.${key}`),
      decimals: 3,
      value: (index) => periods[index]![key],
      formula: (index, cell) =>
        index === 0 || index > ends[key]
          ? undefined
          : `IF(${cell('closingDebt', -1)}>${debtTolerance},${cell(`${key}Value`)}/${cell('closingDebt', -1)},"")`,
    },
  ];
  const covenantBreachTests = (sheetFacility: SheetFacility, index: number, cell: Reference): readonly string[] => {
    const { covenants } = sheetFacility.facility;
    const isBelow = (ratioCell: string, covenant: Covenant): readonly string[] =>
      covenants[covenant] === undefined
        ? []
        : [`IF(ISNUMBER(${ratioCell}),${ratioCell}<${cell(`${sheetFacility.id}.${covenant}`)}*(1-${TOLERANCE}),FALSE)`];
    const isNextBelow = (key: 'llcr' | 'plcr', covenant: Covenant) => (index + 1 > ends[key] ? [] : isBelow(cell(key, 1), covenant));
    const tests = [
      ...isBelow(cell('dscr'), 'lockUpDscr'),
      ...isBelow(cell('dscr'), 'defaultDscr'),
      ...isNextBelow('llcr', 'minLlcr'),
      ...isNextBelow('plcr', 'minPlcr'),
    ];
    if (tests.length === 0) return [];
    const { id, facility } = sheetFacility;
    const opening = sumFormula(['closing', 'arrearsInterest', 'arrearsPrincipal'].map((key) => cell(`${id}.${key}`, -1)));
    const owedFormula = `${serviceOf(sheetFacility, cell)}+${cell(`${id}.interestOnArrears`)}`;
    return [`AND(MAX(${opening},${owedFormula})>${TOLERANCE * facility.commitment},OR(${tests.join(',')}))`];
  };
  return [
    {
      key: 'service',
      label: text('financing.chart.due'),
      value: (index) => periods[index]!.interest + periods[index]!.principal,
      formula: (index, cell) => (index === 0 ? undefined : sumFormula(facilities.map((sheetFacility) => serviceOf(sheetFacility, cell)))),
    },
    {
      key: 'dscr',
      label: text('financing.ratio.dscr'),
      decimals: 3,
      value: (index) => periods[index]!.dscr,
      formula: (index, cell) => {
        if (index === 0) return undefined;
        const first = periods.findIndex(({ month }) => month > periods[index]!.month - MONTHS_OF_DSCR) - index;
        const total = (key: string): string => `SUM(${cell(key, first)}:${cell(key)})`;
        return `IF(${total('service')}>${debtTolerance},${total('cfads')}/${total('service')},"")`;
      },
    },
    {
      key: 'discountRate',
      label: text('financing.sheet.discountRate'),
      decimals: 6,
      value: (index) => (index === 0 ? null : (periods[index]!.rate ?? 0)),
    },
    ...ratio('llcr'),
    ...ratio('plcr'),
    ...covenantColumns(facilities),
    {
      key: 'lockUp',
      label: text('financing.lockUp'),
      value: (index) => (index === 0 ? null : Number(periods[index]!.lockedUp)),
      formula: (index, cell) => {
        const tests = index === 0 ? [] : facilities.flatMap((sheetFacility) => covenantBreachTests(sheetFacility, index, cell));
        return tests.length === 0 ? undefined : `IF(OR(${tests.join(',')}),1,0)`;
      },
    },
  ];
};

const sheetOf = (plan: PlanFinancing): Sheet => {
  const { result, indices } = plan.waterfallOf('base');
  const engine: readonly EngineFacility[] = plan.caseOf('base').facilities;
  const facilities = result.facilities.map(({ rows, flows }, i): SheetFacility => {
    const facility = engine[indices[i]!]!;
    const { balance = 0, arrears = 0 } = facility.opening ?? {};
    return {
      id: `facility${i + 1}`,
      name: plan.facilities[indices[i]!]!.name,
      facility,
      rows,
      // an opening facility's flow at the valuation is its balance, arrears and the interest accrued
      accrued: facility.opening ? -flows[0]! - balance - arrears : 0,
    };
  });
  const ranks = [...new Set(facilities.map(({ facility }) => facility.rank))].sort((a, b) => a - b);
  return {
    periods: result.periods,
    cash: waterfallPeriods(plan, 'base').map(({ cash }) => cash),
    facilities,
    ranks: ranks.map((rank) => facilities.filter(({ facility }) => facility.rank === rank)),
    minimumCash: plan.project.minimumCash,
  };
};

/**
 * The waterfall of a plan's debt in the base case with live formulas from cash flow, terms and linked payments to cash, balances and ratios.
 * Inputs are the values that the terms do not define by period: the shares of sculpted instalments, discount rates, and all lines of a facility
 * whose dates lie within periods of the plan.
 */
export const waterfallSheet = (plan: PlanFinancing, print: NonNullable<WriteSheet['print']>): WriteSheet | undefined => {
  if (plan.facilities.length === 0) return undefined;
  const sheet = sheetOf(plan);
  if (sheet.facilities.length === 0) return undefined;
  const columns = [
    ...cashColumns(sheet),
    ...paymentColumns(sheet),
    ...ratioColumns(sheet),
    ...sheet.facilities.flatMap((sheetFacility) => facilityColumns(sheetFacility, sheet.ranks)),
  ];
  return {
    name: text('financing.sheet.waterfall'),
    rows: [
      [{ value: text('financing.sheet.note'), look: 'note', across: { columns: 8, lines: 1 } }],
      [
        { value: text('financing.period'), look: 'head' },
        ...columns.map(({ label }): WriteCell => ({ value: label, look: 'head', align: 'right' })),
      ],
      ...sheet.periods.map(({ month }, index) => [
        { value: dateOfMonth(plan.valuationMonth + month), date: 'month' as const },
        ...liveCells(columns, index, FIRST_AMOUNT_ROW),
      ]),
    ],
    widths: [12, ...columns.map(() => 18)],
    freeze: { rows: FIRST_AMOUNT_ROW - 1, columns: 1 },
    print: { ...print, titleRow: FIRST_AMOUNT_ROW - 2 },
  };
};
