import { expect, test } from 'vitest';
import { clamp, dot, lerp, lerpLog, mean, sum, sumBy } from './math.ts';

test('a sum adds from the first to the last and is 0 for no values', () => {
  expect(sum([])).toBe(0);
  expect(sum([0.1, 0.2, 0.3])).toBe(0.1 + 0.2 + 0.3);
  expect(sum(new Float64Array([1, 2, 3]))).toBe(6);
  expect(sumBy([{ tonnes: 3 }, { tonnes: 4 }], ({ tonnes }, i) => tonnes * (i + 1))).toBe(11);
});

test('a mean divides the sum by the number of values and is NaN for none', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBeNaN();
});

test('a dot product sums the products of entries at the same place', () => {
  expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
});

test('a clamped value lies within its bounds and equals the upper bound when the bounds cross', () => {
  expect([-1, 0.5, 2].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1]);
  expect(clamp(3, 5, 4)).toBe(4);
});

test('interpolation starts at the first value and ends at the second', () => {
  expect([0, 0.25, 1].map((share) => lerp(10, 20, share))).toEqual([10, 12.5, 20]);
});

test('logarithmic interpolation halves the ratio in the middle and keeps equal ends exact', () => {
  expect(lerpLog(1, 4, 0.5)).toBe(2);
  expect(lerpLog(0.1, 0.1, 0.3)).toBe(0.1);
});
