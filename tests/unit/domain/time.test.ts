import { describe, expect, it } from 'vitest';
import { dateOfMonth, daysBetween, daysToMonths, monthOf } from '#shared/domain/time.ts';

describe('days to months', () => {
  it.each(['2024-02-29', '2026-05-31', '2026-06-15'])('from %s are the days to the date of each month, before and after', (from) => {
    const days = daysToMonths(from);
    for (let month = monthOf(2023, 1); month <= monthOf(2041, 12); month++) {
      expect(days(month)).toBe(daysBetween(from, dateOfMonth(month)));
    }
  });
});
