import { type HistoryRow, type Image, parseImage } from './applyImages.ts';
import { isExcludedFromUndo, TRACKED_TABLES } from './historyTriggers.ts';

/** A row that one change wrote: its image before the first write and after the last. */
export type RowChange = {
  readonly table: string;
  /** Undefined before an insertion. */
  readonly before: Image | undefined;
  /** Undefined after a deletion. */
  readonly after: Image | undefined;
};

/** Why a change of a row can't be applied to the row as it is now. */
export type MergeConflict = 'sameColumn' | 'deletedByOther' | 'changedByOther' | 'createdTwice';

export type Merge = { readonly image: Image | undefined } | { readonly conflict: MergeConflict };

/** The columns that a merge compares: those that undo restores. */
export const sharedColumns = (table: string, image: Image): readonly string[] =>
  Object.keys(image).filter((column) => !isExcludedFromUndo(table, column));

export const isSameImage = (table: string, a: Image | undefined, b: Image | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  return sharedColumns(table, a).every((column) => a[column] === b[column]);
};

/**
 * Merges my change of a row with the row as others left it. A column that only one side changed takes the value of that side; a column
 * that both set to the same value is no conflict.
 */
export const mergeRow = ({ table, before, after }: RowChange, currentImage: Image | undefined): Merge => {
  if (isSameImage(table, currentImage, after)) return { image: currentImage };
  if (isSameImage(table, currentImage, before))
    return { image: currentImage && after ? { ...after, ...excludedValues(table, currentImage) } : after };
  if (before === undefined) return { conflict: 'createdTwice' };
  if (after === undefined) return { conflict: 'changedByOther' };
  if (currentImage === undefined) return { conflict: 'deletedByOther' };
  const changedColumns = sharedColumns(table, after).filter((column) => after[column] !== before[column]);
  if (changedColumns.some((column) => currentImage[column] !== before[column] && currentImage[column] !== after[column]))
    return { conflict: 'sameColumn' };
  return { image: { ...currentImage, ...Object.fromEntries(changedColumns.map((column) => [column, after[column] ?? null])) } };
};

const excludedValues = (table: string, image: Image): Image =>
  Object.fromEntries(Object.entries(image).filter(([column]) => isExcludedFromUndo(table, column)));

/** Tables whose rows are a list by position: two people who both change the list of a record can't be merged row by row. */
export const LIST_TABLES: ReadonlySet<string> = new Set(['buyer_destination', 'contract_date', 'fact']);

/** The record that a row belongs to, as one text. */
export const recordKey = ({ kind, entity_id }: Pick<HistoryRow, 'kind' | 'entity_id'>): string => `${kind}\n${entity_id}`;

/** The values of an image over those of another: images of updates have only the columns that changed. */
const over = (image: Image | undefined, otherImage: Image | undefined): Image | undefined => image && { ...otherImage, ...image };

/**
 * Combines the writes of one record in one change: each row once, from its image before the first write to its image after the last, rows
 * that ended as they began left out. `keyOf` answers the primary key of a row as one text. Deletions come first, then updates, then
 * insertions, so that a position or a code is free before it is used again.
 */
export const combineRows = (rows: readonly HistoryRow[], keyOf: (table: string, image: Image) => string): readonly RowChange[] => {
  const changes = new Map<string, RowChange>();
  for (const row of rows) {
    if (!(row.table_name in TRACKED_TABLES)) continue;
    const [before, after] = [parseImage(row.before), parseImage(row.after)];
    const key = `${row.table_name}\n${keyOf(row.table_name, (before ?? after)!)}`;
    const earlierChange = changes.get(key);
    const combinedImages = earlierChange
      ? { before: over(earlierChange.before, before), after: over(after, earlierChange.after) }
      : { before, after };
    changes.set(key, { table: row.table_name, ...combinedImages });
  }
  const order = ({ before, after }: RowChange): number => (after === undefined ? 0 : before === undefined ? 2 : 1);
  return [...changes.values()].filter(({ table, before, after }) => !isSameImage(table, before, after)).sort((a, b) => order(a) - order(b));
};
