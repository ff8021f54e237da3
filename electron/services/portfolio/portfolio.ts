import type { Db } from '#db/schema.ts';
import {
  type BreakEven,
  breakEvenPrice,
  type ContractScenario,
  committedEnd,
  contractsInScenario,
  coverage,
  type Exposure,
  exposure,
  type Market,
  type MeasuredLimit,
  measureLimits,
  type Portfolio,
  type PortfolioBuyer,
  type PortfolioContract,
  type PortfolioProduct,
  type PortfolioValue,
  type ProductCoverage,
  productionByMonth,
  type Revaluation,
  revaluation,
  savedByDestinations,
  scenarioMarket,
  type Valuation,
  valuePortfolio,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { isInPlan, type Plan, type PlanOverride } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import { type Scenario, USUAL_SCENARIO } from '#shared/domain/scenario.ts';
import { text } from '#shared/messages/text.ts';
import { parentNames } from '../buyers/parents.ts';
import { perRevision, type ServiceContext } from '../service.ts';
import { type OtherDate, type Records, readRecords, type Written } from './records.ts';
import { toldScenario } from './told.ts';

/** A set of contracts resolved to what the engine takes, and what the engine says of it, each figure computed when first asked for. */
export type Valued = {
  readonly portfolio: Portfolio;
  /** Contracts that belong here and can't be priced, and why; the portfolio leaves them out. */
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
  readonly exposure: () => Exposure;
  readonly coverage: () => readonly ProductCoverage[];
  readonly limits: () => readonly MeasuredLimit[];
  /** In a scenario of the workspace, by default the China slump; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly inScenario: (id?: ScenarioId) => Revaluation | undefined;
  /** What the same scenario does to each contract, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly contractsInScenario: (id?: ScenarioId) => readonly ContractScenario[] | undefined;
  /** The same scenario's value alone, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioValue: (id?: ScenarioId) => PortfolioValue | undefined;
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

const lazy = <T>(make: () => T): (() => T) => {
  let held: { readonly value: T } | undefined;
  return () => {
    held ??= { value: make() };
    return held.value;
  };
};

/** Makes once for each key. */
const keep = <K, T>(make: (key: K) => T): ((key: K) => T) => {
  const held = new Map<K, { readonly value: T }>();
  return (key) => {
    const known = held.get(key) ?? { value: make(key) };
    held.set(key, known);
    return known.value;
  };
};

/** Makes anew only when asked for another key than the last time. */
const keepLast = <T>(): ((key: string, make: () => T) => T) => {
  let held: { readonly key: string; readonly value: T } | undefined;
  return (key, make) => {
    if (held?.key !== key) held = { key, value: make() };
    return held.value;
  };
};

/** Makes once for each object, and forgets what was made for an object that is gone. */
const keepWeakly = <K extends object, T>(make: (key: K) => T): ((key: K) => T) => {
  const held = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const known = held.get(key) ?? { value: make(key) };
    held.set(key, known);
    return known.value;
  };
};

const productOf = (product: Product, { valuationMonth, lastMonth }: Records): PortfolioProduct => ({
  id: product.id,
  metal: product.metal,
  production: productionByMonth(product.production, valuationMonth + 1, lastMonth),
  unitCost: [...product.unitCost].sort((a, b) => a.year - b.year),
  moisture: product.moisture,
  assay: product.assay,
  spotPrice: product.spotPrice,
  spotZone: product.spotZone,
  resaleMonths: product.resaleMonths,
});

const buyerOf = (buyer: Buyer, { countries }: Records, parentOf: ReturnType<typeof parentNames>): PortfolioBuyer => ({
  id: buyer.id,
  groupId: buyer.groupId,
  destination: buyer.destination.map(({ country, share }) => ({ zone: countries.get(country)?.zone ?? 'unknown', country, share })),
  cycleSensitivity: buyer.cycleSensitivity,
  rating: buyer.rating,
  ownership: buyer.ownership,
  country: buyer.country,
  // a buyer that is the parent of others is one with them
  parent: parentOf(buyer),
  parentCountry: buyer.ultimateParent?.country,
});

/** A contract as a plan has it: what the override says goes over what the contract says. */
export const overridden = (contract: OfftakeContract, override: PlanOverride | undefined): OfftakeContract => {
  if (override === undefined) return contract;
  const { tonnesPerYear, start, end, probability, terms = contract.terms } = override;
  return {
    ...contract,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(probability === undefined ? {} : { probability }),
    terms: tonnesPerYear === undefined ? terms : terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear } })),
  };
};

/** The contracts of a plan, as the plan has them. */
const contractsOf = (plan: Plan, { contracts }: Records): readonly OfftakeContract[] => {
  const overrides = new Map(plan.overrides.map((override) => [override.contractId, override]));
  return contracts.filter((contract) => isInPlan(plan, contract)).map((contract) => overridden(contract, overrides.get(contract.id)));
};

/**
 * Resolves contracts of these records to portfolios. Whatever two portfolios have in common is the same object in both, so that the
 * engine can tell what it has valued before.
 */
const resolver = (records: Records): ((contracts: readonly OfftakeContract[]) => Portfolio) => {
  const { settings, valuationMonth, lastMonth, zoneWeights, buyers } = records;
  const products = [...records.products.values()].map((product) => productOf(product, records));
  const references = Object.fromEntries(records.references);
  const parentOf = parentNames(buyers.values());
  const entryOf = keepWeakly((contract: OfftakeContract): PortfolioContract | undefined => {
    const buyer = buyers.get(contract.buyerId);
    return buyer && { contract, buyer: buyerOf(buyer, records, parentOf), committedEnd: committedEnd(contract, valuationMonth) };
  });
  return (contracts) => ({
    valuationDate: settings.valuationDate,
    valuationMonth,
    lastMonth,
    discountRate: settings.discountRate,
    products,
    contracts: contracts.map(entryOf).filter((entry) => entry !== undefined),
    zoneWeights,
    references,
  });
};

const only = (portfolio: Portfolio, entry: PortfolioContract): Portfolio => ({
  ...portfolio,
  products: portfolio.products.filter(({ id }) => id === entry.contract.productId),
  contracts: [entry],
});

/**
 * Values a portfolio; where that fails, finds the contracts that can't be priced, leaves them out and says why. `earlier` has what
 * another portfolio of the same records came to.
 */
const valued = (portfolio: Portfolio, { market }: Records, earlier?: Valuation): Pick<Valued, 'portfolio' | 'problems' | 'value'> => {
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
const storedScenario = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  if (id === undefined) return scenarios.find((scenario) => scenario.id === USUAL_SCENARIO) ?? scenarios[0];
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id });
  return found;
};

/** The same in the words of the language that is spoken. Throws NOT_FOUND. */
export const scenarioOf = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  const stored = storedScenario(scenarios, id);
  return stored && toldScenario(stored);
};

type Measured = Valued & {
  /** In the market of a scenario. */
  readonly valuedIn: (scenario: Scenario) => Valuation;
};

/** What the engine says of a portfolio. What `earlier`, another of the same records, has in common with it is not computed again. */
const measured = (records: Records, marketIn: (scenario: Scenario) => Market, whole: Portfolio, earlier?: Measured): Measured => {
  const { market } = records;
  const base = valued(whole, records, earlier && { ...earlier, market });
  const { portfolio } = base;
  const atExposure = lazy(() =>
    exposure(portfolio, market, earlier && { portfolio: earlier.portfolio, market, exposure: earlier.exposure() }),
  );
  const valuedIn = keep((scenario: Scenario): Valuation => {
    const after = marketIn(scenario);
    return { portfolio, market: after, value: valuePortfolio(portfolio, after, earlier?.valuedIn(scenario)) };
  });
  const atBase: Valuation = { portfolio, market, value: base.value };
  const inScenario = keep((scenario: Scenario) => revaluation(atBase, valuedIn(scenario)));
  const eachInScenario = keep((scenario: Scenario) => contractsInScenario(atBase, valuedIn(scenario)));
  const destinationsSave = keep((scenario: Scenario) => savedByDestinations(atBase, valuedIn(scenario)));
  const of = <T>(make: (scenario: Scenario) => T) => {
    return (id?: ScenarioId): T | undefined => {
      const scenario = storedScenario(records.scenarios, id);
      return scenario && make(scenario);
    };
  };
  const scenarioValue = of((scenario) => valuedIn(scenario).value);
  return {
    ...base,
    valuedIn,
    exposure: atExposure,
    coverage: lazy(() => coverage(portfolio)),
    limits: lazy(() => measureLimits(records.limits, portfolio, atExposure())),
    inScenario: of(inScenario),
    contractsInScenario: of(eachInScenario),
    destinationsSave: of(destinationsSave),
    scenarioValue,
    scenarioCost: (id) => {
      const then = scenarioValue(id);
      return then ? sumOf(base.value.revenue) - sumOf(then.revenue) : 0;
    },
  };
};

const makeWorkbook = (records: Records): Workbook => {
  const resolve = resolver(records);
  const marketIn = keep((scenario: Scenario) => scenarioMarket(records.market, scenario, resolve([])));
  const measure = (portfolio: Portfolio, earlier?: Measured) => measured(records, marketIn, portfolio, earlier);
  const planOf = (id: PlanId = records.settings.planId): Plan => {
    const plan = records.plans.find((one) => one.id === id);
    if (plan === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id });
    return plan;
  };
  const contractsIn = keep((of: Plan) => contractsOf(of, records));
  const plan = keep((of: Plan) => ({ plan: of, ...measure(resolve(contractsIn(of))) }));
  const bare = records.plans.find(({ overrides }) => overrides.length === 0) ?? {
    ...planOf(),
    name: text('plans.baseline'),
    note: '',
    overrides: [],
  };
  const rest = (id: ContractId, of: Plan) => contractsIn(of).filter((contract) => contract.id !== id);
  const everyDeal = keep((of: Plan) => {
    const said = new Map(of.overrides.map((override) => [override.contractId, override]));
    const held = new Map(contractsIn(of).map((contract) => [contract.id, contract]));
    const deals = records.contracts.filter(({ id, status }) => status !== 'ended' && said.get(id)?.included !== false);
    const asPlanned = deals.map((contract) => held.get(contract.id) ?? overridden(contract, said.get(contract.id)));
    return { plan: of, ...measure(resolve(asPlanned), plan(of)) };
  });
  const withoutOne = keep((of: Plan) => keep((id: ContractId) => ({ plan: of, ...measure(resolve(rest(id, of)), plan(of)) })));
  const without = (id: ContractId, planId: PlanId | undefined) => {
    const of = planOf(planId);
    return contractsIn(of).some((contract) => contract.id === id) ? withoutOne(of)(id) : plan(of);
  };
  const lastBreakEven = keepLast<BreakEven>();
  // the editor asks several things of one draft
  const lastDraft = keepLast<ValuedPlan>();
  const alone = keepWeakly((contract: OfftakeContract): Valued => {
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
      return { plan: of, ...measure(resolve(contracts), plan(of)) };
    },
    withDraft: (contract, planId) => {
      const of = planOf(planId);
      return lastDraft(`${of.id} ${JSON.stringify(contract)}`, () => ({
        plan: of,
        ...measure(resolve([...rest(contract.id, of), contract]), without(contract.id, planId)),
      }));
    },
    alone,
    bareBreakEven: (contract) => {
      const bare = { ...contract, terms: contract.terms.map(({ collar: _collar, ...terms }) => terms) };
      return lastBreakEven(JSON.stringify(bare), () => breakEvenPrice(resolve([bare]), bare.id, records.market));
    },
  };
};

/** The workspace's records and plans, read and valued once a revision. */
export const workbook = perRevision(async ({ workspace }: ServiceContext): Promise<Workbook> => workbookOf(workspace.db()));

/** Another database than the session's, valued; kept nowhere. */
export const workbookOf = async (db: Db): Promise<Workbook> => makeWorkbook(await readRecords(db));

/** The workspace as it would be valued at another date; kept nowhere. */
export const workbookAt = async ({ workspace }: ServiceContext, other: OtherDate): Promise<Workbook> =>
  makeWorkbook(await readRecords(workspace.db(), other));

/** Deals of another time, at the date, prices and rate of this book; kept nowhere. */
export const withWritten = (book: Workbook, written: Written): Workbook => makeWorkbook({ ...book, ...written });
