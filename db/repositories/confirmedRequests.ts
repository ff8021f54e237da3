import type { Db, Tx } from '../schema.ts';

/** A request of a page and the call it makes. */
export type RequestIdentity = { readonly id: string; readonly call: string };

/** Requests kept; a page retries within minutes. */
const KEPT = 2000;

/** Notes a request as committed with what its change returned (JSON; undefined becomes null). A request that commits twice keeps the last value. */
export const saveConfirmedRequest = async (tx: Tx, { id, call }: RequestIdentity, returned: unknown): Promise<void> => {
  const { last } = await tx
    .selectFrom('confirmed_request')
    .select((select) => select.fn.max('position').as('last'))
    .executeTakeFirstOrThrow();
  const position = (last ?? 0) + 1;
  const value = JSON.stringify(returned) ?? 'null';
  await tx
    .insertInto('confirmed_request')
    .values({ id, call, value, position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ value }))
    .execute();
  await tx
    .deleteFrom('confirmed_request')
    .where('position', '<=', position - KEPT)
    .execute();
};

/** The call that a request made and what its change returned; undefined when it was not committed. */
export const getConfirmedRequest = async (db: Db, id: string): Promise<{ readonly call: string; readonly value: unknown } | undefined> => {
  const row = await db.selectFrom('confirmed_request').select(['call', 'value']).where('id', '=', id).executeTakeFirst();
  return row && { call: row.call, value: JSON.parse(row.value) as unknown };
};
