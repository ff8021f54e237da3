import type { Db } from '#db/schema.ts';
import {
  type BreakEven,
  breakEvenPrice,
  type ContractScenario,
  compareContractsInScenario,
  compareValuations,
  coverage,
  createRevenueCache,
  destinationDiversificationValue,
  type Exposure,
  exposure,
  type MeasuredLimit,
  measureLimits,
  type Portfolio,
  type PortfolioContract,
  type PortfolioValue,
  type ProductCoverage,
  type Revaluation,
  type RevenueCache,
  type Valuation,
  valuePortfolio,
  valueWithoutClauses,
  yearlyRevenue,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { DEFAULT_SCENARIO, type Scenario } from '#shared/domain/scenario.ts';
import { lazy, memoize, memoizeLast, memoizeWeakly } from '#shared/memoize.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { type OtherDate, type Records, readRecords, type Written } from './records.ts';
import { overridden, type Resolver, resolver, resolverMemory } from './resolver.ts';
import { withUnchanged } from './unchanged.ts';

/** A set of contracts resolved to what the engine takes, and what the engine says of it, each figure computed when first asked for. */
export type Valued = {
  readonly portfolio: Portfolio;
  /** Contracts that belong here and can't be priced, and why; the portfolio leaves them out. */
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
  /** Net revenue by year alone, USD. */
  readonly revenue: () => readonly number[];
  readonly exposure: () => Exposure;
  readonly coverage: () => readonly ProductCoverage[];
  readonly limits: () => readonly MeasuredLimit[];
  /** In a scenario of the workspace, by default the China slump; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly inScenario: (id?: ScenarioId) => Revaluation | undefined;
  /** What the same scenario does to each contract, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly contractsInScenario: (id?: ScenarioId) => readonly ContractScenario[] | undefined;
  /** The same scenario's value alone, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioValue: (id?: ScenarioId) => PortfolioValue | undefined;
  /** The same scenario's net revenue by year alone, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioRevenue: (id?: ScenarioId) => readonly number[] | undefined;
  /** What it keeps in the scenario that not all tonnes go to China, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly destinationsSave: (id?: ScenarioId) => number | undefined;
  /** What the scenario takes from net revenue over the plan, USD, more is worse; 0 where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioCost: (id?: ScenarioId) => number;
};

export type ValuedPlan = Valued & { readonly plan: Plan };

/** The workspace at one revision: its records, and its plans valued. */
export type Workbook = Records & {
  /** A plan, by default the chosen one. Throws NOT_FOUND. */
  readonly plan: (id?: PlanId) => ValuedPlan;
  /** What is signed and active, as it is signed: what every plan is measured against. */
  readonly baseline: () => ValuedPlan;
  /** The plan with every deal that has not ended and that it does not leave out in so many words. */
  readonly everyDeal: (planId?: PlanId) => ValuedPlan;
  /** The plan without a contract of this id: what a deal is measured against. */
  readonly without: (id: ContractId, planId?: PlanId) => ValuedPlan;
  /** The plan with other tonnes a year in some of its deals, or of those beside it; none takes a deal out. */
  readonly withTonnes: (tonnes: ReadonlyMap<ContractId, number>, planId?: PlanId) => ValuedPlan;
  /** The plan with this contract in it, in the place of a stored one of the same id. */
  readonly withDraft: (contract: OfftakeContract, planId?: PlanId) => ValuedPlan;
  /** A contract, stored or drafted, with its whole product to itself. */
  readonly alone: (contract: OfftakeContract) => Valued;
  /** The price at which the contract without floor and cap pays its cash cost. A key in floor or cap asks of the same contract again. */
  readonly bareBreakEven: (contract: OfftakeContract) => BreakEven;
};

/** Tonnes a year that are none. */
const NO_TONNES = 1e-6;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const only = (portfolio: Portfolio, entry: PortfolioContract): Portfolio => ({
  ...portfolio,
  products: portfolio.products.filter(({ id }) => id === entry.contract.productId),
  contracts: [entry],
});

type Priced = Pick<Valued, 'portfolio' | 'problems' | 'value'>;

/**
 * Values a portfolio; where that fails, finds the contracts that can't be priced, leaves them out and says why. `earlier` has what
 * another portfolio of the same records came to.
 */
const priced = (portfolio: Portfolio, { market }: Records, earlier?: Valuation): Priced => {
  try {
    return { portfolio, problems: new Map(), value: valuePortfolio(portfolio, market, earlier) };
  } catch (error) {
    if (!(error instanceof OrebookError)) throw error;
    const problems = new Map<ContractId, OrebookError>();
    const contracts = portfolio.contracts.filter((entry) => {
      try {
        valuePortfolio(only(portfolio, entry), market);
        return true;
      } catch (reason) {
        if (!(reason instanceof OrebookError)) throw reason;
        problems.set(entry.contract.id, reason);
        return false;
      }
    });
    // Every contract can be priced alone: what fails is none of theirs.
    if (problems.size === 0) throw error;
    const rest = { ...portfolio, contracts };
    return { portfolio: rest, problems, value: valuePortfolio(rest, market, earlier) };
  }
};

/** The scenario of an id as it is stored, by default the China slump. Throws NOT_FOUND. */
export const findScenario = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  if (id === undefined) return scenarios.find((scenario) => scenario.id === DEFAULT_SCENARIO) ?? scenarios[0];
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id });
  return found;
};

type Measured = Valued & {
  /** In the market of a scenario. */
  readonly valuedIn: (scenario: Scenario) => Valuation;
};

/** What is known before a portfolio is measured, and who wants to know what it came to at the market of its records. */
type Known = {
  /** Another portfolio of the same records. */
  readonly measured?: Measured;
  /** What another portfolio came to at the market of its own records, which may be those of an earlier revision. */
  readonly atBase?: Valuation | undefined;
  readonly onValued?: (atBase: Valuation) => void;
};

/** What the engine says of a portfolio. What it has in common with what is known is not computed again. */
const measured = (
  records: Records,
  { marketIn }: Resolver,
  revenues: RevenueCache,
  whole: Portfolio,
  { measured: earlier, atBase: before, onValued }: Known,
): Measured => {
  const { market } = records;
  let held: Priced | undefined;
  const base = (): Priced => {
    if (held !== undefined) return held;
    held = priced(whole, records, earlier ? { portfolio: earlier.portfolio, market, value: earlier.value } : before);
    onValued?.({ portfolio: held.portfolio, market, value: held.value });
    return held;
  };
  /** What is earned at the market, and by whom: without all else that a value says, unless that is known or a contract can't be priced. */
  const earned = lazy(() => {
    try {
      if (held === undefined) return { portfolio: whole, revenue: yearlyRevenue(whole, market, revenues) };
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
    }
    const { portfolio, value } = base();
    return { portfolio, revenue: value.revenue };
  });
  const atBase = (): Valuation => ({ portfolio: base().portfolio, market, value: base().value });
  const atExposure = lazy(() =>
    exposure(base().portfolio, market, earlier && { portfolio: earlier.portfolio, market, exposure: earlier.exposure() }),
  );
  const valuedIn = memoize((scenario: Scenario): Valuation => {
    const { portfolio } = base();
    const after = marketIn(scenario);
    return { portfolio, market: after, value: valuePortfolio(portfolio, after, earlier?.valuedIn(scenario)) };
  });
  const bareAtBase = lazy(() => valueWithoutClauses(atBase()));
  const bareIn = memoize((scenario: Scenario) => valueWithoutClauses(valuedIn(scenario)));
  const inScenario = memoize((scenario: Scenario) => compareValuations(atBase(), valuedIn(scenario), bareIn(scenario), bareAtBase()));
  const eachInScenario = memoize((scenario: Scenario) => compareContractsInScenario(atBase(), valuedIn(scenario), bareIn(scenario)));
  const destinationsSave = memoize((scenario: Scenario) => destinationDiversificationValue(atBase(), valuedIn(scenario)));
  const of = <T>(make: (scenario: Scenario) => T) => {
    return (id?: ScenarioId): T | undefined => {
      const scenario = findScenario(records.scenarios, id);
      return scenario && make(scenario);
    };
  };
  const scenarioRevenue = of(memoize((scenario: Scenario) => yearlyRevenue(earned().portfolio, marketIn(scenario), revenues)));
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
    revenue: () => earned().revenue,
    valuedIn,
    exposure: atExposure,
    coverage: lazy(() => coverage(base().portfolio)),
    limits: lazy(() => measureLimits(records.limits, base().portfolio, atExposure())),
    inScenario: of(inScenario),
    contractsInScenario: of(eachInScenario),
    destinationsSave: of(destinationsSave),
    scenarioValue: of((scenario) => valuedIn(scenario).value),
    scenarioRevenue,
    scenarioCost: (id) => {
      const then = scenarioRevenue(id);
      return then ? sumOf(earned().revenue) - sumOf(then) : 0;
    },
  };
};

/** What the workbook of a revision leaves to the next: what its records came to holds for as long as they are the very same. */
type Left = {
  readonly resolver: ReturnType<typeof resolverMemory>;
  readonly revenues: RevenueCache;
  /** Each plan at its market, as it was last valued. */
  readonly plans: Map<PlanId, Valuation>;
};

const nothingLeft = (): Left => ({ resolver: resolverMemory(), revenues: createRevenueCache(), plans: new Map() });

const makeWorkbook = (records: Records, left: Left = nothingLeft()): Workbook => {
  const resolving = resolver(records, left.resolver);
  for (const id of left.plans.keys()) if (!records.plans.some((plan) => plan.id === id)) left.plans.delete(id);
  const { resolve } = resolving;
  const measure = (portfolio: Portfolio, known: Known = {}) => measured(records, resolving, left.revenues, portfolio, known);
  // nothing is computed before it is asked for: a copy of what is measured would ask for all of it
  const withPlan = (of: Plan, portfolio: Portfolio, known: Known) => Object.assign(measure(portfolio, known), { plan: of });
  const planOf = (id: PlanId = records.settings.planId): Plan => {
    const plan = records.plans.find((one) => one.id === id);
    if (plan === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id });
    return plan;
  };
  const contractsIn = memoize(resolving.contractsOf);
  const plan = memoize((of: Plan) => {
    const { plans } = left;
    return withPlan(of, resolve(contractsIn(of)), {
      // as it was valued last, or another plan, which has most contracts in common with it
      atBase: plans.get(of.id) ?? plans.values().next().value,
      onValued: (valuation) => plans.set(of.id, valuation),
    });
  });
  const bare = records.plans.find(({ overrides }) => overrides.length === 0) ?? {
    ...planOf(),
    // without a name of its own: who shows it writes 'plans.baseline'
    name: '',
    note: '',
    overrides: [],
  };
  const rest = (id: ContractId, of: Plan) => contractsIn(of).filter((contract) => contract.id !== id);
  const everyDeal = memoize((of: Plan) => {
    const said = new Map(of.overrides.map((override) => [override.contractId, override]));
    const held = new Map(contractsIn(of).map((contract) => [contract.id, contract]));
    const deals = records.contracts.filter(({ id, status }) => status !== 'ended' && said.get(id)?.included !== false);
    const asPlanned = deals.map((contract) => held.get(contract.id) ?? overridden(contract, said.get(contract.id)));
    return withPlan(of, resolve(asPlanned), { measured: plan(of) });
  });
  const withoutOne = memoize((of: Plan) => memoize((id: ContractId) => withPlan(of, resolve(rest(id, of)), { measured: plan(of) })));
  const without = (id: ContractId, planId: PlanId | undefined) => {
    const of = planOf(planId);
    return contractsIn(of).some((contract) => contract.id === id) ? withoutOne(of)(id) : plan(of);
  };
  const lastBreakEven = memoizeLast<BreakEven>();
  // the editor asks several things of one draft
  const lastDraft = memoizeLast<ValuedPlan>();
  const alone = memoizeWeakly((contract: OfftakeContract): Valued => {
    const portfolio = resolve([contract]);
    return measure({ ...portfolio, products: portfolio.products.filter(({ id }) => id === contract.productId) });
  });
  return {
    ...records,
    plan: (id) => plan(planOf(id)),
    baseline: () => plan(bare),
    everyDeal: (id) => everyDeal(planOf(id)),
    without,
    withTonnes: (tonnes, planId) => {
      const of = planOf(planId);
      const contracts = everyDeal(of).portfolio.contracts.flatMap(({ contract }) => {
        const asked = tonnes.get(contract.id);
        if (asked === undefined) return contractsIn(of).includes(contract) ? [contract] : [];
        if (asked <= NO_TONNES) return [];
        const same = contract.terms.every(({ quantity }) => Math.abs(quantity.tonnesPerYear - asked) <= NO_TONNES);
        return [same ? contract : overridden(contract, { contractId: contract.id, tonnesPerYear: asked })];
      });
      return withPlan(of, resolve(contracts), { measured: plan(of) });
    },
    withDraft: (contract, planId) => {
      const of = planOf(planId);
      return lastDraft(`${of.id} ${JSON.stringify(contract)}`, () =>
        withPlan(of, resolve([...rest(contract.id, of), contract]), { measured: without(contract.id, planId) }),
      );
    },
    alone,
    bareBreakEven: (contract) => {
      const bare = { ...contract, terms: contract.terms.map(({ collar: _collar, ...terms }) => terms) };
      return lastBreakEven(JSON.stringify(bare), () => breakEvenPrice(resolve([bare]), bare.id, records.market));
    },
  };
};

const leftBy = new WeakMap<WorkspaceSession, { readonly records: Records; readonly left: Left }>();

/** The workspace's records and plans, read and valued once a revision; what a change leaves as it was is not valued again. */
export const workbook = memoizePerRevision(async ({ workspace }: ServiceContext): Promise<Workbook> => {
  const read = await readRecords(workspace.db());
  const before = leftBy.get(workspace);
  const records = before ? withUnchanged(read, before.records) : read;
  const left = before?.left ?? nothingLeft();
  leftBy.set(workspace, { records, left });
  return makeWorkbook(records, left);
});

/** Another database than the session's, valued; kept nowhere. */
export const workbookOf = async (db: Db): Promise<Workbook> => makeWorkbook(await readRecords(db));

/** The workspace as it would be valued at another date; kept nowhere. */
export const workbookAt = async ({ workspace }: ServiceContext, other: OtherDate): Promise<Workbook> =>
  makeWorkbook(await readRecords(workspace.db(), other));

/** Deals of another time, at the date, prices and rate of this book; kept nowhere. */
export const withWritten = (book: Workbook, written: Written): Workbook => makeWorkbook({ ...book, ...written });
