import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { asTable, type ChartView, type ViewTable } from '#shared/presentation/charts/table.ts';

/** The pictures of a block, in their order. */
export const viewsOf = (block: SummaryBlock): readonly ChartView[] => {
  if (block.kind === 'beside') return block.views;
  return 'view' in block ? [block.view] : [];
};

/** Rows that a picture's table takes on paper at most. */
const MOST_ROWS = 16;

/** A picture as a table that paper has room for: of a curve over prices every so many points, both its ends among them. */
export const pictureTable = (view: ChartView): ViewTable => {
  const { columns, rows } = asTable(view);
  if (view.kind !== 'lines' || view.xKind !== 'number' || rows.length <= MOST_ROWS) return { columns, rows };
  const last = rows.length - 1;
  const kept = new Set(Array.from({ length: MOST_ROWS }, (_, i) => Math.round((last * i) / (MOST_ROWS - 1))));
  return { columns, rows: rows.filter((_, i) => kept.has(i)) };
};
