import { createObjectField } from '#shared/objectField.ts';
import { noYield } from './noYield.ts';
import type { Db } from './schema.ts';

/** The kinds whose writes get stamps (`historyTriggers.ts`), so that their lists are read again only where they changed. */
export const LISTED_KINDS = ['buyer', 'contract'] as const;
type ListedKind = (typeof LISTED_KINDS)[number];

type ListReader<T extends { readonly id: string }> = {
  /** Lists the ids of all records in their order. */
  readonly listIds: (db: Db, afterPart: () => Promise<void>) => Promise<readonly T['id'][]>;
  /** Reads those of the records that are stored. */
  readonly readRecords: (db: Db, ids: readonly T['id'][], afterPart: () => Promise<void>) => Promise<readonly T[]>;
  /** What the order of the list depends on, the id aside. */
  readonly orderKey: (record: T) => string;
  /** Records that are read at once: few enough for a few milliseconds. */
  readonly atOnce: number;
};

const readStamp = async (db: Db): Promise<number> => {
  const { stamp } = await db
    .selectFrom('written_record')
    .select(({ fn }) => fn.max('stamp').as('stamp'))
    .executeTakeFirstOrThrow();
  return stamp ?? 0;
};

const listIdsWrittenAfter = async (db: Db, kind: ListedKind, stamp: number): Promise<readonly string[]> => {
  const rows = await db.selectFrom('written_record').select('id').where('stamp', '>', stamp).where('kind', '=', kind).execute();
  return rows.map(({ id }) => id);
};

/**
 * Creates a function that lists all records of a kind and calls `afterPart` between parts of a long list. A record that was not written
 * since the last list of the database is the same object.
 */
export const createRecordList = <T extends { readonly id: string }>(
  kind: ListedKind,
  { listIds, readRecords, orderKey, atOnce }: ListReader<T>,
): ((db: Db, afterPart?: () => Promise<void>) => Promise<T[]>) => {
  /** The records of a database as they were listed last, in their order, and the stamp of the last write before. */
  const lists = createObjectField<Db, { readonly records: ReadonlyMap<string, T>; readonly stamp: number }>();

  const readInParts = async (db: Db, ids: readonly T['id'][], afterPart: () => Promise<void>): Promise<ReadonlyMap<string, T>> => {
    const records = new Map<string, T>();
    for (let first = 0; first < ids.length; first += atOnce) {
      await afterPart();
      for (const record of await readRecords(db, ids.slice(first, first + atOnce), afterPart)) records.set(record.id, record);
    }
    return records;
  };

  /** Merges records that were read with those of the earlier list into all records in their order. */
  const mergeInOrder = async (db: Db, knownRecords: ReadonlyMap<string, T>, afterPart: () => Promise<void>) => {
    const ids = await listIds(db, afterPart);
    const otherRecords = await readInParts(
      db,
      ids.filter((id) => !knownRecords.has(id)),
      afterPart,
    );
    const records = new Map<string, T>();
    for (const id of ids) {
      const record = knownRecords.get(id) ?? otherRecords.get(id);
      // one that was deleted between two parts is left out
      if (record !== undefined) records.set(id, record);
    }
    return records;
  };

  return async (db, afterPart = noYield) => {
    const stamp = await readStamp(db);
    const { records: earlierRecords, stamp: earlierStamp } = lists.get(db) ?? { records: undefined, stamp: 0 };
    const writtenIds = stamp === earlierStamp ? [] : await listIdsWrittenAfter(db, kind, earlierStamp);
    if (earlierRecords && writtenIds.length === 0) {
      lists.set(db, { records: earlierRecords, stamp });
      return [...earlierRecords.values()];
    }
    const writtenRecords = await readInParts(db, writtenIds, afterPart);
    const keepsPlace = (id: string): boolean => {
      const [earlierRecord, record] = [earlierRecords?.get(id), writtenRecords.get(id)];
      return earlierRecord !== undefined && record !== undefined && orderKey(earlierRecord) === orderKey(record);
    };
    const knownRecords = new Map(earlierRecords);
    // a record of the map keeps its place
    for (const [id, record] of writtenRecords) knownRecords.set(id, record);
    const records = earlierRecords && writtenIds.every(keepsPlace) ? knownRecords : await mergeInOrder(db, knownRecords, afterPart);
    lists.set(db, { records, stamp });
    return [...records.values()];
  };
};
