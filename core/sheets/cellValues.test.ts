import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOf } from '#shared/domain/time.ts';
import { exactPercent } from '#shared/units/percent.ts';
import {
  detectReading,
  parseDate,
  parseMonth,
  parseMonthOffset,
  parseNumber,
  parsePercent,
  parsePeriod,
  type Reading,
} from './cellValues.ts';

const point: Reading = { decimal: 'point', dates: 'dayFirst' };
const comma: Reading = { decimal: 'comma', dates: 'monthFirst' };

describe('a number', () => {
  it.each([
    ['1,234.5', point, 1234.5],
    ['1.234,5', comma, 1234.5],
    ['1 234,5', comma, 1234.5],
    ["1'234.5", point, 1234.5],
    ['(12)', point, -12],
    ['\u221212.5', point, -12.5],
    ['120 kt', point, 120_000],
    ['0.9 Mt', point, 900_000],
    ['5 mt', point, 5],
    ['1e3', point, 1000],
    ['12,5', point, 12.5],
    ['1.234,5', point, 1234.5],
    ['12,500', point, 12_500],
    [0.1, point, 0.1],
  ])('%j is read as commonly written', (cell, reading, value) => {
    expect(parseNumber(cell, reading)).toEqual({ ok: true, value });
  });

  it('rejects a text that is no number', () => {
    for (const cell of ['many', '1.2.3', '', '12 apples', true])
      expect(parseNumber(cell, point)).toEqual({ ok: false, rule: 'notANumber' });
  });
});

describe('a month of pricing', () => {
  it.each([
    ['M', { ok: true, value: 0 }],
    ['M+3', { ok: true, value: 3 }],
    ['M\u22121', { ok: true, value: -1 }],
    ['A+1', { ok: true, value: 1, implied: [{ field: 'qpFrom', value: 'arrival' }] }],
    ['EMS + 2', { ok: true, value: 2, implied: [{ field: 'qpFrom', value: 'shipment' }] }],
    ['mee-1', { ok: true, value: -1, implied: [{ field: 'qpFrom', value: 'shipment' }] }],
    [4, { ok: true, value: 4 }],
  ])('%j is read as in the list of Cochilco', (cell, expectedValue) => {
    expect(parseMonthOffset(cell, point)).toEqual(expectedValue);
  });

  it('rejects an abbreviation without a source', () => {
    expect(parseMonthOffset('MAMA', point)).toEqual({ ok: false, rule: 'notAnOffset' });
  });
});

describe('a percentage', () => {
  it('is a percentage with a sign, and follows the column without one', () => {
    expect(parsePercent('80 %', point, 'fractions')).toEqual({ ok: true, value: 0.8 });
    expect(parsePercent(80, point, 'percents')).toEqual({ ok: true, value: 0.8 });
    expect(parsePercent(0.8, point, 'fractions')).toEqual({ ok: true, value: 0.8 });
  });

  it('reads every digit of an exported value back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (fraction) => {
        expect(parsePercent(exactPercent(fraction), point, 'fractions')).toEqual({ ok: true, value: fraction });
      }),
    );
  });
});

describe('a date', () => {
  it.each([
    ['2027-08-31', point, '2027-08-31'],
    ['31/08/2027', point, '2027-08-31'],
    ['08/31/2027', comma, '2027-08-31'],
    ['31 Aug 2027', point, '2027-08-31'],
    ['August 31, 2027', point, '2027-08-31'],
    ['2027年8月31日', point, '2027-08-31'],
    [46_630, point, '2027-08-31'],
  ])('%j is read as a date', (cell, reading, value) => {
    expect(parseDate(cell, reading)).toEqual({ ok: true, value });
  });

  it('rejects a date that does not exist', () => {
    for (const cell of ['2027-02-30', '31/04/2027', 'soon', 12]) expect(parseDate(cell, point)).toMatchObject({ ok: false });
  });
});

describe('a month', () => {
  it.each(['2027-08', '2027M08', '2027M8', 'Aug 2027', 'August 2027', '08/2027', '2027年8月', '2027 年 8 月', '2027-08-15', '15/08/2027'])(
    '%s is August 2027',
    (cell) => {
      expect(parseMonth(cell, point)).toEqual({ ok: true, value: monthOf(2027, 8) });
    },
  );

  it('rejects a thirteenth month', () => {
    expect(parseMonth('2027-13', point)).toEqual({ ok: false, rule: 'notAMonth' });
  });
});

describe('a period', () => {
  const thirdQuarter = [7, 8, 9].map((month) => monthOf(2027, month));
  it.each(['2027 Q3', 'Q3-27', '3Q27', '2027年第三季度', '2027年三季度', '2027年3季度', '2027 年 Q3'])(
    '%s is the third quarter of 2027',
    (cell) => {
      expect(parsePeriod(cell, point)).toEqual({ ok: true, value: thirdQuarter });
    },
  );

  it.each(['H2 2027', '2027 H2', '2H27', '2027年下半年'])('%s is the second half of 2027', (cell) => {
    expect(parsePeriod(cell, point)).toEqual({ ok: true, value: [7, 8, 9, 10, 11, 12].map((month) => monthOf(2027, month)) });
  });

  it.each(['2027', 'FY2027', '2027E', '2027年', '2027年度'])('%s is the year 2027', (cell) => {
    expect(parsePeriod(cell, point)).toMatchObject({ ok: true, value: { length: 12 } });
  });
});

describe('the number format of a sheet', () => {
  it('is detected from its numbers and dates', () => {
    expect(detectReading(['1,5', '2,75', '1.234,5'])).toMatchObject({ decimal: 'comma' });
    expect(detectReading(['1.5', '1,234', '12,345.60'])).toMatchObject({ decimal: 'point' });
    expect(detectReading(['12/31/2026', '01/02/2026'])).toMatchObject({ dates: 'monthFirst' });
    expect(detectReading(['31/12/2026', '01/02/2026'])).toMatchObject({ dates: 'dayFirst' });
    expect(detectReading(['12/31/2026 0:00', '01/02/2026 0:00'])).toMatchObject({ dates: 'monthFirst' });
    expect(detectReading(['03/04/2026 0:00', '05/06/2029 0:00'])).toMatchObject({ dates: 'ask' });
    expect(detectReading(['03.04.2026'])).toMatchObject({ dates: 'dayFirst' });
    // terms start on the first of a month
    expect(detectReading(['01/04/2026', '01/07/2026'])).toMatchObject({ dates: 'dayFirst' });
    expect(detectReading(['4/1/2026', '7/1/2026'])).toMatchObject({ dates: 'monthFirst' });
    expect(detectReading(['03/04/2026', '05/06/2029'])).toMatchObject({ dates: 'ask' });
  });
});
