import type { BarElement, ChartOptions } from 'chart.js';
import { componentTexts } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { axisScale, barsExtent } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import { tokens } from '../../theme/tokens.ts';
import { animation, nameAxis, sideAxis, tooltipLook, valueAxis, writeNames } from './axes.ts';
import { CAPTION, type Drawing, type Setting } from './drawing.ts';
import { cutText, fillOf } from './paint.ts';

const ROW = 28;
const LABEL_ROOM = 64;
/** Bars from which on they stand side by side without air. */
const MANY = 20;
/** A note under a bar is cut here, so that its neighbours keep theirs. */
const NOTE_ROOM = 96;

const isLabelled = (view: BarsView): boolean => view.barLabels !== undefined || view.series.some(({ labels }) => labels !== undefined);

const labelsOf = (view: BarsView) => view.categories.map(({ label }) => label);

/** Labels past the far end of the bars of each category. */
const endLabels =
  (view: BarsView, { colours }: Setting): Drawing['over'] =>
  (chart, ink, labels) => {
    if (view.horizontal) writeNames(labelsOf(view), colours, chart, ink);
    const texts = view.barLabels ?? [];
    texts.forEach((text, index) => {
      if (text === '') return;
      const bars = chart.data.datasets.map((_, series) => chart.getDatasetMeta(series).data[index]).filter((bar) => bar !== undefined);
      const ends = bars.map((bar) => {
        const { x, y, base } = (bar as BarElement).getProps(['x', 'y', 'base'], true);
        return { x: Number(x), y: Number(y), base: Number(base) };
      });
      const [first] = ends;
      if (!first) return;
      const total = view.series.reduce((sum, series) => sum + (series.values[index] ?? 0), 0);
      const words = { text, colour: colours.chart.label, weight: tokens.chart.directLabelWeight };
      if (view.horizontal) {
        const edges = ends.flatMap((end) => [end.x, end.base]);
        if (total < 0) labels.place(words, [{ x: Math.min(...edges) - 6, y: first.y, align: 'right' }]);
        else labels.place(words, [{ x: Math.max(...edges) + 6, y: first.y, align: 'left' }]);
      } else {
        const edges = ends.flatMap((end) => [end.y, end.base]);
        // side by side, the label stands over the middle of the group
        const x = ends.reduce((sum, end) => sum + end.x, 0) / ends.length;
        const y = total < 0 ? Math.max(...edges) + 10 : Math.min(...edges) - 9;
        labels.place(words, [{ x, y, align: 'center' }]);
      }
    });
  };

/** Labels past the ends of single bars. */
const ownLabels =
  (view: BarsView, { colours }: Setting): Drawing['over'] =>
  (chart, _ink, labels) => {
    for (const [at, series] of view.series.entries()) {
      for (const [index, text] of (series.labels ?? []).entries()) {
        const bar = chart.getDatasetMeta(at).data[index];
        if (text === '' || !bar) continue;
        const { x, y } = (bar as BarElement).getProps(['x', 'y'], true);
        const below = (series.values[index] ?? 0) < 0;
        const words = { text, colour: colours.chart.label, weight: tokens.chart.directLabelWeight };
        if (view.horizontal) labels.place(words, [{ x: Number(x) + (below ? -6 : 6), y: Number(y), align: below ? 'right' : 'left' }]);
        else labels.place(words, [{ x: Number(x), y: Number(y) + (below ? 10 : -9), align: 'center' }]);
      }
    }
  };

const options = (view: BarsView, { colours, animated }: Setting): ChartOptions<'bar'> => {
  const scale = axisScale(view.axis, ...barsExtent(view));
  const number = (value: number) => `${formatNumber(value, { decimals: view.decimals })} ${view.unit}`;
  const labelled = isLabelled(view);
  const values = valueAxis(colours, scale, { stacked: view.stacked, hidden: view.horizontal && labelled });
  const names = view.horizontal ? sideAxis(labelsOf(view), view.stacked) : nameAxis(colours, view.stacked);
  return {
    indexAxis: view.horizontal ? 'y' : 'x',
    animation: animation(animated),
    interaction: { mode: 'index', intersect: false, axis: view.horizontal ? 'y' : 'x' },
    scales: (view.horizontal ? { x: values, y: names } : { x: names, y: values }) as NonNullable<ChartOptions<'bar'>['scales']>,
    plugins: {
      tooltip: {
        ...tooltipLook(colours),
        callbacks: {
          label: ({ dataset, raw }) => `${dataset.label ?? ''}  ${number(Number(raw))}`,
          footer: (items) =>
            view.stacked && items.length > 1
              ? `${componentTexts().total}  ${number(items.reduce((sum, item) => sum + Number(item.raw), 0))}`
              : '',
        },
      },
    },
  };
};

/** Bars by category as Chart.js wants them, with the house's labels over them. */
export const drawBars = (view: BarsView, setting: Setting): Drawing => {
  const { colours } = setting;
  return {
    type: 'bar',
    data: {
      labels: view.categories.map(({ label, note }) => (note === undefined ? label : [label, cutText(note, 420, NOTE_ROOM)])),
      datasets: view.series.map((series) => {
        const fill = fillOf(roleColour(colours, series.role), series.fill, colours);
        return {
          label: series.label,
          data: [...series.values],
          backgroundColor: fill.background,
          borderColor: fill.border,
          borderWidth: fill.borderWidth,
          ...(view.stacked ? { stack: 'all' } : {}),
          ...(view.overlaid ? { grouped: false } : {}),
          // a distribution is one shape
          ...(!view.horizontal && view.categories.length >= MANY ? { barPercentage: 0.92, categoryPercentage: 1 } : {}),
          // bars side by side stand closer together than lone ones
          ...(!view.stacked && !view.overlaid && view.series.length > 1 ? { barPercentage: 0.9, categoryPercentage: 0.86 } : {}),
        };
      }),
    },
    options: options(view, setting) as Drawing['options'],
    unit: view.unit,
    xUnit: undefined,
    key: view.series.length > 1 ? view.series.map(({ label, role, fill }) => ({ label, role, fill })) : [],
    marks: view.marks,
    over: (chart, ink, labels) => {
      endLabels(view, setting)?.(chart, ink, labels);
      ownLabels(view, setting)?.(chart, ink, labels);
    },
    room: { top: view.horizontal ? 0 : 12, right: view.horizontal && isLabelled(view) ? LABEL_ROOM : 8, bottom: 0 },
    minHeight: view.horizontal ? CAPTION + view.categories.length * ROW + 8 : tokens.chart.minHeight,
  };
};
