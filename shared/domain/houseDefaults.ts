import type { Metal } from './metal.ts';
import type { Zone } from './zone.ts';

// Default assumptions about spot sales, priorities, damages and policy closures (docs/model/valuation.md, docs/model/simulation.md). The page shows each with what is known publicly.

/**
 * Depth share by metal: monthly spot and tender tonnes over the output of an origin. It suits a ban on an origin, and understates the depth
 * for one small mine whose buyer fails.
 */
export const DEPTH_SHARE: Readonly<Record<Metal, number>> = {
  iron: 1,
  copper: 0.5,
  tin: 0.5,
  zinc: 0.4,
  lead: 0.4,
  aluminium: 0.3,
  lithium: 0.3,
  manganese: 0.3,
  nickel: 0.25,
  cobalt: 0.25,
};

/** Share of the price lost for each multiple of the market depth beyond the first, and its cap. */
export const DEPTH_SLOPE = 0.05;
export const DEPTH_CAP = 0.25;

/** Most tonnes sold in a month, as a multiple of the market depth. */
export const MOST_SOLD_DEPTHS = 6;

/** Months that undelivered tonnes wait before they are sold on spot. */
export const RESALE_MONTHS = 2;

/** Share of the price lost on queued tonnes, besides that of the market depth. */
export const QUEUE_DISCOUNT = 0.03;

/** Delivery priority of a contract; 1 is served first. */
export const DELIVERY_PRIORITY = 1;

/** Damages for a called tonne that is cut, as a share of the contract's net price, besides the buyer's cost of cover. */
export const DAMAGES_SHARE = 0.05;

/** Hazard per year of a policy closure by zone. */
export const POLICY_HAZARD: Readonly<Record<Zone, number>> = {
  china: 0.02,
  restOfAsia: 0.005,
  europe: 0.005,
  americas: 0.005,
  restOfWorld: 0.005,
};

/** Months for which a policy closes a zone, of which the first is the month of the draw. */
export const POLICY_MONTHS = 12;
