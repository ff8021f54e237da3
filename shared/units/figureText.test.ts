import { expect, it, onTestFinished } from 'vitest';
import { FigureUnit } from '../contract/figure.ts';
import { monthOf } from '../domain/time.ts';
import { figureText, joinUnit } from '../presentation/message.ts';
import { formatKdmt, formatNumber, formatPlainNumber, formatPrice, HIDDEN_AMOUNT, setAmountsHidden, withAmounts } from './format.ts';

const read = (value: number | string, unit: FigureUnit, decimals = 0, scale: 'k' | 'm' | 'bn' | 'auto' = 'm') =>
  joinUnit(figureText({ value, unit, decimals }, scale));

it('fractions and their differences are shown times a hundred', () => {
  expect(read(0.608, 'fraction')).toBe('61\u202f%');
  expect(read(0.076, 'points', 1)).toBe('7.6\u00a0points');
  expect(read(0.01, 'points')).toBe('1\u00a0point');
});

it('money uses the scale of the workspace in tables and its own scale in sentences', () => {
  expect(read(2.984e9, 'usd', 0, 'm')).toBe('2,984\u00a0m\u00a0USD');
  expect(read(2.984e9, 'usd', 0, 'bn')).toBe('2.98\u00a0bn\u00a0USD');
  expect(read(2.984e9, 'usd', 0, 'auto')).toBe('2.98\u00a0bn\u00a0USD');
  expect(read(275e6, 'usdPerYear', 0, 'auto')).toBe('275\u00a0m\u00a0USD a year');
});

it('tonnes are in kdmt, and in dmt below 1,000 dmt', () => {
  expect(read(120_000, 'dmt')).toBe('120\u00a0kdmt');
  expect(read(240, 'dmtPerYear')).toBe('240\u00a0dmt a year');
});

it('counts of months and years have their plural', () => {
  expect(read(14, 'months')).toBe('14\u00a0months');
  expect(read(1, 'months')).toBe('1\u00a0month');
  expect(read(1, 'years')).toBe('1\u00a0year');
});

it('years have no thousands comma, months and dates are named, texts are unchanged', () => {
  expect(read(2028, 'year')).toBe('2028');
  expect(read(monthOf(2027, 8), 'month')).toBe('Aug 2027');
  expect(read('2026-06-30', 'date')).toBe('30 Jun 2026');
  expect(read('Hai Long Smelting', 'text')).toBe('Hai Long Smelting');
});

it('every unit has a text', () => {
  for (const unit of FigureUnit.options) expect(read(unit === 'month' ? monthOf(2027, 1) : 12, unit)).toMatch(/\d/);
});

it('while amounts are hidden, money, tonnes and prices are not written; percentages, counts, grades, ratios and dates are', () => {
  setAmountsHidden(true);
  onTestFinished(() => setAmountsHidden(false));
  const textOf = (unit: FigureUnit, value: number | string = 1234) => figureText({ value, unit, decimals: 0 }, 'm').text;
  const plainUnits: readonly FigureUnit[] = [
    'fraction',
    'points',
    'gramsPerT',
    'months',
    'years',
    'count',
    'ratio',
    'index',
    'year',
    'month',
  ];
  for (const unit of FigureUnit.options) {
    if (unit === 'date' || unit === 'text') continue;
    if (plainUnits.includes(unit)) expect(textOf(unit), unit).toMatch(/\d/);
    else expect(textOf(unit), unit).toBe(HIDDEN_AMOUNT);
  }
  expect(textOf('date', '2026-05-31')).toBe('31 May 2026');
  expect(formatPrice(9500, 'USD/t')).toEqual({ text: HIDDEN_AMOUNT, unit: 'USD/t' });
  expect(formatKdmt(120_000)).toBe(HIDDEN_AMOUNT);
  expect(formatNumber(9500, { decimals: 0 })).toBe(HIDDEN_AMOUNT);
  expect(formatPlainNumber(40, { decimals: 0 })).toBe('40');
  // what is copied has the amount
  expect(withAmounts(() => formatKdmt(120_000))).toBe('120.0');
  expect(formatKdmt(120_000)).toBe(HIDDEN_AMOUNT);
});
