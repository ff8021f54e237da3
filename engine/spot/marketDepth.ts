/**
 * Computes the market depth of a product in one zone on the plateau, dmt: depth share x mean planned production x the zone's share in
 * demand x its open share (step 10).
 */
export const zoneDepth = (depthShare: number, meanProduction: number, weight: number, openShare: number): number =>
  depthShare * meanProduction * weight * openShare;

/** Computes the market depth, dmt: the sum of the zones' depths x demand (1 = plateau), entry `at` of each zone's series. */
export const marketDepth = (zoneDepths: readonly number[], demand: readonly ArrayLike<number>[], at: number): number => {
  let depth = 0;
  for (let zone = 0; zone < zoneDepths.length; zone++) depth += zoneDepths[zone]! * demand[zone]![at]!;
  return depth;
};

/** How far tonnes beyond the market depth lower the price: the share lost for each multiple of the depth beyond the first, and its cap. */
export type DepthDiscount = { readonly slope: number; readonly cap: number };

/** Computes m, the share of the price that is lost by selling `tonnes` into a market depth: min(cap, slope x max(0, tonnes/depth - 1)). */
export const depthDiscount = (tonnes: number, depth: number, { slope, cap }: DepthDiscount): number => {
  if (!(tonnes > 0)) return 0;
  return depth > 0 ? Math.min(cap, slope * Math.max(0, tonnes / depth - 1)) : cap;
};
