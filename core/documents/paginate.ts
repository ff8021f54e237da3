import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { blockHeight } from './blocks.ts';
import { CONTENT_HEIGHT } from './page.ts';
import { rowsWithin, type Table } from './tables.ts';

type Pages = SummaryDocument['pages'];

/** Rows of a split table that stand together at least. */
const LEAST_ROWS = 3;
/** A table lower than this stays whole and goes to the next page. */
const SPLIT_FROM = CONTENT_HEIGHT * 0.3;

/** Splits a table at the height that is left: its head is repeated, its total stays with its last rows. */
const splitTable = (table: Table, left: number, scale: MoneyScale): readonly [Table | undefined, Table] => {
  const fits = rowsWithin(table, left, scale);
  if (fits < LEAST_ROWS) return [undefined, table];
  const { total, ...rest } = table;
  // no page begins with a row or two that are left over
  const first = Math.min(fits, Math.max(LEAST_ROWS, table.rows.length - LEAST_ROWS));
  return [
    { ...rest, rows: table.rows.slice(0, first) },
    { ...rest, rows: table.rows.slice(first), ...(total ? { total } : {}) },
  ];
};

/** A deal of several begins a page unless so much of one is left. */
const CHAPTER_FROM = CONTENT_HEIGHT * 0.5;

/** What says only what comes next, and never ends a page. */
const leads = (block: SummaryBlock): boolean => block.kind === 'heading' || (block.kind === 'note' && block.leads === true);

/** Cuts blocks into A4 pages. What leads to the next never ends a page; a table longer than a page goes on under its head. */
export const paginate = (blocks: readonly SummaryBlock[], scale: MoneyScale): Pages => {
  const pages: SummaryBlock[][] = [[]];
  let used = 0;
  const queue = [...blocks];
  const turn = (): void => {
    const page = pages.at(-1) as SummaryBlock[];
    const kept = page.findLastIndex((block) => !leads(block)) + 1;
    // a page of nothing but what leads stays: carrying all of them on would never end
    const carried = kept > 0 ? page.splice(kept) : [];
    pages.push(carried);
    used = carried.reduce((sum, block) => sum + blockHeight(block, scale), 0);
  };
  for (let block = queue.shift(); block; block = queue.shift()) {
    const height = blockHeight(block, scale);
    const left = CONTENT_HEIGHT - used;
    if (block.kind === 'heading' && block.level === 'chapter' && left < CHAPTER_FROM) {
      turn();
      queue.unshift(block);
      continue;
    }
    if (height <= left) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      used += height;
      continue;
    }
    if (block.kind === 'table' && block.rows.length > LEAST_ROWS && height > SPLIT_FROM) {
      const [head, tail] = splitTable(block, left, scale);
      if (head) (pages.at(-1) as SummaryBlock[]).push(head);
      turn();
      queue.unshift(tail);
      continue;
    }
    if (used === 0) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      used = height;
      continue;
    }
    turn();
    queue.unshift(block);
  }
  return pages.filter((page) => page.length > 0).map((page) => ({ blocks: page }));
};
