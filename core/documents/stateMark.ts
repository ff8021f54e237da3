import type { LimitState } from '#shared/domain/limit.ts';
import { type DrawingSurface, drawLine, type Point } from './drawingSurface.ts';
import { PRINT_PALETTE } from './printPalette.ts';

/** Width of the shape of a state, in points. */
export const MARK_WIDTH = 7.5;

/** The text colour of each state. */
export const STATE_COLOURS: Readonly<Record<LimitState, string>> = {
  holds: PRINT_PALETTE.ok,
  near: PRINT_PALETTE.warn,
  breached: PRINT_PALETTE.breach,
};

/** Draws the shape of a state with its top left corner at x, y, as on the page: a ring, a triangle, or a filled octagon. */
export const drawStateMark = (surface: DrawingSurface, state: LimitState, x: number, y: number): void => {
  const colour = STATE_COLOURS[state];
  // the page's shapes are drawn in a square of 16 units
  const at = (columnOffset: number, down: number): Point => [x + (columnOffset * MARK_WIDTH) / 16, y + (down * MARK_WIDTH) / 16];
  const stroke = { stroke: colour, width: 0.8 };
  if (state === 'holds') {
    surface.circle(...at(8, 8), (6.5 * MARK_WIDTH) / 16, stroke);
    surface.shape([at(5, 8.2), at(7.1, 10.3), at(11, 6)], stroke);
  } else if (state === 'near') {
    surface.shape([at(8, 2), at(14.5, 13.5), at(1.5, 13.5), at(8, 2)], stroke);
    drawLine(surface, at(8, 6.5), at(8, 9.5), colour, 0.8);
    drawLine(surface, at(8, 11), at(8, 12.2), colour, 0.8);
  } else {
    const corners = [
      at(5.3, 1.5),
      at(10.7, 1.5),
      at(14.5, 5.3),
      at(14.5, 10.7),
      at(10.7, 14.5),
      at(5.3, 14.5),
      at(1.5, 10.7),
      at(1.5, 5.3),
    ];
    surface.shape([...corners, corners[0]!], { fill: colour });
    drawLine(surface, at(8, 4.5), at(8, 8.5), PRINT_PALETTE.background, 0.9);
    drawLine(surface, at(8, 10.6), at(8, 12), PRINT_PALETTE.background, 0.9);
  }
};
