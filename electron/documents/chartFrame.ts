import type { Mark } from '#shared/charts/colour.ts';
import type { Scale } from '#shared/charts/scale.ts';
import { tickDecimals } from '#shared/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { INK, ROLE_INK } from './ink.ts';
import { textWidth } from './measure.ts';
import { type Document, rule, write } from './page.ts';

/** The box that data is drawn in, in points. */
export type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export const LABEL = 7.5;
const DASH: Readonly<Record<Mark['style'], readonly [number, number] | undefined>> = { solid: undefined, dashed: [4, 3], dotted: [1.5, 2] };

/** Where a value stands between two ends of the area. */
export const position = (scale: Scale, value: number, start: number, end: number): number =>
  start + ((value - scale.min) / (scale.max - scale.min || 1)) * (end - start);

/** The value axis at the left: unit above it, a hair line a tick, a stronger one at zero. Answers the area that is left for data. */
export const valueAxis = (doc: Document, box: Area, scale: Scale, unit: string): Area => {
  const decimals = tickDecimals(scale.ticks);
  const texts = scale.ticks.map((tick) => formatNumber(tick, { decimals }));
  const gutter = Math.max(...texts.map((t) => textWidth(t, 'regular', LABEL, true))) + 6;
  const area = { left: box.left + gutter, right: box.right, top: box.top + 14, bottom: box.bottom - 14 };
  write(doc, unit, box.left, box.top, { size: LABEL, colour: INK.tertiary });
  scale.ticks.forEach((tick, i) => {
    const y = position(scale, tick, area.bottom, area.top);
    rule(doc, area.left, y, area.right, y, tick === 0 ? INK.strong : INK.grid, tick === 0 ? 0.8 : 0.6);
    write(doc, texts[i] ?? '', area.left - 4, y - LABEL / 2 - 1, { size: LABEL, colour: INK.tertiary, tabular: true, align: 'right' });
  });
  return area;
};

/** Text with a halo of paper, so that it reads over lines. */
export const haloed = (doc: Document, text: string, x: number, y: number, style: Parameters<typeof write>[4]): void => {
  const wide = textWidth(text, style.weight ?? 'regular', style.size, style.tabular);
  const left = style.align === 'right' ? x - wide : style.align === 'center' ? x - wide / 2 : x;
  doc
    .save()
    .rect(left - 1.5, y - 0.5, wide + 3, style.size + 2)
    .fillOpacity(0.85)
    .fill(INK.paper)
    .fillOpacity(1)
    .restore();
  write(doc, text, x, y, style);
};

/** Lines with a word: a limit, today's price. */
export const marks = (doc: Document, all: readonly Mark[], area: Area, x: Scale | undefined, y: Scale): void => {
  for (const mark of all) {
    const colour = ROLE_INK[mark.role];
    if (mark.axis === 'y') {
      const at = position(y, mark.value, area.bottom, area.top);
      rule(doc, area.left, at, area.right, at, colour, 0.9, DASH[mark.style]);
      const start = mark.labelAt === 'start';
      haloed(doc, mark.label, start ? area.left + 3 : area.right - 2, at - LABEL - 3, {
        size: LABEL,
        colour,
        weight: 'semibold',
        align: start ? 'left' : 'right',
      });
    } else if (x) {
      const at = position(x, mark.value, area.left, area.right);
      rule(doc, at, area.top, at, area.bottom, colour, 0.9, DASH[mark.style]);
      haloed(doc, mark.label, at + 3, area.top, { size: LABEL, colour, weight: 'semibold' });
    }
  }
};

/** Hatching at 45 degrees inside a box. */
export const hatch = (doc: Document, x: number, y: number, width: number, height: number, colour: string): void => {
  doc.save().rect(x, y, width, height).clip().lineWidth(0.8).strokeColor(colour);
  for (let at = -height; at < width; at += 3.6)
    doc
      .moveTo(x + at, y + height)
      .lineTo(x + at + height, y)
      .stroke();
  doc.restore();
  doc.save().rect(x, y, width, height).lineWidth(0.7).strokeColor(colour).stroke().restore();
};
