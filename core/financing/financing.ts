import { listBuyers } from '#db/repositories/buyers.ts';
import { getContract, listContractHeads, listContracts } from '#db/repositories/contracts.ts';
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
import { listTenders } from '#db/repositories/tenders.ts';
import type { Db } from '#db/schema.ts';
import { keyBy } from '#shared/collections.ts';
import { facilityInPlan } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { withFacilityOverride } from '../portfolio/planFacilities.ts';
import { recordOf } from '../portfolio/records.ts';
import { facilitiesOf, valuedFacilities } from '../portfolio/valuedPrepayments.ts';
import { createYielder, yieldIfDue } from '../yielding.ts';
import { breakEvenFacts } from './breakEvenFacts.ts';
import { capacityIssues } from './capacityIssues.ts';
import { facilityEditLabel, facilityOverrideLabel } from './editLabels.ts';
import { createBlankLoan } from './facilityDefaults.ts';
import { type FacilityReferences, facilityIssues } from './facilityIssues.ts';
import { financingOverview, scenarioCases } from './overview.ts';
import { pathFinancingHandlers } from './pathFinancing.ts';
import { planFinancing } from './planFinancing.ts';
import { createBlankPrepayment, namesOf, nextOrder } from './prepayments.ts';
import { workbenchHandlers } from './workbench.ts';

const readValuationMonth = async (db: Db): Promise<Month> => monthOfDate((await getSettings(db)).valuationDate);

const readReferences = async (db: Db): Promise<FacilityReferences> => ({
  valuationMonth: await readValuationMonth(db),
  buyers: new Set((await listBuyers(db, yieldIfDue)).map(({ id }) => id)),
  contracts: keyBy(await listContracts(db, yieldIfDue), ({ id }) => id),
  facilities: (await listFacilities(db)).map(({ facility }) => facility),
});

/** Reads the contract or the bid of a new prepayment. Throws NOT_FOUND. */
const readPrepaidDeal = async (
  db: Db,
  { contractId, bidId }: { readonly contractId?: ContractId | undefined; readonly bidId?: ContractId | undefined },
) => {
  if (contractId !== undefined) return { deal: (await getContract(db, contractId)).contract, isBid: false };
  if (bidId === undefined) return undefined;
  const bids = (await listTenders(db)).flatMap(({ tender }) => tender.bids);
  return {
    deal: recordOf(
      keyBy(bids, ({ deal }) => deal.id),
      bidId,
      'bid',
    ).deal,
    isBid: true,
  };
};

export const financingHandlers: HandlersOf<'financing'> = {
  ...pathFinancingHandlers,
  ...workbenchHandlers,

  'financing.list': async ({ planId }, { workspace }) => {
    const db = workspace.db();
    const { plan } = await getPlan(db, planId ?? (await getSettings(db)).planId);
    const overrides = keyBy(plan.facilities ?? [], ({ facilityId }) => facilityId);
    const { project, version } = await getProjectFinance(db);
    const storedRows = await listFacilities(db);
    const facilities = storedRows.map(({ facility }) => facility);
    const valuedIds = valuedFacilities(facilities, plan);
    return {
      planId: plan.id,
      facilities: storedRows.map(({ facility, version: facilityVersion }) => {
        const override = overrides.get(facility.id);
        const facilityOfPlan = facilityInPlan(facility, override);
        return {
          facility,
          version: facilityVersion,
          isValued: valuedIds.has(facility.id),
          ...(facilityOfPlan && { inPlan: facilityOfPlan }),
          ...(override && { override }),
        };
      }),
      project,
      projectVersion: version,
    };
  },

  'financing.get': (input, ctx) => financingOverview(ctx, input),

  'financing.scenarios': async ({ planId }, ctx) => ({
    cases: await scenarioCases(await planFinancing(ctx, (book) => book.plan(planId)), createYielder()),
  }),

  'financing.breakEven': async ({ planId, caseId = 'base' }, ctx) => {
    const breakEven = await breakEvenFacts(await planFinancing(ctx, (book) => book.plan(planId)), caseId, createYielder());
    return breakEven ? { breakEven } : {};
  },

  'financing.ofDeal': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const isContract = (await listContractHeads(db)).some((contract) => contract.id === id);
    const isBid = !isContract && (await listTenders(db)).some(({ tender }) => tender.bids.some(({ deal }) => deal.id === id));
    const facilities = facilitiesOf(
      (await listFacilities(db)).map(({ facility }) => facility),
      id,
    );
    return {
      ...(isContract ? { deal: 'contract' as const } : isBid ? { deal: 'bid' as const } : {}),
      facilities: facilities.map(({ id: facilityId, name, kind, commitment }) => ({ id: facilityId, name, kind, commitment })),
    };
  },

  'financing.facility': async ({ id }, { workspace }) => getFacility(workspace.db(), id),

  'financing.blank': async ({ kind, contractId, bidId }, { workspace, newId }) => {
    const db = workspace.db();
    const storedFacilities = (await listFacilities(db)).map(({ facility }) => facility);
    const valuationMonth = await readValuationMonth(db);
    if (kind === 'loan') {
      const lastMonth = monthOf((await getSettings(db)).horizonYear, 12);
      return {
        facility: createBlankLoan(
          newId(),
          { valuationMonth, lastMonth },
          { order: nextOrder(storedFacilities), taken: namesOf(storedFacilities) },
        ),
      };
    }
    const prepaidDeal = await readPrepaidDeal(db, { contractId, bidId });
    const month = Math.max(valuationMonth + 1, prepaidDeal?.deal.start ?? 0);
    return { facility: createBlankPrepayment(month, { id: newId(), among: storedFacilities, of: prepaidDeal }) };
  },

  'financing.save': async ({ facility, version }, ctx) => {
    const { workspace } = ctx;
    const db = workspace.db();
    throwIfIssues(facilityIssues(facility, await readReferences(db)));
    const { plan } = await getPlan(db, (await getSettings(db)).planId);
    const storedFacilities = (await listFacilities(db)).map((row) => row.facility);
    const facilities = [...storedFacilities.filter(({ id }) => id !== facility.id), facility];
    const field = facility.opening ? 'facility.opening.balance' : 'facility.commitment';
    const recordsBefore = version === undefined ? undefined : { facilities: storedFacilities, overrides: plan.facilities };
    throwIfIssues(
      await capacityIssues(ctx, field, { facilityId: facility.id, facilities, overrides: plan.facilities, before: recordsBefore }),
    );
    const key =
      version === undefined ? 'history.facilityAdded' : facilityEditLabel((await getFacility(db, facility.id)).facility, facility);
    const label = message(key, { name: facility.name });
    return workspace.change(label, async (tx) => ({ version: await saveFacility(tx, facility, version) }));
  },

  'financing.remove': async ({ id }, { workspace }) => {
    const { facility } = await getFacility(workspace.db(), id);
    await workspace.change(message('history.facilityDeleted', { name: facility.name }), (tx) => removeFacility(tx, id));
    return { done: true };
  },

  'financing.override': async ({ planId, override }, ctx) => {
    const { workspace } = ctx;
    const db = workspace.db();
    const { plan, version } = await getPlan(db, planId);
    const { facility } = await getFacility(db, override.facilityId);
    const overrideBefore = plan.facilities?.find(({ facilityId }) => facilityId === override.facilityId) ?? {
      facilityId: override.facilityId,
    };
    const label = message(facilityOverrideLabel(overrideBefore, override), { name: facility.name, plan: plan.name });
    const changedPlan = withFacilityOverride(plan, override);
    throwIfIssues(override.commitment === 0 ? [issue('override.commitment', 'amountZero')] : []);
    if (override.commitment !== undefined) {
      const facilities = (await listFacilities(db)).map((row) => row.facility);
      const { facilityId } = override;
      const change = {
        planId,
        facilityId,
        facilities,
        overrides: changedPlan.facilities,
        before: { facilities, overrides: plan.facilities },
      };
      throwIfIssues(await capacityIssues(ctx, 'override.commitment', change));
    }
    await workspace.change(label, (tx) => savePlan(tx, changedPlan, version, yieldIfDue));
    return { done: true };
  },

  'financing.saveProject': async ({ project, version }, { workspace }) =>
    workspace.change(message('history.projectFinanceEdited'), async (tx) => ({ version: await saveProjectFinance(tx, project, version) })),
};
