import type { Plugin } from 'chart.js';
import type { Mark } from '#shared/contract/chartViews.ts';
import { sumBy } from '#shared/math.ts';
import { spotsAlongLine, spotsBesideLine } from '#shared/presentation/charts/labelPlacement.ts';
import { roleColour, roleTextColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { type AnyChart, CAPTION, type Drawing, type LegendItem } from './drawing.ts';
import { createLabeller, drawText, fillOf, type Labeller, measureText } from './paint.ts';

const DASH: Readonly<Record<Mark['style'], number[]>> = { solid: [], dashed: [4, 3], dotted: [2, 2] };
const SWATCH = { width: 12, height: 10, gap: 6, between: 16 } as const;

type Item = LegendItem & { readonly width: number };

/** Arranges the legend in lines: the first beside the unit, the others below it, each from the right. */
export const layoutLegend = (
  ctx: CanvasRenderingContext2D,
  legend: readonly LegendItem[],
  unit: string,
  width: number,
): readonly (readonly Item[])[] => {
  const lines: Item[][] = [[]];
  let left = width - measureText(ctx, unit) - SWATCH.between;
  for (const item of legend) {
    const neededWidth = measureText(ctx, item.label) + SWATCH.width + SWATCH.gap + SWATCH.between;
    if (neededWidth > left && (lines.at(-1)?.length ?? 0) > 0) {
      lines.push([]);
      left = width;
    }
    lines.at(-1)?.push({ ...item, width: neededWidth });
    left -= neededWidth;
  }
  return lines;
};

const drawSample = (ctx: CanvasRenderingContext2D, item: LegendItem, colours: SchemeColours, x: number, y: number) => {
  const colour = roleColour(colours, item.role);
  ctx.save();
  if ('fill' in item) {
    const fill = fillOf(colour, item.fill, colours);
    ctx.fillStyle = fill.background;
    ctx.fillRect(x, y - SWATCH.height / 2, SWATCH.width, SWATCH.height);
    if (fill.borderWidth > 0) {
      ctx.strokeStyle = fill.border;
      ctx.lineWidth = fill.borderWidth;
      ctx.strokeRect(x + 0.5, y - SWATCH.height / 2 + 0.5, SWATCH.width - 1, SWATCH.height - 1);
    }
  } else if (item.line === 'points') {
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(x + SWATCH.width / 2, y, 4, 0, 2 * Math.PI);
    ctx.fill();
  } else {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.setLineDash(DASH[item.line]);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + SWATCH.width, y);
    ctx.stroke();
  }
  ctx.restore();
};

const drawCaption = (ctx: CanvasRenderingContext2D, { unit, legend, xUnit }: Drawing, colours: SchemeColours, chart: AnyChart) => {
  if (unit !== '') drawText(ctx, { text: unit, colour: colours.text.tertiary }, 0, 8, undefined);
  if (xUnit !== undefined)
    drawText(ctx, { text: xUnit, colour: colours.text.tertiary, align: 'right' }, chart.chartArea.right, chart.height - 7, undefined);
  layoutLegend(ctx, legend, unit, chart.width).forEach((line, index) => {
    let x = chart.width - sumBy(line, (item) => item.width) + SWATCH.between;
    const y = 8 + index * CAPTION;
    for (const item of line) {
      drawSample(ctx, item, colours, x, y);
      drawText(ctx, { text: item.label, colour: colours.text.secondary }, x + SWATCH.width + SWATCH.gap, y, undefined);
      x += item.width;
    }
  });
};

const drawMark = (ctx: CanvasRenderingContext2D, mark: Mark, colours: SchemeColours, chart: AnyChart, labels: Labeller) => {
  const { left, right, top, bottom } = chart.chartArea;
  const isHorizontal = mark.axis === 'y';
  const at = chart.scales[mark.axis]?.getPixelForValue(mark.value);
  if (at === undefined || !Number.isFinite(at)) return;
  if (isHorizontal ? at < top - 1 || at > bottom + 1 : at < left - 1 || at > right + 1) return;
  ctx.save();
  ctx.strokeStyle = roleColour(colours, mark.role);
  ctx.lineWidth = 1.25;
  ctx.setLineDash(DASH[mark.style]);
  ctx.beginPath();
  ctx.moveTo(isHorizontal ? left : at, isHorizontal ? at : top - 4);
  ctx.lineTo(isHorizontal ? right : at, isHorizontal ? at : bottom);
  ctx.stroke();
  ctx.restore();
  if (mark.label === '') return;
  const words = { text: mark.label, colour: roleTextColour(colours, mark.role), weight: 520 };
  const side = mark.labelAt ?? 'end';
  labels.place(words, isHorizontal ? spotsAlongLine(at, left, right, side) : spotsBesideLine(at, top, bottom, side));
};

const avoidMarks = (marks: readonly Mark[], chart: AnyChart, labels: Labeller) => {
  const { left, right, top, bottom } = chart.chartArea;
  for (const { axis, value } of marks) {
    const at = chart.scales[axis]?.getPixelForValue(value);
    if (at === undefined) continue;
    const ends =
      axis === 'y'
        ? [
            { x: left, y: at },
            { x: right, y: at },
          ]
        : [
            { x: at, y: top },
            { x: at, y: bottom },
          ];
    labels.avoidLine(ends);
  }
};

export type CurrentDrawing = { readonly drawing: Drawing; readonly colours: SchemeColours };

/** Creates the Chart.js plugin that draws units, legend, marks and labels that do not overlap. */
export const createChartPlugin = (getCurrent: () => CurrentDrawing): Plugin<'bar' | 'line'> => ({
  id: 'orebook',
  beforeLayout: (chart) => {
    const { drawing } = getCurrent();
    const lines = layoutLegend(chart.ctx, drawing.legend, drawing.unit, chart.width).length;
    const caption = drawing.unit === '' && drawing.legend.length === 0 ? 0 : lines * CAPTION;
    const { top, right, bottom } = drawing.padding;
    chart.options.layout = { ...chart.options.layout, padding: { top: caption + top, right, bottom, left: 0 } };
  },
  afterDatasetsDraw: (chart) => {
    const { drawing, colours } = getCurrent();
    const ctx = chart.ctx;
    const labels = createLabeller(
      ctx,
      { left: chart.chartArea.left, right: chart.width, top: 0, bottom: chart.chartArea.bottom },
      colours.bg.paper,
    );
    drawCaption(ctx, drawing, colours, chart);
    drawing.reserveSpace?.(chart, labels);
    avoidMarks(drawing.marks, chart, labels);
    for (const mark of drawing.marks) drawMark(ctx, mark, colours, chart, labels);
    drawing.drawOver(chart, ctx, labels);
  },
});
