import { describe, expect, it } from 'vitest';
import { monthOf } from '#shared/domain/time.ts';
import { addPeriods, isLongTermField, monthsIn } from './periods.ts';

const fieldsOf = (headers: readonly string[]): readonly (string | undefined)[] => {
  const fieldByColumn = new Map<number, string>();
  addPeriods({ month: 'month', field: 'price', rowField: 'reference' }, headers, fieldByColumn, {
    hasTexts: () => true,
    hasNumbers: () => true,
  });
  return headers.map((_, index) => fieldByColumn.get(index));
};

describe('the columns of a price table by year', () => {
  it.each(['LT', 'Long term', 'Long-term price', 'LTP (USD/t)', '2029+', '2029 onwards', '长期价格'])(
    '%s is the price after the last year',
    (header) => {
      expect(fieldsOf(['Metal', '2027', '2028', header])).toEqual(['reference', 'y2027', 'y2028', 'l2029']);
    },
  );

  it('have no long-term price beside months, nor without a year', () => {
    expect(fieldsOf(['Metal', 'Jan 2027', 'Feb 2027', 'LT'])[3]).toBeUndefined();
    expect(fieldsOf(['Metal', 'LT'])).toEqual([undefined, undefined]);
  });

  it('a long-term price begins in January of its year and has no end of its own', () => {
    expect(isLongTermField('l2029')).toBe(true);
    expect(monthsIn('l2029')?.[0]).toBe(monthOf(2029, 1));
    expect(monthsIn('l2029')?.at(-1)).toBe(monthOf(2099, 12));
  });
});
