import { expect, it } from 'vitest';
import type { TableCell, TableSheet } from '../documents/tableFile.ts';
import { splitMinePlan } from './splitMinePlan.ts';

const sheetOf = (...lines: readonly (readonly TableCell[])[]): TableSheet => ({
  name: 'plan',
  rows: lines.map((cells, index) => ({ index, cells })),
});

it('a mine plan is split where its header has no cell above the names of its rows', () => {
  const parts = splitMinePlan(
    sheetOf(['Product', 2027, 2028], ['North', 150_000, 155_500, 'Production'], ['North', 1250, 1300, 'Cash cost']),
  );
  expect(parts.map(({ part, rows }) => [part, rows.map(({ cells }) => cells)])).toEqual([
    [
      'production',
      [
        ['Product', 2027, 2028],
        ['North', 150_000, 155_500, null],
      ],
    ],
    [
      'costs',
      [
        ['Product', 2027, 2028],
        ['North', 1250, 1300, null],
      ],
    ],
  ]);
});
