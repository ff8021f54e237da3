import { sumBy } from '../../math.ts';
/** Where the words of a mark or a dot could stand: a point and the side of it that they begin at. */
export type Spot = { readonly x: number; readonly y: number; readonly align: 'left' | 'center' | 'right' };

export type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Height that a line of words takes. */
export const LINE = 14;

export type Point = { readonly x: number; readonly y: number };

/** Whether a piece of a line runs through a box (Liang and Barsky 1984). */
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
  for (const [step, room] of clips) {
    if (step === 0 && room < 0) return false;
    if (step < 0) enter = Math.max(enter, room / step);
    if (step > 0) leave = Math.min(leave, room / step);
  }
  return enter <= leave;
};

/** What words keep off: other words and dots, lines, and the edge of the drawing. */
export type Occupied = { readonly taken: readonly Box[]; readonly lines: readonly (readonly Point[])[]; readonly bounds: Box };

/** The box of words so wide at a spot. */
export const boxAt = (spot: Spot, width: number): Box => {
  const left = spot.align === 'left' ? spot.x : spot.x - (spot.align === 'right' ? width : width / 2);
  return { left, right: left + width, top: spot.y - LINE / 2, bottom: spot.y + LINE / 2 };
};

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/**
 * Where words so wide stand best: the first spot that lies neither on other words nor on a line, else the first that is free of words,
 * else the one that covers least.
 */
export const bestSpot = (spots: readonly [Spot, ...Spot[]], width: number, { taken, lines, bounds }: Occupied): Spot => {
  const inside = (box: Box) =>
    box.left >= bounds.left - 1 && box.right <= bounds.right + 1 && box.top >= bounds.top && box.bottom <= bounds.bottom;
  const covered = (spot: Spot) => sumBy(taken, (other) => overlap(boxAt(spot, width), other));
  const clear = (box: Box) =>
    lines.every((line) => line.every((point, index) => index === 0 || !crosses(box, line[index - 1] ?? point, point)));
  const within = spots.filter((spot) => inside(boxAt(spot, width)));
  const free = within.filter((spot) => covered(spot) === 0);
  const [first] = spots;
  const least = (some: readonly Spot[]) =>
    some.reduce<Spot | undefined>((best, spot) => (best && covered(best) <= covered(spot) ? best : spot), undefined);
  return free.find((spot) => clear(boxAt(spot, width))) ?? free[0] ?? least(within) ?? first;
};

/** Spots around a dot, the nearest first: beside it, below and above it in steps of a line. */
export const aroundDot = (x: number, y: number): readonly [Spot, ...Spot[]] => [
  { x: x + 2, y: y + 14, align: 'left' },
  { x: x + 4, y: y - 12, align: 'left' },
  { x: x - 4, y: y - 12, align: 'right' },
  { x: x - 2, y: y + 14, align: 'right' },
  { x, y: y + 15, align: 'center' },
  { x, y: y - 14, align: 'center' },
  { x: x + 9, y, align: 'left' },
  { x: x - 9, y, align: 'right' },
  ...[28, 42, 56].flatMap((away): Spot[] => [
    { x: x + 2, y: y + away, align: 'left' },
    { x: x - 2, y: y - away, align: 'right' },
    { x: x + 2, y: y - away, align: 'left' },
    { x: x - 2, y: y + away, align: 'right' },
  ]),
];

/** Spots for the words of a level line: over and under it, at the end that is wanted before the other. */
export const alongLine = (y: number, left: number, right: number, side: 'start' | 'end'): readonly [Spot, ...Spot[]] => {
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

/** Spots for the words of an upright line, from its top down: one below the other when lines stand close. */
export const besideLine = (x: number, top: number, bottom: number, side: 'start' | 'end'): readonly [Spot, ...Spot[]] => {
  const after = (y: number): Spot => ({ x: x + 5, y, align: 'left' });
  const before = (y: number): Spot => ({ x: x - 5, y, align: 'right' });
  const [near, far] = side === 'start' ? [before, after] : [after, before];
  const rows = Array.from({ length: Math.max(0, Math.floor((bottom - top) / 15) - 1) }, (_, index) => top + 19 + index * 15);
  return [near(top + 4), far(top + 4), ...rows.flatMap((y) => [near(y), far(y)])];
};
