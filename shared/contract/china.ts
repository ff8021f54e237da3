import { z } from 'zod';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate, Month } from '../domain/time.ts';
import { background, query } from './call.ts';
import { BarsChart } from './charts.ts';
import { DisplacementRow } from './displacement.ts';
import { Figure, Label, Message, TableIdentities, Verdict } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';
import { NoInput } from './workspace.ts';

/** The strongest protection of a contract against a falling market: a floor, else take-or-pay, else none. */
export const Protection = z.enum(['floor', 'takeOrPay', 'none']);
export type Protection = z.infer<typeof Protection>;

/** A contract of the plan with China among its destinations, from the valuation month to its committed end. */
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

/** China in one metal: its share of committed sales and of world imports, and its other suppliers. */
export const ChinaMetal = z
  .object({
    metal: Metal,
    ours: Figure.optional(),
    world: Figure.optional(),
    /** Definition, date and source of the share of world imports. */
    worldNote: Message.optional(),
    suppliers: z.array(z.object({ who: Label, share: Figure })).readonly(),
    suppliersNote: Message.optional(),
  })
  .readonly();
export type ChinaMetal = z.infer<typeof ChinaMetal>;

export const China = z.object({
  /** Contracts of the plan with China among their destinations. */
  count: z.number().int(),
  /** The first full calendar year after the valuation month, the year of annual amounts. */
  year: z.number().int(),
  verdict: Verdict,
  /** The largest revenue first: the page that begins at row `first`. */
  tenors: z.array(ChinaTenor).max(LIST_PAGE_ROWS).readonly(),
  identities: TableIdentities,
  /** Net revenue from China by year of payment: at deck prices, in the slump, under an import ban. */
  cash: BarsChart,
  /** Scope and dates of the ban, a default assumption. */
  banNote: Message,
  metals: z.array(ChinaMetal).readonly(),
  protection: z.array(z.object({ protection: Protection, share: z.number(), revenue: Figure })).readonly(),
  /** Buyers that buy for the state, or for all mills together. */
  stateBuyers: Verdict,
  precedents: z.array(z.object({ what: Label, metal: Metal, change: Figure, when: Label, source: Label })).readonly(),
});
export type China = z.infer<typeof China>;

export const chinaCalls = {
  'china.get': query(z.object({ first: FirstRow }), China),
  /** What displaced tonnes cost: China closed for a year, the ban, the slump; no rows without contracts with China. */
  'china.displacements': background(query(NoInput, z.object({ rows: z.array(DisplacementRow).readonly() }))),
} as const;
