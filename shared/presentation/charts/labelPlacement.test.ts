import { expect, it } from 'vitest';
import { type Box, bestSpot, boxAt, type Point, type Spot, spotsAroundDot, spotsBesideLine } from './labelPlacement.ts';

const bounds: Box = { left: 40, right: 400, top: 0, bottom: 220 };
const WIDTH = 110;

/** Places each set of spots after those before it; returns the boxes of the labels. */
const placeAll = (sets: readonly (readonly [Spot, ...Spot[]])[], lines: readonly (readonly Point[])[] = []): readonly Box[] => {
  const boxes: Box[] = [];
  for (const spots of sets) boxes.push(boxAt(bestSpot(spots, WIDTH, { boxes, lines, bounds }), WIDTH));
  return boxes;
};

const areOverlapping = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

it('labels of floor, cap, break-even and today’s price within ten pixels of one another do not overlap', () => {
  const boxes = placeAll([
    spotsBesideLine(200, 20, 200, 'end'),
    spotsBesideLine(204, 20, 200, 'end'),
    spotsAroundDot(202, 100),
    spotsAroundDot(208, 104),
  ]);
  for (const [i, box] of boxes.entries()) {
    expect(boxes.slice(i + 1).filter((otherBox) => areOverlapping(box, otherBox))).toEqual([]);
    expect([box.left >= bounds.left, box.right <= bounds.right]).toEqual([true, true]);
  }
});

it('labels with alternatives avoid lines', () => {
  const line = [
    { x: 40, y: 114 },
    { x: 400, y: 114 },
  ];
  const [box] = placeAll([spotsAroundDot(200, 100)], [line]);
  expect(box && (box.bottom <= 114 || box.top >= 114)).toBe(true);
});

it('where nothing is free, a label takes the place that it covers least', () => {
  const wall: Box = { left: 0, right: 400, top: 0, bottom: 200 };
  const spots = [
    { x: 100, y: 50, align: 'left' },
    { x: 100, y: 204, align: 'left' },
  ] as const;
  expect(bestSpot(spots, WIDTH, { boxes: [wall], lines: [], bounds })).toBe(spots[1]);
});
