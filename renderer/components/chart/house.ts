import type { Plugin } from 'chart.js';
import { alongLine, besideLine } from '#shared/presentation/charts/labelPlacement.ts';
import type { Mark } from '#shared/presentation/charts/lines.ts';
import { roleColour, roleTextColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { type AnyChart, CAPTION, type Drawing, type KeyItem } from './drawing.ts';
import { fillOf, type Labeller, labeller, widthOf, write } from './paint.ts';

const DASH: Readonly<Record<Mark['style'], number[]>> = { solid: [], dashed: [4, 3], dotted: [2, 2] };
const SWATCH = { width: 12, height: 10, gap: 6, between: 16 } as const;

type Item = KeyItem & { readonly width: number };

/** The key's lines, filled from the right beside the unit, then under it. */
export const keyLines = (
  ink: CanvasRenderingContext2D,
  key: readonly KeyItem[],
  unit: string,
  width: number,
): readonly (readonly Item[])[] => {
  const lines: Item[][] = [[]];
  let left = width - widthOf(ink, unit) - SWATCH.between;
  for (const item of key) {
    const needed = widthOf(ink, item.label) + SWATCH.width + SWATCH.gap + SWATCH.between;
    if (needed > left && (lines.at(-1)?.length ?? 0) > 0) {
      lines.push([]);
      left = width;
    }
    lines.at(-1)?.push({ ...item, width: needed });
    left -= needed;
  }
  return lines;
};

const drawSample = (ink: CanvasRenderingContext2D, item: KeyItem, colours: SchemeColours, x: number, y: number) => {
  const colour = roleColour(colours, item.role);
  ink.save();
  if ('fill' in item) {
    const fill = fillOf(colour, item.fill, colours);
    ink.fillStyle = fill.background;
    ink.fillRect(x, y - SWATCH.height / 2, SWATCH.width, SWATCH.height);
    if (fill.borderWidth > 0) {
      ink.strokeStyle = fill.border;
      ink.lineWidth = fill.borderWidth;
      ink.strokeRect(x + 0.5, y - SWATCH.height / 2 + 0.5, SWATCH.width - 1, SWATCH.height - 1);
    }
  } else if (item.line === 'points') {
    ink.fillStyle = colour;
    ink.beginPath();
    ink.arc(x + SWATCH.width / 2, y, 4, 0, 2 * Math.PI);
    ink.fill();
  } else {
    ink.strokeStyle = colour;
    ink.lineWidth = 2;
    ink.setLineDash(DASH[item.line]);
    ink.beginPath();
    ink.moveTo(x, y);
    ink.lineTo(x + SWATCH.width, y);
    ink.stroke();
  }
  ink.restore();
};

const drawCaption = (ink: CanvasRenderingContext2D, { unit, key, xUnit }: Drawing, colours: SchemeColours, chart: AnyChart) => {
  if (unit !== '') write(ink, { text: unit, colour: colours.text.tertiary }, 0, 8, undefined);
  if (xUnit !== undefined)
    write(ink, { text: xUnit, colour: colours.text.tertiary, align: 'right' }, chart.chartArea.right, chart.height - 7, undefined);
  keyLines(ink, key, unit, chart.width).forEach((line, index) => {
    let x = chart.width - line.reduce((sum, item) => sum + item.width, 0) + SWATCH.between;
    const y = 8 + index * CAPTION;
    for (const item of line) {
      drawSample(ink, item, colours, x, y);
      write(ink, { text: item.label, colour: colours.text.secondary }, x + SWATCH.width + SWATCH.gap, y, undefined);
      x += item.width;
    }
  });
};

const drawMark = (ink: CanvasRenderingContext2D, mark: Mark, colours: SchemeColours, chart: AnyChart, labels: Labeller) => {
  const { left, right, top, bottom } = chart.chartArea;
  const across = mark.axis === 'y';
  const at = chart.scales[mark.axis]?.getPixelForValue(mark.value);
  if (at === undefined || !Number.isFinite(at)) return;
  if (across ? at < top - 1 || at > bottom + 1 : at < left - 1 || at > right + 1) return;
  ink.save();
  ink.strokeStyle = roleColour(colours, mark.role);
  ink.lineWidth = 1.25;
  ink.setLineDash(DASH[mark.style]);
  ink.beginPath();
  ink.moveTo(across ? left : at, across ? at : top - 4);
  ink.lineTo(across ? right : at, across ? at : bottom);
  ink.stroke();
  ink.restore();
  if (mark.label === '') return;
  const words = { text: mark.label, colour: roleTextColour(colours, mark.role), weight: 520 };
  const side = mark.labelAt ?? 'end';
  labels.place(words, across ? alongLine(at, left, right, side) : besideLine(at, top, bottom, side));
};

const keepOffMarks = (marks: readonly Mark[], chart: AnyChart, labels: Labeller) => {
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
    labels.keepOff(ends);
  }
};

export type Shown = { readonly drawing: Drawing; readonly colours: SchemeColours };

/** The house's own hand over every chart: unit captions, key, marks with halos, labels that keep clear of one another. */
export const housePlugin = (shown: () => Shown): Plugin<'bar' | 'line'> => ({
  id: 'house',
  beforeLayout: (chart) => {
    const { drawing } = shown();
    const lines = keyLines(chart.ctx, drawing.key, drawing.unit, chart.width).length;
    const caption = drawing.unit === '' && drawing.key.length === 0 ? 0 : lines * CAPTION;
    const { top, right, bottom } = drawing.room;
    chart.options.layout = { ...chart.options.layout, padding: { top: caption + top, right, bottom, left: 0 } };
  },
  afterDatasetsDraw: (chart) => {
    const { drawing, colours } = shown();
    const ink = chart.ctx;
    const labels = labeller(
      ink,
      { left: chart.chartArea.left, right: chart.width, top: 0, bottom: chart.chartArea.bottom },
      colours.bg.paper,
    );
    drawCaption(ink, drawing, colours, chart);
    drawing.before?.(chart, labels);
    keepOffMarks(drawing.marks, chart, labels);
    for (const mark of drawing.marks) drawMark(ink, mark, colours, chart, labels);
    drawing.over(chart, ink, labels);
  },
});
