import type { BarsView } from '#shared/contract/chartViews.ts';
import type { FillStyle } from '#shared/contract/colour.ts';
import { clamp, sumBy } from '#shared/math.ts';
import { axisScale, barsExtent } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { type Area, drawHatching, drawMarks, LABEL_SIZE, position } from './chartFrame.ts';
import { type DrawingSurface, drawLine, drawBox as frame } from './drawingSurface.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';
import { shortenText, textWidth } from './textLayout.ts';

export const TITLE = { size: 10, room: 22 } as const;
/** Width of the unit at the left of a chart, points. */
const UNIT_ROOM = 40;

/** Draws a bar in one of four styles. */
export const drawBar = (
  surface: DrawingSurface,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  fill: FillStyle,
): void => {
  if (height <= 0 || width <= 0) return;
  if (fill === 'hatched') drawHatching(surface, x, y, width, height, colour);
  else if (fill === 'hollow') frame(surface, x + 0.4, y + 0.4, width - 0.8, height - 0.8, { stroke: colour, width: 0.8 });
  else frame(surface, x, y, width, height, { fill: colour, opacity: fill === 'soft' ? 0.45 : 1 });
};

/** Draws the legend of a chart with several series, right-aligned. */
export const drawLegend = (
  surface: DrawingSurface,
  entries: readonly { readonly label: string; readonly colour: string; readonly fill: FillStyle | 'line' }[],
  title: string,
  { left, right, top }: Area,
): void => {
  const widthOf = (entriesOfRow: typeof entries): number =>
    sumBy(entriesOfRow, ({ label }) => textWidth(label, 'regular', LABEL_SIZE) + 22);
  const room = right - left;
  // beside the title, or beside the unit if the title leaves no room; entries that do not fit there are beside the title
  const countBesideTitle = widthOf(entries) + textWidth(title, 'semibold', TITLE.size) < room ? entries.length : 0;
  let first = countBesideTitle;
  while (first < entries.length && widthOf(entries.slice(first)) > room - UNIT_ROOM) first += 1;
  const rows = [
    { y: top - 16, row: entries.slice(0, first) },
    { y: top, row: entries.slice(first) },
  ];
  for (const { y, row } of rows) {
    let at = right;
    for (const entry of [...row].reverse()) {
      at -= textWidth(entry.label, 'regular', LABEL_SIZE);
      surface.write(entry.label, at, y, { size: LABEL_SIZE, colour: PRINT_PALETTE.secondary });
      at -= 12;
      if (entry.fill === 'line') drawLine(surface, [at, y + 4.5], [at + 8, y + 4.5], entry.colour, 1.5);
      else drawBar(surface, at, y + 1.5, 8, 6, entry.colour, entry.fill);
      at -= 10;
    }
  }
};

/** The widest names of horizontal bars, share of the width of the chart. */
const MAX_NAME_SHARE = 0.5;
/** Space of the unit above horizontal bars, and between a bar and its label, points. */
const UNIT_HEIGHT = 14;
const LABEL_GAP = 4;

/** The text at the end of a bar: its label, or its amount where the bars of the chart have none. */
const barText = ({ series, barLabels, decimals }: BarsView, s: number, i: number): string => {
  const label = series[s]?.labels?.[i];
  if (label !== undefined) return label;
  if (barLabels !== undefined) return s === series.length - 1 ? (barLabels[i] ?? '') : '';
  return formatNumber(series[s]?.values[i] ?? 0, { decimals });
};

/** Draws horizontal bars from top to bottom with their names at the left and their amounts at their ends, as the page does. */
export const drawHorizontalBars = (surface: DrawingSurface, view: BarsView, box: Area): void => {
  const { series, categories, stacked, overlaid } = view;
  if (series.length > 1)
    drawLegend(
      surface,
      series.map(({ label, role, fill }) => ({ label, colour: ROLE_COLOURS[role], fill })),
      view.title,
      box,
    );
  surface.write(view.unit, box.left, box.top, { size: LABEL_SIZE, colour: PRINT_PALETTE.tertiary });
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => textWidth(text, 'semibold', LABEL_SIZE, true)));
  const endsOf = (isNegative: boolean): readonly string[] =>
    series.flatMap(({ values }, s) => values.flatMap((value, i) => (value < 0 === isNegative ? [barText(view, s, i)] : [])));
  const labelRoom = (texts: readonly string[]): number => (texts.length === 0 ? 0 : widest(texts) + LABEL_GAP);
  const nameWidth = Math.min((box.right - box.left) * MAX_NAME_SHARE, widest(categories.map(({ label }) => label)) + LABEL_GAP);
  const area: Area = {
    left: box.left + nameWidth + LABEL_GAP + labelRoom(endsOf(true)),
    right: box.right - labelRoom(endsOf(false)),
    top: box.top + UNIT_HEIGHT,
    bottom: box.bottom,
  };
  const scale = axisScale(view.axis, ...barsExtent(view));
  const at = (value: number): number => position(scale, clamp(value, scale.min, scale.max), area.left, area.right);
  const step = (area.bottom - area.top) / Math.max(1, categories.length);
  const side = stacked || overlaid ? 1 : Math.max(1, series.length);
  const height = Math.min(14, (step * 0.66) / side);
  categories.forEach(({ label }, i) => {
    const middle = area.top + step * (i + 0.5);
    const writeAt = (y: number, text: string, x: number, align: 'left' | 'right', isName = false) =>
      surface.write(text, x, y - LABEL_SIZE / 2 - 1, {
        size: LABEL_SIZE,
        colour: isName ? PRINT_PALETTE.secondary : PRINT_PALETTE.primary,
        weight: isName ? 'regular' : 'semibold',
        hasTabularFigures: true,
        align,
      });
    writeAt(middle, shortenText(label, 'regular', LABEL_SIZE, nameWidth, true), box.left + nameWidth, 'right', true);
    let positiveSum = 0;
    let negativeSum = 0;
    series.forEach(({ values, role, fill }, s) => {
      const value = values[i] ?? 0;
      const base = stacked ? (value >= 0 ? positiveSum : negativeSum) : 0;
      const [from, to] = [at(base), at(base + value)];
      const y = side === 1 ? middle : middle + (s - (side - 1) / 2) * height;
      drawBar(surface, Math.min(from, to), y - height / 2, Math.abs(to - from), height, ROLE_COLOURS[role], fill);
      if (value >= 0) positiveSum += value;
      else negativeSum += value;
      const text = barText(view, s, i);
      if (text !== '') writeAt(y, text, value < 0 ? to - LABEL_GAP : to + LABEL_GAP, value < 0 ? 'right' : 'left');
    });
  });
  drawLine(surface, [at(0), area.top], [at(0), area.bottom], PRINT_PALETTE.strong, 0.8);
  drawMarks(surface, view.marks, area, scale, scale, { lines: [], dots: [] });
};
