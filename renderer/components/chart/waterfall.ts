import type { ChartOptions } from 'chart.js';
import type { WaterfallView } from '#shared/contract/chartViews.ts';
import { waterfallBars, waterfallExtent } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import { tokens } from '../../theme/tokens.ts';
import { animationOptions, drawCategoryNames, sideAxis, tooltipStyle, valueAxis } from './axes.ts';
import type { AnyChart, Drawing, Setting } from './drawing.ts';
import { drawText } from './paint.ts';

const ROW_HEIGHT = 28;
const LABEL_ROOM = 64;
/** Half the height of a bar, px. */
const HALF_BAR = 8;
const MIN_STEP_WIDTH = 1.5;

const namesOf = (view: WaterfallView) => view.lines.map(({ label }) => label);

const barAt = (chart: AnyChart, index: number) => chart.getDatasetMeta(0).data[index]?.getProps(['x', 'y', 'base'], true);

/** Draws hairlines from a bar to the next at the sum so far. */
const drawConnectors = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D) => {
  const { x, y } = chart.scales;
  if (!x || !y) return;
  ctx.save();
  ctx.strokeStyle = colours.line.normal;
  ctx.lineWidth = 1;
  waterfallBars(view)
    .slice(0, -1)
    .forEach((bar, index) => {
      const at = x.getPixelForValue(bar.to);
      ctx.beginPath();
      ctx.moveTo(at, y.getPixelForValue(index) + HALF_BAR);
      ctx.lineTo(at, y.getPixelForValue(index + 1) - HALF_BAR);
      ctx.stroke();
    });
  ctx.restore();
};

/** Draws a step that is too small to see as a line of the height of a bar. */
const drawSmallSteps = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D) => {
  view.lines.forEach(({ kind, role }, index) => {
    const bar = barAt(chart, index);
    if (kind !== 'step' || !bar || Math.abs(Number(bar.x) - Number(bar.base)) >= MIN_STEP_WIDTH) return;
    ctx.fillStyle = roleColour(colours, role);
    ctx.fillRect(Math.min(Number(bar.x), Number(bar.base)) - MIN_STEP_WIDTH / 2, Number(bar.y) - HALF_BAR, MIN_STEP_WIDTH, 2 * HALF_BAR);
  });
};

/** Draws a slanted gap in each bar that begins at a truncated axis. */
const drawAxisBreaks = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D) => {
  if (view.axisFrom === undefined) return;
  view.lines.forEach(({ kind }, index) => {
    const y = chart.scales.y?.getPixelForValue(index);
    if (kind === 'step' || y === undefined) return;
    ctx.save();
    ctx.fillStyle = colours.bg.paper;
    ctx.translate(chart.chartArea.left + 14, y);
    ctx.transform(1, 0, -0.35, 1, 0, 0);
    ctx.fillRect(-2, -12, 3, 24);
    ctx.restore();
  });
};

const drawAmounts = (view: WaterfallView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D) => {
  view.lines.forEach(({ amount, kind }, index) => {
    const bar = barAt(chart, index);
    if (!bar) return;
    const text = formatNumber(amount, { decimals: view.decimals, sign: kind === 'step' });
    const weight = kind === 'total' ? 620 : 480;
    drawText(
      ctx,
      { text, weight, colour: colours.chart.label },
      Math.max(Number(bar.x), Number(bar.base)) + 6,
      Number(bar.y),
      colours.bg.paper,
    );
  });
};

/** Creates the configuration of a horizontal waterfall: names left, amounts right; negative steps are hollow. */
export const drawWaterfall = (view: WaterfallView, setting: Setting): Drawing => {
  const { colours, isAnimated } = setting;
  const bars = waterfallBars(view);
  const [low, high] = waterfallExtent(view);
  const fill = view.lines.map(({ role, kind, amount }) => (kind === 'step' && amount < 0 ? colours.bg.paper : roleColour(colours, role)));
  const options: ChartOptions<'bar'> = {
    indexAxis: 'y',
    animation: animationOptions(isAnimated),
    interaction: { mode: 'index', intersect: false, axis: 'y' },
    scales: {
      x: valueAxis(colours, { min: low, max: high > low ? high : low + 1, ticks: [] }, { isHidden: true }),
      y: sideAxis(namesOf(view), false),
    } as NonNullable<ChartOptions<'bar'>['scales']>,
    plugins: {
      tooltip: {
        ...tooltipStyle(colours),
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
    legend: [],
    marks: [],
    drawOver: (chart, ctx) => {
      drawCategoryNames(namesOf(view), colours, chart, ctx);
      drawAxisBreaks(view, setting, chart, ctx);
      drawConnectors(view, setting, chart, ctx);
      drawSmallSteps(view, setting, chart, ctx);
      drawAmounts(view, setting, chart, ctx);
    },
    padding: { top: 4, right: LABEL_ROOM, bottom: 0 },
    minHeight: Math.max(tokens.chart.minHeight, view.lines.length * ROW_HEIGHT + 8),
  };
};
