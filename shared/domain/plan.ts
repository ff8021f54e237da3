import { z } from 'zod';
import { memoizeWeakly } from '../memoize.ts';
import { createObjectField } from '../objectField.ts';
import { DeliveryPriority, isCommitted, type OfftakeContract } from './contract.ts';
import { FacilityOverride } from './financing.ts';
import { ContractId, PlanId } from './ids.ts';
import { Terms } from './terms.ts';
import { Month } from './time.ts';

/** Changes of one contract in a plan, relative to the common baseline. Absent fields follow the contract. */
export const PlanOverride = z
  .object({
    contractId: ContractId,
    included: z.boolean().optional(),
    tonnesPerYear: z.number().min(0).max(1e9).optional(),
    start: Month.optional(),
    end: Month.optional(),
    probability: z.number().min(0).max(1).optional(),
    deliveryPriority: DeliveryPriority.optional(),
    terms: z.array(Terms).min(1).max(12).readonly().optional(),
  })
  .readonly();
export type PlanOverride = z.infer<typeof PlanOverride>;

/**
 * A plan = the common baseline + overrides. The baseline has every signed and active contract; prospects and deals under negotiation
 * are in a plan only with `included: true`.
 */
export const Plan = z
  .object({
    id: PlanId,
    name: z.string().trim().min(1).max(120),
    note: z.string().max(2000),
    archived: z.boolean(),
    overrides: z.array(PlanOverride).max(20_000).readonly(),
    /** Changes of facilities; absent = none. */
    facilities: z.array(FacilityOverride).min(1).max(200).readonly().optional(),
  })
  .readonly();
export type Plan = z.infer<typeof Plan>;

const overridesById = memoizeWeakly(
  (overrides: Plan['overrides']): ReadonlyMap<ContractId, PlanOverride> =>
    new Map(overrides.map((override) => [override.contractId, override])),
  createObjectField(),
);

/** The override of a contract in a plan. */
export const overrideOf = ({ overrides }: Pick<Plan, 'overrides'>, id: ContractId): PlanOverride | undefined =>
  overridesById(overrides).get(id);

/** Whether a plan has a contract: by its override, else by the baseline. An ended contract is in no plan. */
export const isInPlan = (plan: Plan, contract: Pick<OfftakeContract, 'id' | 'status'>): boolean => {
  if (contract.status === 'ended') return false;
  return overrideOf(plan, contract.id)?.included ?? isCommitted(contract.status);
};
