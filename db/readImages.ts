import { type HistoryRow, type Image, parseImage, readRow, type TableStatements, tableStatements } from './applyImages.ts';
import { combineRows, recordKey } from './mergeRows.ts';
import { noYield } from './noYield.ts';
import type { Db } from './schema.ts';

/** Images read by one query. */
const IMAGES_PER_READ = 500;

type Direction = 'forward' | 'back';
type StoredImages = HistoryRow & { readonly id: number };

const selectImages = (db: Db) => db.selectFrom('history_row').select(['id', 'table_name', 'kind', 'entity_id', 'before', 'after']);

const invertRow = (row: StoredImages): StoredImages => ({ ...row, before: row.after, after: row.before });

/** Reads the images of a change in their order, or inverted and from the last to the first. */
export const readImages = async function* (db: Db, changeId: number, direction: Direction): AsyncGenerator<readonly StoredImages[]> {
  const isForward = direction === 'forward';
  let lastId = isForward ? 0 : Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await selectImages(db)
      .where('change_id', '=', changeId)
      .where('id', isForward ? '>' : '<', lastId)
      .orderBy('id', isForward ? 'asc' : 'desc')
      .limit(IMAGES_PER_READ)
      .execute();
    const lastRow = rows.at(-1);
    if (!lastRow) return;
    lastId = lastRow.id;
    yield isForward ? rows : rows.map(invertRow);
  }
};

/** The key of a row as one text. */
const keyText = ({ shape }: TableStatements, image: Image): string => JSON.stringify(shape.key.map((column) => image[column]));

/**
 * Reads the images of the last changes of history, by change and in their order. Those of an update, stored as the columns that changed, are
 * completed: back from the row as it is now. Awaits `pause` between rows; nothing may change meanwhile.
 */
export const readWholeImages = async (
  db: Db,
  changeIds: readonly number[],
  pause = noYield,
): Promise<ReadonlyMap<number, readonly HistoryRow[]>> => {
  const tables = new Map<string, TableStatements>();
  /** The rows that were read as they were before the changes that were completed. */
  const earlierRows = new Map<string, Image | undefined>();
  const rowsByChange = new Map<number, readonly HistoryRow[]>();
  for (const changeId of changeIds.toSorted((a, b) => b - a)) {
    const wholeRows: HistoryRow[] = [];
    for await (const batch of readImages(db, changeId, 'back')) {
      // `from` is the image after the change, `to` the one before
      for (const { table_name, kind, entity_id, before: from, after: to } of batch) {
        await pause();
        const table = await tableStatements(db, tables, table_name);
        const placeOf = (image: Image): string => `${table_name} ${keyText(table, image)}`;
        const [storedAfter, storedBefore] = [parseImage(from), parseImage(to)];
        let [before, after] = [storedBefore, storedAfter];
        if (storedBefore && storedAfter) {
          const place = placeOf(storedAfter);
          const row = earlierRows.has(place) ? earlierRows.get(place) : await readRow(db, table, storedAfter);
          after = { ...row, ...storedAfter };
          before = { ...after, ...storedBefore };
        }
        if (after) earlierRows.set(placeOf(after), undefined);
        if (before) earlierRows.set(placeOf(before), before);
        wholeRows.push({
          table_name,
          kind,
          entity_id,
          before: before ? JSON.stringify(before) : null,
          after: after ? JSON.stringify(after) : null,
        });
      }
    }
    rowsByChange.set(changeId, wholeRows.reverse());
  }
  return rowsByChange;
};

/** Reads the images of all changes after one, in their order. */
const readLaterImages = async function* (db: Db, changeId: number): AsyncGenerator<StoredImages> {
  const last = await db
    .selectFrom('history_row')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('change_id', '=', changeId)
    .executeTakeFirst();
  for (let lastId = last?.id ?? 0; ; ) {
    const rows = await selectImages(db).where('id', '>', lastId).orderBy('id').limit(IMAGES_PER_READ).execute();
    if (rows.length === 0) return;
    yield* rows;
    lastId = rows.at(-1)!.id;
  }
};

/**
 * Finds a record of a change of which a row is no longer as the change left it, in any column that undo restores; a row that was changed and
 * changed back is. Awaits `pause` between rows.
 */
export const findRecordChangedSince = async (
  db: Db,
  changeId: number,
  pause: () => Promise<void>,
): Promise<Pick<HistoryRow, 'kind' | 'entity_id'> | undefined> => {
  const tables = new Map<string, TableStatements>();
  const placeOf = async ({ table_name, before, after }: HistoryRow): Promise<string> =>
    `${table_name} ${keyText(await tableStatements(db, tables, table_name), parseImage(after ?? before)!)}`;
  let rowsByPlace: Map<string, HistoryRow[]> | undefined;
  const records = new Set<string>();
  for await (const laterRow of readLaterImages(db, changeId)) {
    await pause();
    if (rowsByPlace === undefined) {
      rowsByPlace = new Map();
      for await (const batch of readImages(db, changeId, 'forward')) {
        for (const row of batch) {
          await pause();
          rowsByPlace.set(await placeOf(row), []);
          records.add(recordKey(row));
        }
      }
    }
    if (records.has(recordKey(laterRow))) rowsByPlace.get(await placeOf(laterRow))?.push(laterRow);
  }
  return [...(rowsByPlace?.values() ?? [])].find((rows) => combineRows(rows, () => '').length > 0)?.[0];
};
