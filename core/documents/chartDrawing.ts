import type { BarsView, LineSeries, LinesView, WaterfallView } from '#shared/contract/chartViews.ts';
import {
  axisScale,
  barsExtent,
  linesExtent,
  linesXScale,
  spreadLabels,
  waterfallBars,
  waterfallExtent,
} from '#shared/presentation/charts/scale.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { drawBar, drawHorizontalBars, drawLegend, TITLE } from './chartBars.ts';
import { type Area, drawMarks, drawValueAxis, LABEL_SIZE, position, writeOnBackground } from './chartFrame.ts';
import { type DrawingSurface, drawLine, drawBox as frame, type Point } from './drawingSurface.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';
import { createSvgSurface } from './svgSurface.ts';
import { shortenText, textWidth } from './textLayout.ts';

/** Height of a chart of full and of half width, points. */
const CHART_HEIGHT = { whole: 150, half: 122 } as const;
const WATERFALL_ROW = 17;

const strokeOf = (style: LineSeries['style']): { readonly width: number; readonly dash: readonly [number, number] | undefined } => {
  if (style === 'dashed') return { width: 1, dash: [4, 3] };
  if (style === 'dotted') return { width: 1, dash: [1.5, 2] };
  return { width: style === 'context' ? 0.8 : 1.5, dash: undefined };
};

/** Up to this number of categories every label is written, shortened if it is too long. Of more, such as quarters, some are omitted. */
const MAX_LABELS = 12;

/** Draws upright bars, stacked or side by side. */
const drawBars = (surface: DrawingSurface, view: BarsView, box: Area): void => {
  const scale = axisScale(view.axis, ...barsExtent(view));
  const area = drawValueAxis(surface, box, scale, view.unit);
  const lines = view.lines ?? [];
  if (view.series.length + lines.length > 1)
    drawLegend(
      surface,
      [
        ...view.series.map((s) => ({ label: s.label, colour: ROLE_COLOURS[s.role], fill: s.fill })),
        ...lines.map((line) => ({ label: line.label, colour: ROLE_COLOURS[line.role], fill: 'line' as const })),
      ],
      view.title,
      box,
    );
  const slot = (area.right - area.left) / Math.max(1, view.categories.length);
  // as many labels as fit beside each other
  const widestLabel = Math.max(0, ...view.categories.map(({ label }) => textWidth(label, 'regular', LABEL_SIZE, true)));
  const labelEvery = view.categories.length > MAX_LABELS ? Math.max(1, Math.ceil((widestLabel + 4) / slot)) : 1;
  const side = view.stacked ? 1 : Math.max(1, view.series.length);
  const barWidth = Math.min(30, (slot * 0.6) / side);
  view.categories.forEach((category, i) => {
    const centre = area.left + slot * (i + 0.5);
    let positiveSum = 0;
    let negativeSum = 0;
    view.series.forEach((series, s) => {
      const value = series.values[i] ?? 0;
      const base = view.stacked ? (value >= 0 ? positiveSum : negativeSum) : 0;
      const a = position(scale, base, area.bottom, area.top);
      const b = position(scale, base + value, area.bottom, area.top);
      const x = view.stacked ? centre - barWidth / 2 : centre - (barWidth * side) / 2 + s * barWidth;
      drawBar(surface, x, Math.min(a, b), barWidth, Math.abs(a - b), ROLE_COLOURS[series.role], series.fill);
      if (value >= 0) positiveSum = view.stacked ? positiveSum + value : Math.max(positiveSum, value);
      else negativeSum = view.stacked ? negativeSum + value : Math.min(negativeSum, value);
    });
    const label = view.barLabels?.[i];
    if (label)
      writeOnBackground(surface, label, centre, position(scale, positiveSum, area.bottom, area.top) - LABEL_SIZE - 3, {
        size: LABEL_SIZE,
        colour: PRINT_PALETTE.primary,
        weight: 'semibold',
        hasTabularFigures: true,
        align: 'center',
      });
    if (i % labelEvery === 0)
      surface.write(shortenText(category.label, 'regular', LABEL_SIZE, slot * labelEvery, true), centre, area.bottom + 4, {
        size: LABEL_SIZE,
        colour: PRINT_PALETTE.secondary,
        hasTabularFigures: true,
        align: 'center',
      });
  });
  const linePoints = lines.map(({ values }) =>
    values.map((value, i): Point => [area.left + slot * (i + 0.5), position(scale, value, area.bottom, area.top)]),
  );
  lines.forEach(({ role, style }, i) => {
    surface.shape(linePoints[i]!, { stroke: ROLE_COLOURS[role], ...strokeOf(style) });
  });
  drawMarks(surface, view.marks, area, undefined, scale, { lines: linePoints, dots: [] });
};

/** Maximum number of points of a line that is drawn with marks. */
const MAX_MARKED_POINTS = 24;
const MARK_RADIUS = 2.1;

/** Draws the mark of a plan on its line, with the shapes of the page, so that plans can be told apart without colours. */
const drawPlanMark = (surface: DrawingSurface, role: LineSeries['role'], [x, y]: Point): void => {
  const fill = ROLE_COLOURS[role];
  const drawPolygon = (...corners: readonly Point[]) =>
    surface.shape(
      [...corners, corners[0]!].map(([dx, dy]): Point => [x + dx, y + dy]),
      { fill },
    );
  if (role === 'plan.a') surface.circle(x, y, MARK_RADIUS, { fill });
  else if (role === 'plan.b') frame(surface, x - MARK_RADIUS, y - MARK_RADIUS, 2 * MARK_RADIUS, 2 * MARK_RADIUS, { fill });
  else if (role === 'plan.c') drawPolygon([0, -2.8], [2.6, 1.9], [-2.6, 1.9]);
  else if (role === 'plan.d') drawPolygon([0, -2.9], [2.9, 0], [0, 2.9], [-2.9, 0]);
};

const xText = (view: LinesView, tick: number): string => {
  if (view.xKind === 'number') return formatNumber(tick, { decimals: view.xDecimals });
  return view.xKind === 'year' ? String(tick) : tick % 12 === 0 ? String(tick / 12) : formatMonth(tick);
};

/** A line with a point added wherever it crosses the top or the bottom of the plot area, so that no step of it lies on both sides. */
const addCrossings = (points: readonly Point[], { top, bottom }: Area): readonly Point[] =>
  points.flatMap(([x, y], i): readonly Point[] => {
    const previous = points[i - 1];
    if (!previous) return [[x, y]];
    const [x0, y0] = previous;
    const crossings = [top, bottom]
      .map((edge) => ({ edge, part: (edge - y0) / (y - y0) }))
      .filter(({ part }) => part > 0 && part < 1)
      .sort((a, b) => a.part - b.part);
    return [...crossings.map(({ edge, part }): Point => [x0 + part * (x - x0), edge]), [x, y]];
  });

const isInside = ([, y]: Point, { top, bottom }: Area): boolean => y >= top && y <= bottom;

/** The parts of a line inside the plot area: above a cut axis nothing is drawn, because it would cover the text of the page. */
const clipLine = (points: readonly Point[], area: Area): readonly (readonly Point[])[] => {
  const parts: Point[][] = [[]];
  for (const point of addCrossings(points, area)) {
    if (isInside(point, area)) parts.at(-1)!.push(point);
    else if (parts.at(-1)!.length > 0) parts.push([]);
  }
  return parts.filter((part) => part.length > 1);
};

/** The outline of an area, held inside the plot area. */
const clipOutline = (points: readonly Point[], area: Area): readonly Point[] =>
  addCrossings(points, area).map(([x, y]): Point => [x, Math.min(area.bottom, Math.max(area.top, y))]);

/** Draws lines, bands and dots over months, years or a price, with labels at the line ends. */
const drawLines = (surface: DrawingSurface, view: LinesView, box: Area): void => {
  const y = axisScale(view.axis, ...linesExtent(view));
  const x = linesXScale(view, 7);
  const ends = view.series.filter((series) => series.endLabel && series.points.length > 0);
  const gutter = Math.max(0, ...ends.map((series) => textWidth(series.label, 'semibold', LABEL_SIZE))) + (ends.length > 0 ? 8 : 0);
  const area = drawValueAxis(surface, { ...box, right: box.right - gutter }, y, view.unit);
  const at = (point: { readonly x: number; readonly y: number }): Point => [
    position(x, point.x, area.left, area.right),
    position(y, point.y, area.bottom, area.top),
  ];
  for (const tick of x.ticks)
    surface.write(xText(view, tick), position(x, tick, area.left, area.right), area.bottom + 4, {
      size: LABEL_SIZE,
      colour: PRINT_PALETTE.secondary,
      hasTabularFigures: true,
      align: 'center',
    });
  if (view.xUnit)
    surface.write(view.xUnit, area.right, area.bottom + 13, { size: LABEL_SIZE, colour: PRINT_PALETTE.tertiary, align: 'right' });
  for (const band of view.bands) {
    const upper = band.points.map((p) => at({ x: p.x, y: p.high }));
    const lowerPoints = band.points.map((p) => at({ x: p.x, y: p.low })).reverse();
    surface.shape(clipOutline([...upper, ...lowerPoints], area), { fill: ROLE_COLOURS[band.role], opacity: 0.14 });
  }
  const lines: (readonly Point[])[] = [];
  for (const series of view.series) {
    const colour = ROLE_COLOURS[series.role];
    const points = series.points.map(at);
    const pointsInside = points.filter((point) => isInside(point, area));
    if (series.style === 'points') {
      for (const point of pointsInside) {
        if (series.role.startsWith('plan.')) drawPlanMark(surface, series.role, point);
        else surface.circle(...point, 2.4, { fill: colour });
      }
      continue;
    }
    const { width, dash } = strokeOf(series.style);
    const parts = clipLine(points, area);
    for (const part of parts) surface.shape(part, { stroke: colour, width, dash });
    lines.push(...parts);
    if (points.length <= MAX_MARKED_POINTS) for (const point of pointsInside) drawPlanMark(surface, series.role, point);
  }
  drawMarks(surface, view.marks, area, x, y, {
    lines,
    dots: view.dots.map((dot) => ({ ...dot, at: at(dot) })).filter((dot) => isInside(dot.at, area)),
  });
  const labelTops = ends.map((series) => at(series.points.at(-1) as { x: number; y: number })[1] - LABEL_SIZE / 2);
  spreadLabels(labelTops, LABEL_SIZE + 2, area.top - 4, area.bottom - LABEL_SIZE).forEach((top, i) => {
    const series = ends[i];
    if (series)
      surface.write(series.label, area.right + 5, top, { size: LABEL_SIZE, colour: ROLE_COLOURS[series.role], weight: 'semibold' });
  });
};

/** Draws a waterfall from top to bottom: start, steps, total. A loss is hollow; a gap in a bar shows that the axis does not start at 0. */
const drawWaterfall = (surface: DrawingSurface, view: WaterfallView, box: Area): void => {
  const [low, high] = waterfallExtent(view);
  const bars = waterfallBars(view);
  const labels = bars.map((entry) => entry.label);
  const nameWidth = Math.min(150, Math.max(...labels.map((label) => textWidth(label, 'regular', LABEL_SIZE + 0.5))) + 8);
  const amounts = bars.map((entry) => formatNumber(entry.amount, { decimals: view.decimals, sign: entry.kind === 'step' }));
  const gutter = Math.max(...amounts.map((amount) => textWidth(amount, 'semibold', LABEL_SIZE + 0.5, true))) + 8;
  const scale = { min: low, max: high === low ? low + 1 : high, ticks: [] };
  const left = box.left + nameWidth;
  const right = box.right - gutter;
  const step = (box.bottom - box.top) / Math.max(1, bars.length);
  const barHeight = Math.min(12, step * 0.62);
  bars.forEach((entry, i) => {
    const y = box.top + step * i + (step - barHeight) / 2;
    const a = position(scale, entry.from, left, right);
    const b = position(scale, entry.to, left, right);
    const colour = ROLE_COLOURS[view.lines[i]?.role ?? 'gain'];
    const isTotal = entry.kind !== 'step';
    surface.write(
      shortenText(entry.label, isTotal ? 'semibold' : 'regular', LABEL_SIZE + 0.5, nameWidth - 6),
      left - 6,
      y + barHeight / 2 - LABEL_SIZE / 2 - 1,
      {
        size: LABEL_SIZE + 0.5,
        colour: PRINT_PALETTE.primary,
        weight: isTotal ? 'semibold' : 'regular',
        align: 'right',
      },
    );
    drawBar(
      surface,
      Math.min(a, b),
      y,
      Math.max(0.8, Math.abs(b - a)),
      barHeight,
      colour,
      entry.kind === 'step' && entry.amount < 0 ? 'hollow' : 'solid',
    );
    if (isTotal && view.axisFrom !== undefined)
      surface.shape(
        [
          [left + 8, y - 1],
          [left + 11, y - 1],
          [left + 7, y + barHeight + 1],
          [left + 4, y + barHeight + 1],
        ],
        { fill: PRINT_PALETTE.background },
      );
    surface.write(amounts[i] ?? '', Math.max(a, b) + 5, y + barHeight / 2 - LABEL_SIZE / 2 - 1, {
      size: LABEL_SIZE + 0.5,
      colour: PRINT_PALETTE.primary,
      weight: isTotal ? 'semibold' : 'regular',
      hasTabularFigures: true,
    });
    if (i < bars.length - 1) drawLine(surface, [b, y + barHeight], [b, y + step], PRINT_PALETTE.normal, 0.5);
  });
};

/** Returns the height of a chart with its title in points, at full or half width. */
export const chartHeight = (view: ChartView, width: keyof typeof CHART_HEIGHT): number =>
  TITLE.room + (view.kind === 'waterfall' ? view.lines.length * WATERFALL_ROW : CHART_HEIGHT[width]);

/** Draws the title, with the unit if no axis shows it. */
const drawTitle = (surface: DrawingSurface, view: ChartView, { left, right, top }: Area): void => {
  const title = shortenText(view.title, 'semibold', TITLE.size, right - left);
  surface.write(title, left, top + 4, { size: TITLE.size, colour: PRINT_PALETTE.primary, weight: 'semibold' });
  if (view.kind === 'waterfall')
    surface.write(view.unit, left + textWidth(title, 'semibold', TITLE.size) + 8, top + 5.5, {
      size: 8.5,
      colour: PRINT_PALETTE.secondary,
    });
};

const drawView = (surface: DrawingSurface, view: ChartView, area: Area): void => {
  if (view.kind === 'bars' && view.horizontal) drawHorizontalBars(surface, view, area);
  else if (view.kind === 'bars') drawBars(surface, view, area);
  else if (view.kind === 'lines') drawLines(surface, view, area);
  else drawWaterfall(surface, view, area);
};

/** Draws a chart under its title. */
export const drawChart = (surface: DrawingSurface, view: ChartView, area: Area): void => {
  drawTitle(surface, view, area);
  drawView(surface, view, { ...area, top: area.top + TITLE.room });
};

/** Draws a chart without its title as an SVG of `svgWidth` points, for documents that write the title as text. */
export const chartSvg = (
  view: ChartView,
  width: keyof typeof CHART_HEIGHT,
  svgWidth: number,
): { readonly svg: string; readonly height: number } => {
  // the legend is above the chart
  const top = view.kind === 'bars' && view.series.length + (view.lines ?? []).length > 1 ? TITLE.room : 2;
  const height = chartHeight(view, width) - TITLE.room + top;
  const { surface, svg } = createSvgSurface(svgWidth, height);
  drawView(surface, view.kind === 'bars' ? { ...view, title: '' } : view, { left: 0, right: svgWidth, top, bottom: height });
  return { svg: svg(view.title, view.summary), height };
};
