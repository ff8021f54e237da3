import { z } from 'zod';
import { ContractId, FacilityId, PlanId, ScenarioId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { background, command, query } from './call.ts';
import { BarsChart } from './charts.ts';
import { ContractRow } from './contracts.ts';
import { Figure, Label, Message, TableIdentities, Verdict } from './figure.ts';
import { FieldChange } from './history.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { OversoldProduct } from './oversold.ts';
import { FirstRow } from './rowsPage.ts';
import { ScenarioChoice } from './scenarios.ts';
import { Completion } from './workspace.ts';

/** The fields of a contract that a plan can override: dmt a year, months, fractions, prices in the collar's own unit. */
export const OverrideField = z.enum(['tonnesPerYear', 'start', 'end', 'probability', 'floor', 'cap', 'takeOrPayShare', 'deliveryPriority']);
export type OverrideField = z.infer<typeof OverrideField>;

/** A contract in which two plans differ. */
export const ContractDifference = z
  .object({
    contractId: ContractId,
    code: z.string(),
    label: Message,
    /** Included in this plan only, in the other only, or in both with different terms. */
    change: z.enum(['in', 'out', 'changed']),
    /** The terms that differ; `before` is the other plan's. */
    fields: z.array(FieldChange).readonly(),
    revenue: Figure,
    npv: Figure,
  })
  .readonly();
export type ContractDifference = z.infer<typeof ContractDifference>;

/** A facility that differs; its effect on the value of a plan is in the contracts whose prepayment it is. */
export const FacilityDifference = z
  .object({
    facilityId: FacilityId,
    label: Message,
    change: z.enum(['in', 'out', 'changed']),
    /** The terms that differ; `before` is the other plan's. */
    fields: z.array(FieldChange).readonly(),
  })
  .readonly();
export type FacilityDifference = z.infer<typeof FacilityDifference>;

export const PlanDifference = z.object({
  against: Label,
  contracts: z.array(ContractDifference).readonly(),
  facilities: z.array(FacilityDifference).readonly(),
  /** Spot sales, and effects on contracts that both plans include alike; with the contracts, the total. */
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
    isChosen: z.boolean(),
    contracts: z.number().int(),
    revenue: Figure,
    npv: Figure,
    /** By which plans are ranked; none for an archived plan. */
    expectedNpv: Figure,
    chinaShare: Figure,
    hhi: Figure,
    contractedShare: Figure,
    /** The loss of net revenue in the scenario. */
    scenarioCost: Figure,
    /** Numbers of limits, over all years, with their names. */
    breached: Figure,
    near: Figure,
    /** Whether the workspace has a limit. */
    hasLimits: z.boolean(),
    /** Products that the plan oversells. */
    oversold: z.array(OversoldProduct).readonly(),
  })
  .readonly();
export type PlanRow = z.infer<typeof PlanRow>;

/** A contract of an oversold product: its delivery priority in the plan, and what it lacks. Tonnes in dmt, money in USD. */
export const ShortageRow = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    metal: Metal,
    product: z.string(),
    deliveryPriority: z.number().int(),
    /** By oversold year of the product; absent in other years. */
    years: z.array(z.object({ year: Year, delivered: z.number(), cut: z.number() }).readonly()).readonly(),
    damages: z.number(),
  })
  .readonly();
export type ShortageRow = z.infer<typeof ShortageRow>;

export const plansCalls = {
  'plans.list': query(
    /** `scenario`: the one whose losses the plans are weighed by; absent = the default scenario. */
    z.object({ scenario: ScenarioId.optional() }),
    ScenarioChoice.extend({
      verdict: Verdict,
      rows: z.array(PlanRow).readonly(),
      /** How expected NPVs were computed. */
      basis: z.enum(['run', 'formula']),
      /** The year in which the plans differ most; shares and revenue are of it. */
      year: Year,
    }),
  ),
  'plans.get': background(
    query(
      z.object({ id: PlanId, first: FirstRow }),
      z.object({
        id: PlanId,
        name: z.string(),
        note: z.string(),
        archived: z.boolean(),
        version: z.number().int(),
        /** The contracts that have not ended, with `included` for this plan: the page that begins at row `first`. */
        contracts: z.array(ContractRow).max(LIST_PAGE_ROWS).readonly(),
        /** Rows of all pages. */
        count: z.number().int(),
        identities: TableIdentities,
        /** The fields of these contracts that the plan overrides, with their agreed values; absent = nothing agreed. */
        overrides: z.array(z.object({ contractId: ContractId, field: OverrideField, agreed: z.number().optional() })).readonly(),
        revenue: BarsChart,
        /** Contracts of oversold products, which can be served in another order: the page that begins at row `first`. */
        shortages: z.array(ShortageRow).max(LIST_PAGE_ROWS).readonly(),
        /** The oversold years. */
        shortYears: z.array(Year).readonly(),
      }),
    ),
  ),
  /**
   * Compares a plan with another, by default the baseline, by contract and term, with the values. With `on` the other plan, by default
   * the plan itself, is taken as of the end of that day, at today's date, prices and rate. Throws NO_SUCH_PAST.
   */
  'plans.difference': background(
    query(
      z.object({ id: PlanId, against: PlanId.optional(), on: IsoDate.optional(), first: FirstRow }),
      PlanDifference.extend({
        /** The page that begins at row `first`. */
        contracts: z.array(ContractDifference).max(LIST_PAGE_ROWS).readonly(),
        count: z.number().int(),
      }),
    ),
  ),
  /** Chooses the plan that every page shows. Not a change of records: it can't be undone. */
  'plans.choose': command(z.object({ id: PlanId }), Completion),
  'plans.createFrom': command(z.object({ from: PlanId, name: z.string().trim().min(1).max(120) }), z.object({ id: PlanId })),
  'plans.save': command(
    z.object({ id: PlanId, name: z.string().trim().min(1).max(120), note: z.string().max(2000), archived: z.boolean() }),
    Completion,
  ),
  'plans.remove': command(z.object({ id: PlanId }), Completion),
  'plans.include': command(z.object({ id: PlanId, contractId: ContractId, included: z.boolean() }), Completion),
  /**
   * Sets terms of contracts in this plan only, in one change; without a value the agreed term applies again. Refused edits are answered by
   * their index, the others are stored.
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
        .array(z.object({ edit: z.number().int(), rule: z.string(), limit: z.union([z.number(), z.string(), Label]).optional() }))
        .readonly(),
    }),
  ),
} as const;
