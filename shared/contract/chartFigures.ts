import type { FigureIdentity } from '../domain/figureIdentity.ts';
import { isoMonth, monthOfYear, yearOf } from '../domain/time.ts';
import { sumBy } from '../math.ts';
import type {
  BarsChart,
  ChartFacts,
  ChartIdentity,
  FlowChart,
  HeatChart,
  LinesChart,
  MapChart,
  SeriesIdentity,
  WaterfallChart,
} from './charts.ts';
import type { BarsView, LinesView, WaterfallView } from './chartViews.ts';

/** A chart as facts, or the view of bars, lines and waterfalls, whose values are in the unit that it shows. */
export type IdentifiedChart = ChartFacts | BarsView | LinesView | WaterfallView;

/** The identity of a value, `exempt` if the chart states why it has none, or else what it lacks. */
export type ValueIdentity = FigureIdentity | 'exempt' | { readonly lacks: string };

/** A value of a chart with its identity and its place: `series.0.values.3`. */
export type ChartValue = { readonly place: string; readonly value: number; readonly identity: ValueIdentity };

type Bars = Pick<BarsChart, 'categories' | 'series' | 'lines' | 'sums'>;
type Lines = Pick<LinesChart, 'xKind' | 'isQuarterly' | 'series' | 'bands'>;

const LACKS_IDENTITY = { lacks: 'no identity' } as const;

/** Returns the figure that a value is, if it is one. */
export const figureOfValue = (identity: ValueIdentity): FigureIdentity | undefined =>
  identity === 'exempt' || 'lacks' in identity ? undefined : identity;

/** The identity of a value in a part of a chart; `completeIdentity` adds what its place gives, and is undefined where the place lacks it. */
const identityAt = (
  identity: SeriesIdentity | undefined,
  i: number,
  completeIdentity: (identity: FigureIdentity) => FigureIdentity | undefined,
): ValueIdentity => {
  if (identity === undefined) return LACKS_IDENTITY;
  if (Array.isArray(identity)) return (identity as readonly (FigureIdentity | null)[])[i] ?? LACKS_IDENTITY;
  const partIdentity = identity as ChartIdentity;
  if ('none' in partIdentity) return partIdentity.none === 'earlierRun' ? { lacks: partIdentity.none } : 'exempt';
  return completeIdentity(partIdentity) ?? { lacks: 'no period, percentile or subject' };
};

const periodOf = (x: number, { xKind, isQuarterly }: Pick<LinesChart, 'xKind' | 'isQuarterly'>): FigureIdentity['period'] => {
  if (xKind === 'year') return x;
  return isQuarterly ? `${yearOf(x)}-Q${Math.ceil(monthOfYear(x) / 3)}` : isoMonth(x);
};

/** The identity of a bar, or of a line over the bars, by its category. */
export const barIdentity = (
  categories: Bars['categories'] | BarsView['categories'],
  identity: SeriesIdentity | undefined,
  i: number,
): ValueIdentity => {
  const period = categories[i]?.period;
  return identityAt(identity, i, (partIdentity) => (period === undefined ? undefined : { ...partIdentity, period }));
};

const barValues = ({ categories, series, lines = [] }: Bars): readonly ChartValue[] =>
  [...series.map((part, i) => ({ part, place: `series.${i}` })), ...lines.map((part, i) => ({ part, place: `lines.${i}` }))].flatMap(
    ({ part: { values, identity }, place }) =>
      values.flatMap((value, i): ChartValue[] => {
        // an end that a row does not have
        if (value === 0 && Array.isArray(identity) && identity[i] === null) return [];
        return [{ place: `${place}.values.${i}`, value, identity: barIdentity(categories, identity, i) }];
      }),
  );

/** The figures that series add up to. */
const barSums = ({ categories, series, sums = [] }: Bars): readonly ChartValue[] =>
  sums.flatMap(({ identity, series: parts }, s) =>
    categories.map(({ period }, i) => ({
      place: `sums.${s}.${i}`,
      value: sumBy(parts, (part) => series[part]?.values[i] ?? Number.NaN),
      identity: period === undefined ? { lacks: 'no period' } : { ...identity, period },
    })),
  );

const completeAt = (chart: Pick<LinesChart, 'xKind' | 'isQuarterly'>, x: number) => (partIdentity: FigureIdentity) =>
  chart.xKind === 'number' ? { ...partIdentity, subject: `${partIdentity.subject}/${x}` } : { ...partIdentity, period: periodOf(x, chart) };

/** The identity of a point of a line. */
export const pointIdentity = (
  chart: Pick<LinesChart, 'xKind' | 'isQuarterly'>,
  identity: SeriesIdentity | undefined,
  i: number,
  x: number,
): ValueIdentity => identityAt(identity, i, completeAt(chart, x));

/** The identity of an end of a band. */
export const bandIdentity = (
  chart: Pick<LinesChart, 'xKind' | 'isQuarterly'>,
  { identity, percentiles }: Pick<LinesView['bands'][number], 'identity' | 'percentiles'>,
  end: 'low' | 'high',
  x: number,
): ValueIdentity =>
  identityAt(identity, 0, (partIdentity) => percentiles && { ...completeAt(chart, x)(partIdentity), percentile: percentiles[end] });

const lineValues = (chart: Lines): readonly ChartValue[] => [
  ...chart.series.flatMap(({ points, identity, xIdentity }, s) =>
    points.flatMap(({ x, y }, i): ChartValue[] => [
      { place: `series.${s}.points.${i}`, value: y, identity: pointIdentity(chart, identity, i, x) },
      ...(xIdentity ? [{ place: `series.${s}.points.${i}.x`, value: x, identity: xIdentity }] : []),
    ]),
  ),
  ...(chart.bands ?? []).flatMap((band, b) =>
    band.points.flatMap((point, i) =>
      (['low', 'high'] as const).map(
        (end): ChartValue => ({
          place: `bands.${b}.points.${i}.${end}`,
          value: point[end],
          identity: bandIdentity(chart, band, end, point.x),
        }),
      ),
    ),
  ),
];

/** The identity of a line of a waterfall. */
export const stepIdentity = ({ identity }: Pick<WaterfallView['lines'][number], 'identity'>): ValueIdentity =>
  identityAt(identity, 0, (partIdentity) => partIdentity);

/** The lines of a waterfall, and its total as the sum of the lines before it. */
const waterfallValues = (lines: readonly (WaterfallChart | WaterfallView)['lines'][number][]): readonly ChartValue[] =>
  lines.flatMap((line, i): ChartValue[] => {
    const { amount, kind } = line;
    const totals = kind === 'total' ? [sumBy(lines.slice(0, i), (earlierLine) => earlierLine.amount)] : [];
    return [amount, ...totals].map((value) => ({ place: `lines.${i}`, value, identity: stepIdentity(line) }));
  });

/** The identity of a value whose place gives the subjects: a cell, a link, a disc. */
export const identityOfSubjects = (identity: ChartIdentity | undefined, subjects: readonly (string | undefined)[]): ValueIdentity =>
  identityAt(identity, 0, (partIdentity) => (subjects.includes(undefined) ? undefined : { ...partIdentity, subject: subjects.join('/') }));

const heatValues = ({ identity, rows, columns }: HeatChart): readonly ChartValue[] =>
  rows.flatMap((row, r) =>
    row.values.map((value, c) => ({
      place: `rows.${r}.values.${c}`,
      value,
      identity: identityOfSubjects(identity, [row.subject, columns[c]?.subject]),
    })),
  );

/** The identity of a link of a flow. */
export const linkIdentity = (
  { identity, stages }: Pick<FlowChart, 'stages'> & { readonly identity?: ChartIdentity | undefined },
  { stage, from, to, role }: Pick<FlowChart['links'][number], 'stage' | 'from' | 'to' | 'role'>,
): ValueIdentity => identityOfSubjects(identity, [stages[stage]?.nodes[from]?.subject, stages[stage + 1]?.nodes[to]?.subject, role]);

/** The links of a flow, and its nodes as the sums of their links. */
const flowValues = (chart: FlowChart): readonly ChartValue[] => {
  const { identity, stages, links } = chart;
  return [
    ...links.map((link, i) => ({ place: `links.${i}`, value: link.value, identity: linkIdentity(chart, link) })),
    ...stages.flatMap(({ nodes }, s) =>
      nodes.flatMap(({ subject }, n) =>
        [
          links.filter(({ stage, from }) => stage === s && from === n),
          links.filter(({ stage, to }) => stage === s - 1 && to === n),
        ].flatMap((ofNode) =>
          ofNode.length === 0
            ? []
            : [
                {
                  place: `stages.${s}.${n}`,
                  value: sumBy(ofNode, ({ value }) => value),
                  identity: identityOfSubjects(identity, [subject]),
                },
              ],
        ),
      ),
    ),
  ];
};

/** The places of a map, and their sums. */
const mapValues = ({ identity, other, places }: MapChart): readonly ChartValue[] =>
  (['value', 'other'] as const).flatMap((amount) => {
    const partIdentity = amount === 'value' ? identity : other.identity;
    return [
      ...places.map((place, i) => ({
        place: `places.${i}.${amount}`,
        value: place[amount],
        identity: identityOfSubjects(partIdentity, [place.subject]),
      })),
      {
        place: `places.${amount}`,
        value: sumBy(places, (place) => place[amount]),
        identity: identityAt(partIdentity, 0, (amountIdentity) => amountIdentity),
      },
    ];
  });

/** Lists the values of a chart, with those that its parts add up to. */
export const listChartValues = (chart: IdentifiedChart): readonly ChartValue[] => {
  switch (chart.kind) {
    case 'bars':
      return [...barValues(chart as Bars), ...barSums(chart as Bars)];
    case 'lines':
      return lineValues(chart as Lines);
    case 'waterfall':
      return waterfallValues(chart.lines);
    case 'heat':
      return heatValues(chart);
    case 'flow':
      return flowValues(chart);
    case 'map':
      return mapValues(chart);
  }
};
