import type { Db, Tx } from '../schema.ts';

/** A request of a page and its call. */
export type RequestIdentity = { readonly id: string; readonly call: string };

/** Number of requests stored. A page retries within minutes. */
const MAX_STORED = 2000;

/** Stores a request as committed, with the result of its change as JSON (undefined becomes null). The last result replaces earlier ones. */
export const saveConfirmedRequest = async (tx: Tx, { id, call }: RequestIdentity, returnedValue: unknown): Promise<void> => {
  const { last: lastPosition } = await tx
    .selectFrom('confirmed_request')
    .select((select) => select.fn.max('position').as('last'))
    .executeTakeFirstOrThrow();
  const position = (lastPosition ?? 0) + 1;
  const value = JSON.stringify(returnedValue) ?? 'null';
  await tx
    .insertInto('confirmed_request')
    .values({ id, call, value, position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ value }))
    .execute();
  await tx
    .deleteFrom('confirmed_request')
    .where('position', '<=', position - MAX_STORED)
    .execute();
};

/** Finds the call and the result of a committed request. */
export const findConfirmedRequest = async (db: Db, id: string): Promise<{ readonly call: string; readonly value: unknown } | undefined> => {
  const row = await db.selectFrom('confirmed_request').select(['call', 'value']).where('id', '=', id).executeTakeFirst();
  return row && { call: row.call, value: JSON.parse(row.value) as unknown };
};
