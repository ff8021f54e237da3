import type { Selectable } from 'kysely';
import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { scenarioDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

type ScenarioRow = Selectable<Database['scenario']>;

const toScenario = (row: ScenarioRow): Scenario => ({
  id: row.id,
  name: row.name,
  family: row.family,
  shipped: row.shipped === 1,
  startsAfterMonths: row.starts_after_months,
  ...readDocument(scenarioDocument, row, row.id),
  note: row.note,
});

const toScenarioRow = (scenario: Scenario, version: number): ScenarioRow => ({
  id: scenario.id,
  name: scenario.name,
  family: scenario.family,
  shipped: Number(scenario.shipped),
  starts_after_months: scenario.startsAfterMonths,
  ...writeDocument(scenarioDocument, { prices: scenario.prices, demand: scenario.demand, channels: scenario.channels }),
  note: scenario.note,
  version,
});

/** Lists all scenarios, shipped ones first, then by name. */
export const listScenarios = async (db: Db): Promise<Scenario[]> => {
  const rows = await db.selectFrom('scenario').selectAll().orderBy('shipped', 'desc').orderBy('name').orderBy('id').execute();
  return rows.map(toScenario);
};

const findScenario = async (db: Db, id: ScenarioId): Promise<{ scenario: Scenario; version: number } | undefined> => {
  const row = await db.selectFrom('scenario').selectAll().where('id', '=', id).executeTakeFirst();
  return row && { scenario: toScenario(row), version: row.version };
};

/** Reads a scenario and its version. Throws NOT_FOUND. */
export const getScenario = async (db: Db, id: ScenarioId): Promise<{ scenario: Scenario; version: number }> => {
  const storedScenario = await findScenario(db, id);
  if (!storedScenario) throw notFound('scenario', id);
  return storedScenario;
};

/** Inserts or updates a scenario; returns its version, which is new if anything changed. Throws STALE. */
export const saveScenario = async (tx: Tx, scenario: Scenario, expectedVersion?: number): Promise<number> => {
  const storedScenario = await findScenario(tx, scenario.id);
  requireCurrent('scenario', scenario.id, storedScenario?.version, expectedVersion);
  if (storedScenario && isDeepEqual(storedScenario.scenario, scenario)) return storedScenario.version;
  const version = await currentVersion(tx);
  await upsert(tx, 'scenario', ['id'], [toScenarioRow(scenario, version)]);
  return version;
};

/** Deletes a scenario. Throws NOT_FOUND. */
export const removeScenario = async (tx: Tx, id: ScenarioId): Promise<void> => {
  await requireRow(tx, 'scenario', 'id', 'scenario', id);
  await tx.deleteFrom('scenario').where('id', '=', id).execute();
};
