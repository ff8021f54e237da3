import type { CellShade } from '#shared/contract/summaries.ts';
import { type DrawingSurface, drawBox, drawLine } from './drawingSurface.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';

/** The strongest tint of a cell: dark text stays readable on it, also in grey. */
const MOST_TINT = 0.38;
/** Width of the line between values above and below today's, points. */
const LINE_WIDTH = 1.2;
/** Distance of the frame of today's cell from its edges, and its width, points. */
const FRAME = { inset: 1.5, width: 0.8 } as const;

const channels = (hex: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The fill of a cell of a sensitivity table: grey above today's value, copper below it. */
export const shadeColour = ({ side, strength }: Pick<CellShade, 'side' | 'strength'>): string => {
  const ink = channels(side === 'below' ? PRINT_PALETTE.accent : ROLE_COLOURS.gain);
  const part = side === undefined ? 0 : MOST_TINT * strength;
  const mixed = channels(PRINT_PALETTE.background).map((value, i) => Math.round(value + part * (ink[i]! - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
};

/** The edges of a cell in points. */
export type CellBox = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Fills a cell, below its text. */
export const fillShade = (surface: DrawingSurface, shade: CellShade, { left, right, top, bottom }: CellBox): void => {
  if (shade.side !== undefined) drawBox(surface, left, top, right - left, bottom - top, { fill: shadeColour(shade) });
};

/** Draws the line of today's value beside a cell, and the frame of the cell nearest to today's drivers, after all cells are filled. */
export const drawShadeLines = (surface: DrawingSurface, shade: CellShade, { left, right, top, bottom }: CellBox): void => {
  if (shade.hasLineRight) drawLine(surface, [right, top], [right, bottom], PRINT_PALETTE.accent, LINE_WIDTH);
  if (shade.hasLineBelow) drawLine(surface, [left, bottom], [right, bottom], PRINT_PALETTE.accent, LINE_WIDTH);
  if (!shade.isToday) return;
  const { inset, width } = FRAME;
  drawBox(surface, left + inset, top + inset, right - left - 2 * inset, bottom - top - 2 * inset, { stroke: PRINT_PALETTE.primary, width });
};
