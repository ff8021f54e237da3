import { randomInt } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Database, Db, Tx } from '../schema.ts';

type FactRow = Selectable<Database['fact']>;

const toFact = (row: FactRow): Fact => ({
  topic: row.topic,
  ...(row.metal !== null && { metal: row.metal }),
  ...(row.product !== null && { product: row.product }),
  ...(row.measure !== null && { measure: row.measure }),
  subject: row.subject,
  ...(row.year !== null && { year: row.year }),
  period: row.period,
  ...(row.value !== null && { value: row.value }),
  unit: row.unit,
  source: row.source,
  note: row.note,
  check: row.check_text,
});

const toFactRow = (fact: Fact): Omit<FactRow, 'id' | 'list'> => ({
  topic: fact.topic,
  metal: fact.metal ?? null,
  product: fact.product ?? null,
  measure: fact.measure ?? null,
  subject: fact.subject,
  year: fact.year ?? null,
  period: fact.period,
  value: fact.value ?? null,
  unit: fact.unit,
  source: fact.source,
  note: fact.note,
  check_text: fact.check,
});

/** Lists published figures in the order of their source, filtered by topic and metal. */
export const listFacts = async (db: Db, filter: { topic?: Fact['topic']; metal?: Metal } = {}): Promise<Fact[]> => {
  let rows = db.selectFrom('fact').selectAll();
  if (filter.topic !== undefined) rows = rows.where('topic', '=', filter.topic);
  if (filter.metal !== undefined) rows = rows.where('metal', '=', filter.metal);
  return (await rows.orderBy('id').execute()).map(toFact);
};

/**
 * Replaces the published figures of one table: those with the topic, metal, product, measure and period of the first. All given facts
 * belong to that table.
 */
export const replaceFacts = async (tx: Tx, facts: readonly Fact[]): Promise<void> => {
  const first = facts[0];
  if (!first) return;
  let deletion = tx.deleteFrom('fact').where('topic', '=', first.topic).where('period', '=', first.period);
  deletion = first.metal === undefined ? deletion.where('metal', 'is', null) : deletion.where('metal', '=', first.metal);
  deletion = first.product === undefined ? deletion.where('product', 'is', null) : deletion.where('product', '=', first.product);
  deletion = first.measure === undefined ? deletion.where('measure', 'is', null) : deletion.where('measure', '=', first.measure);
  await deletion.execute();
  await addFacts(tx, facts);
};

/** Rows in one INSERT; SQLite allows 32,766 parameters. */
const FACTS_PER_INSERT = 500;

/** Ids of figures that a person added are drawn from these, so that two desks of a team do not use the same ones. */
const ID_RANGE = [2 ** 32, 2 ** 47] as const;

/** Inserts published figures, with ids in their order: those of a new workspace from 1, later ones from a random number. */
export const addFacts = async (tx: Tx, facts: readonly Fact[]): Promise<void> => {
  const isFirst = (await tx.selectFrom('fact').select('id').limit(1).executeTakeFirst()) === undefined;
  const firstId = isFirst ? 1 : randomInt(...ID_RANGE);
  for (let i = 0; i < facts.length; i += FACTS_PER_INSERT) {
    await tx
      .insertInto('fact')
      .values(facts.slice(i, i + FACTS_PER_INSERT).map((fact, at) => ({ id: firstId + i + at, ...toFactRow(fact) })))
      .execute();
  }
};
