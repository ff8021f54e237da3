import { listContracts } from '#db/repositories/contracts.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import type { Services } from '../../helpers/services.ts';
import type { Pick } from './financingActs.ts';

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

/** The commands of plans, with inputs that fit the present records. */
export const PLAN_ACTS = {
  'plans.choose': async (services: Services, { one }: Pick) => ({ id: one(await listPlans(dbOf(services))).id }),
  'plans.createFrom': async (services: Services, { one, text }: Pick) => ({ from: one(await listPlans(dbOf(services))).id, name: text }),
  'plans.save': async (services: Services, { one, text, flag }: Pick) => {
    const { id, name } = one(await listPlans(dbOf(services)));
    return { id, name: flag ? name : text, note: text, archived: flag };
  },
  'plans.remove': async (services: Services, { one }: Pick) => ({ id: one(await listPlans(dbOf(services))).id }),
  'plans.include': async (services: Services, { one }: Pick) => {
    const [plan, contract] = [one(await listPlans(dbOf(services))), one(await listContracts(dbOf(services)))];
    return { id: plan.id, contractId: contract.id, included: !isInPlan(plan, contract) };
  },
  'plans.override': async (services: Services, { one, fraction }: Pick) => {
    const editedCell = {
      contractId: one(await listContracts(dbOf(services))).id,
      field: one(['tonnesPerYear', 'takeOrPayShare'] as const),
    };
    return { id: one(await listPlans(dbOf(services))).id, edits: [{ ...editedCell, value: fraction }] };
  },
  'allocation.makePlan': async (services: Services, { one, text, fraction }: Pick) => ({
    name: `${text} allocated`,
    deals: [{ contractId: one(await listContracts(dbOf(services))).id, tonnesPerYear: Math.round(fraction * 1e5) }],
  }),
};
