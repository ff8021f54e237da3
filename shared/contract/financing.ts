import { z } from 'zod';
import { Facility, FacilityDraft, FacilityOverride, ProjectFinance } from '../domain/financing.ts';
import { ContractId, FacilityId, PlanId } from '../domain/ids.ts';
import { command, query } from './call.ts';
import { Completion } from './workspace.ts';

const Version = z.object({ version: z.number().int() });

export const financingCalls = {
  /** Lists the facilities, those that the prepayment terms of contracts amount to, and the assumptions of the project. */
  'financing.list': query(
    z.object({
      /** By default the chosen plan. */
      planId: PlanId.optional(),
    }),
    z.object({
      planId: PlanId,
      facilities: z
        .array(
          z.object({
            facility: Facility,
            version: z.number().int(),
            /** Whether the value of the plan includes it: a prepayment with the terms that a contract's prepayment can have. */
            isValued: z.boolean(),
            /** The facility in the plan; absent = the plan excludes it. */
            inPlan: FacilityDraft.optional(),
            override: FacilityOverride.optional(),
          }),
        )
        .readonly(),
      /** Prepayments that are entered in the terms of a contract: edited there, valued with the contract. */
      ofContracts: z.array(z.object({ contractId: ContractId, code: z.string(), facility: FacilityDraft })).readonly(),
      project: ProjectFinance,
      /** 0 while none was saved. */
      projectVersion: z.number().int(),
    }),
  ),
  /** Reads a facility. Throws NOT_FOUND. */
  'financing.get': query(z.object({ id: FacilityId }), z.object({ facility: Facility, version: z.number().int() })),
  /** Proposes a new facility. */
  'financing.blank': query(z.object({ kind: z.enum(['loan', 'prepayment']) }), z.object({ facility: FacilityDraft })),
  /** Inserts without a version, updates with one. */
  'financing.save': command(z.object({ facility: Facility, version: z.number().int().optional() }), Version),
  /** Moves the prepayment of a contract's terms to a facility with the same numbers. Throws NOT_FOUND for a contract without one. */
  'financing.moveFromContract': command(z.object({ contractId: ContractId }), z.object({ id: FacilityId })),
  'financing.remove': command(z.object({ id: FacilityId }), Completion),
  /** Replaces the override of a facility in a plan; without a field the override is removed. */
  'financing.override': command(z.object({ planId: PlanId, override: FacilityOverride }), Completion),
  'financing.saveProject': command(z.object({ project: ProjectFinance, version: z.number().int().optional() }), Version),
} as const;
