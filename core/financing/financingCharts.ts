import type { BarsChart, LinesChart } from '#shared/contract/charts.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { CashLines, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { Covenant, type Facility } from '#shared/domain/financing.ts';
import { isoMonth } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { ratio } from '../portfolio/figures.ts';

type Series = BarsChart['series'][number];
/** Returns the identity of a measure of the case; each period is named by the month of its end. */
type IdentifyMeasure = (measure: FigureMeasure) => FigureIdentity;
type CashSeries = Pick<Series, 'role' | 'fill'> & {
  readonly key: 'contractRevenue' | 'spotRevenue' | 'operatingCost' | 'otherCosts' | 'royaltyAndTax' | 'haircut';
  readonly lines: readonly (keyof CashLines)[];
  readonly measure: FigureMeasure;
  readonly sign: 1 | -1;
};

/** The lines of the cash flow in the order of the chart; costs are drawn below zero. No two have the same colour and fill. */
const CASH_SERIES: readonly CashSeries[] = [
  { key: 'contractRevenue', measure: 'contractReceipts', lines: ['contractRevenue'], sign: 1, role: 'gain', fill: 'solid' },
  { key: 'spotRevenue', measure: 'spotReceipts', lines: ['spotRevenue'], sign: 1, role: 'gain', fill: 'soft' },
  { key: 'operatingCost', measure: 'operatingCost', lines: ['operatingCost'], sign: -1, role: 'loss', fill: 'hatched' },
  {
    key: 'otherCosts',
    measure: 'otherCosts',
    lines: ['fixedCost', 'sustainingCapital', 'closureCost'],
    sign: -1,
    role: 'ink',
    fill: 'solid',
  },
  { key: 'royaltyAndTax', measure: 'royaltyAndTax', lines: ['royalty', 'tax'], sign: -1, role: 'loss', fill: 'hollow' },
  { key: 'haircut', measure: 'haircut', lines: ['haircut'], sign: -1, role: 'band', fill: 'solid' },
];

const barsOf = (
  periods: readonly WaterfallPeriod[],
): Pick<BarsChart, 'kind' | 'unit' | 'decimals' | 'horizontal' | 'stacked' | 'categories'> => ({
  kind: 'bars',
  unit: 'usd',
  decimals: 0,
  horizontal: false,
  stacked: true,
  categories: periods.map(({ to }) => ({ label: { value: to, unit: 'month' }, period: isoMonth(to) })),
});

const line = (label: Message, role: Series['role'], style: 'solid' | 'dashed', values: readonly number[], identity: FigureIdentity) => ({
  label,
  identity,
  role,
  style,
  values: values.map((value) => value + 0),
});

/** Revenue and costs by period as stacked bars, with their sum, the cash flow for debt service, and the service due. */
export const cashChart = (allPeriods: readonly WaterfallPeriod[], caseLabel: Label, identify: IdentifyMeasure): BarsChart => {
  const periods = allPeriods.slice(1);
  const service = periods.map(({ service: amountDue }) => amountDue);
  const series = CASH_SERIES.map(({ key, lines, measure, sign, role, fill }) => ({
    label: message(`financing.cash.${key}`),
    role,
    fill,
    values: periods.map(({ cash }) => sign * sumBy(lines, (cashLine) => cash[cashLine]) + 0),
    identity: { ...identify(measure), ...(sign < 0 && { deducted: true as const }) },
  })).filter(({ values }, i) => i === 0 || values.some((value) => value !== 0));
  return {
    ...barsOf(periods),
    title: message('financing.chart.service'),
    summary: message('financing.chart.service.summary', { case: caseLabel }),
    series,
    sums: [{ identity: identify('cfads'), series: series.map((_, i) => i) }],
    lines: [
      line(
        message('financing.cash.cfads'),
        'ink',
        'solid',
        periods.map(({ cfads }) => cfads),
        identify('cfads'),
      ),
      ...(service.some((amountDue) => amountDue > 0)
        ? [line(message('financing.chart.due'), 'accent', 'solid', service, identify('debtService'))]
        : []),
    ],
  };
};

/** What is swept and distributed in each period, with the debt and the reserve at its end; absent without facilities. */
export const balanceChart = (periods: readonly WaterfallPeriod[], caseLabel: Label, identify: IdentifyMeasure): BarsChart | undefined => {
  if (periods.every(({ closingDebt }) => closingDebt === 0)) return undefined;
  const bars = (['distribution', 'sweep'] as const).map((key) => ({
    label: message(`financing.chart.${key}`),
    role: key === 'sweep' ? ('loss' as const) : ('gain' as const),
    fill: 'soft' as const,
    values: periods.map((period) => period[key] + 0),
    identity: identify(key),
  }));
  const hasReserve = periods.some(({ reserve }) => reserve !== 0);
  return {
    ...barsOf(periods),
    title: message('financing.chart.balance'),
    summary: message('financing.chart.balance.summary', { case: caseLabel }),
    series: bars.filter(({ values }, i) => i === 0 || values.some((value) => value !== 0)),
    lines: [
      line(
        message('financing.chart.debt'),
        'ink',
        'solid',
        periods.map(({ closingDebt }) => closingDebt),
        identify('closingDebt'),
      ),
      ...(hasReserve
        ? [
            line(
              message('financing.line.of.reserve'),
              'ink',
              'dashed',
              periods.map(({ reserve }) => reserve),
              identify('reserve'),
            ),
          ]
        : []),
    ],
  };
};

const RATIOS = ['dscr', 'llcr', 'plcr'] as const;
const RATIO_STYLE = { dscr: 'solid', llcr: 'dashed', plcr: 'dotted' } as const;

/** A chart of ratios is drawn to this multiple of the highest covenant, and at least to that of the least ratio: a first period with little service is far above both. */
const TIMES_COVENANT = 4;
const TIMES_LEAST = 1.5;

/** The axis of the ratios, and its unit, with the value at which it is cut. */
const ratioAxis = (
  series: readonly { readonly points: readonly { readonly y: number }[] }[],
  marks: readonly { readonly value: number }[],
): Pick<LinesChart, 'axis' | 'unitLabel'> => {
  const allRatios = series.flatMap(({ points }) => points.map(({ y }) => y));
  const lowestRatios = series.map(({ points }) => Math.min(...points.map(({ y }) => y)));
  const highestShown = Math.ceil(
    Math.max(TIMES_COVENANT * Math.max(1, ...marks.map(({ value }) => value)), TIMES_LEAST * Math.max(...lowestRatios)),
  );
  const lowestShown = Math.min(...allRatios) < 0 ? -1 : 0;
  const isCut = Math.max(...allRatios) > highestShown || Math.min(...allRatios) < lowestShown;
  return {
    axis: { min: lowestShown, ...(isCut && { max: highestShown }) },
    unitLabel: isCut
      ? message('financing.chart.ratios.cut', { min: ratio(lowestShown, { decimals: 0 }), max: ratio(highestShown, { decimals: 0 }) })
      : message('financing.chart.ratios.unit'),
  };
};

/** Coverage ratios by period against the covenants; absent without debt service. */
export const ratioChart = (
  periods: readonly WaterfallPeriod[],
  facilities: readonly Facility[],
  caseLabel: Label,
  identify: IdentifyMeasure,
): LinesChart | undefined => {
  // PLCR is far above the others; it is shown where a covenant is on it
  const testedRatios = RATIOS.filter((key) => key !== 'plcr' || facilities.some(({ covenants }) => covenants.minPlcr !== undefined));
  const series = testedRatios.flatMap((key) => {
    const points = periods.flatMap(({ to, [key]: ratio }) => (ratio === null ? [] : [{ x: to, y: ratio }]));
    return points.length === 0
      ? []
      : [
          {
            label: message(`financing.ratio.${key}`),
            role: 'ink' as const,
            style: RATIO_STYLE[key],
            points,
            identity: identify(key),
            endLabel: true,
          },
        ];
  });
  if (series.length === 0) return undefined;
  const marks = Covenant.options.flatMap((covenant) => {
    const limits = facilities.flatMap(({ covenants }) => covenants[covenant] ?? []);
    return limits.length === 0
      ? []
      : [
          {
            axis: 'y' as const,
            value: Math.max(...limits),
            label: message(`financing.covenant.${covenant}`),
            role: 'breach' as const,
            style: 'dashed' as const,
          },
        ];
  });
  return {
    kind: 'lines',
    title: message('financing.chart.ratios'),
    summary: message('financing.chart.ratios.summary', { case: caseLabel }),
    unit: 'ratio',
    ...ratioAxis(series, marks),
    decimals: 2,
    xKind: 'month',
    series,
    marks,
  };
};
