import { nearestCorrelation } from '#engine';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';

const ORDER = [
  'iron',
  'copper',
  'aluminium',
  'lithium',
  'manganese',
  'zinc',
  'nickel',
  'lead',
  'tin',
  'cobalt',
] as const satisfies readonly Metal[];

/** Of monthly log returns, each row after the diagonal in the order above. */
const UPPER = [
  [0.442, 0.244, 0.081, 0.092, 0.371, 0.279, 0.249, 0.356, -0.057],
  [0.615, 0.168, 0.164, 0.717, 0.526, 0.597, 0.625, 0.179],
  [0.271, 0.17, 0.622, 0.486, 0.536, 0.525, 0.181],
  [0.115, 0.281, 0.341, 0.097, 0.233, 0.192],
  [0.1, 0.063, 0.032, 0.294, 0.341],
  [0.505, 0.647, 0.495, 0.22],
  [0.486, 0.461, 0.242],
  [0.445, 0.133],
  [0.19],
] as const;

export const CORRELATION_SOURCE =
  'Monthly log returns, June 2012 to September 2025: World Bank Commodity Price Data (Pink Sheet), updated 2026-06-02; lithium, manganese and cobalt from IMF Primary Commodity Prices, vintage 2025-10.';

/** House default: two prices of one metal that follow no other. */
const SAME_METAL = 0.5;

const between = (a: Metal, b: Metal): number => {
  const [low, high] = [ORDER.indexOf(a), ORDER.indexOf(b)].sort((x, y) => x - y) as [number, number];
  return UPPER[low]?.[high - low - 1] ?? 0;
};

const pair = (a: Reference, b: Reference): number => {
  // freight, precious metals and treatment charges have no published figure: house default 0
  if (a.kind !== 'price' || b.kind !== 'price' || a.metal === undefined || b.metal === undefined) return 0;
  return a.metal === b.metal ? SAME_METAL : between(a.metal, b.metal);
};

/** Correlation of the references that follow none, in their order, repaired where it would not be positive definite. */
export const correlationOf = (references: readonly Reference[]) => {
  const own = references.filter(({ follows }) => follows === undefined);
  return nearestCorrelation(own.map((a) => own.map((b) => (a === b ? 1 : pair(a, b)))));
};
