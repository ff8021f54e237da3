import { expect, it } from 'vitest';
import { roundAsShown, tonnageDecimals } from './tonnageDecimals.ts';

it('one small deal of a large book does not give the others more decimals, and tonnes never read 0.0', () => {
  expect([3_600_000, 1234, 999, 2, 0].map(tonnageDecimals)).toEqual([1, 1, 3, 3, 1]);
});

it('tonnes are rounded by half of the last decimal shown at most, those of a small deal to the dmt', () => {
  expect([36_040, 36_060, 45.2, 999.4].map((tonnes) => roundAsShown(tonnes))).toEqual([36_000, 36_100, 45, 999]);
});
