import { requireNotNegative } from '../numberChecks.ts';
import { bracketedRootSteps } from '../valuation/bracketedRoot.ts';
import { withAverages } from '../valuation/market.ts';
import type { Market, MarketReference, Portfolio } from '../valuation/types.ts';

/**
 * Multiplies the prices of a market after the valuation month by a factor; charges, freight and exchange rates do not change. `isScaled`
 * selects the references, by default all prices; an average moves with its indices. Errors: OUT_OF_RANGE (a negative factor).
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
    if (reference?.kind !== 'price' || reference.average !== undefined || !isScaled(reference)) return [code, series] as const;
    return [code, series.map((price, i) => (market.start + i <= valuationMonth ? price : price * factor))] as const;
  });
  return { ...market, prices: withAverages(Object.fromEntries(prices), references, market.start) };
};

/**
 * The lowest factor of the prices at which debt is served. `always`: also at prices of zero; `never`: not at ten times the prices either;
 * `noService`: nothing falls due.
 */
export type DebtBreakEven = { readonly state: 'found'; readonly factor: number } | { readonly state: 'always' | 'never' | 'noService' };

/** The highest factor of the search. */
const HIGHEST_FACTOR = 10;
const TOLERANCE = 1e-7;

/**
 * Finds the factor of the prices at which the lowest DSCR equals the target. The generator yields factors; the caller passes back the lowest
 * DSCR at each, null where nothing falls due. The factor is exact to 1e-7, and the target holds at it; the DSCR must not fall when prices
 * rise. `knownDscrs`: the lowest DSCR at factors of earlier searches, which narrow the first bracket.
 */
export function* debtBreakEven(
  target: number,
  knownDscrs: ReadonlyMap<number, number | null> = new Map(),
): Generator<number, DebtBreakEven, number | null> {
  const dscrAtDeck = yield 1;
  if (dscrAtDeck === null) return { state: 'noService' };
  const isServed = dscrAtDeck >= target;
  const dscrAtBound = yield isServed ? 0 : HIGHEST_FACTOR;
  // service that follows the invoices may end where prices are zero
  const room = (dscr: number | null): number => (dscr ?? Number.MAX_VALUE) - target;
  if (isServed ? room(dscrAtBound) >= 0 : room(dscrAtBound) < 0) return { state: isServed ? 'always' : 'never' };
  const bracket = isServed
    ? { low: 0, high: 1, atLow: room(dscrAtBound), atHigh: room(dscrAtDeck) }
    : { low: 1, high: HIGHEST_FACTOR, atLow: room(dscrAtDeck), atHigh: room(dscrAtBound) };
  const range = bracket.high - bracket.low;
  for (const [factor, dscr] of knownDscrs) {
    const roomAtFactor = room(dscr);
    if (roomAtFactor < 0 && factor > bracket.low) Object.assign(bracket, { low: factor, atLow: roomAtFactor });
    if (roomAtFactor >= 0 && factor < bracket.high) Object.assign(bracket, { high: factor, atHigh: roomAtFactor });
  }
  const search = bracketedRootSteps(bracket, TOLERANCE, range);
  let step = search.next();
  while (!step.done) step = search.next(room(yield step.value));
  return { state: 'found', factor: step.value.high };
}
