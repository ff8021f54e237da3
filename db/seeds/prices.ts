import type { ShippedPrice } from '../repositories/decks.ts';
import { BENCHMARKS } from './prices/benchmarks.ts';
import { HOUSE_LEVELS } from './prices/houseLevels.ts';
import { USGS_PRICES } from './prices/usgs.ts';
import { WORLD_BANK_PRICES } from './prices/worldBank.ts';

/** Every price that ships. Forwards, low and high decks and months without a price are computed from them. */
export const SHIPPED_PRICES: readonly ShippedPrice[] = [...WORLD_BANK_PRICES, ...USGS_PRICES, ...BENCHMARKS, ...HOUSE_LEVELS];
