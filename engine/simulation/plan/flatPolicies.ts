import { POLICY_HAZARD, POLICY_MONTHS } from '#shared/domain/houseDefaults.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { ZONES } from '#shared/domain/zone.ts';
import type { ZoneAccess } from '../../valuation/channels.ts';
import type { PortfolioProduct } from '../../valuation/types.ts';
import { exp } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import type { SimulationParameters } from '../types.ts';

/** Policy closures of a metal as numbers. */
export type FlatPolicy = {
  readonly metal: Metal;
  /** Months closed, of which the first is the month of the draw. */
  readonly months: number;
  /** Cost of selling elsewhere: a share of the price, and USD/wmt. */
  readonly discount: number;
  readonly freightUsdPerWmt: number;
  /** Zones that may be closed: index in `ZONES`, hash of the draw's entity, and P(month) = 1 - e^(-h/12). */
  readonly zones: readonly { readonly zone: number; readonly hash: number; readonly probability: number }[];
};

/** Lists the policy closures that can affect products, one entry for each of their metals; none if they are switched off. */
export const flattenPolicies = ({ hazards }: SimulationParameters, products: readonly PortfolioProduct[]): FlatPolicy[] => {
  if (hazards.policy !== true) return [];
  return [...new Set(products.map(({ metal }) => metal))].flatMap((metal): FlatPolicy[] => {
    const { hazard = {}, months = POLICY_MONTHS, discount = 0, freightUsdPerWmt = 0 } = hazards.policyClosures?.[metal] ?? {};
    const zones = ZONES.flatMap((zone, z) => {
      const perYear = hazard[zone] ?? POLICY_HAZARD[zone];
      return perYear > 0 ? [{ zone: z, hash: hashId(`${metal}/${zone}`), probability: 1 - exp(-perYear / 12) }] : [];
    });
    return zones.length === 0 ? [] : [{ metal, months, discount, freightUsdPerWmt, zones }];
  });
};

/** Returns the access to a zone under its channel rows and a policy closure. `isExcused`: whether the closure excuses the buyer. */
export const closeZone = (
  access: ZoneAccess,
  { discount, freightUsdPerWmt }: Pick<FlatPolicy, 'discount' | 'freightUsdPerWmt'>,
  isExcused: boolean,
): ZoneAccess => ({
  openShare: 0,
  openShareExcused: isExcused ? 0 : access.openShareExcused,
  discount: Math.max(access.discount, discount),
  freightUsdPerWmt: access.freightUsdPerWmt + freightUsdPerWmt,
});
