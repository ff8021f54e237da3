import type {
  BarsChart,
  ChartFacts,
  ChartMark,
  FlowChart,
  HeatChart,
  LinesChart,
  MapChart,
  WaterfallChart,
} from '../../contract/charts.ts';
import type { BarsView, LinesView, Mark, WaterfallView } from '../../contract/chartViews.ts';
import type { Axis } from '../../contract/colour.ts';
import type { FigureUnit, Label } from '../../contract/figure.ts';
import { removeNoise } from '../../math.ts';
import { MONEY_SCALE } from '../../units/format.ts';
import { commonUnit, type PresentationSettings, renderLabel } from '../message.ts';
import type { FlowView } from './flow.ts';
import type { HeatView } from './heat.ts';
import type { MapView } from './map.ts';
import type { ChartView, PictureView } from './table.ts';

type Measure = { readonly unit: FigureUnit; readonly unitLabel?: Label | undefined; readonly decimals: number };
type ConvertAmount = (value: number) => number;

const presentMeasure = ({ unit, unitLabel, decimals }: Measure, settings: PresentationSettings) => {
  const unitView = commonUnit(unit, settings);
  return {
    unitSize: 1 / unitView.toDisplayUnit(1),
    unit: unitLabel === undefined ? unitView.text : renderLabel(unitLabel, settings),
    decimals: unitView.decimals(decimals),
    toDisplayUnit: unitView.toDisplayUnit,
  };
};

const presentAxis = ({ min, max, ticks }: Axis, toDisplayUnit: ConvertAmount): Axis => ({
  ...(min === undefined ? {} : { min: removeNoise(toDisplayUnit(min)) }),
  ...(max === undefined ? {} : { max: removeNoise(toDisplayUnit(max)) }),
  ...(ticks === undefined ? {} : { ticks: ticks.map((tick) => removeNoise(toDisplayUnit(tick))) }),
});

const keepUnrounded: ConvertAmount = (value) => value;

const presentMarks = (marks: readonly ChartMark[], x: ConvertAmount, y: ConvertAmount, settings: PresentationSettings): readonly Mark[] =>
  marks.map((mark) => ({ ...mark, value: (mark.axis === 'x' ? x : y)(mark.value), label: renderLabel(mark.label, settings) }));

const heading = ({ title, summary }: Pick<ChartFacts, 'title' | 'summary'>, settings: PresentationSettings) => ({
  title: renderLabel(title, settings),
  summary: renderLabel(summary, settings),
});

type BarLabel = Label | null;
type MoneyLabel = Extract<Label, { readonly value: unknown }>;

const isMoneyLabel = (label: BarLabel): label is MoneyLabel & { readonly value: number } =>
  label !== null && 'value' in label && label.unit === 'usd' && label.decimals === undefined && typeof label.value === 'number';

/** Gives labels of money without decimals as many as the largest needs for two digits, so that small bars are not labelled 0. */
const withDecimals = (labels: readonly BarLabel[]): readonly BarLabel[] => {
  const millions = Math.max(0, ...labels.map((label) => (isMoneyLabel(label) ? Math.abs(label.value) / MONEY_SCALE.m : 0)));
  if (millions === 0 || millions >= 10) return labels;
  const decimals = Math.min(4, 1 - Math.floor(Math.log10(millions)));
  return labels.map((label) => (isMoneyLabel(label) ? { ...label, decimals } : label));
};

const presentBars = (chart: BarsChart, settings: PresentationSettings): BarsView => {
  const { kind, horizontal, stacked, overlaid, categories, series, lines, barLabels, marks = [], axis = {} } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  const labelled = (labels: readonly BarLabel[]) =>
    withDecimals(labels).map((label) => (label === null ? '' : renderLabel(label, settings)));
  return {
    kind,
    ...heading(chart, settings),
    ...measure,
    horizontal,
    stacked,
    overlaid,
    categories: categories.map(({ label, note, period }) => ({
      ...(period === undefined ? {} : { period }),
      label: renderLabel(label, settings),
      ...(note === undefined ? {} : { note: renderLabel(note, settings) }),
    })),
    series: series.map(({ label, values, labels, ...rest }) => ({
      ...rest,
      label: renderLabel(label, settings),
      values: values.map(toDisplayUnit),
      ...(labels === undefined ? {} : { labels: labelled(labels) }),
    })),
    ...(lines === undefined
      ? {}
      : {
          lines: lines.map(({ label, values, ...rest }) => ({
            ...rest,
            label: renderLabel(label, settings),
            values: values.map(toDisplayUnit),
          })),
        }),
    ...(barLabels === undefined ? {} : { barLabels: labelled(barLabels) }),
    marks: presentMarks(marks, horizontal ? toDisplayUnit : keepUnrounded, horizontal ? keepUnrounded : toDisplayUnit, settings),
    axis: presentAxis(axis, toDisplayUnit),
  };
};

const presentLines = (chart: LinesChart, settings: PresentationSettings): LinesView => {
  const {
    kind,
    isQuarterly,
    xKind,
    xUnit,
    xLabel,
    xDecimals = 0,
    series,
    bands = [],
    marks = [],
    dots = [],
    xAxis = {},
    axis = {},
  } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  const x = xUnit === undefined ? undefined : presentMeasure({ unit: xUnit, unitLabel: xLabel, decimals: xDecimals }, settings);
  const toDisplayX = x?.toDisplayUnit ?? keepUnrounded;
  return {
    kind,
    ...heading(chart, settings),
    xKind,
    ...(isQuarterly && { isQuarterly }),
    xUnit: x?.unit ?? (xLabel === undefined ? '' : renderLabel(xLabel, settings)),
    xDecimals: x?.decimals ?? xDecimals,
    ...measure,
    series: series.map(({ label, inFull, points, ...rest }) => ({
      ...rest,
      label: renderLabel(label, settings),
      ...(inFull === undefined ? {} : { inFull: renderLabel(inFull, settings) }),
      points: points.map((point) => ({ x: toDisplayX(point.x), y: toDisplayUnit(point.y) })),
    })),
    bands: bands.map(({ label, points, ...rest }) => ({
      ...rest,
      label: renderLabel(label, settings),
      points: points.map((point) => ({ x: toDisplayX(point.x), low: toDisplayUnit(point.low), high: toDisplayUnit(point.high) })),
    })),
    marks: presentMarks(marks, toDisplayX, toDisplayUnit, settings),
    dots: dots.map((dot) => ({ ...dot, x: toDisplayX(dot.x), y: toDisplayUnit(dot.y), label: renderLabel(dot.label, settings) })),
    xAxis: presentAxis(xAxis, toDisplayX),
    axis: presentAxis(axis, toDisplayUnit),
  };
};

const presentWaterfall = (chart: WaterfallChart, settings: PresentationSettings): WaterfallView => {
  const { kind, lines, axisFrom } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  return {
    kind,
    ...heading(chart, settings),
    ...measure,
    lines: lines.map((line) => ({ ...line, label: renderLabel(line.label, settings), amount: toDisplayUnit(line.amount) })),
    ...(axisFrom === undefined ? {} : { axisFrom: removeNoise(toDisplayUnit(axisFrom)) }),
  };
};

const presentHeat = (chart: HeatChart, settings: PresentationSettings): HeatView => {
  const { kind, rowHead, columns, rows, maximum } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  return {
    kind,
    ...heading(chart, settings),
    ...measure,
    rowHead: renderLabel(rowHead, settings),
    columns: columns.map((column) => ({ ...column, label: renderLabel(column.label, settings) })),
    rows: rows.map(({ label, values }) => ({ label: renderLabel(label, settings), values: values.map(toDisplayUnit) })),
    maximum: toDisplayUnit(maximum),
  };
};

const presentFlow = (chart: FlowChart, settings: PresentationSettings): FlowView => {
  const { kind, stages, links } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  return {
    kind,
    ...heading(chart, settings),
    ...measure,
    stages: stages.map(({ title, nodes }) => ({
      title: renderLabel(title, settings),
      nodes: nodes.map(({ label }) => renderLabel(label, settings)),
    })),
    links: links.map((link) => ({ ...link, value: toDisplayUnit(link.value) })),
  };
};

const presentMap = (chart: MapChart, settings: PresentationSettings): MapView => {
  const { kind, label, other, head, places } = chart;
  const { toDisplayUnit, ...measure } = presentMeasure(chart, settings);
  const { toDisplayUnit: toOtherUnit, ...otherMeasure } = presentMeasure(other, settings);
  return {
    kind,
    ...heading(chart, settings),
    ...measure,
    other: { label: renderLabel(other.label, settings), ...otherMeasure },
    head: renderLabel(head, settings),
    label: renderLabel(label, settings),
    places: places.map((place) => ({
      ...place,
      label: renderLabel(place.label, settings),
      value: toDisplayUnit(place.value),
      other: toOtherUnit(place.other),
    })),
  };
};

type AnyView = ChartView | PictureView;

const isView = (chart: ChartFacts | AnyView): chart is AnyView => typeof chart.title === 'string';

/** The type of view of a chart. */
export type ViewOf<T extends { readonly kind: AnyView['kind'] }> = Extract<AnyView, { readonly kind: T['kind'] }>;

const present = (chart: ChartFacts, settings: PresentationSettings): AnyView => {
  switch (chart.kind) {
    case 'bars':
      return presentBars(chart, settings);
    case 'lines':
      return presentLines(chart, settings);
    case 'waterfall':
      return presentWaterfall(chart, settings);
    case 'heat':
      return presentHeat(chart, settings);
    case 'flow':
      return presentFlow(chart, settings);
    case 'map':
      return presentMap(chart, settings);
  }
};

/**
 * Creates the view of a chart: texts in the current locale, amounts in the display unit. A view is returned unchanged.
 */
export const presentChart = <T extends ChartFacts | AnyView>(chart: T, settings: PresentationSettings): ViewOf<T> =>
  (isView(chart) ? chart : present(chart, settings)) as ViewOf<T>;
