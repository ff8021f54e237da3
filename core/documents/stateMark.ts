import type { LimitState } from '#shared/contract/figure.ts';
import { INK } from './ink.ts';
import { line, type Pen, type Point } from './pen.ts';

/** Width of a state's shape, in points. */
export const MARK_WIDTH = 7.5;

/** What a state's word is written in. */
export const STATE_INK: Readonly<Record<LimitState, string>> = { holds: INK.ok, near: INK.warn, breached: INK.breach };

/** Draws the shape of a state with its top left corner at x, y, as the page has it: a ring, a triangle, a filled octagon. */
export const stateMark = (pen: Pen, state: LimitState, x: number, y: number): void => {
  const ink = STATE_INK[state];
  // the page's shapes stand in a square of sixteen
  const at = (across: number, down: number): Point => [x + (across * MARK_WIDTH) / 16, y + (down * MARK_WIDTH) / 16];
  const stroke = { stroke: ink, width: 0.8 };
  if (state === 'holds') {
    pen.circle(...at(8, 8), (6.5 * MARK_WIDTH) / 16, stroke);
    pen.shape([at(5, 8.2), at(7.1, 10.3), at(11, 6)], stroke);
  } else if (state === 'near') {
    pen.shape([at(8, 2), at(14.5, 13.5), at(1.5, 13.5), at(8, 2)], stroke);
    line(pen, at(8, 6.5), at(8, 9.5), ink, 0.8);
    line(pen, at(8, 11), at(8, 12.2), ink, 0.8);
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
    pen.shape([...corners, corners[0]!], { fill: ink });
    line(pen, at(8, 4.5), at(8, 8.5), INK.paper, 0.9);
    line(pen, at(8, 10.6), at(8, 12), INK.paper, 0.9);
  }
};
