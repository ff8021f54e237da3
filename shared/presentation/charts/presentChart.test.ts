import { expect, test } from 'vitest';
import type { BarsChart } from '../../contract/charts.ts';
import { presentChart } from './presentChart.ts';

const barsOf = (values: readonly number[]): BarsChart => ({
  kind: 'bars',
  title: { key: 'place.overview' },
  summary: { key: 'place.overview' },
  unit: 'usd',
  decimals: 0,
  horizontal: false,
  stacked: false,
  categories: values.map((_, i) => ({ label: { name: String(2027 + i) } })),
  series: [{ label: { name: 'Revenue' }, role: 'ink', fill: 'solid', values, identity: { none: 'entered' } }],
  barLabels: values.map((value) => (value === 0 ? null : { value, unit: 'usd', withoutUnit: true })),
});

test('labels of bars have the decimals that give the largest two digits, and none from ten of the unit on', () => {
  const labelsOf = (values: readonly number[], moneyScale: 'k' | 'm' | 'bn' = 'm') =>
    presentChart(barsOf(values), { moneyScale }).barLabels;
  expect(labelsOf([42_000, 76_000, 0])).toEqual(['0.042', '0.076', '']);
  expect(labelsOf([3_200_000, 400_000])).toEqual(['3.2', '0.4']);
  expect(labelsOf([120_000_000, 400_000])).toEqual(['120', '0']);
  expect(labelsOf([42_000, 76_000], 'k')).toEqual(['42', '76']);
});
