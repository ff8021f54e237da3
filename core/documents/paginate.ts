import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sumBy } from '#shared/math.ts';
import { CONTENT_HEIGHT } from './page.ts';
import { blockHeight } from './pdfBlocks.ts';
import { rowsWithin, type Table } from './pdfTables.ts';

type Pages = SummaryDocument['pages'];

/** The fewest rows of a part of a split table. */
const MIN_ROWS = 3;
/** A table lower than this is not split but moved to the next page, points. */
const SPLIT_FROM = CONTENT_HEIGHT * 0.3;

/** Splits a table at the remaining height. Both parts have its header; the total stays with the last rows. */
const splitTable = (table: Table, left: number, scale: MoneyScale): readonly [Table | undefined, Table] => {
  const fits = rowsWithin(table, left, scale);
  if (fits < MIN_ROWS) return [undefined, table];
  const { total, ...rest } = table;
  // the second part has at least MIN_ROWS rows
  const first = Math.min(fits, Math.max(MIN_ROWS, table.rows.length - MIN_ROWS));
  return [
    { ...rest, rows: table.rows.slice(0, first) },
    { ...rest, rows: table.rows.slice(first), ...(total ? { total } : {}) },
  ];
};

/** A chapter starts a new page unless this height is left, points. */
const CHAPTER_FROM = CONTENT_HEIGHT * 0.5;

/** Returns true for a block that introduces the next one and must not end a page. */
const isLeadIn = (block: SummaryBlock): boolean => block.kind === 'heading' || (block.kind === 'note' && block.leads === true);

/** Splits blocks into A4 pages. A block that introduces the next never ends a page; a table longer than a page continues under its header. */
export const paginate = (blocks: readonly SummaryBlock[], scale: MoneyScale): Pages => {
  const pages: SummaryBlock[][] = [[]];
  let used = 0;
  const queue = [...blocks];
  const startPage = (): void => {
    const page = pages.at(-1) as SummaryBlock[];
    const kept = page.findLastIndex((block) => !isLeadIn(block)) + 1;
    // a page of introductory blocks only stays as it is; carrying all of them on would never end
    const carried = kept > 0 ? page.splice(kept) : [];
    pages.push(carried);
    used = sumBy(carried, (block) => blockHeight(block, scale));
  };
  for (let block = queue.shift(); block; block = queue.shift()) {
    const height = blockHeight(block, scale);
    const left = CONTENT_HEIGHT - used;
    if (block.kind === 'heading' && block.level === 'chapter' && left < CHAPTER_FROM) {
      startPage();
      queue.unshift(block);
      continue;
    }
    if (height <= left) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      used += height;
      continue;
    }
    if (block.kind === 'table' && block.rows.length > MIN_ROWS && height > SPLIT_FROM) {
      const [head, tail] = splitTable(block, left, scale);
      if (head) (pages.at(-1) as SummaryBlock[]).push(head);
      startPage();
      queue.unshift(tail);
      continue;
    }
    if (used === 0) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      used = height;
      continue;
    }
    startPage();
    queue.unshift(block);
  }
  return pages.filter((page) => page.length > 0).map((page) => ({ blocks: page }));
};
