import { asTable, type ChartView, type ViewTable } from '#shared/charts/table.ts';

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
