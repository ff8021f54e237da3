import type { Market, Portfolio, PortfolioValue, SimulationParameters, SimulationRequest } from '#engine';

/** Parameters with everything off: no cycle, no hazards. */
export const OFF: SimulationParameters = {
  seed: 1,
  paths: 2,
  centrePaths: 256,
  weighted: false,
  cycle: {
    on: false,
    transition: [
      [0.9667, 0.025, 0.0083],
      [0.0208, 0.9584, 0.0208],
      [0.0286, 0.0428, 0.9286],
    ],
    start: 'plateau',
    zoneCorrelation: 0.8,
    demandSpeed: 1 / 6,
    demandLevels: { expansion: 1.05, plateau: 1, slump: 0.85 },
    volatilityMultipliers: { expansion: 1, plateau: 1, slump: 1.4 },
    deckIsNoCycle: false,
  },
  hazards: {
    credit: false,
    performance: false,
    defaultRates: { AAA: 0, AA: 0.0002, A: 0.0005, BBB: 0.0014, BB: 0.0056, B: 0.0293, 'CCC/C': 0.2612, unrated: 0.0056 },
    leastCreditHazard: 0.0003,
    recovery: 0.4,
    recoveryUnderLetterOfCredit: 1,
    performanceHazard: 0.02,
    gap: 5,
    slack: 6,
    most: 1.5,
  },
};

export const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));

/** A portfolio on a market without any volatility. */
export const requestOff = (portfolio: Portfolio, market: Market): SimulationRequest => {
  const references = Object.values(portfolio.references);
  return {
    portfolio,
    market,
    drivers: references.map(({ code, kind, follows }) => ({
      reference: code,
      volatility: 0,
      meanReversion: 0,
      cycleExponent: 0,
      follows: follows && { reference: follows.reference, beta: follows.beta },
      additive: kind === 'treatmentCharge',
    })),
    correlation: identity(references.filter(({ follows }) => follows === undefined).length),
    parameters: OFF,
  };
};

/** Net revenue of a valuation by contract and year, without years that it does not contain. */
export const revenueOf = (value: PortfolioValue): ReadonlyMap<string, readonly number[]> =>
  new Map<string, readonly number[]>([
    ...value.contracts.map(({ contractId, revenue }) => [contractId, revenue] as const),
    ...value.products.map(({ productId, spotRevenue }) => [productId, spotRevenue] as const),
  ]);
