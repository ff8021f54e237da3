import { z } from 'zod';
import { ContractId, PlanId } from '../domain/ids.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { BarsView } from '../presentation/charts/bars.ts';
import { command, query } from './call.ts';
import { ContractRow } from './contracts.ts';
import { Figure, Message, Verdict } from './figure.ts';
import { FieldChange } from './history.ts';
import { Completion, NoInput } from './workspace.ts';

/** What of a contract a plan can hold otherwise, as a table types it: dmt a year, months, fractions, prices in the collar's own unit. */
export const OverrideField = z.enum(['tonnesPerYear', 'start', 'end', 'probability', 'floor', 'cap', 'takeOrPayShare']);
export type OverrideField = z.infer<typeof OverrideField>;

/** One contract that two plans hold differently. */
export const ContractDifference = z
  .object({
    contractId: ContractId,
    code: z.string(),
    label: Message,
    /** What a plan holds that the other does not, or both in other terms. */
    change: z.enum(['in', 'out', 'changed']),
    /** Term by term, where both hold it: `before` is the other plan's. */
    fields: z.array(FieldChange).readonly(),
    revenue: Figure,
    npv: Figure,
  })
  .readonly();
export type ContractDifference = z.infer<typeof ContractDifference>;

export const PlanDifference = z.object({
  against: z.string(),
  contracts: z.array(ContractDifference).readonly(),
  /** Spot sales, and what the contracts that both plans hold alike make of the product that is left: with the contracts, the whole. */
  rest: z.object({ revenue: Figure, npv: Figure }),
  total: z.object({ revenue: Figure, npv: Figure }),
});
export type PlanDifference = z.infer<typeof PlanDifference>;

export const PlanRow = z
  .object({
    id: PlanId,
    name: z.string(),
    note: z.string(),
    archived: z.boolean(),
    chosen: z.boolean(),
    contracts: z.number().int(),
    revenue: Figure,
    npv: Figure,
    chinaShare: Figure,
    hhi: Figure,
    coverage: Figure,
    slumpCost: Figure,
    breached: z.number().int(),
    near: z.number().int(),
  })
  .readonly();
export type PlanRow = z.infer<typeof PlanRow>;

export const plansCalls = {
  'plans.list': query(
    NoInput,
    /** `year`: the one in which the plans differ most; shares, coverage and revenue are of it. */
    z.object({ verdict: Verdict, rows: z.array(PlanRow).readonly(), year: Year }),
  ),
  'plans.get': query(
    z.object({ id: PlanId }),
    z.object({
      id: PlanId,
      name: z.string(),
      note: z.string(),
      archived: z.boolean(),
      version: z.number().int(),
      /** Every contract that is not ended, with `included` for this plan. */
      contracts: z.array(ContractRow).readonly(),
      /** Where the plan has a contract otherwise than it is agreed, and what is agreed; absent = nothing is. */
      overrides: z.array(z.object({ contractId: ContractId, field: OverrideField, agreed: z.number().optional() })).readonly(),
      revenue: BarsView,
    }),
  ),
  /**
   * What a plan has that another has not, by default the baseline: contract by contract, term by term, and what it is worth. With `on`
   * the other is as it was at the end of that day, by default the plan itself, at today's date, prices and rate. NO_SUCH_PAST.
   */
  'plans.difference': query(z.object({ id: PlanId, against: PlanId.optional(), on: IsoDate.optional() }), PlanDifference),
  /** Chooses the plan every page follows. Not a change of records: it leaves no undo. */
  'plans.choose': command(z.object({ id: PlanId }), Completion),
  'plans.branch': command(z.object({ from: PlanId, name: z.string().trim().min(1).max(120) }), z.object({ id: PlanId })),
  'plans.save': command(
    z.object({ id: PlanId, name: z.string().trim().min(1).max(120), note: z.string().max(2000), archived: z.boolean() }),
    Completion,
  ),
  'plans.remove': command(z.object({ id: PlanId }), Completion),
  'plans.include': command(z.object({ id: PlanId, contractId: ContractId, included: z.boolean() }), Completion),
  /**
   * Says of contracts what holds in this plan only, all of one act in one change; without a value the contract speaks again. What can't be
   * taken is answered by its place in the list, the rest is kept.
   */
  'plans.override': command(
    z.object({
      id: PlanId,
      edits: z
        .array(z.object({ contractId: ContractId, field: OverrideField, value: z.number().finite().optional() }))
        .min(1)
        .max(20_000)
        .readonly(),
    }),
    z.object({
      refused: z
        .array(z.object({ edit: z.number().int(), rule: z.string(), limit: z.union([z.number(), z.string()]).optional() }))
        .readonly(),
    }),
  ),
} as const;
