import type { ChartDataset, ChartOptions } from 'chart.js';
import type { LineSeries, LinesView } from '#shared/contract/chartViews.ts';
import { spotsAroundDot } from '#shared/presentation/charts/labelPlacement.ts';
import { axisScale, linesExtent, linesXScale, spreadLabels, tickDecimals } from '#shared/presentation/charts/scale.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { roleColour, roleTextColour } from '../../theme/roles.ts';
import { type SchemeColours, tokens } from '../../theme/tokens.ts';
import { animationOptions, tooltipStyle, valueAxis, xAxis } from './axes.ts';
import type { AnyChart, Drawing, LegendItem, Setting } from './drawing.ts';
import { cutText, drawText, type Labeller, textWidth, withAlpha } from './paint.ts';

type Line = ChartDataset<'line', { x: number; y: number }[]>;

const END_GAP = 15;
/** Maximum width of a label at the end of a line, px, so that the lines have most of the width. */
const MAX_LABEL_WIDTH = 150;

const endText = (label: string) => cutText(label, tokens.chart.directLabelWeight, MAX_LABEL_WIDTH);

const planLetter = (role: LineSeries['role']) => (role.startsWith('plan.') ? (role.slice(5) as 'a' | 'b' | 'c' | 'd') : undefined);

const strokeOf = ({ style, role }: LineSeries) => {
  const letter = planLetter(role);
  const dash = letter ? [...tokens.pattern.planDash[letter]] : [];
  switch (style) {
    case 'solid':
      return { borderWidth: role === 'accent' ? 2.5 : tokens.chart.line, borderDash: dash };
    case 'dashed':
    case 'context':
      return { borderWidth: tokens.chart.lineContext, borderDash: [4, 3] };
    case 'dotted':
      return { borderWidth: tokens.chart.lineContext, borderDash: [2, 3] };
    case 'points':
      return { showLine: false, borderWidth: 0, pointRadius: 4, pointHoverRadius: 5, clip: false } as const;
  }
};

const lineDataset = (series: LineSeries, colours: SchemeColours): Line => {
  const colour = roleColour(colours, series.role);
  const letter = planLetter(series.role);
  return {
    label: series.label,
    data: series.points.map(({ x, y }) => ({ x, y })),
    borderColor: colour,
    backgroundColor: colour,
    pointBackgroundColor: colour,
    ...strokeOf(series),
    ...(letter ? { pointStyle: tokens.pattern.planPoint[letter], pointRadius: series.points.length <= 24 ? 3 : 0, clip: false } : {}),
  };
};

/** Creates the datasets of bands, the widest first: two edges with the fill between them. */
const bandDatasets = (view: LinesView, colours: SchemeColours, isDark: boolean): Line[] => {
  const opacity = isDark ? tokens.chart.bandOpacityDark : tokens.chart.bandOpacity;
  // an inner band is drawn over the outer one, so that both together have its opacity
  const innerOpacity = (opacity.p25_75 - opacity.p5_95) / (1 - opacity.p5_95);
  return view.bands.flatMap((band, index): Line[] => {
    const colour = roleColour(colours, band.role);
    const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, borderColor: colour } as const;
    return [
      {
        ...edge,
        label: '',
        data: band.points.map(({ x, high }) => ({ x, y: high })),
        fill: '+1',
        backgroundColor: withAlpha(colour, index === 0 ? opacity.p5_95 : innerOpacity),
      },
      { ...edge, label: '', data: band.points.map(({ x, low }) => ({ x, y: low })) },
    ];
  });
};

const drawEndLabels = (view: LinesView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D, labels: Labeller) => {
  const { x, y } = chart.scales;
  if (!x || !y) return;
  const ends = [
    ...view.series
      .filter((series) => series.endLabel)
      .map(({ label, role, points }) => ({ label, colour: roleTextColour(colours, role), end: points.at(-1) })),
    ...view.bands.map(({ label, points }) => {
      const last = points.at(-1);
      return { label, colour: colours.text.secondary, end: last && { x: last.x, y: last.high } };
    }),
  ].flatMap(({ label, colour, end }) => (end ? [{ label, colour, x: x.getPixelForValue(end.x), y: y.getPixelForValue(end.y) }] : []));
  const { top, bottom } = chart.chartArea;
  const labelPositions = spreadLabels(
    ends.map((end) => end.y),
    END_GAP,
    top,
    bottom,
  );
  ends.forEach((end, index) => {
    const at = labelPositions[index] ?? end.y;
    drawText(
      ctx,
      { text: endText(end.label), colour: end.colour, weight: tokens.chart.directLabelWeight },
      end.x + 6,
      at,
      colours.bg.paper,
    );
    labels.reserve({ left: end.x + 6, right: chart.width, top: at - 7, bottom: at + 7 });
  });
};

/** Passes the drawn lines to the labels, which avoid them. */
const avoidLines = (chart: AnyChart, labels: Labeller) => {
  chart.data.datasets.forEach((dataset, index) => {
    if ('showLine' in dataset && dataset.showLine === false) return;
    if (dataset.label === '') return;
    labels.avoidLine(chart.getDatasetMeta(index).data.map(({ x, y }) => ({ x, y })));
  });
};

/** Reserves the space of dots. */
const reserveDots = (view: LinesView, chart: AnyChart, labels: Labeller) => {
  for (const dot of view.dots) {
    const [px, py] = [chart.scales.x?.getPixelForValue(dot.x), chart.scales.y?.getPixelForValue(dot.y)];
    if (px !== undefined && py !== undefined) labels.reserve({ left: px - 5, right: px + 5, top: py - 5, bottom: py + 5 });
  }
};

const drawDots = (view: LinesView, { colours }: Setting, chart: AnyChart, ctx: CanvasRenderingContext2D, labels: Labeller) => {
  const { x, y } = chart.scales;
  if (!x || !y) return;
  for (const { x: atX, y: atY, label, role, hollow } of view.dots) {
    const [px, py] = [x.getPixelForValue(atX), y.getPixelForValue(atY)];
    const colour = roleColour(colours, role);
    ctx.save();
    ctx.beginPath();
    ctx.arc(px, py, tokens.chart.pointHover, 0, 2 * Math.PI);
    ctx.fillStyle = hollow ? colours.bg.paper : colour;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = colour;
    ctx.stroke();
    ctx.restore();
    if (label === '') continue;
    labels.place(
      { text: label, colour: hollow ? roleTextColour(colours, role) : colours.chart.label, weight: 520 },
      spotsAroundDot(px, py),
    );
  }
};

const xLabel = (view: LinesView, ticks: readonly number[]) => {
  const decimals = Math.max(view.xDecimals, tickDecimals(ticks));
  return (tick: number): string => {
    if (view.xKind === 'month') return tick % 12 === 0 ? String(tick / 12) : formatMonth(tick);
    return view.xKind === 'year' ? String(tick) : formatNumber(tick, { decimals });
  };
};

const legendOf = (view: LinesView): readonly LegendItem[] =>
  view.series
    .filter((series) => !series.endLabel && view.series.length > 1)
    .map(({ label, role, style }) => ({ label, role, line: style === 'context' ? 'dashed' : style }));

/** Creates the Chart.js configuration of lines, bands and dots, with labels at their ends. */
export const drawLines = (view: LinesView, setting: Setting & { readonly isDark: boolean }): Drawing => {
  const { colours, isAnimated, isDark } = setting;
  const xScale = linesXScale(view);
  const scale = axisScale(view.axis, ...linesExtent(view));
  const label = xLabel(view, xScale.ticks);
  const endLabelWidths = [...view.series.filter((series) => series.endLabel), ...view.bands].map((part) =>
    textWidth(endText(part.label), tokens.chart.directLabelWeight),
  );
  const options: ChartOptions<'line'> = {
    animation: animationOptions(isAnimated),
    parsing: false,
    // lines may have points at different x
    interaction: { mode: 'nearest', intersect: false, axis: 'x' },
    scales: { x: xAxis(colours, xScale, label), y: valueAxis(colours, scale) } as NonNullable<ChartOptions<'line'>['scales']>,
    plugins: {
      tooltip: {
        ...tooltipStyle(colours),
        usePointStyle: true,
        // the edges of a band are not series
        filter: ({ dataset }) => dataset.label !== '',
        callbacks: {
          title: ([item]) => {
            if (!item) return '';
            const x = Number(item.parsed.x);
            if (view.xKind === 'month') return formatMonth(x);
            return view.xKind === 'year' ? String(x) : `${formatNumber(x, { decimals: view.xDecimals })} ${view.xUnit}`;
          },
          label: ({ dataset, parsed }) =>
            `${dataset.label ?? ''}  ${formatNumber(Number(parsed.y), { decimals: view.decimals })} ${view.unit}`,
        },
      },
    },
  };
  return {
    type: 'line',
    data: {
      datasets: [...bandDatasets(view, colours, isDark), ...view.series.map((series) => lineDataset(series, colours))],
    } as Drawing['data'],
    options: options as Drawing['options'],
    unit: view.unit,
    xUnit: view.xKind === 'number' && view.xUnit !== '' ? view.xUnit : undefined,
    legend: legendOf(view),
    marks: view.marks,
    reserveSpace: (chart, labels) => {
      avoidLines(chart, labels);
      reserveDots(view, chart, labels);
    },
    drawOver: (chart, ctx, labels) => {
      drawEndLabels(view, setting, chart, ctx, labels);
      drawDots(view, setting, chart, ctx, labels);
    },
    padding: {
      top: 0,
      right: endLabelWidths.length > 0 ? Math.ceil(Math.max(...endLabelWidths)) + 12 : 8,
      bottom: view.xKind === 'number' && view.xUnit !== '' ? 18 : 0,
    },
    minHeight: tokens.chart.minHeight,
  };
};
