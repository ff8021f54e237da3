import type { Selectable } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import { DEFAULT_PROJECT_FINANCE, type Facility, type FacilityOverride, type ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId, FacilityId, PlanId } from '#shared/domain/ids.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { facilityDocument, projectFinanceDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, upsert } from './records.ts';

type FacilityRow = Selectable<Database['facility']>;
type PlanFacilityRow = Selectable<Database['plan_facility']>;

/** A facility and the version of its row, which an update must name. */
export type StoredFacility = { readonly facility: Facility; readonly version: number };

const toFacility = (row: FacilityRow, contractIds: readonly ContractId[]): Facility => {
  const { draws, opening, other_fees: otherFees, rate, repayment, covenants } = readDocument(facilityDocument, row, row.id);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    lender: row.lender,
    ...(row.buyer_id !== null && { buyerId: row.buyer_id }),
    inBaseline: row.in_baseline === 1,
    rank: row.rank,
    order: row.position,
    commitment: row.commitment,
    draws,
    ...(opening && { opening }),
    upfrontFee: row.upfront_fee,
    commitmentFee: row.commitment_fee,
    otherFees,
    rate,
    dayCount: row.day_count,
    periodMonths: row.period_months,
    firstRepayment: row.first_repayment,
    finalMaturity: row.final_maturity,
    graceInterest: row.grace_interest,
    repayment,
    contractIds,
    ...(row.bid_id !== null && { bidId: row.bid_id }),
    recourse: row.recourse === 1,
    earlyEndShare: row.early_end_share,
    sweepShare: row.sweep_share,
    dsraMonths: row.dsra_months,
    dsraAtClose: row.dsra_at_close === 1,
    covenants,
    note: row.note,
  };
};

const toFacilityRow = (facility: Facility, version: number): FacilityRow => ({
  id: facility.id,
  name: facility.name,
  kind: facility.kind,
  lender: facility.lender,
  buyer_id: facility.buyerId ?? null,
  in_baseline: facility.inBaseline ? 1 : 0,
  bid_id: facility.bidId ?? null,
  rank: facility.rank,
  position: facility.order,
  commitment: facility.commitment,
  upfront_fee: facility.upfrontFee,
  commitment_fee: facility.commitmentFee,
  day_count: facility.dayCount,
  period_months: facility.periodMonths,
  first_repayment: facility.firstRepayment,
  final_maturity: facility.finalMaturity,
  grace_interest: facility.graceInterest,
  recourse: facility.recourse ? 1 : 0,
  early_end_share: facility.earlyEndShare,
  sweep_share: facility.sweepShare,
  dsra_months: facility.dsraMonths,
  dsra_at_close: facility.dsraAtClose ? 1 : 0,
  note: facility.note,
  version,
  ...writeDocument(facilityDocument, {
    draws: facility.draws,
    opening: facility.opening,
    other_fees: facility.otherFees,
    rate: facility.rate,
    repayment: facility.repayment,
    covenants: facility.covenants,
  }),
});

const readFacilities = async (db: Db, rows: readonly FacilityRow[]): Promise<StoredFacility[]> => {
  const links = Map.groupBy(
    await db.selectFrom('facility_contract').selectAll().orderBy('facility_id').orderBy('position').execute(),
    (row) => row.facility_id,
  );
  return rows.map((row) => ({
    facility: toFacility(
      row,
      (links.get(row.id) ?? []).map((link) => link.contract_id),
    ),
    version: row.version,
  }));
};

/** Lists all facilities in their order, each with its version. */
export const listFacilities = async (db: Db): Promise<StoredFacility[]> =>
  readFacilities(db, await db.selectFrom('facility').selectAll().orderBy('position').orderBy('id').execute());

const findFacility = async (db: Db, id: FacilityId): Promise<StoredFacility | undefined> =>
  (await readFacilities(db, await db.selectFrom('facility').selectAll().where('id', '=', id).execute()))[0];

/** Reads a facility and its version. Throws NOT_FOUND. */
export const getFacility = async (db: Db, id: FacilityId): Promise<StoredFacility> => {
  const storedFacility = await findFacility(db, id);
  if (!storedFacility) throw notFound('facility', id);
  return storedFacility;
};

/**
 * Inserts or updates a facility; returns its version, which is new if anything changed. Throws STALE, NOT_FOUND for a missing buyer or
 * contract.
 */
export const saveFacility = async (tx: Tx, facility: Facility, expectedVersion?: number): Promise<number> => {
  const { id, buyerId, contractIds } = facility;
  const storedFacility = await findFacility(tx, id);
  requireCurrent('facility', id, storedFacility?.version, expectedVersion);
  if (storedFacility && isDeepEqual(storedFacility.facility, facility)) return storedFacility.version;
  if (buyerId !== undefined) await requireRow(tx, 'buyer', 'id', 'buyer', buyerId);
  await requireRows(tx, 'contract', 'id', 'contract', contractIds);
  const version = await currentVersion(tx);
  await upsert(tx, 'facility', ['id'], [toFacilityRow(facility, version)]);
  const links = contractIds.map((contractId, position) => ({ facility_id: id, contract_id: contractId, position }));
  await replaceRows(tx, 'facility_contract', { column: 'facility_id', id }, 'contract_id', links);
  return version;
};

/** Unlinks bids that are deleted: a facility without a contract is deleted with its bid. */
export const removeBidLinks = async (tx: Tx, bidIds: readonly ContractId[]): Promise<void> => {
  for (const { facility, version } of await listFacilities(tx)) {
    const { bidId, ...rest } = facility;
    if (bidId === undefined || !bidIds.includes(bidId)) continue;
    if (rest.contractIds.length === 0) await removeFacility(tx, facility.id);
    else await saveFacility(tx, rest, version);
  }
};

/** Links the facilities that a bid offers to the contract made from it. */
export const linkAcceptedBid = async (tx: Tx, bidId: ContractId, contractId: ContractId): Promise<void> => {
  for (const { facility, version } of await listFacilities(tx))
    if (facility.bidId === bidId && !facility.contractIds.includes(contractId))
      await saveFacility(tx, { ...facility, contractIds: [...facility.contractIds, contractId] }, version);
};

/** Deletes a facility with its links and plan overrides. Throws NOT_FOUND. */
export const removeFacility = async (tx: Tx, id: FacilityId): Promise<void> => {
  await requireRow(tx, 'facility', 'id', 'facility', id);
  await tx.deleteFrom('plan_facility').where('facility_id', '=', id).execute();
  await tx.deleteFrom('facility_contract').where('facility_id', '=', id).execute();
  await tx.deleteFrom('facility').where('id', '=', id).execute();
};

const toFacilityOverride = (row: PlanFacilityRow): FacilityOverride => ({
  facilityId: row.facility_id,
  ...(row.included !== null && { included: row.included === 1 }),
  ...(row.commitment !== null && { commitment: row.commitment }),
  ...(row.rate !== null && { rate: row.rate }),
});

/** Lists the overrides of facilities by plan; a plan without any has no entry. */
export const listFacilityOverrides = async (db: Db): Promise<ReadonlyMap<PlanId, readonly FacilityOverride[]>> => {
  const rows = await db.selectFrom('plan_facility').selectAll().orderBy('plan_id').orderBy('facility_id').execute();
  const byPlan = Map.groupBy(rows, (row) => row.plan_id);
  return new Map([...byPlan].map(([planId, overrides]) => [planId, overrides.map(toFacilityOverride)]));
};

/** Replaces the overrides of facilities in a plan. Throws NOT_FOUND for a missing facility, DUPLICATE for one with two overrides. */
export const saveFacilityOverrides = async (tx: Tx, planId: PlanId, overrides: readonly FacilityOverride[]): Promise<void> => {
  const ids = overrides.map(({ facilityId }) => facilityId);
  const duplicateId = ids.find((id, i) => ids.indexOf(id) !== i);
  if (duplicateId !== undefined) throw new OrebookError('DUPLICATE', { kind: 'plan', id: planId, field: 'facilities', value: duplicateId });
  await requireRows(tx, 'facility', 'id', 'facility', ids);
  const rows = overrides.map(({ facilityId, included, commitment, rate }) => ({
    plan_id: planId,
    facility_id: facilityId,
    included: included === undefined ? null : Number(included),
    commitment: commitment ?? null,
    rate: rate ?? null,
  }));
  await replaceRows(tx, 'plan_facility', { column: 'plan_id', id: planId }, 'facility_id', rows);
};

/** Reads the costs and assumptions of the project, the defaults if none were saved; their version is 0 then. */
export const getProjectFinance = async (db: Db): Promise<{ project: ProjectFinance; version: number }> => {
  const row = await db.selectFrom('project_finance').selectAll().executeTakeFirst();
  if (!row) return { project: DEFAULT_PROJECT_FINANCE, version: 0 };
  return { project: readDocument(projectFinanceDocument, row, 'only').assumptions, version: row.version };
};

/** Writes the costs and assumptions of the project; returns their version, which is new if anything changed. Throws STALE. */
export const saveProjectFinance = async (tx: Tx, project: ProjectFinance, expectedVersion?: number): Promise<number> => {
  const storedFinance = await getProjectFinance(tx);
  requireCurrent('projectFinance', 'only', storedFinance.version, expectedVersion);
  if (isDeepEqual(storedFinance.project, project)) return storedFinance.version;
  const version = await currentVersion(tx);
  await upsert(tx, 'project_finance', ['only'], [{ only: 1, ...writeDocument(projectFinanceDocument, { assumptions: project }), version }]);
  return version;
};
