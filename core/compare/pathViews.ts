import { serial, text } from '#shared/messages/text.ts';
import type { LineSeries, LinesView } from '#shared/presentation/charts/lines.ts';
import { formatNumber } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { ComparedRun } from './pathsRun.ts';
import type { Classes } from './runFormat.ts';
import { LETTERS, planInFull } from './views.ts';

/** A plan as the page has it, and its place in the run. */
type Placed = { readonly name: string; readonly place: number };

const letterOf = (i: number) => LETTERS[i] ?? 'd';

const seriesOf = ({ name }: Placed, i: number, points: LineSeries['points'], endLabel: boolean): LineSeries => ({
  label: letterOf(i).toUpperCase(),
  inFull: planInFull(name, i),
  role: `plan.${letterOf(i)}`,
  style: 'solid',
  points,
  endLabel,
});

/** Pictures of a run: paths by what each plan earns, by what it earns more than the reference, and the mean of that by year. */
export const pathCharts = (
  book: Workbook,
  { head, outcome }: ComparedRun,
  plans: readonly Placed[],
  reference: Placed,
): readonly LinesView[] => {
  const money = chartMoney(book.settings);
  const paths = formatNumber(head.choice.paths, { decimals: 0 });
  const names = plans.map(({ name }, i) => planInFull(name, i)).join(serial());
  const spread = (of: 'revenue' | 'difference', { from, width, shares }: Classes, without: Placed | undefined): LinesView => ({
    kind: 'lines',
    title: text(`compare.chart.${of}`),
    summary: text(`compare.chart.${of}.summary`, { paths, plans: names, other: reference.name }),
    xKind: 'number',
    xUnit: text(`compare.chart.${of}.x`, { unit: money.unit, other: reference.name }),
    xDecimals: money.decimals,
    unit: text('compare.chart.share'),
    decimals: 1,
    series: plans.flatMap((plan, i) => {
      if (plan.place === without?.place) return [];
      const points = (shares[plan.place] ?? []).map((part, k) => ({ x: (from + (k + 0.5) * width) / money.factor, y: 100 * part }));
      return [seriesOf(plan, i, points, false)];
    }),
    bands: [],
    marks: of === 'difference' ? [{ axis: 'x', value: 0, label: text('compare.chart.level'), role: 'context', style: 'dashed' }] : [],
    dots: [],
    xAxis: {},
    axis: { min: 0 },
  });
  const byYear: LinesView = {
    kind: 'lines',
    title: text('compare.chart.byYear'),
    summary: text('compare.chart.byYear.summary', { paths, plans: names, other: reference.name }),
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: money.unit,
    decimals: money.decimals,
    series: plans.flatMap((plan, i) => {
      const pair = outcome.pairs[plan.place]?.[reference.place];
      if (!pair) return [];
      return [
        seriesOf(
          plan,
          i,
          outcome.years.map((year, y) => ({ x: year, y: pair.years[y]!.difference.mean.value / money.factor })),
          true,
        ),
      ];
    }),
    bands: [],
    marks: [],
    dots: [],
    xAxis: {},
    axis: {},
  };
  // one point a plan: what the paths bring on average, and by how much the worst of them fall short of it
  const totals = plans.map(({ place }) => outcome.plans[place]!.total);
  const shortfalls = totals.map(({ shortfall }) => shortfall.value / money.factor);
  const room = (Math.max(...shortfalls) - Math.min(...shortfalls)) / 10 || 1;
  const plane: LinesView = {
    ...byYear,
    title: text('compare.chart.plane'),
    summary: text('compare.chart.plane.summary', { paths, plans: names }),
    xKind: 'number',
    xUnit: text('compare.chart.plane.x', { unit: money.unit }),
    xDecimals: money.decimals,
    unit: text('compare.chart.plane.y', { unit: money.unit }),
    series: totals.map(({ mean }, i) => ({
      ...seriesOf(plans[i]!, i, [{ x: shortfalls[i]!, y: mean.value / money.factor }], true),
      style: 'points' as const,
    })),
    xAxis: { min: Math.min(...shortfalls) - room, max: Math.max(...shortfalls) + room },
  };
  return [
    plane,
    spread('revenue', outcome.revenue, undefined),
    spread('difference', outcome.differences[reference.place]!, reference),
    byYear,
  ];
};
