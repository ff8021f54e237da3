import { listBuyers } from '#db/repositories/buyers.ts';
import { getContract, listContracts, saveContract } from '#db/repositories/contracts.ts';
import {
  getFacility,
  getProjectFinance,
  listFacilities,
  removeFacility,
  saveFacility,
  saveProjectFinance,
} from '#db/repositories/financing.ts';
import { getPlan, savePlan } from '#db/repositories/plans.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import { keyBy } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type FacilityOverride, facilityInPlan } from '#shared/domain/financing.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { facilityOfContract, valuedFacilities, withoutPrepayment } from './contractPrepayment.ts';
import { createBlankFacility } from './facilityDefaults.ts';
import { type FacilityReferences, facilityIssues } from './facilityIssues.ts';
import { financingOverview } from './overview.ts';

const readValuationMonth = async (db: Db): Promise<Month> => monthOfDate((await getSettings(db)).valuationDate);

const readReferences = async (db: Db): Promise<FacilityReferences> => ({
  valuationMonth: await readValuationMonth(db),
  buyers: new Set((await listBuyers(db)).map(({ id }) => id)),
  contracts: keyBy(await listContracts(db), ({ id }) => id),
});

/** Replaces the override of a facility in a plan; one that changes nothing is removed. */
const withFacilityOverride = ({ facilities = [], ...plan }: Plan, override: FacilityOverride): Plan => {
  const others = facilities.filter(({ facilityId }) => facilityId !== override.facilityId);
  const { facilityId: _id, ...changes } = override;
  const all = Object.values(changes).some((value) => value !== undefined) ? [...others, override] : others;
  return all.length === 0 ? plan : { ...plan, facilities: all };
};

export const financingHandlers: HandlersOf<'financing'> = {
  'financing.list': async ({ planId }, { workspace }) => {
    const db = workspace.db();
    const { plan } = await getPlan(db, planId ?? (await getSettings(db)).planId);
    const overrides = keyBy(plan.facilities ?? [], ({ facilityId }) => facilityId);
    const { project, version } = await getProjectFinance(db);
    const stored = await listFacilities(db);
    const contracts = await listContracts(db);
    const facilities = stored.map(({ facility }) => facility);
    const valued = valuedFacilities(contracts, facilities, plan);
    return {
      planId: plan.id,
      facilities: stored.map(({ facility, version: facilityVersion }) => {
        const override = overrides.get(facility.id);
        const inPlan = facilityInPlan(facility, override);
        return {
          facility,
          version: facilityVersion,
          isValued: valued.has(facility.id),
          ...(inPlan && { inPlan }),
          ...(override && { override }),
        };
      }),
      ofContracts: contracts.flatMap((contract) => {
        const facility = facilityOfContract(contract);
        return facility ? [{ contractId: contract.id, code: contract.code, facility }] : [];
      }),
      project,
      projectVersion: version,
    };
  },

  'financing.get': (input, ctx) => financingOverview(ctx, input),

  'financing.facility': async ({ id }, { workspace }) => getFacility(workspace.db(), id),

  'financing.blank': async ({ kind }, { workspace, newId }) => {
    const db = workspace.db();
    const order = Math.max(-1, ...(await listFacilities(db)).map(({ facility }) => facility.order)) + 1;
    const { horizonYear } = await getSettings(db);
    const months = { valuationMonth: await readValuationMonth(db), lastMonth: monthOf(horizonYear, 12) };
    return { facility: createBlankFacility(kind, newId(), months, order) };
  },

  'financing.save': async ({ facility, version }, { workspace }) => {
    throwIfIssues(facilityIssues(facility, await readReferences(workspace.db())));
    const label = message(version === undefined ? 'history.facilityAdded' : 'history.facilityEdited', { name: facility.name });
    return workspace.change(label, async (tx) => ({ version: await saveFacility(tx, facility, version) }));
  },

  'financing.moveFromContract': async ({ contractId }, { workspace, newId }) => {
    const db = workspace.db();
    const { contract, version } = await getContract(db, contractId);
    const facility = facilityOfContract(contract);
    if (facility === undefined) throw new OrebookError('NOT_FOUND', { kind: 'facility', id: contractId });
    const stored = (await listFacilities(db)).map((one) => one.facility);
    const order = Math.max(-1, ...stored.map((one) => one.order)) + 1;
    // an earlier prepayment of the contract may have been moved before
    const id = stored.some((one) => one.id === facility.id) ? FacilityId.parse(newId()) : facility.id;
    return workspace.change(message('history.prepaymentMoved', { code: contract.code }), async (tx) => {
      await saveContract(tx, withoutPrepayment(contract), version);
      await saveFacility(tx, { ...facility, id, order });
      return { id };
    });
  },

  'financing.remove': async ({ id }, { workspace }) => {
    const { facility } = await getFacility(workspace.db(), id);
    await workspace.change(message('history.facilityDeleted', { name: facility.name }), (tx) => removeFacility(tx, id));
    return { done: true };
  },

  'financing.override': async ({ planId, override }, { workspace }) => {
    const db = workspace.db();
    const { plan, version } = await getPlan(db, planId);
    const { facility } = await getFacility(db, override.facilityId);
    const label = message('history.facilityOverridden', { name: facility.name, plan: plan.name });
    await workspace.change(label, (tx) => savePlan(tx, withFacilityOverride(plan, override), version));
    return { done: true };
  },

  'financing.saveProject': async ({ project, version }, { workspace }) =>
    workspace.change(message('history.projectFinanceEdited'), async (tx) => ({ version: await saveProjectFinance(tx, project, version) })),
};
