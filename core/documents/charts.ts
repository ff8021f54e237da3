import type { FillStyle } from '#shared/contract/colour.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LineSeries, LinesView } from '#shared/presentation/charts/lines.ts';
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
import type { WaterfallView } from '#shared/presentation/charts/waterfall.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { type Area, haloed, hatch, LABEL, marks, position, valueAxis } from './chartFrame.ts';
import { INK, ROLE_INK } from './ink.ts';
import { shorten, textWidth } from './measure.ts';
import { box as frame, line, type Pen, type Point } from './pen.ts';
import { svgPen } from './svgPen.ts';

/** Height of a picture over the whole width, and of one in half of it. */
const CHART = { whole: 150, half: 122 } as const;
const TITLE = { size: 10, room: 22 } as const;
const WATERFALL_ROW = 17;

const bar = (pen: Pen, x: number, y: number, width: number, height: number, colour: string, fill: FillStyle): void => {
  if (height <= 0 || width <= 0) return;
  if (fill === 'hatched') hatch(pen, x, y, width, height, colour);
  else if (fill === 'hollow') frame(pen, x + 0.4, y + 0.4, width - 0.8, height - 0.8, { stroke: colour, width: 0.8 });
  else frame(pen, x, y, width, height, { fill: colour, opacity: fill === 'soft' ? 0.45 : 1 });
};

/** The key of a picture with several series, right-aligned. */
const key = (
  pen: Pen,
  entries: readonly { readonly label: string; readonly colour: string; readonly fill: FillStyle }[],
  title: string,
  { left, right, top }: Area,
): void => {
  const wide = entries.reduce((sum, { label }) => sum + textWidth(label, 'regular', LABEL) + 22, 0);
  // in the title's line, off the labels of the highest bars; on the unit's line where the title leaves no room
  const y = top - (textWidth(title, 'semibold', TITLE.size) + wide < right - left ? 16 : 0);
  let at = right;
  for (const entry of [...entries].reverse()) {
    at -= textWidth(entry.label, 'regular', LABEL);
    pen.write(entry.label, at, y, { size: LABEL, colour: INK.secondary });
    at -= 12;
    bar(pen, at, y + 1.5, 8, 6, entry.colour, entry.fill);
    at -= 10;
  }
};

/** Vertical bars, stacked or side by side. */
const drawBars = (pen: Pen, view: BarsView, box: Area): void => {
  const scale = axisScale(view.axis, ...barsExtent(view));
  const area = valueAxis(pen, box, scale, view.unit);
  if (view.series.length > 1)
    key(
      pen,
      view.series.map((s) => ({ label: s.label, colour: ROLE_INK[s.role], fill: s.fill })),
      view.title,
      box,
    );
  const slot = (area.right - area.left) / Math.max(1, view.categories.length);
  const side = view.stacked ? 1 : Math.max(1, view.series.length);
  const wide = Math.min(30, (slot * 0.6) / side);
  view.categories.forEach((category, i) => {
    const centre = area.left + slot * (i + 0.5);
    let up = 0;
    let down = 0;
    view.series.forEach((series, s) => {
      const value = series.values[i] ?? 0;
      const base = view.stacked ? (value >= 0 ? up : down) : 0;
      const a = position(scale, base, area.bottom, area.top);
      const b = position(scale, base + value, area.bottom, area.top);
      const x = view.stacked ? centre - wide / 2 : centre - (wide * side) / 2 + s * wide;
      bar(pen, x, Math.min(a, b), wide, Math.abs(a - b), ROLE_INK[series.role], series.fill);
      if (value >= 0) up = view.stacked ? up + value : Math.max(up, value);
      else down = view.stacked ? down + value : Math.min(down, value);
    });
    const label = view.barLabels?.[i];
    if (label)
      haloed(pen, label, centre, position(scale, up, area.bottom, area.top) - LABEL - 3, {
        size: LABEL,
        colour: INK.primary,
        weight: 'semibold',
        tabular: true,
        align: 'center',
      });
    pen.write(shorten(category.label, 'regular', LABEL, slot, true), centre, area.bottom + 4, {
      size: LABEL,
      colour: INK.secondary,
      tabular: true,
      align: 'center',
    });
  });
  marks(pen, view.marks, area, undefined, scale, { lines: [], dots: [] });
};

const strokeOf = (style: LineSeries['style']): { readonly width: number; readonly dash: readonly [number, number] | undefined } => {
  if (style === 'dashed') return { width: 1, dash: [4, 3] };
  if (style === 'dotted') return { width: 1, dash: [1.5, 2] };
  return { width: style === 'context' ? 0.8 : 1.5, dash: undefined };
};

/** Lines of more points than these are drawn without marks on them. */
const MARKED = 24;
const HALF = 2.1;

/** The mark of a plan on its line, so that a print without colours tells them apart: of the same shapes as on the page. */
const planMark = (pen: Pen, role: LineSeries['role'], [x, y]: Point): void => {
  const fill = ROLE_INK[role];
  const around = (...corners: readonly Point[]) =>
    pen.shape(
      [...corners, corners[0]!].map(([dx, dy]): Point => [x + dx, y + dy]),
      { fill },
    );
  if (role === 'plan.a') pen.circle(x, y, HALF, { fill });
  else if (role === 'plan.b') frame(pen, x - HALF, y - HALF, 2 * HALF, 2 * HALF, { fill });
  else if (role === 'plan.c') around([0, -2.8], [2.6, 1.9], [-2.6, 1.9]);
  else if (role === 'plan.d') around([0, -2.9], [2.9, 0], [0, 2.9], [-2.9, 0]);
};

const xText = (view: LinesView, tick: number): string => {
  if (view.xKind === 'number') return formatNumber(tick, { decimals: view.xDecimals });
  return view.xKind === 'year' ? String(tick) : tick % 12 === 0 ? String(tick / 12) : formatMonth(tick);
};

/** Lines, bands and dots over months, years or a price; labels stand at line ends. */
const drawLines = (pen: Pen, view: LinesView, box: Area): void => {
  const y = axisScale(view.axis, ...linesExtent(view));
  const x = linesXScale(view, 7);
  const ends = view.series.filter((series) => series.endLabel && series.points.length > 0);
  const gutter = Math.max(0, ...ends.map((series) => textWidth(series.label, 'semibold', LABEL))) + (ends.length > 0 ? 8 : 0);
  const area = valueAxis(pen, { ...box, right: box.right - gutter }, y, view.unit);
  const at = (point: { readonly x: number; readonly y: number }): Point => [
    position(x, point.x, area.left, area.right),
    position(y, point.y, area.bottom, area.top),
  ];
  for (const tick of x.ticks)
    pen.write(xText(view, tick), position(x, tick, area.left, area.right), area.bottom + 4, {
      size: LABEL,
      colour: INK.secondary,
      tabular: true,
      align: 'center',
    });
  if (view.xUnit) pen.write(view.xUnit, area.right, area.bottom + 13, { size: LABEL, colour: INK.tertiary, align: 'right' });
  for (const band of view.bands) {
    const upper = band.points.map((p) => at({ x: p.x, y: p.high }));
    const lower = band.points.map((p) => at({ x: p.x, y: p.low })).reverse();
    pen.shape([...upper, ...lower], { fill: ROLE_INK[band.role], opacity: 0.14 });
  }
  for (const series of view.series) {
    const colour = ROLE_INK[series.role];
    if (series.style === 'points') {
      for (const point of series.points) {
        if (series.role.startsWith('plan.')) planMark(pen, series.role, at(point));
        else pen.circle(...at(point), 2.4, { fill: colour });
      }
      continue;
    }
    const { width, dash } = strokeOf(series.style);
    pen.shape(series.points.map(at), { stroke: colour, width, dash });
    if (series.points.length <= MARKED) for (const point of series.points) planMark(pen, series.role, at(point));
  }
  marks(pen, view.marks, area, x, y, {
    lines: view.series.filter(({ style }) => style !== 'points').map(({ points }) => points.map(at)),
    dots: view.dots.map((dot) => ({ ...dot, at: at(dot) })),
  });
  const wanted = ends.map((series) => at(series.points.at(-1) as { x: number; y: number })[1] - LABEL / 2);
  spreadLabels(wanted, LABEL + 2, area.top - 4, area.bottom - LABEL).forEach((top, i) => {
    const series = ends[i];
    if (series) pen.write(series.label, area.right + 5, top, { size: LABEL, colour: ROLE_INK[series.role], weight: 'semibold' });
  });
};

/** A waterfall read downwards: start, steps, total; a loss is hollow, a cut axis is drawn as cut. */
const drawWaterfall = (pen: Pen, view: WaterfallView, box: Area): void => {
  const [low, high] = waterfallExtent(view);
  const bars = waterfallBars(view);
  const labels = bars.map((entry) => entry.label);
  const names = Math.min(150, Math.max(...labels.map((label) => textWidth(label, 'regular', LABEL + 0.5))) + 8);
  const amounts = bars.map((entry) => formatNumber(entry.amount, { decimals: view.decimals, sign: entry.kind === 'step' }));
  const gutter = Math.max(...amounts.map((amount) => textWidth(amount, 'semibold', LABEL + 0.5, true))) + 8;
  const scale = { min: low, max: high === low ? low + 1 : high, ticks: [] };
  const left = box.left + names;
  const right = box.right - gutter;
  const step = (box.bottom - box.top) / Math.max(1, bars.length);
  const thick = Math.min(12, step * 0.62);
  bars.forEach((entry, i) => {
    const y = box.top + step * i + (step - thick) / 2;
    const a = position(scale, entry.from, left, right);
    const b = position(scale, entry.to, left, right);
    const colour = ROLE_INK[view.lines[i]?.role ?? 'gain'];
    const strong = entry.kind !== 'step';
    pen.write(shorten(entry.label, strong ? 'semibold' : 'regular', LABEL + 0.5, names - 6), left - 6, y + thick / 2 - LABEL / 2 - 1, {
      size: LABEL + 0.5,
      colour: INK.primary,
      weight: strong ? 'semibold' : 'regular',
      align: 'right',
    });
    bar(
      pen,
      Math.min(a, b),
      y,
      Math.max(0.8, Math.abs(b - a)),
      thick,
      colour,
      entry.kind === 'step' && entry.amount < 0 ? 'hollow' : 'solid',
    );
    if (strong && view.axisFrom !== undefined)
      pen.shape(
        [
          [left + 8, y - 1],
          [left + 11, y - 1],
          [left + 7, y + thick + 1],
          [left + 4, y + thick + 1],
        ],
        { fill: INK.paper },
      );
    pen.write(amounts[i] ?? '', Math.max(a, b) + 5, y + thick / 2 - LABEL / 2 - 1, {
      size: LABEL + 0.5,
      colour: INK.primary,
      weight: strong ? 'semibold' : 'regular',
      tabular: true,
    });
    if (i < bars.length - 1) line(pen, [b, y + thick], [b, y + step], INK.normal, 0.5);
  });
};

/** Height that a picture takes with its title, in points, over the whole width or in half of it. */
export const chartHeight = (view: ChartView, width: keyof typeof CHART): number =>
  TITLE.room + (view.kind === 'waterfall' ? view.lines.length * WATERFALL_ROW : CHART[width]);

/** Its title, which says the unit where no axis does. */
const drawTitle = (pen: Pen, view: ChartView, { left, right, top }: Area): void => {
  const said = shorten(view.title, 'semibold', TITLE.size, right - left);
  pen.write(said, left, top + 4, { size: TITLE.size, colour: INK.primary, weight: 'semibold' });
  if (view.kind === 'waterfall')
    pen.write(view.unit, left + textWidth(said, 'semibold', TITLE.size) + 8, top + 5.5, { size: 8.5, colour: INK.secondary });
};

const drawView = (pen: Pen, view: ChartView, area: Area): void => {
  if (view.kind === 'bars') drawBars(pen, view, area);
  else if (view.kind === 'lines') drawLines(pen, view, area);
  else drawWaterfall(pen, view, area);
};

/** Draws a picture under its title. */
export const drawChart = (pen: Pen, view: ChartView, whole: Area): void => {
  drawTitle(pen, view, whole);
  drawView(pen, view, { ...whole, top: whole.top + TITLE.room });
};

/** A picture alone, `wide` points wide, for a document that says its title in words. */
export const chartSvg = (view: ChartView, width: keyof typeof CHART, wide: number): { readonly svg: string; readonly height: number } => {
  // a key stands over the picture
  const top = view.kind === 'bars' && view.series.length > 1 ? TITLE.room : 2;
  const height = chartHeight(view, width) - TITLE.room + top;
  const { pen, svg } = svgPen(wide, height);
  drawView(pen, view.kind === 'bars' ? { ...view, title: '' } : view, { left: 0, right: wide, top, bottom: height });
  return { svg: svg(view.title, view.summary), height };
};
