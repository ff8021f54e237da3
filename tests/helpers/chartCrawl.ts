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
} from '#shared/contract/charts.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { isoMonth, monthOfYear, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import type { WaterfallView } from '#shared/presentation/charts/waterfall.ts';
import { type FoundFigure, isObject } from './figureCrawl.ts';

/** A value of a chart with its identity, `exempt` if the chart states why it has none, or else what it lacks. */
type ChartValue = {
  readonly place: string;
  readonly value: number;
  readonly identity: FigureIdentity | 'exempt' | { readonly lacks: string };
};

type View = BarsView | LinesView | WaterfallView;
type Bars = Pick<BarsChart, 'categories' | 'series' | 'lines' | 'sums'>;

const LACKS_IDENTITY = { lacks: 'no identity' } as const;

/** The identity of a value in a part of a chart; `completeIdentity` adds what its place gives, and is undefined where the place lacks it. */
const identityAt = (
  identity: SeriesIdentity | undefined,
  i: number,
  completeIdentity: (identity: FigureIdentity) => FigureIdentity | undefined,
): ChartValue['identity'] => {
  if (identity === undefined) return LACKS_IDENTITY;
  if (!isObject(identity)) return (identity as readonly (FigureIdentity | null)[])[i] ?? LACKS_IDENTITY;
  if ('none' in identity) return identity.none === 'earlierRun' ? { lacks: identity.none } : 'exempt';
  return completeIdentity(identity as FigureIdentity) ?? { lacks: 'no period, percentile or subject' };
};

const periodOf = (x: number, { xKind, isQuarterly }: Pick<LinesChart, 'xKind' | 'isQuarterly'>): FigureIdentity['period'] => {
  if (xKind === 'year') return x;
  return isQuarterly ? `${yearOf(x)}-Q${Math.ceil(monthOfYear(x) / 3)}` : isoMonth(x);
};

const barValues = ({ categories, series, lines = [] }: Bars): readonly ChartValue[] =>
  [...series.map((part, i) => ({ part, place: `series.${i}` })), ...lines.map((part, i) => ({ part, place: `lines.${i}` }))].flatMap(
    ({ part: { values, identity }, place }) =>
      values.flatMap((value, i): ChartValue[] => {
        // an end that a row does not have
        if (value === 0 && !isObject(identity) && identity?.[i] === null) return [];
        const period = categories[i]?.period;
        const ofValue = identityAt(identity, i, (partIdentity) => (period === undefined ? undefined : { ...partIdentity, period }));
        return [{ place: `${place}.values.${i}`, value, identity: ofValue }];
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

const lineValues = (chart: Pick<LinesChart, 'xKind' | 'isQuarterly' | 'series' | 'bands'>): readonly ChartValue[] => {
  const at = (x: number) => (partIdentity: FigureIdentity) =>
    chart.xKind === 'number'
      ? { ...partIdentity, subject: `${partIdentity.subject}/${x}` }
      : { ...partIdentity, period: periodOf(x, chart) };
  return [
    ...chart.series.flatMap(({ points, identity, xIdentity }, s) =>
      points.flatMap(({ x, y }, i): ChartValue[] => [
        { place: `series.${s}.points.${i}`, value: y, identity: identityAt(identity, i, at(x)) },
        ...(xIdentity ? [{ place: `series.${s}.points.${i}.x`, value: x, identity: xIdentity }] : []),
      ]),
    ),
    ...(chart.bands ?? []).flatMap(({ points, identity, percentiles }, b) =>
      points.flatMap((point, i) =>
        (['low', 'high'] as const).map((end): ChartValue => {
          const bandIdentity = identityAt(
            identity,
            i,
            (partIdentity) => percentiles && { ...at(point.x)(partIdentity), percentile: percentiles[end] },
          );
          return { place: `bands.${b}.points.${i}.${end}`, value: point[end], identity: bandIdentity };
        }),
      ),
    ),
  ];
};

/** The lines of a waterfall, and its total as the sum of the lines before it. */
const waterfallValues = (lines: readonly (WaterfallChart | WaterfallView)['lines'][number][]): readonly ChartValue[] =>
  lines.flatMap(({ amount, kind, identity }, i): ChartValue[] => {
    const ofLine = identityAt(identity, i, (partIdentity) => partIdentity);
    const before = kind === 'total' ? [sumBy(lines.slice(0, i), (line) => line.amount)] : [];
    return [amount, ...before].map((value) => ({ place: `lines.${i}`, value, identity: ofLine }));
  });

/** The identity of a value whose place gives the subjects. */
const ofSubjects = (identity: ChartIdentity, subjects: readonly (string | undefined)[]): ChartValue['identity'] =>
  identityAt(identity, 0, (partIdentity) => (subjects.includes(undefined) ? undefined : { ...partIdentity, subject: subjects.join('/') }));

const heatValues = ({ identity, rows, columns }: HeatChart): readonly ChartValue[] =>
  rows.flatMap((row, r) =>
    row.values.map((value, c) => ({
      place: `rows.${r}.values.${c}`,
      value,
      identity: ofSubjects(identity, [row.subject, columns[c]?.subject]),
    })),
  );

/** The links of a flow, and its nodes as the sums of their links. */
const flowValues = ({ identity, stages, links }: FlowChart): readonly ChartValue[] => [
  ...links.map(({ stage, from, to, value, role }, i) => ({
    place: `links.${i}`,
    value,
    identity: ofSubjects(identity, [stages[stage]?.nodes[from]?.subject, stages[stage + 1]?.nodes[to]?.subject, role]),
  })),
  ...stages.flatMap(({ nodes }, s) =>
    nodes.flatMap(({ subject }, n) =>
      [links.filter(({ stage, from }) => stage === s && from === n), links.filter(({ stage, to }) => stage === s - 1 && to === n)].flatMap(
        (ofNode) =>
          ofNode.length === 0
            ? []
            : [{ place: `stages.${s}.${n}`, value: sumBy(ofNode, ({ value }) => value), identity: ofSubjects(identity, [subject]) }],
      ),
    ),
  ),
];

/** The places of a map, and their sums. */
const mapValues = ({ identity, other, places }: MapChart): readonly ChartValue[] =>
  (['value', 'other'] as const).flatMap((amount) => {
    const partIdentity = amount === 'value' ? identity : other.identity;
    return [
      ...places.map((place, i) => ({
        place: `places.${i}.${amount}`,
        value: place[amount],
        identity: ofSubjects(partIdentity, [place.subject]),
      })),
      {
        place: `places.${amount}`,
        value: sumBy(places, (place) => place[amount]),
        identity: identityAt(partIdentity, 0, (amountIdentity) => amountIdentity),
      },
    ];
  });

const valuesOf = (chart: ChartFacts | View): readonly ChartValue[] => {
  switch (chart.kind) {
    case 'bars':
      return [...barValues(chart as Bars), ...barSums(chart as Bars)];
    case 'lines':
      return lineValues(chart as LinesChart);
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

const CHART_KINDS: ReadonlySet<unknown> = new Set(['bars', 'lines', 'waterfall', 'heat', 'flow', 'map']);

/** Lists the charts of an answer, as facts or as views, with their places. */
const findCharts = (answer: unknown, at: string): readonly { readonly chart: ChartFacts | View; readonly at: string }[] => {
  const charts: { readonly chart: ChartFacts | View; readonly at: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) visit(element, `${path}.${i}`);
      return;
    }
    if (!isObject(value)) return;
    if (CHART_KINDS.has(value.kind) && value.title !== undefined) {
      charts.push({ chart: value as ChartFacts | View, at: path });
      return;
    }
    for (const [name, member] of Object.entries(value)) if (name !== 'explanation') visit(member, `${path}.${name}`);
  };
  visit(answer, at);
  return charts;
};

/** The figures of an answer's charts, and the values that have neither an identity nor a reason to have none. */
export const crawlCharts = (
  answer: unknown,
  at: string,
): { readonly figures: readonly FoundFigure[]; readonly unidentified: readonly string[] } => {
  const figures: FoundFigure[] = [];
  const problems = new Set<string>();
  for (const { chart, at: place } of findCharts(answer, at)) {
    // a view has values in the unit that it shows
    const unitSize = 'unitSize' in chart && chart.unitSize !== undefined ? chart.unitSize : 1;
    const isScaled = typeof chart.title !== 'string' || 'unitSize' in chart;
    for (const { place: part, value, identity } of valuesOf(chart)) {
      if (identity === 'exempt') continue;
      if ('lacks' in identity) problems.add(`${place}.${part.split('.').slice(0, 2).join('.')}: ${identity.lacks}`);
      else if (!isScaled) problems.add(`${place}: no size of its unit`);
      else {
        const { deducted, ...ofFigure } = identity;
        figures.push({ identity: ofFigure, value: (deducted ? -1 : 1) * value * unitSize, at: `${place}.${part}` });
      }
    }
  }
  return { figures, unidentified: [...problems] };
};
