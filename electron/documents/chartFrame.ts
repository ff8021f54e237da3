import type { Mark } from '#shared/charts/colour.ts';
import type { Scale } from '#shared/charts/scale.ts';
import { tickDecimals } from '#shared/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { INK, ROLE_INK } from './ink.ts';
import { textWidth } from './measure.ts';
import { box, line, type Pen, type Point, type TextStyle } from './pen.ts';

/** The box that data is drawn in, in points. */
export type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export const LABEL = 7.5;
const DASH: Readonly<Record<Mark['style'], readonly [number, number] | undefined>> = { solid: undefined, dashed: [4, 3], dotted: [1.5, 2] };

/** Where a value stands between two ends of the area. */
export const position = (scale: Scale, value: number, start: number, end: number): number =>
  start + ((value - scale.min) / (scale.max - scale.min || 1)) * (end - start);

/** The value axis at the left: unit above it, a hair line a tick, a stronger one at zero. Answers the area that is left for data. */
export const valueAxis = (pen: Pen, within: Area, scale: Scale, unit: string): Area => {
  const decimals = tickDecimals(scale.ticks);
  const texts = scale.ticks.map((tick) => formatNumber(tick, { decimals }));
  const gutter = Math.max(...texts.map((t) => textWidth(t, 'regular', LABEL, true))) + 6;
  const area = { left: within.left + gutter, right: within.right, top: within.top + 14, bottom: within.bottom - 14 };
  pen.write(unit, within.left, within.top, { size: LABEL, colour: INK.tertiary });
  scale.ticks.forEach((tick, i) => {
    const y = position(scale, tick, area.bottom, area.top);
    line(pen, [area.left, y], [area.right, y], tick === 0 ? INK.strong : INK.grid, tick === 0 ? 0.8 : 0.6);
    pen.write(texts[i] ?? '', area.left - 4, y - LABEL / 2 - 1, { size: LABEL, colour: INK.tertiary, tabular: true, align: 'right' });
  });
  return area;
};

/** Text with a halo of paper, so that it reads over lines. */
export const haloed = (pen: Pen, text: string, x: number, y: number, style: TextStyle): void => {
  const wide = textWidth(text, style.weight ?? 'regular', style.size, style.tabular);
  const left = style.align === 'right' ? x - wide : style.align === 'center' ? x - wide / 2 : x;
  box(pen, left - 1.5, y - 0.5, wide + 3, style.size + 2, { fill: INK.paper, opacity: 0.85 });
  pen.write(text, x, y, style);
};

/** Text that begins a little after x; where that would run over `right`, it ends a little before x. */
export const beside = (pen: Pen, text: string, x: number, y: number, right: number, gap: number, style: Omit<TextStyle, 'align'>): void => {
  const fits = x + gap + textWidth(text, style.weight ?? 'regular', style.size, style.tabular) <= right;
  haloed(pen, text, fits ? x + gap : x - gap, y, { ...style, align: fits ? 'left' : 'right' });
};

/** Lines with a word: a limit, today's price. */
export const marks = (pen: Pen, all: readonly Mark[], area: Area, x: Scale | undefined, y: Scale): void => {
  for (const mark of all) {
    const colour = ROLE_INK[mark.role];
    if (mark.axis === 'y') {
      const at = position(y, mark.value, area.bottom, area.top);
      line(pen, [area.left, at], [area.right, at], colour, 0.9, DASH[mark.style]);
      const start = mark.labelAt === 'start';
      haloed(pen, mark.label, start ? area.left + 3 : area.right - 2, at - LABEL - 3, {
        size: LABEL,
        colour,
        weight: 'semibold',
        align: start ? 'left' : 'right',
      });
    } else if (x) {
      const at = position(x, mark.value, area.left, area.right);
      line(pen, [at, area.top], [at, area.bottom], colour, 0.9, DASH[mark.style]);
      beside(pen, mark.label, at, area.top, area.right, 3, { size: LABEL, colour, weight: 'semibold' });
    }
  }
};

/** Hatching at 45 degrees inside a box. */
export const hatch = (pen: Pen, x: number, y: number, width: number, height: number, colour: string): void => {
  for (let at = -height; at < width; at += 3.6) {
    // along the line from (at, height) to (at + height, 0), as far as it is inside
    const from = Math.max(0, -at);
    const to = Math.min(height, width - at);
    const place = (along: number): Point => [x + at + along, y + height - along];
    if (to > from) line(pen, place(from), place(to), colour, 0.8);
  }
  box(pen, x, y, width, height, { stroke: colour, width: 0.7 });
};
