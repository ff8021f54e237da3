import type { ComparedPlan } from '#shared/contract/compare.ts';
import type { Year } from '#shared/domain/time.ts';
import { serial, text } from '#shared/messages/text.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { niceTicks } from '#shared/presentation/charts/scale.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { chinaLevel, type Measure, PICTURED } from './measures.ts';

export const LETTERS = ['a', 'b', 'c', 'd'] as const;

/** A plan by its letter and its name. */
export const planInFull = (plan: string, i: number): string =>
  text('compare.page.plan', { letter: (LETTERS[i] ?? 'd').toUpperCase(), plan });

type Side = { readonly plan: ValuedPlan; readonly shown: ComparedPlan };
type Look = { readonly unit: string; readonly decimals: number; readonly factor: number; readonly max?: number };

const PERCENT: Look = { unit: '%', decimals: 1, factor: 0.01, max: 100 };

const axisOf = (years: readonly Year[]): LinesView['xAxis'] => {
  const [first, last] = [years[0], years.at(-1)];
  return first === undefined || last === undefined || first === last ? {} : { min: first, max: last };
};

const view = (book: Workbook, sides: readonly Side[], years: readonly Year[], measure: Measure, look: Look): LinesView => {
  const series = sides.map(({ plan, shown }, i) => ({
    label: (LETTERS[i] ?? 'd').toUpperCase(),
    inFull: planInFull(shown.name, i),
    role: `plan.${LETTERS[i] ?? 'd'}` as const,
    style: 'solid' as const,
    points: years.flatMap((year) => {
      const found = measure.of({ book, plan, year });
      return found === undefined ? [] : [{ x: year, y: found.value / look.factor }];
    }),
    endLabel: true,
  }));
  const title = renderMessage(measure.label);
  const level = measure.key === 'china' ? chinaLevel(book) : undefined;
  return {
    kind: 'lines',
    title,
    summary: text('compare.chart.summary', {
      measure: title,
      plans: sides.map(({ shown }, i) => planInFull(shown.name, i)).join(serial()),
    }),
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: look.unit,
    decimals: look.decimals,
    series,
    bands: [],
    marks:
      level === undefined
        ? []
        : [
            {
              axis: 'y',
              value: level * 100,
              label: text('compare.chart.limit', { level: formatNumber(level * 100, { decimals: 0 }) }),
              role: 'breach',
              style: 'dashed',
              labelAt: 'start',
            },
          ],
    dots: [],
    // the same years in every picture, also where one has nothing to show in some
    xAxis: axisOf(years),
    axis: { min: 0, ...(look.max === undefined ? {} : { max: look.max }) },
  };
};

/** One picture a measure, all over the same years; shares on one axis, money on another. One that no plan has a point in is left out. */
export const compareCharts = (book: Workbook, sides: readonly Side[], years: readonly Year[]): readonly LinesView[] => {
  const money = chartMoney(book.settings);
  const usd: Look = { unit: money.unit, decimals: money.decimals, factor: money.factor };
  const made = (measure: Measure, look: Look) => view(book, sides, years, measure, look);
  const [revenue, margin] = [made(PICTURED.revenue, usd), made(PICTURED.margin, usd)];
  const all = [...revenue.series, ...margin.series].flatMap(({ points }) => points.map(({ y }) => y));
  const ticks = niceTicks(Math.min(0, ...all), Math.max(0, ...all));
  const shared = { min: ticks[0] ?? 0, max: ticks.at(-1) ?? 0 };
  return [
    { ...revenue, axis: shared },
    { ...margin, axis: shared },
    made(PICTURED.china, PERCENT),
    made(PICTURED.contracted, PERCENT),
    made(PICTURED.protected, PERCENT),
    made(PICTURED.effective, { unit: text('compare.unit.buyers'), decimals: 1, factor: 1 }),
  ].filter(({ series }) => series.some(({ points }) => points.length > 0));
};
