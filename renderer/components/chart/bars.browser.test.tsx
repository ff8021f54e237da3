import { expect, it } from 'vitest';
import type { BarsView } from '#shared/contract/chartViews.ts';
import { negativeLabelRoom } from './bars.ts';

const view = (values: readonly number[], fields: Partial<BarsView> = {}): BarsView =>
  ({
    horizontal: true,
    stacked: false,
    categories: values.map((_, i) => ({ label: `Buyer ${i}` })),
    series: [{ label: 'Netback', role: 'metal.copper', fill: 'solid', values }],
    barLabels: values.map((value) => `3,${500 + value}.0`),
    marks: [],
    ...fields,
  }) as unknown as BarsView;

it('the labels of negative bars have room of their own beside the names of categories', () => {
  expect(negativeLabelRoom(view([20, 5]))).toBe(0);
  expect(negativeLabelRoom(view([20, -5], { horizontal: false }))).toBe(0);
  // a label of seven characters and its gaps
  expect(negativeLabelRoom(view([20, -5]))).toBeGreaterThan(35);
  expect(negativeLabelRoom(view([20, -5], { barLabels: ['3,520.0', ''] }))).toBe(0);
});
