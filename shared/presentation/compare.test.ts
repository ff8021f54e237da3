import { expect, it } from 'vitest';
import type { Figure } from '../contract/figure.ts';
import { markBestFigures } from './compare.ts';

const usd = (value: number): Figure => ({ value, unit: 'usd', decimals: 1 });
const noFigure: Figure = { value: '', unit: 'text', decimals: 0, label: { key: 'common.none' } };

it('the best figures are those that are best as written at the money scale', () => {
  expect(markBestFigures([usd(61_400_000), usd(61_420_000), usd(60e6), noFigure], 'more', { moneyScale: 'm' })).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(markBestFigures([usd(61_400_000), usd(61_420_000), usd(60e6), noFigure], 'more', { moneyScale: 'k' })).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(markBestFigures([usd(61e6), usd(60e6)], 'less', { moneyScale: 'm' })).toEqual([false, true]);
});

it('figures that are written alike have no best', () => {
  expect(markBestFigures([usd(61_400_000), usd(61_420_000), noFigure], 'more', { moneyScale: 'm' })).toEqual([false, false, false]);
  expect(markBestFigures([noFigure, noFigure], 'more', { moneyScale: 'm' })).toEqual([false, false]);
});
