import type { LinesChart } from '#shared/contract/charts.ts';
import type { ComparedPlan } from '#shared/contract/compare.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { roundTicks } from '#shared/roundTicks.ts';
import { share } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { CHART_MEASURES, chinaLevel } from './comparedMeasures.ts';
import type { Measure } from './measure.ts';

/** A plan by its letter and its name. */
export const fullPlanLabel = ({ name, letter }: Pick<ComparedPlan, 'name' | 'letter'>): Message =>
  message('compare.page.plan', { letter, plan: name });

type Side = { readonly plan: ValuedPlan; readonly comparedPlan: ComparedPlan };
type ChartStyle = Pick<LinesChart, 'unit' | 'unitLabel' | 'decimals'> & { readonly maximum?: number };

const PERCENT: ChartStyle = { unit: 'fraction', decimals: 1, maximum: 1 };

const axisOf = (years: readonly Year[]): LinesChart['xAxis'] => {
  const [first, last] = [years[0], years.at(-1)];
  return first === undefined || last === undefined || first === last ? {} : { min: first, max: last };
};

const chartOf = async (
  book: Workbook,
  sides: readonly Side[],
  years: readonly Year[],
  measure: Measure,
  { maximum, ...style }: ChartStyle,
  pause: () => Promise<void>,
): Promise<LinesChart> => {
  const series: LinesChart['series'][number][] = [];
  for (const { plan, comparedPlan } of sides) {
    const points: { readonly x: number; readonly y: number }[] = [];
    let identity: FigureIdentity | undefined;
    for (const year of years) {
      const value = measure.of({ book, plan, year });
      if (value !== undefined) points.push({ x: year, y: value.value });
      identity ??= value?.figure.identity;
      await pause();
    }
    series.push({
      label: { name: comparedPlan.letter },
      inFull: fullPlanLabel(comparedPlan),
      role: `plan.${comparedPlan.mark}`,
      style: 'solid',
      points,
      identity: identity ?? { none: 'empty' },
      endLabel: true,
    });
  }
  const level = measure.key === 'china' ? chinaLevel(book) : undefined;
  return {
    kind: 'lines',
    title: measure.label,
    summary: message('compare.chart.summary', {
      measure: measure.label,
      plans: { list: sides.map(({ comparedPlan }) => fullPlanLabel(comparedPlan)), by: 'serial' },
    }),
    xKind: 'year',
    ...style,
    series,
    marks:
      level === undefined
        ? []
        : [
            {
              axis: 'y',
              value: level,
              label: message('compare.chart.limit', { level: { ...share(level, { decimals: 0 }), withoutUnit: true } }),
              role: 'breach',
              style: 'dashed',
              labelAt: 'start',
            },
          ],
    // every chart spans the same years, also where a measure has no value in some
    xAxis: axisOf(years),
    axis: { min: 0, ...(maximum === undefined ? {} : { max: maximum }) },
  };
};

/**
 * One chart for each measure, all over the same years; revenue and margin share an axis, and so do shares. A measure without a value in any
 * plan is omitted. Yields between years.
 */
export const compareCharts = async (book: Workbook, sides: readonly Side[], years: readonly Year[]): Promise<readonly LinesChart[]> => {
  const pause = createYielder();
  const makeChart = (measure: Measure, style: ChartStyle) => chartOf(book, sides, years, measure, style, pause);
  const usd: ChartStyle = { unit: 'usd', decimals: 0 };
  const [revenue, margin] = [await makeChart(CHART_MEASURES.revenue, usd), await makeChart(CHART_MEASURES.margin, usd)];
  const values = [...revenue.series, ...margin.series].flatMap(({ points }) => points.map(({ y }) => y));
  const ticks = roundTicks(Math.min(0, ...values), Math.max(0, ...values));
  const sharedAxis = { min: ticks[0] ?? 0, max: ticks.at(-1) ?? 0 };
  return [
    { ...revenue, axis: sharedAxis },
    { ...margin, axis: sharedAxis },
    await makeChart(CHART_MEASURES.china, PERCENT),
    await makeChart(CHART_MEASURES.contracted, PERCENT),
    await makeChart(CHART_MEASURES.protected, PERCENT),
    await makeChart(CHART_MEASURES.effective, { unit: 'ratio', unitLabel: message('compare.unit.buyers'), decimals: 1 }),
  ].filter(({ series }) => series.some(({ points }) => points.length > 0));
};
