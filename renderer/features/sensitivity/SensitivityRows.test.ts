import { expect, it } from 'vitest';
import type { SensitivityDriver } from '#shared/contract/sensitivity.ts';
import { message } from '#shared/messages/text.ts';
import { tableRange } from './SensitivityRows.tsx';

const driver: SensitivityDriver = {
  key: 'price.CU',
  group: 'price',
  label: message('sensitivity.driver.price', { reference: 'Copper', year: 2027 }),
  unit: 'usdPerT',
  decimals: 0,
  now: 9000,
  low: 3000,
  high: 27_000,
  canApply: false,
};

it("a table of a price goes 30 % below and above today's, and has today's in its middle", () => {
  expect(tableRange(driver)).toEqual({ low: 6300, high: 11_700 });
});

it('a table of a term, or of a price without a level today, goes through the range of its driver', () => {
  const range = { low: 3000, high: 27_000 };
  expect(tableRange({ ...driver, group: 'term' })).toEqual(range);
  const { now: _now, ...withoutLevel } = driver;
  expect(tableRange(withoutLevel)).toEqual(range);
});
