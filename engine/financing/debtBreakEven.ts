import { requireNotNegative } from '../numberChecks.ts';
import { bracketedRootSteps } from '../valuation/bracketedRoot.ts';
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
const TOLERANCE = 1e-7;

/**
 * Finds the factor of the prices at which the lowest DSCR equals the target. Yields the factors at which it needs the lowest DSCR, and is
 * given it: null where nothing falls due. The factor is exact to 1e-7, and the target holds at it; the DSCR must not fall when prices rise.
 * `known`: the lowest DSCR at factors of earlier searches, between which this one begins.
 */
export function* debtBreakEven(
  target: number,
  known: ReadonlyMap<number, number | null> = new Map(),
): Generator<number, DebtBreakEven, number | null> {
  const atDeck = yield 1;
  if (atDeck === null) return { state: 'noService' };
  const isServed = atDeck >= target;
  const outer = yield isServed ? 0 : MOST;
  // service that follows the invoices may end where prices are zero
  const room = (dscr: number | null): number => (dscr ?? Number.MAX_VALUE) - target;
  if (isServed ? room(outer) >= 0 : room(outer) < 0) return { state: isServed ? 'always' : 'never' };
  const bracket = isServed
    ? { low: 0, high: 1, atLow: room(outer), atHigh: room(atDeck) }
    : { low: 1, high: MOST, atLow: room(atDeck), atHigh: room(outer) };
  const range = bracket.high - bracket.low;
  for (const [factor, dscr] of known) {
    const at = room(dscr);
    if (at < 0 && factor > bracket.low) Object.assign(bracket, { low: factor, atLow: at });
    if (at >= 0 && factor < bracket.high) Object.assign(bracket, { high: factor, atHigh: at });
  }
  const search = bracketedRootSteps(bracket, TOLERANCE, range);
  let step = search.next();
  while (!step.done) step = search.next(room(yield step.value));
  return { state: 'found', factor: step.value.high };
}
