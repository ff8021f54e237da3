import type { Selectable } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FacilityOverride } from '#shared/domain/financing.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Plan, PlanOverride } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { overrideDocument } from '../documents/documents.ts';
import { noYield } from '../noYield.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { listFacilityOverrides, saveFacilityOverrides } from './financing.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, requireUnused, upsert } from './records.ts';

type PlanRow = Selectable<Database['plan']>;
type OverrideRow = Selectable<Database['plan_override']>;

const toTerms = (row: OverrideRow): Pick<PlanOverride, 'terms'> => {
  const { terms } = readDocument(overrideDocument, row, row.plan_id);
  return terms ? { terms } : {};
};

const toOverride = (row: OverrideRow): PlanOverride => ({
  contractId: row.contract_id,
  ...(row.included !== null && { included: row.included === 1 }),
  ...(row.tonnes_per_year !== null && { tonnesPerYear: row.tonnes_per_year }),
  ...(row.start_month !== null && { start: row.start_month }),
  ...(row.end_month !== null && { end: row.end_month }),
  ...(row.probability !== null && { probability: row.probability }),
  ...(row.delivery_priority !== null && { deliveryPriority: row.delivery_priority }),
  ...toTerms(row),
});

const toOverrideRow = (planId: PlanId, override: PlanOverride): OverrideRow => ({
  plan_id: planId,
  contract_id: override.contractId,
  included: override.included === undefined ? null : Number(override.included),
  tonnes_per_year: override.tonnesPerYear ?? null,
  start_month: override.start ?? null,
  end_month: override.end ?? null,
  probability: override.probability ?? null,
  delivery_priority: override.deliveryPriority ?? null,
  ...writeDocument(overrideDocument, { terms: override.terms }),
});

const toPlan = (row: PlanRow, overrides: readonly OverrideRow[], facilities: readonly FacilityOverride[] | undefined): Plan => ({
  id: row.id,
  name: row.name,
  note: row.note,
  archived: row.archived === 1,
  overrides: overrides.map(toOverride),
  ...(facilities && { facilities }),
});

/** Lists all plans by name, overrides by contract. */
export const listPlans = async (db: Db): Promise<Plan[]> => {
  const rows = await db.selectFrom('plan').selectAll().orderBy('name').orderBy('id').execute();
  const overrides = Map.groupBy(
    await db.selectFrom('plan_override').selectAll().orderBy('plan_id').orderBy('contract_id').execute(),
    (row) => row.plan_id,
  );
  const facilities = await listFacilityOverrides(db);
  return rows.map((row) => toPlan(row, overrides.get(row.id) ?? [], facilities.get(row.id)));
};

const findPlan = async (db: Db, id: PlanId): Promise<{ plan: Plan; version: number } | undefined> => {
  const row = await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const overrides = await db.selectFrom('plan_override').selectAll().where('plan_id', '=', id).orderBy('contract_id').execute();
  return { plan: toPlan(row, overrides, (await listFacilityOverrides(db)).get(id)), version: row.version };
};

/** Reads a plan and its version. Throws NOT_FOUND. */
export const getPlan = async (db: Db, id: PlanId): Promise<{ plan: Plan; version: number }> => {
  const storedPlan = await findPlan(db, id);
  if (!storedPlan) throw notFound('plan', id);
  return storedPlan;
};

/**
 * Inserts or updates a plan; returns its version, which is new if anything changed. Throws STALE, NOT_FOUND for a missing contract or
 * facility, DUPLICATE for one with two overrides. Awaits `pause` between its parts, whose time grows with the number of overrides.
 */
export const savePlan = async (tx: Tx, plan: Plan, expectedVersion?: number, pause = noYield): Promise<number> => {
  const storedPlan = await findPlan(tx, plan.id);
  await pause();
  requireCurrent('plan', plan.id, storedPlan?.version, expectedVersion);
  if (storedPlan && isDeepEqual(storedPlan.plan, plan)) return storedPlan.version;
  const contractIds = new Set<string>();
  for (const { contractId } of plan.overrides) {
    if (contractIds.has(contractId))
      throw new OrebookError('DUPLICATE', { kind: 'plan', id: plan.id, field: 'overrides', value: contractId });
    contractIds.add(contractId);
  }
  await pause();
  await requireRows(tx, 'contract', 'id', 'contract', [...contractIds]);
  await pause();
  const version = await currentVersion(tx);
  const { id, name, note } = plan;
  await upsert(tx, 'plan', ['id'], [{ id, name, note, archived: Number(plan.archived), version }]);
  const overrides = plan.overrides.map((override) => toOverrideRow(id, override));
  await replaceRows(tx, 'plan_override', { column: 'plan_id', id }, 'contract_id', overrides, pause);
  await saveFacilityOverrides(tx, id, plan.facilities ?? []);
  return version;
};

/** Deletes a plan. Throws NOT_FOUND, and IN_USE {by: 'workspace'} for the selected plan. */
export const removePlan = async (tx: Tx, id: PlanId): Promise<void> => {
  await requireRow(tx, 'plan', 'id', 'plan', id);
  await requireUnused(tx, { kind: 'plan', id }, { table: 'setting', column: 'plan_id', by: 'workspace' });
  await tx.deleteFrom('plan_override').where('plan_id', '=', id).execute();
  await tx.deleteFrom('plan_facility').where('plan_id', '=', id).execute();
  await tx.deleteFrom('plan').where('id', '=', id).execute();
};
