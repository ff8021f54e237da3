import type { Db } from '#db/schema.ts';
import {
  type BreakEven,
  breakEvenPrice,
  type ContractScenario,
  compareContractsInScenario,
  compareValuations,
  computeDisplacementCost,
  createRevenueCache,
  type DisplacementCost,
  destinationDiversificationValue,
  type Exposure,
  exposure,
  type Market,
  type MeasuredLimit,
  measureLimits,
  type OversoldYear,
  oversoldYears,
  type Portfolio,
  type PortfolioValue,
  type ProductCommitments,
  productCommitments,
  type Revaluation,
  type RevenueCache,
  type Valuation,
  valuePortfolio,
  valueWithoutClauses,
  yearlyRevenue,
} from '#engine';
import { findById } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { DEFAULT_SCENARIO, type Scenario } from '#shared/domain/scenario.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum } from '#shared/math.ts';
import { lazy, memoize, memoizeLast, memoizeWeakly } from '#shared/memoize.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { shortDigestOf } from '../digest.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { withDscrLimits } from './dscrLimits.ts';
import { withFutureTonnesPerYear } from './futureTonnes.ts';
import { type PricedContracts, valuePricedContracts } from './pricedContracts.ts';
import { type OtherDate, type Records, readRecords } from './records.ts';
import { applyOverride, createResolver, createResolverCache, type Resolver } from './resolver.ts';
import { reuseUnchangedRecords } from './reuseUnchangedRecords.ts';

/** Contracts resolved to the engine's inputs, with their figures; each figure is computed when it is first read. */
export type ValuedPortfolio = {
  readonly portfolio: Portfolio;
  /** Contracts that can't be priced, and why; the portfolio excludes them. */
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
  /** Net revenue by year alone, USD. */
  readonly revenue: () => readonly number[];
  readonly exposure: () => Exposure;
  readonly commitments: () => readonly ProductCommitments[];
  /** Years in which a product is oversold, by product. */
  readonly oversold: () => readonly OversoldYear[];
  readonly limits: () => readonly MeasuredLimit[];
  /** In a scenario of the workspace, by default the China slump; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly inScenario: (id?: ScenarioId) => Revaluation | undefined;
  /** The effect of the same scenario on each contract, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly contractsInScenario: (id?: ScenarioId) => readonly ContractScenario[] | undefined;
  /** The same scenario's value alone, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioValue: (id?: ScenarioId) => PortfolioValue | undefined;
  /** The same scenario's market; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioMarket: (id?: ScenarioId) => Market | undefined;
  /** The same scenario's net revenue by year alone, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioRevenue: (id?: ScenarioId) => readonly number[] | undefined;
  /** Net revenue in the scenario above that with all tonnes sold to China, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly destinationDiversificationValue: (id?: ScenarioId) => number | undefined;
  /** What the tonnes displaced by the demand and channels of a scenario cost at its prices; computed once per object. */
  readonly displacement: (scenario: Scenario) => DisplacementCost;
  /** Net revenue lost in the scenario over the plan, USD; 0 where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioCost: (id?: ScenarioId) => number;
};

export type ValuedPlan = ValuedPortfolio & {
  readonly plan: Plan;
  /** How it differs from the stored plan, as in `FigureIdentity`; absent where it does not. */
  readonly variant?: string;
};

/** The workspace at one revision: its records, and its plans valued. */
export type Workbook = Records & {
  /** A plan, by default the chosen one. Throws NOT_FOUND. */
  readonly plan: (id?: PlanId) => ValuedPlan;
  /** Signed and active contracts without overrides. */
  readonly baseline: () => ValuedPlan;
  /** The plan with every open deal that it does not explicitly exclude. */
  readonly everyDeal: (planId?: PlanId) => ValuedPlan;
  /** The plan without the contracts of some ids. */
  readonly without: (ids: ContractId | readonly ContractId[], planId?: PlanId) => ValuedPlan;
  /** The plan with other tonnes a year after the valuation in some deals, also of those not in it; 0 tonnes exclude a deal. */
  readonly withTonnes: (tonnes: ReadonlyMap<ContractId, number>, planId?: PlanId) => ValuedPlan;
  /** The plan with other overrides. */
  readonly withOverrides: (overrides: Plan['overrides'], planId?: PlanId) => ValuedPlan;
  /** The plan with this contract, which replaces a stored one of the same id, and without those of `excluded`. */
  readonly withDraft: (contract: OfftakeContract, planId?: PlanId, excludedIds?: readonly ContractId[]) => ValuedPlan;
  /** A contract, stored or drafted, with its whole product to itself. */
  readonly alone: (contract: OfftakeContract) => ValuedPortfolio;
  /** The price at which the contract without floor and cap covers its cash cost. Cached for the last contract: an edit of floor or cap does not change it. */
  readonly breakEvenWithoutCollar: (contract: OfftakeContract) => BreakEven;
};

/** Fewer tonnes a year count as none. */
const NO_TONNES = 1e-6;

/** The scenario of an id as it is stored, by default the China slump. Throws NOT_FOUND. */
export const findScenario = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  if (id === undefined) return scenarios.find((scenario) => scenario.id === DEFAULT_SCENARIO) ?? scenarios[0];
  const scenario = scenarios.find((scenario) => scenario.id === id);
  if (scenario === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id });
  return scenario;
};

/** The prices of a scenario alone; one object per scenario, by which its market is cached. */
const pricesAlone = memoizeWeakly((scenario: Scenario): Scenario => ({ ...scenario, demand: [], channels: [] }));

type ValuedContracts = ValuedPortfolio & {
  /** In the market of a scenario. */
  readonly valuedIn: (scenario: Scenario) => Valuation;
};

/** Earlier results to reuse, and a callback for the new one. */
type ReusedResults = {
  /** Another portfolio of the same records. */
  readonly measured?: ValuedContracts;
  /** A valuation of another portfolio, also of an earlier revision. */
  readonly atBase?: Valuation | undefined;
  readonly onValued?: (atBase: Valuation) => void;
  /** The plan whose facilities limits on a coverage ratio measure. */
  readonly plan?: Plan;
};

/** Computes the figures of a portfolio; results of equal parts of earlier portfolios are reused. */
const createMeasured = (
  records: Records,
  { marketIn }: Resolver,
  revenues: RevenueCache,
  input: Portfolio,
  { measured: previous, atBase: earlierValuation, onValued, plan }: ReusedResults,
): ValuedContracts => {
  const { market } = records;
  let pricedContracts: PricedContracts | undefined;
  const base = (): PricedContracts => {
    if (pricedContracts !== undefined) return pricedContracts;
    pricedContracts = valuePricedContracts(
      input,
      records,
      previous ? { portfolio: previous.portfolio, market, value: previous.value } : earlierValuation,
    );
    onValued?.({ portfolio: pricedContracts.portfolio, market, value: pricedContracts.value });
    return pricedContracts;
  };
  /** Reads revenue without the full valuation; from the valuation where it exists or a contract can't be priced. */
  const readRevenue = lazy(() => {
    try {
      if (pricedContracts === undefined) return { portfolio: input, revenue: yearlyRevenue(input, market, revenues) };
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
    }
    const { portfolio, value } = base();
    return { portfolio, revenue: value.revenue };
  });
  const atBase = (): Valuation => ({ portfolio: base().portfolio, market, value: base().value });
  const readExposure = lazy(() =>
    exposure(base().portfolio, market, previous && { portfolio: previous.portfolio, market, exposure: previous.exposure() }),
  );
  const readCommitments = lazy(() => productCommitments(base().portfolio));
  const valuedIn = memoize((scenario: Scenario): Valuation => {
    const { portfolio } = base();
    const marketAfter = marketIn(scenario);
    return { portfolio, market: marketAfter, value: valuePortfolio(portfolio, marketAfter, previous?.valuedIn(scenario)) };
  });
  const withoutClausesAtBase = lazy(() => valueWithoutClauses(atBase()));
  const withoutClausesIn = memoize((scenario: Scenario) => valueWithoutClauses(valuedIn(scenario)));
  const inScenario = memoize((scenario: Scenario) =>
    compareValuations(atBase(), valuedIn(scenario), withoutClausesIn(scenario), withoutClausesAtBase()),
  );
  const contractsByScenario = memoize((scenario: Scenario) =>
    compareContractsInScenario(atBase(), valuedIn(scenario), withoutClausesIn(scenario)),
  );
  const diversificationValueIn = memoize((scenario: Scenario) => destinationDiversificationValue(atBase(), valuedIn(scenario)));
  const byId = <T>(make: (scenario: Scenario) => T) => {
    return (id?: ScenarioId): T | undefined => {
      const scenario = findScenario(records.scenarios, id);
      return scenario && make(scenario);
    };
  };
  const scenarioRevenue = byId(memoize((scenario: Scenario) => yearlyRevenue(readRevenue().portfolio, marketIn(scenario), revenues)));
  const displacementIn = memoize((scenario: Scenario) => {
    const marketBefore = scenario.prices.length === 0 ? market : marketIn(pricesAlone(scenario));
    return computeDisplacementCost(readRevenue().portfolio, marketBefore, marketIn(scenario), revenues);
  });
  return {
    get portfolio() {
      return base().portfolio;
    },
    get problems() {
      return base().problems;
    },
    get value() {
      return base().value;
    },
    revenue: () => readRevenue().revenue,
    valuedIn,
    exposure: readExposure,
    commitments: readCommitments,
    oversold: lazy(() => oversoldYears(base().portfolio, base().value, readCommitments())),
    limits: lazy(() => {
      const measuredLimits = measureLimits(records.limits, base().portfolio, readExposure());
      return plan === undefined
        ? measuredLimits
        : withDscrLimits(measuredLimits, records, plan, () => ({ portfolio: base().portfolio, market, value: base().value }));
    }),
    inScenario: byId(inScenario),
    contractsInScenario: byId(contractsByScenario),
    destinationDiversificationValue: byId(diversificationValueIn),
    scenarioValue: byId((scenario) => valuedIn(scenario).value),
    scenarioMarket: byId(marketIn),
    scenarioRevenue,
    displacement: displacementIn,
    scenarioCost: (id) => {
      const inScenarioRevenue = scenarioRevenue(id);
      return inScenarioRevenue ? sum(readRevenue().revenue) - sum(inScenarioRevenue) : 0;
    },
  };
};

/** Results that the next revision reuses; each is valid while its record objects are identical. */
type RevisionCache = {
  readonly resolver: ReturnType<typeof createResolverCache>;
  readonly revenues: RevenueCache;
  /** The last valuation of each plan at its market. */
  readonly plans: Map<PlanId, Valuation>;
};

const createRevisionCache = (): RevisionCache => ({ resolver: createResolverCache(), revenues: createRevenueCache(), plans: new Map() });

const makeWorkbook = (records: Records, cache: RevisionCache = createRevisionCache()): Workbook => {
  const resolving = createResolver(records, cache.resolver);
  for (const id of cache.plans.keys()) if (!records.plans.some((plan) => plan.id === id)) cache.plans.delete(id);
  const { resolve } = resolving;
  const measure = (portfolio: Portfolio, reusedResults: ReusedResults = {}) =>
    createMeasured(records, resolving, cache.revenues, portfolio, reusedResults);
  // a copy would compute every figure; an assignment keeps them lazy
  const withPlan = (record: Plan, portfolio: Portfolio, reusedResults: ReusedResults, variant?: string) =>
    Object.assign(measure(portfolio, { ...reusedResults, plan: record }), {
      plan: record,
      ...(variant === undefined ? {} : { variant }),
    });
  const planOf = (id: PlanId = records.settings.planId): Plan => {
    const plan = records.plans.find((candidate) => candidate.id === id);
    if (plan === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id });
    return plan;
  };
  const contractsIn = memoize(resolving.contractsOf);
  const plan = memoize((record: Plan) => {
    const { plans } = cache;
    const reusedResults = {
      // its own last valuation, or that of another plan, with which it shares most contracts
      atBase: plans.get(record.id) ?? plans.values().next().value,
      onValued: (valuation: Valuation) => plans.set(record.id, valuation),
    };
    return withPlan(record, resolve(contractsIn(record), record), reusedResults, records.plans.includes(record) ? undefined : 'baseline');
  });
  const { facilities: _facilities, ...anyPlan } = planOf();
  const baselinePlan = records.plans.find(({ overrides, facilities }) => overrides.length === 0 && facilities === undefined) ?? {
    ...anyPlan,
    // pages show the name 'plans.baseline'
    name: '',
    note: '',
    overrides: [],
  };
  const contractsWithout = (ids: readonly ContractId[], record: Plan) => contractsIn(record).filter(({ id }) => !ids.includes(id));
  const everyDeal = memoize((record: Plan) => {
    const overridesByContract = new Map(record.overrides.map((override) => [override.contractId, override]));
    const byId = new Map(contractsIn(record).map((contract) => [contract.id, contract]));
    const deals = records.contracts.filter(({ id, status }) => status !== 'ended' && overridesByContract.get(id)?.included !== false);
    const asPlanned = deals.map((contract) => byId.get(contract.id) ?? applyOverride(contract, overridesByContract.get(contract.id)));
    return withPlan(record, resolve(asPlanned, record), { measured: plan(record) }, 'everyDeal');
  });
  const withoutKey = memoize((record: Plan) =>
    memoize((key: string) =>
      withPlan(
        record,
        resolve(contractsWithout(key.split(' ') as ContractId[], record), record),
        { measured: plan(record) },
        `-${key.replaceAll(' ', ' -')}`,
      ),
    ),
  );
  const without = (ids: readonly ContractId[], planId: PlanId | undefined) => {
    const record = planOf(planId);
    const presentIds = contractsIn(record).flatMap(({ id }) => (ids.includes(id) ? [id] : []));
    return presentIds.length > 0 ? withoutKey(record)(presentIds.join(' ')) : plan(record);
  };
  const lastBreakEven = memoizeLast<BreakEven>();
  // the editor reads several figures of one draft
  const lastDraft = memoizeLast<ValuedPlan>();
  const standalonePortfolio = memoizeWeakly((contract: OfftakeContract): ValuedPortfolio => {
    const portfolio = resolve([contract]);
    return measure({ ...portfolio, products: portfolio.products.filter(({ id }) => id === contract.productId) });
  });
  return {
    ...records,
    plan: (id) => plan(planOf(id)),
    baseline: () => plan(baselinePlan),
    everyDeal: (id) => everyDeal(planOf(id)),
    without: (ids, planId) => without(typeof ids === 'string' ? [ids] : ids, planId),
    withTonnes: (tonnes, planId) => {
      const record = planOf(planId);
      const contracts = everyDeal(record).portfolio.contracts.flatMap(({ contract }) => {
        const tonnesPerYear = tonnes.get(contract.id);
        if (tonnesPerYear === undefined) return findById(contractsIn(record), contract.id) ? [contract] : [];
        if (tonnesPerYear <= NO_TONNES) return [];
        const isUnchanged = contract.terms.every(({ quantity }) => Math.abs(quantity.tonnesPerYear - tonnesPerYear) <= NO_TONNES);
        return [isUnchanged ? contract : { ...contract, terms: withFutureTonnesPerYear(contract, tonnesPerYear, records.valuationMonth) }];
      });
      return withPlan(record, resolve(contracts, record), { measured: plan(record) }, `tonnes:${shortDigestOf([...tonnes])}`);
    },
    withOverrides: (overrides, planId) => {
      const record = planOf(planId);
      if (isDeepEqual(record.overrides, overrides)) return plan(record);
      const changedPlan = { ...record, overrides };
      const variant = `overrides:${shortDigestOf(overrides)}`;
      return withPlan(changedPlan, resolve(resolving.contractsOf(changedPlan), changedPlan), { measured: plan(record) }, variant);
    },
    withDraft: (contract, planId, excludedIds = []) => {
      const record = planOf(planId);
      const plannedContract = contractsIn(record).find(({ id }) => id === contract.id);
      const others = contractsIn(record).flatMap(({ id }) => (excludedIds.includes(id) && id !== contract.id ? [id] : []));
      if (others.length === 0 && plannedContract !== undefined && isDeepEqual(plannedContract, contract)) return plan(record);
      const storedContract = findById(records.contracts, contract.id);
      const terms = storedContract !== undefined && isDeepEqual(storedContract, contract) ? '' : `:${shortDigestOf(contract)}`;
      const change = `${plannedContract === undefined ? '+' : '~'}${contract.id}${terms}`;
      const replacedIds = [contract.id, ...others];
      return lastDraft(`${record.id} ${others.join(' ')} ${JSON.stringify(contract)}`, () =>
        withPlan(
          record,
          resolve([...contractsWithout(replacedIds, record), contract], record),
          { measured: without(replacedIds, planId) },
          [change, ...others.map((id) => `-${id}`)].join(' '),
        ),
      );
    },
    alone: standalonePortfolio,
    breakEvenWithoutCollar: (contract) => {
      const withoutCollar = { ...contract, terms: contract.terms.map(({ collar: _collar, ...terms }) => terms) };
      return lastBreakEven(JSON.stringify(withoutCollar), () => breakEvenPrice(resolve([withoutCollar]), withoutCollar.id, records.market));
    },
  };
};

type ChosenDeck = Records['settings']['deck'];

/**
 * Creates a function that reads the workbook once a revision; unchanged contracts are not valued again. On the chosen deck, or on another
 * one at the same date.
 */
const cachedWorkbook = (read: (ctx: ServiceContext) => Promise<Records>) => {
  const ofSession = new WeakMap<WorkspaceSession, { readonly records: Records; readonly cache: RevisionCache }>();
  return memoizePerRevision(async (ctx: ServiceContext): Promise<Workbook> => {
    const { workspace } = ctx;
    const currentRecords = await read(ctx);
    const previous = ofSession.get(workspace);
    const records = previous ? reuseUnchangedRecords(currentRecords, previous.records) : currentRecords;
    const cache = previous?.cache ?? createRevisionCache();
    ofSession.set(workspace, { records, cache });
    return makeWorkbook(records, cache);
  });
};

/** The workspace's records and plans. */
export const workbook = cachedWorkbook(({ workspace }) => readRecords(workspace.db()));

/** The same on a deck, at the same date. */
export const workbookOnDeck = (deck: ChosenDeck): ((ctx: ServiceContext) => Promise<Workbook>) => {
  const readOtherDeck = cachedWorkbook(async (ctx) => {
    const { valuationDate } = (await workbook(ctx)).settings;
    return readRecords(ctx.workspace.db(), { valuationDate, deck });
  });
  return async (ctx) => {
    const book = await workbook(ctx);
    return book.settings.deck === deck ? book : readOtherDeck(ctx);
  };
};

/** The workbook of another database than the session's; not cached. */
export const workbookOf = async (db: Db): Promise<Workbook> => makeWorkbook(await readRecords(db));

/** The workbook at another valuation date; not cached. */
export const workbookAt = async ({ workspace }: ServiceContext, otherDate: OtherDate): Promise<Workbook> =>
  makeWorkbook(await readRecords(workspace.db(), otherDate));

/** The workbook with some other records: deals, plans, or prices; not cached. */
export const withRecords = (book: Workbook, changedRecords: Partial<Records>): Workbook => makeWorkbook({ ...book, ...changedRecords });
