import { expect, it } from 'vitest';
import { tonnageDecimals } from './tonnageDecimals.ts';

it('one small deal of a large book does not give the others more decimals, and tonnes never read 0.0', () => {
  expect([3_600_000, 1234, 999, 2, 0].map(tonnageDecimals)).toEqual([1, 1, 3, 3, 1]);
});
