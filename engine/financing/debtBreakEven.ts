import { requireNotNegative } from '../numberChecks.ts';
import { bracketedRoot } from '../valuation/bracketedRoot.ts';
import type { Market, MarketReference, Portfolio } from '../valuation/types.ts';

/**
 * Multiplies the prices of a market after the valuation month by a factor; charges, freight and exchange rates stay. Only the references
 * that `isScaled` names, by default all prices. Errors: OUT_OF_RANGE (a negative factor).
 */
export const scalePrices = (
  market: Market,
  { references, valuationMonth }: Pick<Portfolio, 'references' | 'valuationMonth'>,
  factor: number,
  isScaled: (reference: MarketReference) => boolean = () => true,
): Market => {
  requireNotNegative(factor, 'factor');
  const prices = Object.entries(market.prices).map(([code, series]) => {
    const reference = references[code];
    if (reference?.kind !== 'price' || !isScaled(reference)) return [code, series] as const;
    return [code, series.map((price, i) => (market.start + i <= valuationMonth ? price : price * factor))] as const;
  });
  return { ...market, prices: Object.fromEntries(prices) };
};

/**
 * The lowest factor of the prices at which debt is served. `always`: also at prices of zero; `never`: not at ten times the prices either;
 * `noService`: nothing falls due.
 */
export type DebtBreakEven = { readonly state: 'found'; readonly factor: number } | { readonly state: 'always' | 'never' | 'noService' };

/** Upper end of the search. */
const MOST = 10;
const TOLERANCE = 1e-9;

/**
 * Finds the factor of the prices at which the lowest DSCR equals the target: `lowestDscr` at a factor, null where nothing falls due. The
 * factor is exact to 1e-9, and the target holds at it; `lowestDscr` must not fall when prices rise.
 */
export const debtBreakEven = (lowestDscr: (factor: number) => number | null, target: number): DebtBreakEven => {
  const atDeck = lowestDscr(1);
  if (atDeck === null) return { state: 'noService' };
  // service that follows the invoices may end where prices are zero
  const room = (factor: number): number => (lowestDscr(factor) ?? Number.MAX_VALUE) - target;
  const [low, high] = atDeck >= target ? [0, 1] : [1, MOST];
  const bracket = { low, high, atLow: low === 1 ? atDeck - target : room(low), atHigh: high === 1 ? atDeck - target : room(high) };
  if (bracket.atLow >= 0) return { state: 'always' };
  if (bracket.atHigh < 0) return { state: 'never' };
  return { state: 'found', factor: bracketedRoot(room, bracket, TOLERANCE) };
};
