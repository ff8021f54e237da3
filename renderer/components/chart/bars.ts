import type { BarElement, ChartOptions } from 'chart.js';
import type { BarsView } from '#shared/contract/chartViews.ts';
import { sumBy } from '#shared/math.ts';
import { componentTexts } from '#shared/messages/text.ts';
import { axisScale, barsExtent } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import { tokens } from '../../theme/tokens.ts';
import { animationOptions, categoryAxis, drawCategoryNames, sideAxis, tooltipStyle, valueAxis } from './axes.ts';
import { CAPTION, type Drawing, type Setting } from './drawing.ts';
import { cutText, fillOf, textWidth } from './paint.ts';

const ROW_HEIGHT = 28;
const LABEL_ROOM = 64;
/** Number of bars from which they have almost no space between them. */
const DENSE_BAR_COUNT = 20;
/** Maximum width of a note below a bar, px, so that it does not overlap the next one. */
const MAX_NOTE_WIDTH = 96;

const isLabelled = (view: BarsView): boolean => view.barLabels !== undefined || view.series.some(({ labels }) => labels !== undefined);

const labelsOf = (view: BarsView) => view.categories.map(({ label }) => label);

const totalOf = (view: BarsView, index: number): number => sumBy(view.series, (series) => series.values[index] ?? 0);

/** Space between the end of a bar and its label, and between the label and the name of its category, px. */
const LABEL_GAP = 6;

/** Width that the labels of negative horizontal bars need between the bars and the names, so that they do not overlap, px. */
export const negativeLabelRoom = (view: BarsView): number => {
  if (!view.horizontal) return 0;
  const texts = (view.barLabels ?? []).filter((text, index) => text !== '' && totalOf(view, index) < 0);
  return texts.length === 0
    ? 0
    : Math.ceil(Math.max(...texts.map((text) => textWidth(text, tokens.chart.directLabelWeight)))) + LABEL_GAP * 2;
};

/** Draws the label of each category beyond the end of its bars. */
const categoryLabelPainter =
  (view: BarsView, { colours }: Setting): Drawing['drawOver'] =>
  (chart, ctx, labels) => {
    if (view.horizontal) drawCategoryNames(labelsOf(view), colours, chart, ctx, negativeLabelRoom(view));
    const texts = view.barLabels ?? [];
    texts.forEach((text, index) => {
      if (text === '') return;
      const bars = view.series.map((_, series) => chart.getDatasetMeta(series).data[index]).filter((bar) => bar !== undefined);
      const ends = bars.map((bar) => {
        const { x, y, base } = (bar as BarElement).getProps(['x', 'y', 'base'], true);
        return { x: Number(x), y: Number(y), base: Number(base) };
      });
      const [first] = ends;
      if (!first) return;
      const total = totalOf(view, index);
      const words = { text, colour: colours.chart.label, weight: tokens.chart.directLabelWeight };
      if (view.horizontal) {
        const edges = ends.flatMap((end) => [end.x, end.base]);
        if (total < 0) labels.place(words, [{ x: Math.min(...edges) - LABEL_GAP, y: first.y, align: 'right' }]);
        else labels.place(words, [{ x: Math.max(...edges) + LABEL_GAP, y: first.y, align: 'left' }]);
      } else {
        const edges = ends.flatMap((end) => [end.y, end.base]);
        // for bars side by side, the label is above the middle of the group
        const x = sumBy(ends, (end) => end.x) / ends.length;
        const y = total < 0 ? Math.max(...edges) + 10 : Math.min(...edges) - 9;
        labels.place(words, [{ x, y, align: 'center' }]);
      }
    });
  };

/** Draws labels beyond the ends of single bars. */
const barLabelPainter =
  (view: BarsView, { colours }: Setting): Drawing['drawOver'] =>
  (chart, _ctx, labels) => {
    for (const [at, series] of view.series.entries()) {
      for (const [index, text] of (series.labels ?? []).entries()) {
        const bar = chart.getDatasetMeta(at).data[index];
        if (text === '' || !bar) continue;
        const { x, y } = (bar as BarElement).getProps(['x', 'y'], true);
        const isNegative = (series.values[index] ?? 0) < 0;
        const words = { text, colour: colours.chart.label, weight: tokens.chart.directLabelWeight };
        if (view.horizontal)
          labels.place(words, [{ x: Number(x) + (isNegative ? -6 : 6), y: Number(y), align: isNegative ? 'right' : 'left' }]);
        else labels.place(words, [{ x: Number(x), y: Number(y) + (isNegative ? 10 : -9), align: 'center' }]);
      }
    }
  };

const chartOptions = (view: BarsView, { colours, isAnimated }: Setting): ChartOptions<'bar'> => {
  const scale = axisScale(view.axis, ...barsExtent(view));
  const number = (value: number) => `${formatNumber(value, { decimals: view.decimals })} ${view.unit}`;
  const isLabelledView = isLabelled(view);
  const values = valueAxis(colours, scale, { stacked: view.stacked, isHidden: view.horizontal && isLabelledView });
  const names = view.horizontal ? sideAxis(labelsOf(view), view.stacked, negativeLabelRoom(view)) : categoryAxis(colours, view.stacked);
  return {
    indexAxis: view.horizontal ? 'y' : 'x',
    animation: animationOptions(isAnimated),
    interaction: { mode: 'index', intersect: false, axis: view.horizontal ? 'y' : 'x' },
    scales: (view.horizontal ? { x: values, y: names } : { x: names, y: values }) as NonNullable<ChartOptions<'bar'>['scales']>,
    plugins: {
      tooltip: {
        ...tooltipStyle(colours),
        callbacks: {
          label: ({ dataset, raw }) => `${dataset.label ?? ''}  ${number(Number(raw))}`,
          footer: (items) =>
            view.stacked && items.length > 1 && view.lines === undefined
              ? `${componentTexts().total}  ${number(sumBy(items, (item) => Number(item.raw)))}`
              : '',
        },
      },
    },
  };
};

/** Lines over the bars, drawn on top of them; each has its own stack, so that they do not add up. */
const lineDatasets = ({ lines = [] }: BarsView, { colours }: Setting): Drawing['data']['datasets'] =>
  lines.map(({ label, role, style, values }) => ({
    type: 'line' as const,
    label,
    data: [...values],
    borderColor: roleColour(colours, role),
    backgroundColor: roleColour(colours, role),
    borderWidth: tokens.chart.line,
    borderDash: style === 'dashed' ? [4, 3] : [],
    pointRadius: 0,
    stack: label,
    order: -1,
  }));

/** Creates the Chart.js configuration of bars by category, with labels drawn by the chart plugin. */
export const drawBars = (view: BarsView, setting: Setting): Drawing => {
  const { colours } = setting;
  return {
    type: 'bar',
    data: {
      labels: view.categories.map(({ label, note }) => (note === undefined ? label : [label, cutText(note, 420, MAX_NOTE_WIDTH)])),
      datasets: [
        ...view.series.map((series) => {
          const fill = fillOf(roleColour(colours, series.role), series.fill, colours);
          return {
            label: series.label,
            data: [...series.values],
            backgroundColor: fill.background,
            borderColor: fill.border,
            borderWidth: fill.borderWidth,
            ...(view.stacked ? { stack: 'all' } : {}),
            ...(view.overlaid ? { grouped: false } : {}),
            // a distribution has almost no space between its bars
            ...(!view.horizontal && view.categories.length >= DENSE_BAR_COUNT ? { barPercentage: 0.92, categoryPercentage: 1 } : {}),
            // bars side by side are closer together than single ones
            ...(!view.stacked && !view.overlaid && view.series.length > 1 ? { barPercentage: 0.9, categoryPercentage: 0.86 } : {}),
          };
        }),
        ...lineDatasets(view, setting),
      ],
    },
    options: chartOptions(view, setting) as Drawing['options'],
    unit: view.unit,
    xUnit: undefined,
    legend:
      view.series.length + (view.lines ?? []).length > 1
        ? [
            ...view.series.map(({ label, role, fill }) => ({ label, role, fill })),
            ...(view.lines ?? []).map(({ label, role, style }) => ({ label, role, line: style })),
          ]
        : [],
    marks: view.marks,
    drawOver: (chart, ctx, labels) => {
      categoryLabelPainter(view, setting)?.(chart, ctx, labels);
      barLabelPainter(view, setting)?.(chart, ctx, labels);
    },
    padding: { top: view.horizontal ? 0 : 12, right: view.horizontal && isLabelled(view) ? LABEL_ROOM : 8, bottom: 0 },
    minHeight: view.horizontal ? CAPTION + view.categories.length * ROW_HEIGHT + 8 : tokens.chart.minHeight,
  };
};
