import { expect, it } from 'vitest';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message } from '#shared/messages/text.ts';
import { paginate } from './paginate.ts';

const ROWS = 10_000;

it('a table of ten thousand rows continues page by page, with each row once and the total at its end', () => {
  const cells = (i: number) => ['Anshan Eastern Smelting', `G-${i}`].map((text) => ({ text }));
  const table: SummaryBlock = {
    kind: 'table',
    columns: [
      { label: message('summaries.column.buyer'), align: 'left', weight: 2 },
      { label: message('summaries.column.contract'), align: 'left', weight: 1 },
    ],
    rows: Array.from({ length: ROWS }, (_, i) => cells(i)),
    total: cells(ROWS),
  };
  const parts = paginate([table], 'm').flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])));
  expect(parts.flatMap(({ rows }) => rows)).toEqual(table.rows);
  expect(parts.map(({ total }) => total)).toEqual([...parts.slice(1).map(() => undefined), table.total]);
  expect(Math.max(...parts.map(({ rows }) => rows.length))).toBeLessThan(60);
});
