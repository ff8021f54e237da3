import { reverseStress, scenarioMarket, stationaryDistribution, type Valuation, valuePortfolioInSteps } from '#engine';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { DEFAULT_SIMULATION, REGIME_TRANSITION } from '#shared/domain/simulation.ts';
import { MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import type { ServiceContext } from '../context.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { correlationOf } from '../simulation/correlation.ts';
import { listReferencesInOrder } from '../simulation/request.ts';
import { runWithYielding } from '../yielding.ts';

/** Months at which a driver's path has its knots. */
const KNOTS = [0, 1, 3, 6, 12, 24, 36, 48, 60, 84] as const;
/** Standard deviations at which the search ends. */
const REACH = 6;
const MIN_DEMAND = 0.3;
/** Id, name and sources of the candidate scenarios, which no page shows. */
const SCENARIO_CODE = 'reverse-stress';

/** Standard deviation of demand over the long run of the regimes: sqrt(sum p d^2 - (sum p d)^2). */
const demandDeviation = (): number => {
  const shares = stationaryDistribution(REGIME_TRANSITION);
  const levels = [DEFAULT_SIMULATION.expansionDemand, 1, DEFAULT_SIMULATION.slumpDemand];
  const mean = sum(shares.map((share, i) => share * levels[i]!));
  return Math.sqrt(sum(shares.map((share, i) => share * levels[i]! ** 2)) - mean ** 2);
};

/** s sqrt((1 - e^(-2kt)) / 2k), sqrt(t) s without mean reversion; s as a run draws it. */
const priceDeviation = ({ volatility, meanReversion: k }: Reference, years: number): number =>
  volatility * DEFAULT_SIMULATION.volatilityFactor * Math.sqrt(k > 0 ? -Math.expm1(-2 * k * years) / (2 * k) : years);

type StressedValuation = { readonly value: number; readonly valuation: Valuation };

type Driver = { readonly metal?: Metal; readonly references: readonly Reference[] };

/** The scenario of a shift: each metal's prices along their own month-wise deviation, China's demand within a year. */
const scenarioOf = (drivers: readonly Driver[], shift: readonly number[], deviation: number): Scenario => {
  const demandAt = drivers.findIndex(({ metal }) => metal === undefined);
  return {
    id: ScenarioId.parse(SCENARIO_CODE),
    name: SCENARIO_CODE,
    family: 'demandCycle',
    shipped: false,
    startsAfterMonths: 0,
    prices: drivers.flatMap(({ references }, i) =>
      references.map((reference) => ({
        reference: reference.code,
        knots: KNOTS.map((afterMonths) => ({
          afterMonths,
          value: Math.exp(shift[i]! * priceDeviation(reference, afterMonths / MONTHS_PER_YEAR)),
        })),
        source: SCENARIO_CODE,
      })),
    ),
    demand: [
      {
        zone: 'china',
        knots: [
          { afterMonths: 0, value: 1 },
          { afterMonths: MONTHS_PER_YEAR, value: Math.max(MIN_DEMAND, 1 + shift[demandAt]! * deviation) },
        ],
        source: SCENARIO_CODE,
      },
    ],
    channels: [],
    note: '',
  };
};

/** Finds the nearest shift of prices and of China's demand that costs a share of the chosen plan's net revenue. */
export const reverseOf = async ({ lost }: ParsedInput<'cycles.reverse'>, ctx: ServiceContext): Promise<Output<'cycles.reverse'>> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const { portfolio, value } = plan;
  const independentReferences = listReferencesInOrder(book).filter(({ kind, follows }) => kind === 'price' && follows === undefined);
  const soldMetals = new Set(portfolio.products.map(({ metal }) => metal));
  const metals = METALS.filter((metal) => soldMetals.has(metal) && independentReferences.some((reference) => reference.metal === metal));
  const drivers: readonly Driver[] = [
    ...metals.map((metal) => ({ metal, references: independentReferences.filter((reference) => reference.metal === metal) })),
    { references: [] },
  ];
  const { matrix } = correlationOf(metals.map((metal) => independentReferences.find((reference) => reference.metal === metal)!));
  // China's demand has no published correlation with a price: 0 is a default assumption
  const correlation = [...matrix.map((row) => [...row, 0]), [...metals.map(() => 0), 1]];
  const deviation = demandDeviation();
  const base = sum(value.revenue);
  const identity = identifyInPlan(book, plan, 'netRevenue');
  const atDeck: StressedValuation = { value: base, valuation: { portfolio, market: book.market, value } };
  const stress = await reverseStress({
    valueAt: async (shift, nearbyValue: StressedValuation = atDeck) => {
      const market = scenarioMarket(book.market, scenarioOf(drivers, shift, deviation), portfolio);
      const portfolioValue = await runWithYielding(valuePortfolioInSteps(portfolio, market, nearbyValue.valuation));
      return { value: sum(portfolioValue.revenue), valuation: { portfolio, market, value: portfolioValue } };
    },
    target: base * (1 - lost),
    correlation,
    reach: REACH,
  });
  const { startsAfterMonths, prices, demand, channels, note } = scenarioOf(drivers, stress.shift, deviation);
  return {
    isReached: stress.isReached,
    distance: stress.distance,
    reach: REACH,
    base: usd(base, { identity }),
    stressed: usd(stress.value, { identity: { ...identity, variant: `[reverse ${lost}]` } }),
    drivers: drivers
      .map(({ metal, references }, i) => ({
        ...(metal ? { metal } : {}),
        shift: stress.shift[i]!,
        // after a year
        multiplier: metal
          ? Math.exp(stress.shift[i]! * priceDeviation(references[0]!, 1))
          : Math.max(MIN_DEMAND, 1 + stress.shift[i]! * deviation),
      }))
      .toSorted((a, b) => Math.abs(b.shift) - Math.abs(a.shift)),
    shocks: { startsAfterMonths, prices, demand, channels, note },
  };
};
