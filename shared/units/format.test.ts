import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { OrebookError } from '../contract/errors.ts';
import { monthOf } from '../domain/time.ts';
import { registerLocale, setLocaleResolver } from '../messages/text.ts';
import { chinese } from '../messages/zh-CN.ts';
import {
  columnMassUnit,
  columnMoneyDecimals,
  decimalsAtScale,
  formatCountedYear,
  formatCountedYears,
  formatDate,
  formatDay,
  formatKdmt,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPrice,
  formatTonnes,
  parseDate,
  parseMonth,
  parseNumber,
  threeDigitDecimals,
} from './format.ts';

registerLocale('zh-CN', chinese);
afterEach(() => setLocaleResolver(() => 'en'));

it('a first year of which only some months count is named by these', () => {
  const partialYear = { year: 2026, from: monthOf(2026, 6), to: monthOf(2026, 12) };
  expect([2026, 2027].map((year) => formatCountedYear(year, partialYear))).toEqual(['Jun–Dec 2026', '2027']);
  expect(formatCountedYear(2026, undefined)).toBe('2026');
  const years = [
    { from: 2026, to: 2027 },
    { from: 2027, to: 2029 },
    { from: 2026, to: 2026 },
  ];
  expect(years.map((range) => formatCountedYears(range, partialYear))).toEqual(['Jun 2026–27', '2027–29', 'Jun–Dec 2026']);
  setLocaleResolver(() => 'zh-CN');
  expect(years.map((range) => formatCountedYears(range, partialYear))).toEqual(['2026年6月–2027年', '2027–29', '2026年6月–12月']);
});

describe('a number', () => {
  it.each([
    [1234.5, 1, false, '1,234.5'],
    [1234567, 0, false, '1,234,567'],
    [-41, 0, false, '\u221241'],
    [5.8, 1, true, '+5.8'],
    [-8.5, 1, true, '\u22128.5'],
    [0, 1, true, '0.0'],
    [-0, 0, false, '0'],
    [-0.04, 1, false, '0.0'],
    [0.04, 1, true, '0.0'],
    [-0.05, 1, false, '\u22120.1'],
  ] as const)('%d with %d decimals (sign: %s) is read "%s"', (value, decimals, sign, text) => {
    expect(formatNumber(value, { decimals, sign })).toBe(text);
  });

  it('is refused if it is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => formatNumber(value, { decimals: 0 })).toThrow(OrebookError);
    }
  });

  it('is never minus zero and never has a hyphen', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
        fc.nat(6),
        fc.boolean(),
        (value, decimals, sign) => {
          const text = formatNumber(value, { decimals, sign });
          expect(text).not.toContain('-');
          if (/^[^1-9]*$/.test(text)) expect(text).toMatch(/^0/);
        },
      ),
    );
  });

  it('is parsed back from its formatted text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.nat(4), (units, decimals) => {
        const value = units / 10 ** decimals;
        expect(parseNumber(formatNumber(value, { decimals }))).toBeCloseTo(value, decimals);
      }),
    );
  });
});

it('a per cent sign follows a narrow space, which breaks no line', () => {
  expect(formatPercent(0.608)).toBe('61\u202f%');
  expect(formatPercent(-0.0345, { decimals: 1 })).toBe('\u22123.5\u202f%');
  expect(formatPercent(0.076, { decimals: 1, sign: true })).toBe('+7.6\u202f%');
});

it('a per cent sign stands beside its number in Chinese', () => {
  setLocaleResolver(() => 'zh-CN');
  expect(formatPercent(0.608)).toBe('61%');
});

describe('money', () => {
  it('is shown at the chosen scale', () => {
    expect(formatMoney(2.984e9, 'bn', 2)).toEqual({ text: '2.98', unit: 'bn USD' });
    expect(formatMoney(2.984e9, 'm', 0)).toEqual({ text: '2,984', unit: 'm USD' });
    expect(formatMoney(2.984e9, 'k', 0)).toEqual({ text: '2,984,000', unit: 'k USD' });
  });

  it('chooses its own scale by its size', () => {
    expect(formatMoney(2.984e9, 'auto', 2)).toEqual({ text: '2.98', unit: 'bn USD' });
    expect(formatMoney(-275e6, 'auto', 0)).toEqual({ text: '\u2212275', unit: 'm USD' });
    expect(formatMoney(950, 'auto', 0)).toEqual({ text: '950', unit: 'USD' });
  });

  it('shows three digits, or no decimals when it is whole', () => {
    const formatAuto = (value: number) => formatMoney(value, 'auto', threeDigitDecimals(value)).text;
    expect([2.984e9, 58.64e6, 275.3e6, 5e9, 0].map(formatAuto)).toEqual(['2.98', '58.6', '275', '5', '0']);
  });

  it('has in a column one decimal at millions, or as many as show two digits of a small largest amount', () => {
    const decimalsOf = (largestAmount: number) => columnMoneyDecimals([0, -largestAmount, largestAmount / 3]);
    expect([2.98e9, 1e6, 999e3, 100e3, 35e3, 4_200, 0].map(decimalsOf)).toEqual([1, 1, 2, 2, 3, 4, 1]);
    expect(columnMoneyDecimals([])).toBe(1);
  });

  it('keeps a column comparable at every scale', () => {
    expect([decimalsAtScale(1, 'k'), decimalsAtScale(1, 'm'), decimalsAtScale(1, 'bn')]).toEqual([0, 1, 3]);
  });
});

it('a column of tonnes is in kdmt unless an amount would read <0.01 there', () => {
  expect(columnMassUnit([133_400, -5, 0])).toBe('kdmt');
  expect(formatKdmt(5)).not.toBe(formatKdmt(0));
  expect(columnMassUnit([133_400, -4.9])).toBe('dmt');
  expect([4.9, -4.9, 0, 1e-9].map((tonnes) => formatKdmt(tonnes))).toEqual(['<0.01', '>\u22120.01', '0.00', '0.00']);
  expect(columnMassUnit([])).toBe('kdmt');
});

it('tonnes are in dmt or kdmt', () => {
  expect(formatTonnes(120_000, 'kdmt', 0)).toEqual({ text: '120', unit: 'kdmt' });
  // a column in kdmt stays in kdmt: 981 dmt are not 981 kdmt
  expect([981, 266_600, 0, -999.6].map((tonnes) => formatKdmt(tonnes))).toEqual(['0.98', '266.6', '0.00', '−1.00']);
  expect(formatKdmt(133, true)).toBe('+0.13');
  expect(formatTonnes(640, 'dmt', 0)).toEqual({ text: '640', unit: 'dmt' });
});

it('a price has the decimals of its unit', () => {
  expect(formatPrice(13_008.4, 'USD/t').text).toBe('13,008');
  expect(formatPrice(101.55, 'USD/dmt').text).toBe('101.6');
  expect(formatPrice(4.5, 'USD/dmt').text).toBe('4.50');
  expect(formatPrice(0, 'USD/t').text).toBe('0');
  expect(formatPrice(3447.04, 'USD/dmt', 0)).toEqual({ text: '3,447', unit: 'USD/dmt' });
});

it('dates are written day, month, year', () => {
  expect(formatMonth(monthOf(2027, 7))).toBe('Jul 2027');
  expect(formatDate('2026-06-30')).toBe('30 Jun 2026');
  expect(formatDay('2026-07-01')).toBe('1 Jul');
});

describe('a typed number', () => {
  it.each([
    ['1,234.5', 1234.5],
    ['1234.5', 1234.5],
    ['1 234.5', 1234.5],
    ['1\u202f234\u202f567', 1_234_567],
    ['\u221212.5', -12.5],
    ['-3', -3],
    ['+7', 7],
    ['80 %', 80],
    ['80\u2009%', 80],
    ['80\u202f%', 80],
    ['(12.5)', -12.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1.2E+05', 120_000],
    ['  42 ', 42],
  ] as const)('"%s" is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', 'abc', '12x', '1,5', '1,23', '1,2345', '12 34', '1.2.3', '--1', '=1+1', 'NaN', 'Infinity', '1e999', '%'])(
    '"%s" is none',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );
});

describe('a typed month', () => {
  it.each(['Aug 2027', 'August 2027', 'aug. 2027', 'AUG-2027', '2027-08', '2027-8', '8/2027', '08/2027', '08.2027'])(
    '"%s" is August 2027',
    (text) => {
      expect(parseMonth(text)).toBe(monthOf(2027, 8));
    },
  );

  it.each(['', '13/2027', '0/2027', '2027', 'Foo 2027', 'Aug 27', '2027-13', 'Aug 1889', 'Aug 2150'])('"%s" is rejected', (text) => {
    expect(parseMonth(text)).toBeUndefined();
  });

  it('is parsed back from its formatted text', () => {
    for (let month = monthOf(1990, 1); month < monthOf(2100, 1); month += 7) expect(parseMonth(formatMonth(month))).toBe(month);
  });
});

describe('a typed date', () => {
  it.each(['2027-08-31', '2027-8-31', '31 Aug 2027', '31. August 2027'])('"%s" is the last of August', (text) => {
    expect(parseDate(text)).toBe('2027-08-31');
  });

  it('rejects days that do not exist', () => {
    expect(parseDate('29 Feb 2028')).toBe('2028-02-29');
    for (const text of ['29 Feb 2027', '2027-02-30', '31 Apr 2027', '2027-13-01', '0 Jan 2027', '31/08/2027', ''])
      expect(parseDate(text)).toBeUndefined();
  });
});
