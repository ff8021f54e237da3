import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Image } from './applyImages.ts';
import { isSameImage, mergeRow } from './mergeRows.ts';

const TABLE = 'buyer';
const value = fc.constantFrom('x', 'y', 1, null);
const IMAGE: fc.Arbitrary<Image> = fc.record({
  id: fc.constant('b1'),
  name: value,
  note: value,
  rating: value,
  version: fc.nat({ max: 3 }),
});
/** A row, or none: before an insertion, after a deletion. */
const ROW = fc.option(IMAGE, { nil: undefined, freq: 5 });

const merge = (before: Image | undefined, mine: Image | undefined, currentImage: Image | undefined) =>
  mergeRow({ table: TABLE, before, after: mine }, currentImage);

/** Whether two images are those of a change: history has no others. */
const changes = (before: Image | undefined, after: Image | undefined): boolean => !isSameImage(TABLE, before, after);

test('two changes of one row merge to the same row in either order, or conflict in both', () => {
  fc.assert(
    fc.property(ROW, ROW, ROW, (before, mine, theirs) => {
      fc.pre(changes(before, mine) && changes(before, theirs));
      const [first, second] = [merge(before, mine, theirs), merge(before, theirs, mine)];
      expect('conflict' in first).toBe('conflict' in second);
      if ('image' in first && 'image' in second) expect(isSameImage(TABLE, first.image, second.image)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('three changes of which no two conflict merge to the same row in every order', () => {
  fc.assert(
    fc.property(IMAGE, fc.tuple(ROW, ROW, ROW), (before, sides) => {
      fc.pre(sides.every((side) => changes(before, side)));
      const pairs = [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const;
      fc.pre(pairs.every(([a, b]) => !('conflict' in merge(before, sides[a], sides[b]))));
      const fold = (order: readonly number[]): Image | undefined => {
        let foldedImage: Image | undefined = before;
        for (const side of order) {
          const result = merge(before, sides[side], foldedImage);
          if ('conflict' in result) throw new Error(result.conflict);
          foldedImage = result.image;
        }
        return foldedImage;
      };
      const [first, ...others] = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ].map(fold);
      for (const otherImage of others) expect(isSameImage(TABLE, first, otherImage)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a merged row has every value that one side changed, the first value elsewhere, and does not change when it is merged again', () => {
  fc.assert(
    fc.property(IMAGE, IMAGE, IMAGE, (before, mine, theirs) => {
      const result = merge(before, mine, theirs);
      if ('conflict' in result) {
        const columns = ['name', 'note', 'rating'] as const;
        expect(columns.some((column) => new Set([before[column], mine[column], theirs[column]]).size === 3)).toBe(true);
        return;
      }
      for (const column of ['name', 'note', 'rating'] as const) {
        const changedValue = mine[column] !== before[column] ? mine[column] : theirs[column];
        expect(result.image?.[column]).toBe(changedValue);
      }
      for (const side of [mine, theirs]) {
        const secondResult = merge(before, side, result.image);
        expect('image' in secondResult && isSameImage(TABLE, secondResult.image, result.image)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
