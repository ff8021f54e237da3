import type { Zone } from '#shared/domain/zone.ts';

/** One zone of the market of a product: its share in demand, its demand (1 = plateau), and how far it is open to the product. */
export type MarketZone = { readonly zone: Zone; readonly weight: number; readonly demand: number; readonly openShare: number };

/**
 * Computes the market depth of a product in a month, dmt: depth share x mean planned production x sum over zones of
 * weight x demand x open share (step 10).
 */
export const marketDepth = (depthShare: number, meanProduction: number, zones: readonly MarketZone[]): number => {
  let open = 0;
  for (const { weight, demand, openShare } of zones) open += weight * demand * openShare;
  return depthShare * meanProduction * open;
};

/** How far tonnes beyond the market depth lower the price: the share lost for each multiple of the depth beyond the first, and its cap. */
export type DepthDiscount = { readonly slope: number; readonly cap: number };

/** Computes m, the share of the price that is lost by selling `tonnes` into a market depth: min(cap, slope x max(0, tonnes/depth - 1)). */
export const depthDiscount = (tonnes: number, depth: number, { slope, cap }: DepthDiscount): number => {
  if (!(tonnes > 0)) return 0;
  return depth > 0 ? Math.min(cap, slope * Math.max(0, tonnes / depth - 1)) : cap;
};
