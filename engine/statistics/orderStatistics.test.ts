import { describe, expect, it } from 'vitest';
import { placeOrderStatistics } from './orderStatistics.ts';

/** Unordered values with as many ties as `classes` produce. */
const values = (count: number, classes: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.floor(((i * 0.618_033_988_749_895) % 1) * classes));

describe('order statistics', () => {
  it.each([
    { count: 1, classes: 1 },
    { count: 2, classes: 9 },
    { count: 999, classes: 3 },
    { count: 1000, classes: 1 },
    { count: 1000, classes: 1e9 },
  ])('are at their sorted places, for $count values in at most $classes classes', ({ count, classes }) => {
    const ranks = [0, 0.05, 0.25, 0.5, 0.95, 1].flatMap((p) => {
      const rank = Math.floor((count - 1) * p);
      return [rank, Math.min(count - 1, rank + 1)];
    });
    const selectedValues = values(count, classes);
    placeOrderStatistics(selectedValues, ranks);
    const sortedValues = values(count, classes).sort();
    expect(ranks.map((rank) => selectedValues[rank])).toEqual(ranks.map((rank) => sortedValues[rank]));
  });
});
