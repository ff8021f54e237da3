import { type ConcentrationYear, exposureByDimension } from '#engine';
import type { HeatChart, LinesChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { share } from '../portfolio/figures.ts';
import {
  concentrationIn,
  type ExposureView,
  identifyConcentration,
  identifyExposure,
  measureConcentration,
  periodLabel,
  viewOfOther,
} from './concentration.ts';
import { memberLabel } from './exposure.ts';

type LineSeries = LinesChart['series'][number];

/** Thresholds of the US merger guidelines of 2023, times 10,000. */
const ANTITRUST = [
  { value: 1000, key: 'diversification.band.moderate' },
  { value: 1800, key: 'diversification.band.high' },
] as const;

/** The antitrust band of an HHI 0..1. */
export const bandOf = (hhi: number): 'low' | 'moderate' | 'high' => {
  if (hhi * 10_000 > 1800) return 'high';
  return hhi * 10_000 > 1000 ? 'moderate' : 'low';
};

/** HHI of a dimension over the years, of this plan and another. */
export const trendChart = (view: ExposureView, dimension: ExposureDimension, plan: string): LinesChart => {
  const series = (ofView: ExposureView, label: Label, role: LineSeries['role'], style: LineSeries['style']): LineSeries => ({
    label,
    role,
    style,
    points: measureConcentration(ofView.exposure, dimension, view).years.flatMap((year, i) =>
      year === undefined ? [] : [{ x: ofView.exposure.years[i]!, y: year.hhi * 10_000 }],
    ),
    identity: identifyConcentration(ofView, 'hhi', dimension),
    endLabel: true,
  });
  const { other } = view;
  const lines = [
    ...(other ? [series(viewOfOther(view, other), { name: other.name }, 'context', 'context')] : []),
    series(view, { name: plan }, 'ink', 'solid'),
  ];
  const highestValue = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ y }) => y)));
  return {
    kind: 'lines',
    title: message('diversification.trend.title', { dimension: message(`dimension.${dimension}`) }),
    summary: message('diversification.trend.summary', { dimension: message(`dimension.${dimension}`) }),
    xKind: 'year',
    unit: 'index',
    unitLabel: message('diversification.trend.unit'),
    decimals: 0,
    series: lines,
    marks: ANTITRUST.filter(({ value }) => value < highestValue * 1.5).map(({ value, key }) => ({
      axis: 'y',
      value,
      label: message(key, { value: { value, unit: 'index' } }),
      role: 'context',
      style: 'dotted',
      labelAt: 'start',
    })),
    axis: { min: 0 },
  };
};

/** Points of a curve: each of the largest members, and as many evenly spaced ranks of the others, the last one included. */
const MAX_LARGEST = 50;

/** Thins a curve of thousands of members, whose points would otherwise lie on the same pixels. */
const thinPoints = (points: LineSeries['points']): LineSeries['points'] => {
  const others = points.slice(MAX_LARGEST);
  if (others.length <= MAX_LARGEST) return points;
  const spacedPoints = Array.from({ length: MAX_LARGEST }, (_, i) => others[Math.ceil(((i + 1) * others.length) / MAX_LARGEST) - 1]!);
  return [...points.slice(0, MAX_LARGEST), ...spacedPoints];
};

const cumulativeShares = (year: ConcentrationYear | undefined): LineSeries['points'] => {
  let total = 0;
  return (year?.shares ?? []).map(({ share: part }, i) => {
    total += part;
    return { x: i + 1, y: Math.min(1, total) };
  });
};

/** Cumulative shares of the members of a dimension, the largest first: in the period, the year before, and the other plan. */
export const curveChart = (view: ExposureView, dimension: ExposureDimension): LinesChart => {
  const { period, other } = view;
  const sharesOf = (ofView: ExposureView) =>
    cumulativeShares(concentrationIn(ofView.exposure, measureConcentration(ofView.exposure, dimension, view), ofView.period));
  const line = (label: Label, role: LineSeries['role'], style: LineSeries['style'], ofView: ExposureView): LineSeries[] => {
    const points = sharesOf(ofView);
    return points.length > 0
      ? [{ label, role, style, points: thinPoints(points), identity: identifyConcentration(ofView, 'topShare', dimension), endLabel: true }]
      : [];
  };
  const currentShares = sharesOf(view);
  return {
    kind: 'lines',
    title: message('diversification.curve.title'),
    summary: message('diversification.curve.summary', {
      dimension: message(`dimension.${dimension}`),
      share: share(currentShares[2]?.y ?? currentShares.at(-1)?.y ?? 0, { decimals: 0 }),
    }),
    xKind: 'number',
    xLabel: message('diversification.curve.x', { dimension: message(`dimension.${dimension}`, {}, 'inSentence') }),
    unit: 'fraction',
    unitLabel: message(`diversification.curve.unit.${view.by}`),
    decimals: 1,
    series: [
      ...(period === 'plan' ? [] : line(periodLabel(period - 1), 'context', 'dotted', { ...view, period: period - 1 })),
      ...(other ? line({ name: other.name }, 'context', 'dashed', viewOfOther(view, other)) : []),
      ...line(periodLabel(period), 'ink', 'solid', view),
    ],
    xAxis: { min: 1 },
    axis: { min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] },
  };
};

/** Buyers with a row of their own; the others share one. */
const MAX_ROWS = 24;

/** Each buyer's share of each metal's sales in the period; a metal in a step. */
export function* heatChart(view: ExposureView): Steps<HeatChart> {
  const { book, exposure, by, buyersBy, period } = view;
  const yearIndex = period === 'plan' ? undefined : exposure.years.indexOf(period);
  const amountOf = (series: readonly number[]): number => (yearIndex === undefined ? sum(series) : (series[yearIndex] ?? 0));
  const metals: { readonly metal: Metal; readonly soldByMember: ReadonlyMap<string, number>; readonly total: number }[] = [];
  for (const metal of METALS) {
    const members = exposureByDimension(exposure, buyersBy, ({ members: of }) => of.metal === metal);
    const soldByMember = new Map(members.map((member) => [member.member, amountOf(member[by])]));
    const total = sum([...soldByMember.values()]);
    if (total > 0) metals.push({ metal, soldByMember, total });
    yield;
  }
  const buyers = exposureByDimension(exposure, buyersBy)
    .map((buyer) => ({ member: buyer.member, amount: amountOf(buyer[by]) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
  const sharesOf = (members: readonly { readonly member: string }[]) =>
    metals.map(({ soldByMember, total: metalTotal }) => sumBy(members, ({ member }) => soldByMember.get(member) ?? 0) / metalTotal);
  const smallerBuyers = buyers.slice(MAX_ROWS);
  return {
    kind: 'heat',
    title: message('diversification.heat.title'),
    summary: message('diversification.heat.summary', { when: periodLabel(period) }),
    unit: 'fraction',
    unitLabel: message(`diversification.heat.unit.${by}`),
    decimals: 0,
    identity: identifyExposure(view, by === 'tonnes' ? 'tonnesShare' : 'valueShare'),
    rowHead: message(`dimension.${buyersBy}`),
    columns: metals.map(({ metal }) => ({
      label: message(`metal.${metal}`),
      role: `metal.${metal}` as const,
      subject: `metal:${metal}`,
    })),
    rows: [
      ...buyers.slice(0, MAX_ROWS).map((buyer) => ({
        label: memberLabel(book, buyersBy, buyer.member),
        values: sharesOf([buyer]),
        subject: `${buyersBy}:${buyer.member}`,
      })),
      ...(smallerBuyers.length > 0
        ? [
            {
              label: message('diversification.heat.rest', { count: smallerBuyers.length }),
              values: sharesOf(smallerBuyers),
              subject: `smallest:${buyersBy}/${smallerBuyers.length}`,
            },
          ]
        : []),
    ],
    maximum: 1,
  };
}
