import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sumBy } from '#shared/math.ts';
import { ROWS_OF_A_PAGE } from './blockContent.ts';
import { CONTENT_HEIGHT } from './page.ts';
import { blockHeight } from './pdfBlocks.ts';
import { rowsWithin, type Table } from './pdfTables.ts';

type Pages = SummaryDocument['pages'];

/** The fewest rows of a part of a split table. */
const MIN_ROWS = 3;
/** A table lower than this is not split but moved to the next page, points. */
const MIN_SPLIT_HEIGHT = CONTENT_HEIGHT * 0.3;

/** The part of a table that decides where it is split; a longer one is not measured as a whole for each of its pages. */
const measuredPart = (table: Table): Table => {
  if (table.rows.length <= ROWS_OF_A_PAGE) return table;
  const { total: _total, ...rest } = table;
  return { ...rest, rows: table.rows.slice(0, ROWS_OF_A_PAGE) };
};

/** Splits a table, of which `measuredTable` is the first part, at the remaining height. Both parts have its header; the total stays with the last rows. */
const splitTable = (
  table: Table,
  measuredTable: Table,
  remainingHeight: number,
  scale: MoneyScale,
): readonly [Table | undefined, Table] => {
  const fittingRows = rowsWithin(measuredTable, remainingHeight, scale);
  if (fittingRows < MIN_ROWS) return [undefined, table];
  const { total, ...rest } = table;
  // the second part has at least MIN_ROWS rows
  const firstCount = Math.min(fittingRows, Math.max(MIN_ROWS, table.rows.length - MIN_ROWS));
  return [
    { ...rest, rows: table.rows.slice(0, firstCount) },
    { ...rest, rows: table.rows.slice(firstCount), ...(total ? { total } : {}) },
  ];
};

/** A chapter starts a new page unless this height is left, points. */
const MIN_CHAPTER_HEIGHT = CONTENT_HEIGHT * 0.5;

/** Returns true for a block that introduces the next one and must not end a page. */
const isLeadIn = (block: SummaryBlock): boolean => block.kind === 'heading' || (block.kind === 'note' && block.isLeadIn === true);

/**
 * Splits blocks into A4 pages, at most the first `maxPages`. A block that introduces the next never ends a page; a table longer than a page
 * continues under its header.
 */
export const paginate = (blocks: readonly SummaryBlock[], scale: MoneyScale, maxPages = Number.POSITIVE_INFINITY): Pages => {
  const pages: SummaryBlock[][] = [[]];
  let usedHeight = 0;
  const queue = [...blocks];
  const startPage = (): void => {
    const page = pages.at(-1) as SummaryBlock[];
    const keptCount = page.findLastIndex((block) => !isLeadIn(block)) + 1;
    // a page of introductory blocks only stays as it is; carrying all of them on would never end
    const carriedBlocks = keptCount > 0 ? page.splice(keptCount) : [];
    pages.push(carriedBlocks);
    usedHeight = sumBy(carriedBlocks, (block) => blockHeight(block, scale));
  };
  for (let block = queue.shift(); block && pages.length <= maxPages; block = queue.shift()) {
    const measuredBlock = block.kind === 'table' ? measuredPart(block) : block;
    const height = blockHeight(measuredBlock, scale);
    const remainingHeight = CONTENT_HEIGHT - usedHeight;
    if (block.kind === 'heading' && block.level === 'chapter' && remainingHeight < MIN_CHAPTER_HEIGHT) {
      startPage();
      queue.unshift(block);
      continue;
    }
    if (height <= remainingHeight) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      usedHeight += height;
      continue;
    }
    if (block.kind === 'table' && measuredBlock.kind === 'table' && block.rows.length > MIN_ROWS && height > MIN_SPLIT_HEIGHT) {
      const [head, tail] = splitTable(block, measuredBlock, remainingHeight, scale);
      if (head) (pages.at(-1) as SummaryBlock[]).push(head);
      startPage();
      queue.unshift(tail);
      continue;
    }
    if (usedHeight === 0) {
      (pages.at(-1) as SummaryBlock[]).push(block);
      usedHeight = height;
      continue;
    }
    startPage();
    queue.unshift(block);
  }
  return pages
    .filter((page) => page.length > 0)
    .slice(0, maxPages)
    .map((page) => ({ blocks: page }));
};
