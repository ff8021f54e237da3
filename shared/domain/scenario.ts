import { z } from 'zod';
import { BuyerId, ProductId, ReferenceCode, ScenarioId } from './ids.ts';
import { Month } from './time.ts';
import { CountryCode, Zone } from './zone.ts';

/** A knot of a piecewise path by months after the scenario's start; linear between knots (in the logarithm for prices). */
export const PathKnot = z.object({ afterMonths: z.number().int().min(0).max(600), value: z.number().finite() }).readonly();

export const PriceShock = z
  .object({
    reference: ReferenceCode,
    /** Multipliers of the deck; first knot 1 at month 0. Shifts in USD/dmt for treatment charges. */
    knots: z.array(PathKnot).min(1).max(40).readonly(),
    source: z.string().min(1).max(500),
  })
  .readonly();
export const DemandShock = z
  .object({ zone: Zone, knots: z.array(PathKnot).min(1).max(40).readonly(), source: z.string().min(1).max(500) })
  .readonly();

/**
 * A channel closed partly or wholly: calls are cut to the open share; the other tonnes are sold at a discount and with extra freight. It
 * affects the products of a reference or a country of origin, or one product, else all. With a `buyerId` it affects the contracts of that
 * buyer, with a `zone` all sales to it, else all sales.
 */
export const ChannelEvent = z
  .object({
    reference: ReferenceCode.optional(),
    productId: ProductId.optional(),
    countryOfOrigin: CountryCode.optional(),
    zone: Zone.optional(),
    buyerId: BuyerId.optional(),
    from: Month,
    to: Month,
    openShare: z.number().min(0).max(1),
    discount: z.number().min(0).max(1),
    freightUsdPerWmt: z.number().min(0).max(1e4),
    excused: z.boolean(),
  })
  .readonly();
export type ChannelEvent = z.infer<typeof ChannelEvent>;

/** A channel event of a scenario; `afterMonths` from the scenario's start, lasting `months`. */
export const ChannelShock = ChannelEvent.unwrap()
  .omit({ from: true, to: true })
  .extend({
    afterMonths: z.number().int().min(0).max(600),
    months: z.number().int().min(1).max(600),
    source: z.string().min(1).max(500),
  })
  .readonly();
export type ChannelShock = z.infer<typeof ChannelShock>;

export const ScenarioFamily = z.enum(['demandCycle', 'policySwing', 'geopolitics', 'performanceRisk', 'pricingBasis']);
export type ScenarioFamily = z.infer<typeof ScenarioFamily>;

/** The default scenario. */
export const DEFAULT_SCENARIO: ScenarioId = ScenarioId.parse('china-slump');

/** The most channel events of a scenario. */
export const MAX_CHANNELS = 60;

/** A dated what-if on prices, demand and channels. Shipped scenarios have figures, dates and sources. */
export const Scenario = z
  .object({
    id: ScenarioId,
    name: z.string().trim().min(1).max(120),
    family: ScenarioFamily,
    shipped: z.boolean(),
    /** Months after the valuation date at which it begins. */
    startsAfterMonths: z.number().int().min(0).max(120),
    prices: z.array(PriceShock).max(60).readonly(),
    demand: z.array(DemandShock).max(10).readonly(),
    channels: z.array(ChannelShock).max(MAX_CHANNELS).readonly(),
    note: z.string().max(2000),
  })
  .readonly();
export type Scenario = z.infer<typeof Scenario>;

const SHOCKS = { startsAfterMonths: true, prices: true, demand: true, channels: true } as const;

/** The shocks of a scenario, without its name and note. */
export const ScenarioShocks = Scenario.unwrap().pick(SHOCKS).readonly();
export type ScenarioShocks = z.infer<typeof ScenarioShocks>;

/** The shocks of a scenario with their note, without its name. */
export const ScenarioShocksWithNote = Scenario.unwrap()
  .pick({ ...SHOCKS, note: true })
  .readonly();
export type ScenarioShocksWithNote = z.infer<typeof ScenarioShocksWithNote>;
