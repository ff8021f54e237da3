import { expect, it } from 'vitest';
import { sensitivityShading } from '#shared/presentation/sensitivityShading.ts';
import { contrastRatio } from '#shared/units/contrast.ts';
import { shadeColour } from './cellShades.ts';
import { PRINT_PALETTE } from './printPalette.ts';

const axis = { label: { key: 'sensitivity.table.rows' }, unit: 'count', decimals: 0 } as const;
const table = {
  rows: { ...axis, values: [0, 1, 2], now: 1.2 },
  columns: { ...axis, values: [0, 10], now: 9 },
  cells: [
    [4, 8],
    [8, 12],
    [null, 18],
  ],
  today: { key: 'today', value: 10, unit: 'count', decimals: 0 },
} as unknown as Parameters<typeof sensitivityShading>[0];

it('cells are shaded by their share of the widest difference, and a line divides values above and below today’s', () => {
  const { shadeAt, todayRow, todayColumn } = sensitivityShading(table);
  expect([todayRow, todayColumn]).toEqual([1, 1]);
  expect(shadeAt(0, 0)).toEqual({ side: 'below', strength: 0.75, hasLineRight: false, hasLineBelow: false, isToday: false });
  expect(shadeAt(0, 1)).toMatchObject({ side: 'below', strength: 0.25, hasLineBelow: true });
  expect(shadeAt(1, 0)).toMatchObject({ side: 'below', hasLineRight: true, hasLineBelow: false });
  expect(shadeAt(1, 1)).toMatchObject({ side: 'above', strength: 0.25, isToday: true });
  expect(shadeAt(2, 1)).toMatchObject({ side: 'above', strength: 1 });
  expect(shadeAt(2, 0)).toEqual({ strength: 0, hasLineRight: false, hasLineBelow: false, isToday: false });
});

it('text is readable on the darkest shades, and a cell at today’s value has none', () => {
  for (const side of ['below', 'above'] as const)
    expect(contrastRatio(PRINT_PALETTE.primary, shadeColour({ side, strength: 1 }))).toBeGreaterThan(7);
  expect(shadeColour({ side: 'above', strength: 0 })).toBe(PRINT_PALETTE.background);
  expect(shadeColour({ strength: 0 })).toBe(PRINT_PALETTE.background);
});
