import { createHash } from 'node:crypto';
import { listFacts } from '#db/repositories/facts.ts';
import type { Db } from '#db/schema.ts';
import { type PriceDriver, type SimulationParameters, type SimulationRequest, scenarioMarket } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Rating } from '#shared/domain/buyer.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { CYCLE_EXPONENTS, type SimulationSettings } from '#shared/domain/simulation.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { packRequestInSteps } from '../packedRequest.ts';
import { type ValuedPlan, valueAloneInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { correlationOf } from './correlation.ts';

/** Paths of the first pass, which estimates the means of the cycle with a fraction of the standard error of a run. */
const CENTRE_PATHS = 32_768;
/** Parameters of the model: the lowest yearly credit hazard, the recovery under a letter of credit, and the highest hazard. */
const MIN_CREDIT_HAZARD = 0.0003;
const RECOVERY_UNDER_LETTER_OF_CREDIT = 1;
const MAX_HAZARD = 1.5;

/** Public one-year default rates by rating; an unrated buyer counts as BB. */
const ratesOf = async (db: Db): Promise<Readonly<Record<Rating, number>>> => {
  const facts = await listFacts(db, { topic: 'defaultRate' });
  const rate = (rating: string): number => (facts.find(({ subject }) => subject === rating)?.value ?? 0) / 100;
  return {
    AAA: rate('AAA'),
    AA: rate('AA'),
    A: rate('A'),
    BBB: rate('BBB'),
    BB: rate('BB'),
    B: rate('B'),
    'CCC/C': rate('CCC/C'),
    unrated: rate('BB'),
  };
};

/** Lists the references that are simulated, in the order in which they were added: an average has no process, it moves with its indices. */
export const listReferencesInOrder = (book: Workbook): readonly Reference[] =>
  [...book.references.values()].filter(({ average }) => average === undefined).sort((a, b) => a.order - b.order);

/** Returns the driver of a reference in a run. */
export const driverOf = (
  reference: Reference,
  book: Pick<Workbook, 'zoneWeights'>,
  settings: Pick<SimulationSettings, 'prices' | 'volatilityFactor'>,
): PriceDriver => {
  const isAdditive = reference.kind === 'treatmentCharge';
  const { follows, metal, kind } = reference;
  const isCyclical = kind === 'price' && metal !== undefined;
  const volatility = follows?.residualVolatility ?? reference.volatility * (isAdditive ? 1 : settings.volatilityFactor);
  return {
    reference: reference.code,
    volatility: settings.prices ? volatility : 0,
    meanReversion: follows === undefined && !isAdditive ? reference.meanReversion : 0,
    cycleExponent: isCyclical && follows === undefined ? CYCLE_EXPONENTS[metal] : 0,
    weights: isCyclical ? book.zoneWeights[metal] : undefined,
    follows: follows && { reference: follows.reference, beta: follows.beta },
    additive: isAdditive,
  };
};

/** Builds the policy closures of every metal: the values for all metals, unless the metal has its own. */
const policyClosures = (settings: SimulationSettings): NonNullable<SimulationParameters['hazards']['policyClosures']> =>
  Object.fromEntries(
    METALS.map((metal) => {
      const override = settings.policyByMetal.find((row) => row.metal === metal);
      const china = override?.hazardChina ?? settings.policyHazardChina;
      const otherHazard = override?.hazardOther ?? settings.policyHazardOther;
      const closure = {
        hazard: Object.fromEntries(ZONES.map((zone) => [zone, zone === 'china' ? china : otherHazard])),
        months: override?.months ?? settings.policyMonths,
        discount: override?.discount ?? settings.policyDiscount,
        freightUsdPerWmt: override?.freightUsdPerWmt ?? settings.policyFreightUsdPerWmt,
      };
      return [metal, closure];
    }),
  );

/** Reads the parameters of a run. */
export const parametersOf = async (db: Db, settings: SimulationSettings): Promise<SimulationParameters> => ({
  seed: settings.seed,
  paths: settings.paths,
  centrePaths: CENTRE_PATHS,
  // absent for random draws, so that the digests of earlier runs do not change
  ...(settings.draws === 'quasi-random' ? { draws: settings.draws } : {}),
  weighted: settings.weighted,
  cycle: {
    on: settings.cycle,
    transition: settings.transition,
    start: settings.start,
    zoneCorrelation: settings.zoneCorrelation,
    demandSpeed: settings.demandSpeed,
    demandLevels: { expansion: settings.expansionDemand, plateau: 1, slump: settings.slumpDemand },
    volatilityMultipliers: { expansion: 1, plateau: 1, slump: settings.slumpVolatility },
    deckIsNoCycle: settings.deckIsNoCycle,
  },
  hazards: {
    credit: settings.credit,
    performance: settings.performance,
    policy: settings.policy,
    policyClosures: policyClosures(settings),
    groupByParent: settings.groupByParent,
    defaultRates: await ratesOf(db),
    leastCreditHazard: MIN_CREDIT_HAZARD,
    recovery: settings.recovery,
    recoveryUnderLetterOfCredit: RECOVERY_UNDER_LETTER_OF_CREDIT,
    performanceHazard: settings.performanceHazard,
    gap: settings.gap,
    slack: settings.slack,
    most: MAX_HAZARD,
  },
});

/** The inputs of a run as plain data, their sources, and whether the correlation was repaired. */
export type PreparedRun = {
  readonly request: SimulationRequest;
  readonly plan: ValuedPlan;
  readonly scenario: string | undefined;
  readonly scenarioId: ScenarioId | undefined;
  readonly isRepaired: boolean;
};

/** Builds the inputs of a run of a plan, stored or not. Throws NOT_FOUND (scenario). */
export const buildRun = (book: Workbook, plan: ValuedPlan, settings: SimulationSettings, parameters: SimulationParameters): PreparedRun => {
  const scenario = settings.scenarioId === undefined ? undefined : findScenario(book.scenarios, settings.scenarioId);
  const references = listReferencesInOrder(book);
  const { matrix, isRepaired } = correlationOf(references);
  return {
    request: {
      portfolio: plan.portfolio,
      market: scenario === undefined ? book.market : scenarioMarket(book.market, scenario, plan.portfolio),
      drivers: references.map((reference) => driverOf(reference, book, settings)),
      correlation: matrix,
      parameters,
    },
    plan,
    scenario: scenario?.name,
    scenarioId: scenario?.id,
    isRepaired,
  };
};

/** Prepares the inputs of a run from the current workspace. Throws NOT_FOUND (plan, scenario). */
export const prepareRun = async (db: Db, book: Workbook, settings: SimulationSettings): Promise<PreparedRun> => {
  const plan = book.plan(settings.planId);
  await valueAloneInSteps(plan);
  const parameters = await parametersOf(db, settings);
  await yieldIfDue();
  return buildRun(book, plan, settings, parameters);
};

/** Returns the SHA-256 digest of the inputs of a run with the current workspace; undefined if its plan or scenario no longer exists. */
export const currentInputsDigest = async (db: Db, book: Workbook, settings: SimulationSettings): Promise<string | undefined> => {
  try {
    const { request } = await prepareRun(db, book, settings);
    return (await runWithYielding(packRequestInSteps(request))).digest;
  } catch (error) {
    if (error instanceof OrebookError) return undefined;
    throw error;
  }
};

/** Returns the SHA-256 digest of the bits of every path's net revenue. */
export const digestOfPaths = (netRevenue: Float64Array): string =>
  createHash('sha256')
    .update(new Uint8Array(netRevenue.buffer, netRevenue.byteOffset, netRevenue.byteLength))
    .digest('hex');
