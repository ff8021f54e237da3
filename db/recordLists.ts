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

const listIdsWrittenAfter = async (db: Db, kind: ListedKind, stamp: number): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom('written_record').select('id').where('stamp', '>', stamp).where('kind', '=', kind).execute();
  return new Set(rows.map(({ id }) => id));
};

/**
 * Creates a function that lists all records of a kind and calls `afterPart` between parts of a long list. A record that was not written
 * since the last list of the database is the same object.
 */
export const createRecordList = <T extends { readonly id: string }>(
  kind: ListedKind,
  { listIds, readRecords, atOnce }: ListReader<T>,
): ((db: Db, afterPart?: () => Promise<void>) => Promise<T[]>) => {
  /** The records of a database as they were listed last, in their order, and the stamp of the last write before. */
  const lists = createObjectField<Db, { readonly records: ReadonlyMap<string, T>; readonly stamp: number }>();
  return async (db, afterPart = noYield) => {
    const earlierList = lists.get(db);
    const stamp = await readStamp(db);
    if (earlierList?.stamp === stamp) return [...earlierList.records.values()];
    const writtenIds = earlierList && (await listIdsWrittenAfter(db, kind, earlierList.stamp));
    if (writtenIds?.size === 0) {
      lists.set(db, { ...earlierList!, stamp });
      return [...earlierList!.records.values()];
    }
    const ids = await listIds(db, afterPart);
    const knownRecord = (id: string): T | undefined => (writtenIds?.has(id) ? undefined : earlierList?.records.get(id));
    const idsToRead = ids.filter((id) => knownRecord(id) === undefined);
    const readById = new Map<string, T>();
    for (let first = 0; first < idsToRead.length; first += atOnce) {
      await afterPart();
      for (const record of await readRecords(db, idsToRead.slice(first, first + atOnce), afterPart)) readById.set(record.id, record);
    }
    const records = new Map<string, T>();
    for (const id of ids) {
      const record = knownRecord(id) ?? readById.get(id);
      // one that was deleted between two parts is left out
      if (record !== undefined) records.set(id, record);
    }
    lists.set(db, { records, stamp });
    return [...records.values()];
  };
};
