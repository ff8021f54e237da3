import { expect, it } from 'vitest';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message } from '#shared/messages/text.ts';
import { paginate } from './paginate.ts';

const ROWS = 10_000;

const cells = (i: number) => ['Anshan Eastern Smelting', `G-${i}`].map((text) => ({ text }));

const table: Extract<SummaryBlock, { kind: 'table' }> = {
  kind: 'table',
  columns: [
    { label: message('summaries.column.buyer'), align: 'left', weight: 2 },
    { label: message('summaries.column.contract'), align: 'left', weight: 1 },
  ],
  rows: Array.from({ length: ROWS }, (_, i) => cells(i)),
  total: cells(ROWS),
};

it('a table of ten thousand rows continues page by page, with each row once and the total at its end', () => {
  const parts = paginate([table], 'm').flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])));
  expect(parts.flatMap(({ rows }) => rows)).toEqual(table.rows);
  expect(parts.map(({ total }) => total)).toEqual([...parts.slice(1).map(() => undefined), table.total]);
  expect(Math.max(...parts.map(({ rows }) => rows.length))).toBeLessThan(60);
});

it('the first pages alone are those of the whole document', () => {
  const heading: SummaryBlock = { kind: 'heading', text: message('summaries.head.contracts', { year: '2027' }) };
  const blocks = [heading, table, heading, table];
  const pages = paginate(blocks, 'm');
  for (const count of [1, 2, 7]) expect(paginate(blocks, 'm', count)).toEqual(pages.slice(0, count));
  expect(paginate([heading], 'm', 7)).toHaveLength(1);
});
