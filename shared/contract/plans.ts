import { z } from 'zod';
import { BarsView } from '../charts/bars.ts';
import { ContractId, PlanId } from '../domain/ids.ts';
import { Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { ContractRow } from './contracts.ts';
import { Figure, Message, Verdict } from './figure.ts';
import { Done, Nothing } from './workspace.ts';

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
    Nothing,
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
      /** Against the baseline: contract by contract, and what it is worth. */
      differences: z.array(z.object({ contractId: ContractId, label: Message, revenue: Figure })).readonly(),
      revenue: BarsView,
    }),
  ),
  /** Chooses the plan every page follows. Not a change of records: it leaves no undo. */
  'plans.choose': command(z.object({ id: PlanId }), Done),
  'plans.branch': command(z.object({ from: PlanId, name: z.string().trim().min(1).max(120) }), z.object({ id: PlanId })),
  'plans.save': command(
    z.object({ id: PlanId, name: z.string().trim().min(1).max(120), note: z.string().max(2000), archived: z.boolean() }),
    Done,
  ),
  'plans.remove': command(z.object({ id: PlanId }), Done),
  'plans.include': command(z.object({ id: PlanId, contractId: ContractId, included: z.boolean() }), Done),
} as const;
