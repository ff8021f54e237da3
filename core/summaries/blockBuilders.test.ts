import { expect, it } from 'vitest';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { buildParts, column, countRows, table, textCell } from './blockBuilders.ts';

const tableOf = (rows: number): readonly SummaryBlock[] =>
  table(
    [column('summaries.column.year')],
    Array.from({ length: rows }, (_, i) => [textCell(String(i))]),
  );

it('parts after enough rows are neither built nor returned', async () => {
  const builtParts: number[] = [];
  const parts = [3, 4, 5].map((rows) => () => {
    builtParts.push(rows);
    return tableOf(rows);
  });
  const { blocks, isPart } = await buildParts(async () => {}, parts, 6);
  expect(builtParts).toEqual([3, 4]);
  expect([countRows(blocks), isPart]).toEqual([7, true]);
  const wholeSummary = await buildParts(async () => {}, parts);
  expect([countRows(wholeSummary.blocks), wholeSummary.isPart]).toEqual([12, false]);
});
