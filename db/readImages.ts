import { type HistoryRow, type Image, parseImage, readRow, type TableStatements, tableStatements } from './applyImages.ts';
import { combineRows, recordKey } from './mergeRows.ts';
import { noYield } from './noYield.ts';
import type { Db } from './schema.ts';

/** Images read by one query. */
const IMAGES_PER_READ = 500;

/** Records whose later images are searched one record at a time; those of more records are found among all later images. */
const MAX_RECORDS_SEARCHED = 500;

type Direction = 'forward' | 'back';
type RecordName = Pick<HistoryRow, 'kind' | 'entity_id'>;
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

/** Returns the id of the last image of a change or of those before it; 0 without one. */
const findLastImageId = async (db: Db, changeId: number): Promise<number> => {
  const row = await db
    .selectFrom('history_row')
    .select('id')
    .where('change_id', '<=', changeId)
    .orderBy('change_id', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
};

const hasLaterImages = async (db: Db, lastId: number): Promise<boolean> =>
  (await db.selectFrom('history_row').select('id').where('id', '>', lastId).limit(1).executeTakeFirst()) !== undefined;

/** Reads the images of a record after one, in their order. */
const readRecordImages = (db: Db, { kind, entity_id }: RecordName, lastId: number): Promise<readonly StoredImages[]> =>
  selectImages(db).where('kind', '=', kind).where('entity_id', '=', entity_id).where('id', '>', lastId).orderBy('id').execute();

/** The key of a row as one text. */
const keyText = ({ shape }: TableStatements, image: Image): string => JSON.stringify(shape.key.map((column) => image[column]));

/**
 * Reads the images of consecutive changes, by change and in their order. Those of an update, stored as the columns that changed, are
 * completed: back from the row as it is now and from what later changes replaced in it. Awaits `pause` between rows; nothing may change
 * meanwhile.
 */
export const readWholeImages = async (
  db: Db,
  changeIds: readonly number[],
  pause = noYield,
): Promise<ReadonlyMap<number, readonly HistoryRow[]>> => {
  const tables = new Map<string, TableStatements>();
  /** The rows that were read as they were before the changes that were completed. */
  const earlierRows = new Map<string, Image | undefined>();
  /** The values that changes after all these replaced, by row; a record is searched when the first update of it is completed. */
  const replacedValues = new Map<string, Image>();
  const searchedRecords = new Set<string>();
  const rowsByChange = new Map<number, readonly HistoryRow[]>();
  const latestFirst = changeIds.toSorted((a, b) => b - a);
  const lastId = await findLastImageId(db, latestFirst[0] ?? 0);
  const hasLater = await hasLaterImages(db, lastId);
  const placeOf = async (name: string, image: Image): Promise<string> =>
    `${name} ${keyText(await tableStatements(db, tables, name), image)}`;
  const findReplacedValues = async (record: RecordName): Promise<void> => {
    if (!hasLater || searchedRecords.has(recordKey(record))) return;
    searchedRecords.add(recordKey(record));
    for (const { table_name, before } of await readRecordImages(db, record, lastId)) {
      await pause();
      const image = parseImage(before);
      if (!image) continue;
      const place = await placeOf(table_name, image);
      replacedValues.set(place, { ...image, ...replacedValues.get(place) });
    }
  };
  for (const changeId of latestFirst) {
    const wholeRows: HistoryRow[] = [];
    for await (const batch of readImages(db, changeId, 'back')) {
      // `from` is the image after the change, `to` the one before
      for (const { table_name, kind, entity_id, before: from, after: to } of batch) {
        await pause();
        const [storedAfter, storedBefore] = [parseImage(from), parseImage(to)];
        let [before, after] = [storedBefore, storedAfter];
        if (storedBefore && storedAfter) {
          const place = await placeOf(table_name, storedAfter);
          let row = earlierRows.get(place);
          if (!earlierRows.has(place)) {
            await findReplacedValues({ kind, entity_id });
            row = { ...(await readRow(db, await tableStatements(db, tables, table_name), storedAfter)), ...replacedValues.get(place) };
          }
          after = { ...row, ...storedAfter };
          before = { ...after, ...storedBefore };
        }
        if (after) earlierRows.set(await placeOf(table_name, after), undefined);
        if (before) earlierRows.set(await placeOf(table_name, before), before);
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

/** Reads the images after one of at least the given records, in parts, those of each row in their order. */
const readLaterImages = async function* (db: Db, lastId: number, records: readonly RecordName[]): AsyncGenerator<readonly StoredImages[]> {
  if (records.length <= MAX_RECORDS_SEARCHED) {
    for (const record of records) yield await readRecordImages(db, record, lastId);
    return;
  }
  for (let readId = lastId; ; ) {
    const rows = await selectImages(db).where('id', '>', readId).orderBy('id').limit(IMAGES_PER_READ).execute();
    if (rows.length === 0) return;
    yield rows;
    readId = rows.at(-1)!.id;
  }
};

/**
 * Finds a record of a change of which a row is no longer as the change left it, in any column that undo restores; a row that was changed and
 * changed back is. Awaits `pause` between rows.
 */
export const findRecordChangedSince = async (db: Db, changeId: number, pause: () => Promise<void>): Promise<RecordName | undefined> => {
  const lastId = await findLastImageId(db, changeId);
  if (!(await hasLaterImages(db, lastId))) return undefined;
  const tables = new Map<string, TableStatements>();
  const placeOf = async ({ table_name, before, after }: HistoryRow): Promise<string> =>
    `${table_name} ${keyText(await tableStatements(db, tables, table_name), parseImage(after ?? before)!)}`;
  const rowsByPlace = new Map<string, HistoryRow[]>();
  const records = new Map<string, RecordName>();
  for await (const batch of readImages(db, changeId, 'forward')) {
    for (const row of batch) {
      await pause();
      rowsByPlace.set(await placeOf(row), []);
      records.set(recordKey(row), { kind: row.kind, entity_id: row.entity_id });
    }
  }
  for await (const batch of readLaterImages(db, lastId, [...records.values()])) {
    await pause();
    for (const row of batch) {
      await pause();
      if (records.has(recordKey(row))) rowsByPlace.get(await placeOf(row))?.push(row);
    }
  }
  return [...rowsByPlace.values()].find((rows) => combineRows(rows, () => '').length > 0)?.[0];
};
