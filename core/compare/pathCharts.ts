import type { LinesChart, SeriesIdentity } from '#shared/contract/charts.ts';
import type { ComparedPlan } from '#shared/contract/compare.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { count } from '../portfolio/figures.ts';
import { fullPlanLabel } from './compareCharts.ts';
import type { ComparedRun } from './pathsRun.ts';
import type { Classes } from './runFormat.ts';

/** A plan on the page, and its index in the run. */
type PlanInRun = ComparedPlan & { readonly place: number };

/** Identifies a figure of a plan of the run over the plan's years. */
type IdentifyPlan = (measure: FigureMeasure, plan: PlanId, otherPlan?: PlanId) => FigureIdentity;

const seriesOf = (
  plan: PlanInRun,
  points: LinesChart['series'][number]['points'],
  identity: SeriesIdentity,
  endLabel: boolean,
): LinesChart['series'][number] => ({
  label: { name: plan.letter },
  inFull: fullPlanLabel(plan),
  role: `plan.${plan.mark}`,
  style: 'solid',
  points,
  identity,
  endLabel,
});

/** Charts of a run: distributions of net revenue and of the difference to the reference, and the mean difference by year. */
export const pathCharts = (
  { head, outcome }: ComparedRun,
  plans: readonly PlanInRun[],
  reference: Pick<PlanInRun, 'id' | 'name' | 'place'>,
  identify: IdentifyPlan,
): readonly LinesChart[] => {
  const paths = count(head.choice.paths);
  const names = { list: plans.map(fullPlanLabel), by: 'serial' } as const;
  const unit = { unitOf: 'usd' } as const;
  const distributionChart = (
    of: 'revenue' | 'difference',
    { from, width, shares }: Classes,
    planWithout: Pick<PlanInRun, 'place'> | undefined,
  ): LinesChart => ({
    kind: 'lines',
    title: message(`compare.chart.${of}`),
    summary: message(`compare.chart.${of}.summary`, { paths, plans: names, other: reference.name }),
    xKind: 'number',
    xUnit: 'usd',
    xLabel: message(`compare.chart.${of}.x`, { unit, other: reference.name }),
    xDecimals: 0,
    unit: 'fraction',
    unitLabel: message('compare.chart.share'),
    decimals: 1,
    series: plans.flatMap((plan) => {
      if (plan.place === planWithout?.place) return [];
      const points = (shares[plan.place] ?? []).map((part, k) => ({ x: from + (k + 0.5) * width, y: part }));
      return [seriesOf(plan, points, { none: 'classes' }, false)];
    }),
    marks: of === 'difference' ? [{ axis: 'x', value: 0, label: message('compare.chart.level'), role: 'context', style: 'dashed' }] : [],
    axis: { min: 0 },
  });
  const byYear: LinesChart = {
    kind: 'lines',
    title: message('compare.chart.byYear'),
    summary: message('compare.chart.byYear.summary', { paths, plans: names, other: reference.name }),
    xKind: 'year',
    unit: 'usd',
    decimals: 0,
    series: plans.flatMap((plan) => {
      const pair = outcome.pairs[plan.place]?.[reference.place];
      if (!pair) return [];
      return [
        seriesOf(
          plan,
          outcome.years.map((year, y) => ({ x: year, y: pair.years[y]!.difference.mean.value })),
          identify('pathMean', plan.id, reference.id),
          true,
        ),
      ];
    }),
  };
  // one point per plan: the mean over the paths, and the shortfall of the worst paths
  const totals = plans.map(({ place }) => outcome.plans[place]!.total);
  const shortfalls = totals.map(({ shortfall }) => shortfall.value);
  const margin = (Math.max(...shortfalls) - Math.min(...shortfalls)) / 10 || 1;
  const plane: LinesChart = {
    ...byYear,
    title: message('compare.chart.plane'),
    summary: message('compare.chart.plane.summary', { paths, plans: names }),
    xKind: 'number',
    xUnit: 'usd',
    xLabel: message('compare.chart.plane.x', { unit }),
    xDecimals: 0,
    unitLabel: message('compare.chart.plane.y', { unit }),
    series: totals.map(({ mean }, i) => ({
      ...seriesOf(plans[i]!, [{ x: shortfalls[i]!, y: mean.value }], [identify('pathMean', plans[i]!.id)], true),
      xIdentity: identify('expectedShortfall', plans[i]!.id),
      style: 'points' as const,
    })),
    xAxis: { min: Math.min(...shortfalls) - margin, max: Math.max(...shortfalls) + margin },
  };
  return [
    plane,
    distributionChart('revenue', outcome.revenue, undefined),
    distributionChart('difference', outcome.differences[reference.place]!, reference),
    byYear,
  ];
};
