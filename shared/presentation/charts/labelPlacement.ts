import { sumBy } from '../../math.ts';

/** A possible position of a label: a point and the alignment of the text to it. */
export type Spot = { readonly x: number; readonly y: number; readonly align: 'left' | 'center' | 'right' };

export type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Height of a line of text, px. */
export const LINE = 14;

export type Point = { readonly x: number; readonly y: number };

/** Whether a segment of a line crosses a box (Liang and Barsky 1984). */
const crosses = (box: Box, from: Point, to: Point): boolean => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let enter = 0;
  let leave = 1;
  const clips = [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ] as const;
  for (const [step, distance] of clips) {
    if (step === 0 && distance < 0) return false;
    if (step < 0) enter = Math.max(enter, distance / step);
    if (step > 0) leave = Math.min(leave, distance / step);
  }
  return enter <= leave;
};

/** Obstacles for a label: boxes of other labels and dots, lines, and the bounds of the drawing. */
export type Obstacles = { readonly boxes: readonly Box[]; readonly lines: readonly (readonly Point[])[]; readonly bounds: Box };

/** The box of a label of this width at a spot. */
export const boxAt = (spot: Spot, width: number): Box => {
  const left = spot.align === 'left' ? spot.x : spot.x - (spot.align === 'right' ? width : width / 2);
  return { left, right: left + width, top: spot.y - LINE / 2, bottom: spot.y + LINE / 2 };
};

/** The area that two boxes share, px squared. */
const overlapArea = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/**
 * Chooses the best spot for a label of this width: the first that covers no box and no line, else the first that covers no box, else the
 * one that covers least.
 */
export const bestSpot = (spots: readonly [Spot, ...Spot[]], width: number, { boxes, lines, bounds }: Obstacles): Spot => {
  const isInside = (box: Box) =>
    box.left >= bounds.left - 1 && box.right <= bounds.right + 1 && box.top >= bounds.top && box.bottom <= bounds.bottom;
  const coveredArea = (spot: Spot) => sumBy(boxes, (box) => overlapArea(boxAt(spot, width), box));
  const isClearOfLines = (box: Box) =>
    lines.every((line) => line.every((point, index) => index === 0 || !crosses(box, line[index - 1] ?? point, point)));
  const spotsInside = spots.filter((spot) => isInside(boxAt(spot, width)));
  const freeSpots = spotsInside.filter((spot) => coveredArea(spot) === 0);
  const [first] = spots;
  const leastCovered = (candidates: readonly Spot[]) =>
    candidates.reduce<Spot | undefined>(
      (bestSpot, spot) => (bestSpot && coveredArea(bestSpot) <= coveredArea(spot) ? bestSpot : spot),
      undefined,
    );
  return freeSpots.find((spot) => isClearOfLines(boxAt(spot, width))) ?? freeSpots[0] ?? leastCovered(spotsInside) ?? first;
};

/** Lists spots around a dot, the nearest first: beside it, then below and above it in steps of a line. */
export const spotsAroundDot = (x: number, y: number): readonly [Spot, ...Spot[]] => [
  { x: x + 2, y: y + 14, align: 'left' },
  { x: x + 4, y: y - 12, align: 'left' },
  { x: x - 4, y: y - 12, align: 'right' },
  { x: x - 2, y: y + 14, align: 'right' },
  { x, y: y + 15, align: 'center' },
  { x, y: y - 14, align: 'center' },
  { x: x + 9, y, align: 'left' },
  { x: x - 9, y, align: 'right' },
  ...[28, 42, 56].flatMap((distance): Spot[] => [
    { x: x + 2, y: y + distance, align: 'left' },
    { x: x - 2, y: y - distance, align: 'right' },
    { x: x + 2, y: y - distance, align: 'left' },
    { x: x - 2, y: y + distance, align: 'right' },
  ]),
];

/** Lists spots for the label of a horizontal line: above and below it, first at the preferred end. */
export const spotsAlongLine = (y: number, left: number, right: number, side: 'start' | 'end'): readonly [Spot, ...Spot[]] => {
  const atEnd: readonly [Spot, Spot] = [
    { x: right - 2, y: y - 9, align: 'right' },
    { x: right - 2, y: y + 9, align: 'right' },
  ];
  const atStart: readonly [Spot, Spot] = [
    { x: left + 4, y: y - 9, align: 'left' },
    { x: left + 4, y: y + 9, align: 'left' },
  ];
  return side === 'start' ? [...atStart, ...atEnd] : [...atEnd, ...atStart];
};

/** Lists spots for the label of a vertical line from its top down, so that labels of close lines are below one another. */
export const spotsBesideLine = (x: number, top: number, bottom: number, side: 'start' | 'end'): readonly [Spot, ...Spot[]] => {
  const after = (y: number): Spot => ({ x: x + 5, y, align: 'left' });
  const before = (y: number): Spot => ({ x: x - 5, y, align: 'right' });
  const [nearSide, farSide] = side === 'start' ? [before, after] : [after, before];
  const rows = Array.from({ length: Math.max(0, Math.floor((bottom - top) / 15) - 1) }, (_, index) => top + 19 + index * 15);
  return [nearSide(top + 4), farSide(top + 4), ...rows.flatMap((y) => [nearSide(y), farSide(y)])];
};
