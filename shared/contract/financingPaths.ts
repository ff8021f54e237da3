import { z } from 'zod';
import { ColumnIdentity } from '../domain/figureIdentity.ts';
import { BuyerId, FacilityId, PlanId } from '../domain/ids.ts';
import { Year } from '../domain/time.ts';
import { query, withoutLock } from './call.ts';
import { BarsChart, LinesChart } from './charts.ts';
import { Figure, Label, Message, TableIdentities, Verdict } from './figure.ts';
import { Estimate } from './simulation.ts';

/** The share of paths with an event and its standard error. */
const Share = z.object({ count: z.number().int(), value: z.number(), error: z.number() }).readonly();
export type PathShare = z.infer<typeof Share>;

/** Shares of paths with an event in a year or in any year; absent without such a covenant. */
const Events = z.object({ belowOne: Share, lockUp: Share.optional(), default: Share.optional(), unpaid: Share });
export type PathEvent = keyof z.infer<typeof Events>;

/** Financing on paths in a calendar year, USD. */
const PathYear = Events.extend({
  year: Year,
  cfads: Estimate,
  /** Service of loans as scheduled. */
  service: z.number(),
  /** Mean of what prepayments set off. */
  setOff: Estimate,
  /** Absent where nothing is due on any path; quantiles at 5, 25, 50, 75 and 95 %. */
  dscr: z
    .object({ paths: z.number().int(), mean: Estimate, quantiles: z.array(Estimate).length(5).readonly() })
    .readonly()
    .optional(),
  /** Mean of the service due and not paid by the end of the year. */
  unpaidMean: Estimate,
}).readonly();
export type FinancingPathYear = z.infer<typeof PathYear>;

export const FinancingOnPaths = z
  .object({
    state: z.literal('answered'),
    runId: z.string(),
    at: z.string(),
    paths: z.number().int(),
    /** The scenario on top of the run. */
    scenario: z.string().optional(),
    verdict: Verdict,
    notes: z.array(Message).readonly(),
    /** DSCR by year against the covenants; absent where no year has service. */
    fan: LinesChart.optional(),
    years: z.array(PathYear).readonly(),
    identities: TableIdentities,
    anyYear: Events.readonly(),
    /** Unpaid service at the end of the last year. */
    unpaidAtEnd: Estimate,
    /** The loan that is sized: the debt that 90 % of the paths carry, and its capacity on the median path and on average. */
    capacity: z
      .object({
        facilityId: FacilityId.optional(),
        name: Label,
        /** As entered, USD; absent of a proposed loan. */
        debt: z.number().optional(),
        carriedDebt: Figure,
        median: Estimate,
        mean: Estimate,
        /** Share of the paths that carry the debt as entered. */
        carryingShare: Share.optional(),
      })
      .readonly()
      .optional(),
    /** Euler components of the expected shortfall (95 %) of the cash flow of the year with the lowest mean DSCR, USD. */
    shortfall: z
      .object({
        year: Year,
        total: z.number(),
        rows: z
          .array(
            z
              .object({
                buyerId: BuyerId.optional(),
                label: Label,
                amount: z.number(),
                identity: z.object({ amount: ColumnIdentity }).readonly(),
              })
              .readonly(),
          )
          .readonly(),
        identities: TableIdentities,
        chart: BarsChart,
      })
      .readonly()
      .optional(),
    /** Sculpted loans above their capacity and facilities that can't be computed. */
    omittedNames: z.array(z.string()).readonly(),
  })
  .readonly();
export type FinancingOnPaths = z.infer<typeof FinancingOnPaths>;

export const financingPathsCalls = {
  /**
   * Computes financing on the paths of the newest run of the plan whose inputs are those of today. Its paths by buyer and linked contract
   * are in memory after a load; otherwise `load` simulates them again, and without it the answer is `notInMemory`. Throws NOT_FOUND (plan).
   */
  'financing.paths': withoutLock(
    query(
      z.object({
        /** By default the chosen plan. */
        planId: PlanId.optional(),
        load: z.boolean(),
      }),
      z.discriminatedUnion('state', [
        z.object({ state: z.literal('noRun'), hasOutdated: z.boolean() }).readonly(),
        z.object({ state: z.literal('notInMemory'), paths: z.number().int(), seconds: z.number() }).readonly(),
        z.object({ state: z.literal('notReproducible') }).readonly(),
        FinancingOnPaths,
      ]),
    ),
  ),
} as const;
