import { z } from 'zod';
import { ContractId, LimitId, ProductId } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { DestinationZone } from '../domain/zone.ts';
import { background, query } from './call.ts';
import { BarsChart } from './charts.ts';
import { DateKind } from './dates.ts';
import { Figure, Label, Verdict } from './figure.ts';
import { ImportTarget } from './imports.ts';
import { PartialYear } from './limits.ts';
import { NoInput } from './workspace.ts';

/** A limit in the worst year of the plan. `value` and `level` share a unit; `track` places both on one bar, 0..1. */
export const LimitLine = z
  .object({
    id: LimitId,
    name: z.string(),
    /** The group that a limit on the largest group counts in its worst year. */
    group: z.string().optional(),
    value: Figure,
    level: Figure,
    direction: z.enum(['atMost', 'atLeast']),
    toLimit: Figure,
    /** Years in breach (or near), else the worst year. */
    years: z.object({ from: Year, to: Year }),
    /** The counted months of the first year of the plan; absent where it is a whole year. */
    firstYear: PartialYear.optional(),
    state: LimitState,
    track: z.object({ value: z.number(), level: z.number() }),
    byYear: z.array(z.object({ year: Year, value: z.number(), state: LimitState })).readonly(),
  })
  .readonly();
export type LimitLine = z.infer<typeof LimitLine>;

/** A deadline, or something missing (without a date). */
export const DateLine = z
  .object({
    date: IsoDate.optional(),
    kind: z.union([DateKind, z.enum(['oversold', 'stalePrices', 'missingTerms'])]),
    contractId: ContractId.optional(),
    who: Label,
    /** Absent where a line stands for several products. */
    metal: Metal.optional(),
    /** Absent where nothing is left to deliver, or where it can't be computed. */
    worth: Figure.optional(),
    basis: z.enum(['aYear', 'once']).optional(),
    isOverdue: z.boolean(),
  })
  .readonly();
export type DateLine = z.infer<typeof DateLine>;

export const DestinationLine = z
  .object({
    metal: Metal,
    productId: ProductId,
    product: z.string(),
    planned: Figure,
    segments: z.array(z.object({ zone: DestinationZone, tonnes: z.number(), share: z.number() })).readonly(),
    china: Figure,
    unsold: Figure,
    /** By how much commitments exceed planned production, as its share; absent where they don't. */
    oversold: Figure.optional(),
  })
  .readonly();
export type DestinationLine = z.infer<typeof DestinationLine>;

/** Data that the overview needs, with the sheet that imports it and the route to its form. */
export const ChecklistItem = z
  .object({
    key: z.enum(['products', 'assays', 'production', 'costs', 'prices', 'buyers', 'buyerTerms', 'contracts', 'limits']),
    isDone: z.boolean(),
    sheet: ImportTarget,
    route: z.string().optional(),
  })
  .readonly();

/** The most deadlines and actions of the overview. All of them are on the page of upcoming dates. */
export const MAX_OVERVIEW_DATES = 12;

export const Overview = z.object({
  verdict: Verdict,
  limits: z.array(LimitLine).readonly(),
  dates: z.array(DateLine).max(MAX_OVERVIEW_DATES).readonly(),
  /** All of them, shown or not. */
  dateCount: z.number().int(),
  commitments: z.array(z.object({ productId: ProductId, metal: Metal, product: z.string(), view: BarsChart })).readonly(),
  destinationYear: Year,
  destinations: z.array(DestinationLine).readonly(),
  checklist: z.array(ChecklistItem).readonly(),
});
export type Overview = z.infer<typeof Overview>;

export const overviewCalls = {
  'overview.get': query(NoInput, Overview),
  /** The sentences after those of `overview.get`, whose plans and scenario take longer to value: a slump, the next draft, the newest run. */
  'overview.effects': background(query(NoInput, z.object({ verdict: Verdict }))),
} as const;
