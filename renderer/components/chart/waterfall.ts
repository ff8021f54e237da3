import type { ChartOptions } from 'chart.js';
import { waterfallBars, waterfallExtent } from '#shared/presentation/charts/scale.ts';
import type { WaterfallView } from '#shared/presentation/charts/waterfall.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import { tokens } from '../../theme/tokens.ts';
import { animation, sideAxis, tooltipLook, valueAxis, writeNames } from './axes.ts';
import type { AnyChart, Drawing, Setting } from './drawing.ts';
import { write } from './paint.ts';

const ROW = 28;
const LABEL_ROOM = 64;
/** Half a bar, for what is drawn between bars. */
const HALF = 8;
const SLIVER = 1.5;

const namesOf = (view: WaterfallView) => view.lines.map(({ label }) => label);

const barAt = (chart: AnyChart, index: number) => chart.getDatasetMeta(0).data[index]?.getProps(['x', 'y', 'base'], true);

/** Hairlines that carry the sum from a bar to the next. */
const connect = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ink: CanvasRenderingContext2D) => {
  const { x, y } = chart.scales;
  if (!x || !y) return;
  ink.save();
  ink.strokeStyle = colours.line.normal;
  ink.lineWidth = 1;
  waterfallBars(view)
    .slice(0, -1)
    .forEach((bar, index) => {
      const at = x.getPixelForValue(bar.to);
      ink.beginPath();
      ink.moveTo(at, y.getPixelForValue(index) + HALF);
      ink.lineTo(at, y.getPixelForValue(index + 1) - HALF);
      ink.stroke();
    });
  ink.restore();
};

/** A step too small to see still has its place: a stroke as high as a bar. */
const slivers = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ink: CanvasRenderingContext2D) => {
  view.lines.forEach(({ kind, role }, index) => {
    const bar = barAt(chart, index);
    if (kind !== 'step' || !bar || Math.abs(Number(bar.x) - Number(bar.base)) >= SLIVER) return;
    ink.fillStyle = roleColour(colours, role);
    ink.fillRect(Math.min(Number(bar.x), Number(bar.base)) - SLIVER / 2, Number(bar.y) - HALF, SLIVER, 2 * HALF);
  });
};

/** A slanted gap in every bar that stands on a cut axis. */
const cut = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ink: CanvasRenderingContext2D) => {
  if (view.axisFrom === undefined) return;
  view.lines.forEach(({ kind }, index) => {
    const y = chart.scales.y?.getPixelForValue(index);
    if (kind === 'step' || y === undefined) return;
    ink.save();
    ink.fillStyle = colours.bg.paper;
    ink.translate(chart.chartArea.left + 14, y);
    ink.transform(1, 0, -0.35, 1, 0, 0);
    ink.fillRect(-2, -12, 3, 24);
    ink.restore();
  });
};

const amounts = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ink: CanvasRenderingContext2D) => {
  view.lines.forEach(({ amount, kind }, index) => {
    const bar = barAt(chart, index);
    if (!bar) return;
    const text = formatNumber(amount, { decimals: view.decimals, sign: kind === 'step' });
    const weight = kind === 'total' ? 620 : 480;
    write(
      ink,
      { text, weight, colour: colours.chart.label },
      Math.max(Number(bar.x), Number(bar.base)) + 6,
      Number(bar.y),
      colours.bg.paper,
    );
  });
};

/** From a start through steps to a total, lying: names left, amounts right; what is taken away is hollow. */
export const drawWaterfall = (view: WaterfallView, setting: Setting): Drawing => {
  const { colours, animated } = setting;
  const bars = waterfallBars(view);
  const [low, high] = waterfallExtent(view);
  const fill = view.lines.map(({ role, kind, amount }) => (kind === 'step' && amount < 0 ? colours.bg.paper : roleColour(colours, role)));
  const options: ChartOptions<'bar'> = {
    indexAxis: 'y',
    animation: animation(animated),
    interaction: { mode: 'index', intersect: false, axis: 'y' },
    scales: {
      x: valueAxis(colours, { min: low, max: high > low ? high : low + 1, ticks: [] }, { hidden: true }),
      y: sideAxis(namesOf(view), false),
    } as NonNullable<ChartOptions<'bar'>['scales']>,
    plugins: {
      tooltip: {
        ...tooltipLook(colours),
        displayColors: false,
        callbacks: {
          label: ({ dataIndex }) => {
            const line = view.lines[dataIndex];
            return line ? `${formatNumber(line.amount, { decimals: view.decimals, sign: line.kind === 'step' })} ${view.unit}` : '';
          },
        },
      },
    },
  };
  return {
    type: 'bar',
    data: {
      labels: namesOf(view),
      datasets: [
        {
          label: view.title,
          data: bars.map(({ from, to }) => [from, to] as [number, number]),
          backgroundColor: fill,
          borderColor: view.lines.map(({ role }) => roleColour(colours, role)),
          borderWidth: 1.5,
          borderSkipped: false,
          barPercentage: 0.7,
        },
      ],
    },
    options: options as Drawing['options'],
    unit: '',
    xUnit: undefined,
    key: [],
    marks: [],
    over: (chart, ink) => {
      writeNames(namesOf(view), colours, chart, ink);
      cut(view, setting, chart, ink);
      connect(view, setting, chart, ink);
      slivers(view, setting, chart, ink);
      amounts(view, setting, chart, ink);
    },
    room: { top: 4, right: LABEL_ROOM, bottom: 0 },
    minHeight: Math.max(tokens.chart.minHeight, view.lines.length * ROW + 8),
  };
};
