import { FAN, quantile, type SimulationResult } from '#engine';
import type { BarsView } from '#shared/charts/bars.ts';
import type { LineSeries, LinesView } from '#shared/charts/lines.ts';
import { text } from '#shared/messages/text.ts';
import { formatMoney, formatNumber } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** Classes of the distribution. */
const CLASSES = 24;

type Point = { readonly x: number; readonly y: number };

export const line = (label: string, role: LineSeries['role'], style: LineSeries['style'], points: readonly Point[]): LineSeries => ({
  label,
  role,
  style,
  points,
  endLabel: true,
});

/** Quantiles of outcomes by year, at the probabilities of `FAN`, as bands, median and a line beside them. */
const fan = (
  of: Pick<LinesView, 'title' | 'summary' | 'unit' | 'decimals'>,
  years: readonly number[],
  quantiles: readonly (readonly number[])[],
  beside: readonly number[] | undefined,
  factor: number,
): LinesView => {
  const at = (probability: (typeof FAN)[number], place: number) => quantiles[place]![FAN.indexOf(probability)]! / factor;
  const band = (label: string, low: (typeof FAN)[number], high: (typeof FAN)[number]): LinesView['bands'][number] => ({
    label,
    role: 'band',
    points: years.map((x, i) => ({ x, low: at(low, i), high: at(high, i) })),
  });
  return {
    kind: 'lines',
    ...of,
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    series: [
      ...(beside === undefined
        ? []
        : [
            line(
              text('simulation.without'),
              'scenario.base',
              'dashed',
              years.map((x, i) => ({ x, y: (beside[i] ?? 0) / factor })),
            ),
          ]),
      line(
        text('simulation.median'),
        'ink',
        'solid',
        years.map((x, i) => ({ x, y: at(0.5, i) })),
      ),
    ],
    bands: [band(text('simulation.band.nine'), 0.05, 0.95), band(text('simulation.band.five'), 0.25, 0.75)],
    marks: [],
    dots: [],
    xAxis: {},
    axis: { min: 0 },
  };
};

/** Years in which something of the plan is still delivered: what comes after is what was paid late. */
const planYears = (book: Workbook, result: SimulationResult): number =>
  result.years.filter((year) => year <= book.settings.horizonYear).length;

export const revenueFan = (
  book: Workbook,
  result: Pick<SimulationResult, 'years' | 'byYear' | 'paths'>,
  deterministic: readonly number[],
): LinesView => {
  const money = chartMoney(book.settings);
  return fan(
    {
      title: text('simulation.revenue.title'),
      summary: text('simulation.revenue.summary', { paths: formatNumber(result.paths, { decimals: 0 }) }),
      unit: money.unit,
      decimals: money.decimals,
    },
    result.years,
    result.byYear.map(({ quantiles }) => FAN.map((p) => quantiles.find(({ probability }) => probability === p)?.value ?? 0)),
    deterministic,
    money.factor,
  );
};

export const tonnesFan = (book: Workbook, result: SimulationResult, deterministic: readonly number[]): LinesView => {
  const years = planYears(book, result);
  return fan(
    {
      title: text('simulation.tonnes.title'),
      summary: text('simulation.tonnes.summary', { paths: formatNumber(result.paths, { decimals: 0 }) }),
      unit: 'kdmt',
      decimals: 0,
    },
    result.years.slice(0, years),
    result.delivered.slice(0, years),
    deterministic,
    1000,
  );
};

/** Annual mean prices of the driven references, per cent of the deck's mean in the same months. */
export const priceFans = (book: Workbook, result: SimulationResult): LinesView[] => {
  const years = planYears(book, result);
  return result.drivers.map(({ reference, annual }) => {
    const name = book.references.get(reference)?.name ?? reference;
    const deck = result.years.slice(0, years).map((year) => {
      const months = Array.from({ length: 12 }, (_, m) => year * 12 + m).filter(
        (month) => month > book.valuationMonth && month <= book.lastMonth,
      );
      const series = book.market.deck[reference];
      return months.reduce((sum, month) => sum + (series?.[month - book.market.start] ?? 0), 0) / months.length;
    });
    const shares = annual.slice(0, years).map((values, y) => values.map((value) => (deck[y] === 0 ? 0 : (100 * value) / deck[y]!)));
    return fan(
      {
        title: text('simulation.prices.title', { reference: name }),
        summary: text('simulation.prices.summary', { reference: name, paths: formatNumber(result.paths, { decimals: 0 }) }),
        unit: text('simulation.prices.unit'),
        decimals: 0,
      },
      result.years.slice(0, years),
      shares,
      undefined,
      1,
    );
  });
};

/** Net revenue over the plan by class: the lowest and the highest half per cent share the outer classes. */
export const distribution = (book: Workbook, result: SimulationResult): BarsView => {
  const money = chartMoney(book.settings);
  const values = result.netRevenueTotal;
  const [low, high] = [quantile(values, 0.005), quantile(values, 0.995)];
  const width = (high - low) / CLASSES || 1;
  const counts = Array.from({ length: CLASSES }, () => 0);
  for (const value of values) counts[Math.min(CLASSES - 1, Math.max(0, Math.floor((value - low) / width)))]!++;
  const said = (value: number) => {
    const { text: amount, unit } = formatMoney(value, money.scale, money.decimals);
    return `${amount} ${unit}`;
  };
  return {
    kind: 'bars',
    title: text('simulation.distribution.title'),
    summary: text('simulation.distribution.summary', {
      year: book.settings.horizonYear,
      mean: said(result.total.mean.value),
      tail: said(result.total.tailMean.value),
    }),
    unit: text('simulation.distribution.unit'),
    decimals: 1,
    horizontal: false,
    stacked: false,
    categories: counts.map((_, i) => ({ label: formatNumber((low + (i + 0.5) * width) / money.factor, { decimals: money.decimals }) })),
    series: [
      {
        label: text('simulation.distribution.paths'),
        role: 'ink',
        fill: 'solid',
        values: counts.map((count) => (100 * count) / result.paths),
      },
    ],
    marks: [],
    axis: { min: 0 },
  };
};
