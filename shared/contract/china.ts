import { z } from 'zod';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate, Month } from '../domain/time.ts';
import { BarsView } from '../presentation/charts/bars.ts';
import { query } from './call.ts';
import { Figure, Verdict } from './figure.ts';
import { NoInput } from './workspace.ts';

/** What stands between a contract and a falling market: a floor before take-or-pay, take-or-pay before neither. */
export const Protection = z.enum(['floor', 'takeOrPay', 'none']);
export type Protection = z.infer<typeof Protection>;

/** One contract of the plan with China among its destinations, from the valuation month to its committed end. */
export const ChinaTenor = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyerId: BuyerId,
    buyer: z.string(),
    metal: Metal,
    protection: Protection,
    from: Month,
    to: Month,
    /** Price reviews and renewals still to come, soonest first. */
    dates: z.array(z.object({ kind: z.enum(['review', 'renewal']), date: IsoDate })).readonly(),
    /** Net revenue from China in the first full year, USD. */
    revenue: z.number(),
  })
  .readonly();
export type ChinaTenor = z.infer<typeof ChinaTenor>;

/** China in one metal: of what we have committed, of what the world imports, and who else supplies it. */
export const ChinaMetal = z
  .object({
    metal: Metal,
    ours: Figure.optional(),
    world: Figure.optional(),
    /** What the world's share counts, and when and by whom. */
    worldNote: z.string(),
    suppliers: z.array(z.object({ who: z.string(), share: Figure })).readonly(),
    suppliersNote: z.string(),
  })
  .readonly();
export type ChinaMetal = z.infer<typeof ChinaMetal>;

export const China = z.object({
  contracts: z.number().int(),
  /** The first full calendar year after the valuation month; amounts a year are of it. */
  year: z.number().int(),
  verdict: Verdict,
  tenors: z.array(ChinaTenor).readonly(),
  /** Net revenue from China by year of payment: at the deck, in the slump, under an import ban. */
  cash: BarsView,
  /** What the ban bars and when, in words; the house's own assumption. */
  banNote: z.string(),
  metals: z.array(ChinaMetal).readonly(),
  protection: z.array(z.object({ protection: Protection, share: z.number(), revenue: Figure })).readonly(),
  /** Buyers that buy for the state, or for all mills at once. */
  stateBuyers: Verdict,
  precedents: z.array(z.object({ what: z.string(), metal: Metal, change: Figure, when: z.string(), source: z.string() })).readonly(),
});
export type China = z.infer<typeof China>;

export const chinaCalls = { 'china.get': query(NoInput, China) } as const;
