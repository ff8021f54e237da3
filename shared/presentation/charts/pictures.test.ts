import { expect, it } from 'vitest';
import { FlowView } from './flow.ts';
import { HeatView } from './heat.ts';
import { MapView } from './map.ts';
import { asTable } from './table.ts';
import { tableTsv } from './tsv.ts';

const commonFields = { title: 'T', summary: 'S', unit: 'm USD', decimals: 0 };

it('the table of a heat map has a column for each column, and marks empty cells', () => {
  const view = HeatView.parse({
    ...commonFields,
    kind: 'heat',
    rowHead: 'Buyer',
    columns: [{ label: 'Copper', role: 'metal.copper' }, { label: 'Tin' }],
    rows: [{ label: 'Otori', values: [46, 0] }],
    maximum: 100,
  });
  expect(tableTsv(asTable(view))).toBe('Buyer\tCopper (m USD)\tTin (m USD)\nOtori\t46\tnone');
  expect(HeatView.safeParse({ ...view, rows: [{ label: 'Otori', values: [1] }] }).success).toBe(false);
});

it('the table of a map has both amounts of every place, also of places without a position', () => {
  const view = MapView.parse({
    ...commonFields,
    kind: 'map',
    head: 'Country',
    label: 'Value',
    other: { label: 'Tonnes', unit: 'kdmt', decimals: 1 },
    places: [
      { label: 'China', at: { east: 104, north: 35 }, value: 1872, other: 12.25, role: 'zone.china' },
      { label: 'Unknown', value: 5, other: 1, role: 'zone.unknown' },
    ],
  });
  expect(asTable(view).rows).toEqual([
    ['China', '1,872', '12.3'],
    ['Unknown', '5', '1.0'],
  ]);
});

it('the table of a flow has a line for every ribbon, by the names of its ends', () => {
  const view = FlowView.parse({
    ...commonFields,
    kind: 'flow',
    stages: [
      { title: 'Metal', nodes: ['Copper'] },
      { title: 'Buyer', nodes: ['Otori', 'Gujra'] },
    ],
    links: [
      { stage: 0, from: 0, to: 0, value: 216, role: 'metal.copper' },
      { stage: 0, from: 0, to: 1, value: 123, role: 'metal.copper' },
    ],
  });
  expect(asTable(view).rows).toEqual([
    ['Copper', 'Otori', '216'],
    ['Copper', 'Gujra', '123'],
  ]);
});
