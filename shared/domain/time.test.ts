import { describe, expect, it } from 'vitest';
import { dateOfMonth, daysAfter, daysBetween, daysToMonths, monthOf } from './time.ts';

describe('days to months', () => {
  it.each(['2024-02-29', '2026-05-31', '2026-06-15'])('from %s are the days to the date of each month, before and after', (from) => {
    const days = daysToMonths(from);
    for (let month = monthOf(2023, 1); month <= monthOf(2041, 12); month++) {
      expect(days(month)).toBe(daysBetween(from, dateOfMonth(month)));
    }
  });
});

describe('days after a date', () => {
  it.each([
    ['2026-07-31', 21, '2026-08-21'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s and %i days is %s', (date, days, laterDate) => {
    expect(daysAfter(date, days)).toBe(laterDate);
    expect(daysBetween(date, laterDate)).toBe(days);
  });
});
