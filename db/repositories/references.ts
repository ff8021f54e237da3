import type { Selectable } from 'kysely';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { METAL_SYMBOL, type Metal } from '#shared/domain/metal.ts';
import { type Reference, underlyingReferences } from '#shared/domain/reference.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { referenceDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { notFound, requireRow, upsert } from './records.ts';

type ReferenceRow = Selectable<Database['reference']>;
type GradeRow = Selectable<Database['reference_grade']>;
type CorrelationRow = Selectable<Database['reference_correlation']>;

const toFollows = (row: ReferenceRow): Reference['follows'] =>
  row.follows === null || row.beta === null || row.residual_volatility === null
    ? undefined
    : {
        reference: row.follows,
        beta: row.beta,
        residualVolatility: row.residual_volatility,
        ...(row.ratio !== null && { ratio: row.ratio }),
      };

const toReference = (row: ReferenceRow, grades: readonly GradeRow[], correlations: readonly CorrelationRow[]): Reference => {
  const follows = toFollows(row);
  const { average } = readDocument(referenceDocument, row, row.code);
  return {
    code: row.code,
    name: row.name,
    kind: row.kind,
    ...(row.metal !== null && { metal: row.metal }),
    quotation: row.quotation,
    unit: row.unit,
    currency: row.currency,
    ...(row.incoterm !== null && { incoterm: row.incoterm }),
    referenceGrade: grades.map(({ from_date, element, grade }) => ({ from: from_date, element, grade })),
    vatIncluded: row.vat_included === 1,
    ...(follows && { follows }),
    ...(average && { average }),
    volatility: row.volatility,
    meanReversion: row.mean_reversion,
    ...(correlations.length > 0 && { correlations: correlations.map(({ other, value, source }) => ({ reference: other, value, source })) }),
    order: row.position,
    source: row.source,
    origin: row.origin,
  };
};

const toReferenceRow = (reference: Reference): Omit<ReferenceRow, 'unit_currency'> => ({
  code: reference.code,
  name: reference.name,
  kind: reference.kind,
  metal: reference.metal ?? null,
  quotation: reference.quotation,
  unit: reference.unit,
  currency: reference.currency,
  incoterm: reference.incoterm ?? null,
  vat_included: Number(reference.vatIncluded),
  follows: reference.follows?.reference ?? null,
  beta: reference.follows?.beta ?? null,
  residual_volatility: reference.follows?.residualVolatility ?? null,
  ratio: reference.follows?.ratio ?? null,
  volatility: reference.volatility,
  mean_reversion: reference.meanReversion,
  position: reference.order,
  source: reference.source,
  origin: reference.origin,
  ...writeDocument(referenceDocument, { average: reference.average }),
});

/** Lists all price references in the order in which they were added, which is the order of a simulation's correlation matrix. */
export const listReferences = async (db: Db): Promise<Reference[]> => {
  const rows = await db.selectFrom('reference').selectAll().orderBy('position').orderBy('code').execute();
  const grades = Map.groupBy(
    await db.selectFrom('reference_grade').selectAll().orderBy('reference').orderBy('from_date').orderBy('element').execute(),
    (row) => row.reference,
  );
  const correlations = Map.groupBy(
    await db.selectFrom('reference_correlation').selectAll().orderBy('reference').orderBy('other').execute(),
    (row) => row.reference,
  );
  return rows.map((row) => toReference(row, grades.get(row.code) ?? [], correlations.get(row.code) ?? []));
};

/** Reads a reference. Throws NOT_FOUND. */
export const getReference = async (db: Db, code: ReferenceCode): Promise<Reference> => {
  const row = await db.selectFrom('reference').selectAll().where('code', '=', code).executeTakeFirst();
  if (!row) throw notFound('reference', code);
  const grades = await db
    .selectFrom('reference_grade')
    .selectAll()
    .where('reference', '=', code)
    .orderBy('from_date')
    .orderBy('element')
    .execute();
  const correlations = await db.selectFrom('reference_correlation').selectAll().where('reference', '=', code).orderBy('other').execute();
  return toReference(row, grades, correlations);
};

/** Inserts or updates a reference. Throws NOT_FOUND when it follows, averages, or is correlated with, a missing reference. */
export const saveReference = async (tx: Tx, reference: Reference): Promise<void> => {
  const { code, referenceGrade } = reference;
  for (const underlying of underlyingReferences(reference)) await requireRow(tx, 'reference', 'code', 'reference', underlying);
  await upsert(tx, 'reference', ['code'], [toReferenceRow(reference)]);
  const storedGrades = await tx.selectFrom('reference_grade').selectAll().where('reference', '=', code).execute();
  for (const { from_date, element } of storedGrades) {
    if (referenceGrade.some((grade) => grade.from === from_date && grade.element === element)) continue;
    await tx
      .deleteFrom('reference_grade')
      .where('reference', '=', code)
      .where('from_date', '=', from_date)
      .where('element', '=', element)
      .execute();
  }
  const grades = referenceGrade.map(({ from, element, grade }) => ({ reference: code, from_date: from, element, grade }));
  await upsert(tx, 'reference_grade', ['reference', 'from_date', 'element'], grades);
  await saveCorrelations(tx, reference);
};

const saveCorrelations = async (tx: Tx, { code, correlations = [] }: Reference): Promise<void> => {
  const correlatedCodes = correlations.map(({ reference }) => reference);
  let deletion = tx.deleteFrom('reference_correlation').where('reference', '=', code);
  if (correlatedCodes.length > 0) deletion = deletion.where('other', 'not in', correlatedCodes);
  await deletion.execute();
  for (const { reference } of correlations) await requireRow(tx, 'reference', 'code', 'reference', reference);
  const rows = correlations.map(({ reference: otherCode, value, source }) => ({ reference: code, other: otherCode, value, source }));
  await upsert(tx, 'reference_correlation', ['reference', 'other'], rows);
};

/** Deletes the correlations that other references have with this one. */
export const removeCorrelationsWith = async (tx: Tx, code: ReferenceCode): Promise<void> => {
  await tx.deleteFrom('reference_correlation').where('other', '=', code).execute();
};

/** Deletes a reference with its prices, grades and correlations. Throws NOT_FOUND. */
export const removeReference = async (tx: Tx, code: ReferenceCode): Promise<void> => {
  await requireRow(tx, 'reference', 'code', 'reference', code);
  await removeCorrelationsWith(tx, code);
  for (const table of ['reference_correlation', 'reference_grade', 'deck_point', 'shipped_price'] as const)
    await tx.deleteFrom(table).where('reference', '=', code).execute();
  await tx.deleteFrom('reference').where('code', '=', code).execute();
};

/** Writes the metals by which references, products and facts are grouped, in their order. */
export const saveMetals = async (tx: Tx, metals: readonly Metal[]): Promise<void> =>
  upsert(
    tx,
    'metal',
    ['code'],
    metals.map((code, position) => ({ code, symbol: METAL_SYMBOL[code], position })),
  );
