import type { Mark } from '#shared/contract/chartViews.ts';
import type { ColourRole } from '#shared/contract/colour.ts';
import {
  type Point as At,
  type Box,
  bestSpot,
  boxAt,
  LINE,
  type Spot,
  spotsAlongLine,
  spotsAroundDot,
  spotsBesideLine,
} from '#shared/presentation/charts/labelPlacement.ts';
import type { Scale } from '#shared/presentation/charts/scale.ts';
import { tickDecimals } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { type DrawingSurface, drawBox, drawLine, type Point, type TextStyle } from './drawingSurface.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';
import { textWidth } from './textLayout.ts';

/** The plot area, in points. */
export type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export const LABEL_SIZE = 7.5;
const DASH: Readonly<Record<Mark['style'], readonly [number, number] | undefined>> = { solid: undefined, dashed: [4, 3], dotted: [1.5, 2] };

/** Returns the position of a value between two ends of the area. */
export const position = (scale: Scale, value: number, start: number, end: number): number =>
  start + ((value - scale.min) / (scale.max - scale.min || 1)) * (end - start);

/** Draws the value axis at the left: its unit, a line for each tick, a stronger line at zero. Returns the remaining plot area. */
export const drawValueAxis = (surface: DrawingSurface, bounds: Area, scale: Scale, unit: string): Area => {
  const decimals = tickDecimals(scale.ticks);
  const texts = scale.ticks.map((tick) => formatNumber(tick, { decimals }));
  const gutter = Math.max(...texts.map((t) => textWidth(t, 'regular', LABEL_SIZE, true))) + 6;
  const area = { left: bounds.left + gutter, right: bounds.right, top: bounds.top + 14, bottom: bounds.bottom - 14 };
  surface.write(unit, bounds.left, bounds.top, { size: LABEL_SIZE, colour: PRINT_PALETTE.tertiary });
  scale.ticks.forEach((tick, i) => {
    const y = position(scale, tick, area.bottom, area.top);
    drawLine(surface, [area.left, y], [area.right, y], tick === 0 ? PRINT_PALETTE.strong : PRINT_PALETTE.grid, tick === 0 ? 0.8 : 0.6);
    surface.write(texts[i] ?? '', area.left - 4, y - LABEL_SIZE / 2 - 1, {
      size: LABEL_SIZE,
      colour: PRINT_PALETTE.tertiary,
      hasTabularFigures: true,
      align: 'right',
    });
  });
  return area;
};

/** Writes text on a light background, so that it is readable over lines. */
export const writeOnBackground = (surface: DrawingSurface, text: string, x: number, y: number, style: TextStyle): void => {
  const width = textWidth(text, style.weight ?? 'regular', style.size, style.hasTabularFigures);
  const left = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
  drawBox(surface, left - 1.5, y - 0.5, width + 3, style.size + 2, { fill: PRINT_PALETTE.background, opacity: 0.85 });
  surface.write(text, x, y, style);
};

/** Points per pixel of the page's charts, whose labels are placed in pixels with a line height of 14. */
const POINTS_PER_PIXEL = 9.5 / LINE;

const inPixels = ([x, y]: Point): At => ({ x: x / POINTS_PER_PIXEL, y: y / POINTS_PER_PIXEL });

/** Creates a function that writes labels clear of one another, of dots and of lines, by the rules of the page's charts. */
const createLabeller = (surface: DrawingSurface, area: Area) => {
  const boxes: Box[] = [];
  const lines: (readonly At[])[] = [];
  const bounds = {
    left: area.left / POINTS_PER_PIXEL,
    right: area.right / POINTS_PER_PIXEL,
    top: area.top / POINTS_PER_PIXEL,
    bottom: area.bottom / POINTS_PER_PIXEL,
  };
  return {
    keepOffLine: (line: readonly Point[]): void => {
      lines.push(line.map(inPixels));
    },
    keepOffDot: (dot: Point): void => {
      const { x, y } = inPixels(dot);
      boxes.push({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 });
    },
    place: (text: string, colour: string, spots: readonly [Spot, ...Spot[]]): void => {
      const width = textWidth(text, 'semibold', LABEL_SIZE) / POINTS_PER_PIXEL;
      const spot = bestSpot(spots, width, { boxes, lines, bounds });
      boxes.push(boxAt(spot, width));
      writeOnBackground(surface, text, spot.x * POINTS_PER_PIXEL, spot.y * POINTS_PER_PIXEL - LABEL_SIZE / 2 - 1, {
        size: LABEL_SIZE,
        colour,
        weight: 'semibold',
        align: spot.align,
      });
    },
  };
};

/** The lines and dots that labels must not cover. */
type Obstacles = {
  readonly lines: readonly (readonly Point[])[];
  readonly dots: readonly { readonly at: Point; readonly label: string; readonly role: ColourRole; readonly hollow: boolean }[];
};

/** Draws labelled lines, such as a limit or today's price, and labelled dots over the chart. */
export const drawMarks = (
  surface: DrawingSurface,
  allMarks: readonly Mark[],
  area: Area,
  x: Scale | undefined,
  y: Scale,
  { lines, dots }: Obstacles,
): void => {
  // a label may extend half a line above the highest value
  const labels = createLabeller(surface, { ...area, top: area.top - LABEL_SIZE / 2 });
  for (const line of lines) labels.keepOffLine(line);
  for (const { at } of dots) labels.keepOffDot(at);
  const placedMarks = allMarks.flatMap((mark) => {
    const isHorizontal = mark.axis === 'y';
    const scale = isHorizontal ? y : x;
    if (!scale) return [];
    const at = isHorizontal ? position(scale, mark.value, area.bottom, area.top) : position(scale, mark.value, area.left, area.right);
    const ends: readonly [Point, Point] = isHorizontal
      ? [
          [area.left, at],
          [area.right, at],
        ]
      : [
          [at, area.top],
          [at, area.bottom],
        ];
    labels.keepOffLine(ends);
    return [{ mark, level: isHorizontal, ends }];
  });
  for (const { mark, ends } of placedMarks) drawLine(surface, ...ends, ROLE_COLOURS[mark.role], 0.9, DASH[mark.style]);
  for (const { mark, level: isHorizontal, ends } of placedMarks) {
    const [from, to] = [inPixels(ends[0]), inPixels(ends[1])];
    const side = mark.labelAt ?? 'end';
    labels.place(
      mark.label,
      ROLE_COLOURS[mark.role],
      isHorizontal ? spotsAlongLine(from.y, from.x, to.x, side) : spotsBesideLine(from.x, from.y, to.y, side),
    );
  }
  for (const { at, role, hollow } of dots) {
    const ink = ROLE_COLOURS[role];
    surface.circle(...at, 2.6, hollow ? { fill: PRINT_PALETTE.background, stroke: ink, width: 1 } : { fill: ink });
  }
  for (const { at, label } of dots)
    labels.place(label, PRINT_PALETTE.primary, spotsAroundDot(at[0] / POINTS_PER_PIXEL, at[1] / POINTS_PER_PIXEL));
};

/** Draws hatching at 45 degrees inside a box. */
export const drawHatching = (surface: DrawingSurface, x: number, y: number, width: number, height: number, colour: string): void => {
  for (let at = -height; at < width; at += 3.6) {
    // the part of the line from (at, height) to (at + height, 0) that lies inside the box
    const from = Math.max(0, -at);
    const to = Math.min(height, width - at);
    const place = (distance: number): Point => [x + at + distance, y + height - distance];
    if (to > from) drawLine(surface, place(from), place(to), colour, 0.8);
  }
  drawBox(surface, x, y, width, height, { stroke: colour, width: 0.7 });
};
