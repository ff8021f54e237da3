import {
  allocationRulesInSteps,
  type CellFold,
  createOutcomeFunction,
  createRevenueFunction,
  createWeightFold,
  type Exposure,
  foldEffectiveNumber,
  foldLimit,
  foldSpotMarket,
  type Portfolio,
  plannedTonnes,
} from '#engine';
import { unique } from '#shared/collections.ts';
import type { AllocationAim, AllocationRequest } from '#shared/contract/allocation.ts';
import type {
  AllocationCell,
  AllocationLimit,
  AllocationProblem,
  AllocationRisk,
  ScenarioOutcomes,
  SpotMarket,
} from '#shared/domain/allocation.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import type { ContractId, LimitId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { requireMemory } from '../memory.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { dealDamages } from './dealDamages.ts';
import { type Deal, isProductInScope, listDealsInSteps, tonnesPerYearIn } from './deals.ts';
import { deckAndScenarioOutcomes, type Outcome, SCENARIO_PATHS, type SimulatedPaths } from './outcomes.ts';

/** The rest of the plan is one cell of this many tonnes, so that its margin has the size of the others'. */
export const RESIDUAL_CELL = 'rest';
const RESIDUAL_TONNES = 1e6;
/** Tonnes a year up to which two plans have the same tonnes of a deal. */
const NO_TONNES = 1e-6;

/** An allocation without its risk: at the deck. */
export type AllocationAtDeck = {
  readonly deals: readonly Deal[];
  /** For the highest net revenue, with the minimum that an objective of least risk keeps. */
  readonly problem: AllocationProblem;
  readonly unmodelled: readonly string[];
  /** Every deal as a cell and the rest, and the spot markets at the deck with every deal. */
  readonly atDeck: Pick<AllocationProblem, 'cells'> & { readonly spotMarkets: readonly SpotMarket[] };
  /** The tonnes of a plan, aligned with the cells of the problem. */
  readonly tonnesOf: (plan: ValuedPlan) => readonly number[];
  /** The tonnes of all deals from those of the cells of the problem. */
  readonly dealTonnes: (cellTonnes: readonly number[]) => readonly number[];
};

export type PreparedAllocation = AllocationAtDeck & {
  readonly risk: AllocationRisk;
  /** The simulated paths of the risk; undefined where risk is measured on the library or on nothing. */
  readonly paths: SimulatedPaths | undefined;
};

const plannedProducts = (portfolio: Portfolio, { years }: Exposure) =>
  portfolio.products.map((product) => ({ id: product.id, metal: product.metal, planned: plannedTonnes(portfolio, product, years) }));

const riskKindOf = (aim: AllocationAim): Exclude<AllocationAim, 'revenue'> => (aim === 'revenue' ? 'tailMean' : aim);

/** Whether the risk of an allocation is measured on simulated paths, which take most of its time. */
export const usesSimulatedPaths = ({ aim, scenarios }: Pick<AllocationRequest, 'aim' | 'scenarios'>): boolean =>
  aim !== 'hhi' && scenarios === 'simulated';

/**
 * Builds the allocation problem of the chosen plan: a cell for each deal that may change in dmt a year, whose margin is its contract revenue,
 * the spot markets of the products, and one fixed cell for the rest of the plan and the deals that can't change. `withRisk` adds the risk,
 * measured on simulated paths, or on the library.
 */
export const prepareAllocation = async (
  book: Workbook,
  request: AllocationRequest,
  job: JobContext,
): Promise<
  AllocationAtDeck & {
    readonly withRisk: (paths: SimulatedPaths | undefined) => Promise<PreparedAllocation>;
  }
> => {
  const plan = book.plan();
  const comparedPlans = book.plans.filter(({ archived }) => !archived).map(({ id }) => book.plan(id));
  // in steps: reading a figure first would hold the core as long as a plan of thousands of contracts takes
  const valuedPlans = [...comparedPlans, book.everyDeal()];
  for (const [i, valuedPlan] of valuedPlans.entries())
    await runWithYielding(valuedPlan.inSteps.value(), () => job.reportAndYield(message('allocation.step.plans'), i, valuedPlans.length));
  const allDeals = await runWithYielding(listDealsInSteps(book));
  const curedLimit = book.limits.find(({ id }) => id === request.keep);
  const boundsById = new Map(request.deals.map((deal) => [deal.contractId, deal]));
  const deals = allDeals.map((deal) => {
    if (curedLimit !== undefined && !request.otherProducts && !isProductInScope(book, curedLimit, deal.contract))
      return { ...deal, minimum: deal.currentTonnes, maximum: deal.currentTonnes };
    const bounds = deal.isFixed ? undefined : boundsById.get(deal.contractId);
    if (bounds === undefined) return deal;
    const maximum = Math.min(bounds.maximum, deal.permittedMaximum);
    return { ...deal, minimum: Math.min(bounds.minimum, maximum), maximum };
  });
  const kind = riskKindOf(request.aim);
  const needsOutcomes = kind !== 'hhi';
  const usesLibrary = needsOutcomes && request.scenarios === 'library';
  const closesChannels = usesLibrary && book.scenarios.some(({ channels }) => channels.length > 0);
  const fixedDeals = book.market.channels.length > 0 || closesChannels ? [] : findFixedDeals(book, deals, comparedPlans);
  const fold: CellFold = {
    tonnes: new Map(fixedDeals.map(({ contractId, currentTonnes }) => [contractId, currentTonnes])),
    into: { cell: RESIDUAL_CELL, tonnes: RESIDUAL_TONNES },
  };
  const foldMarket = (market: SpotMarket): SpotMarket => foldSpotMarket(market, fold);
  const changing = deals.filter(({ contractId }) => !fold.tonnes.has(contractId));
  const isOnPaths = usesSimulatedPaths(request);
  const planMonths = book.lastMonth - book.valuationMonth;
  /** On paths a deal has entries for the months in which it delivers. */
  const monthsOf = ({ contract: { start, end } }: Deal): number =>
    isOnPaths ? Math.max(0, Math.min(end, book.lastMonth) - Math.max(start, book.valuationMonth) + 1) : planMonths;
  requireMemory(
    memoryOfProblem({
      changing: changing.length,
      kind,
      scenarios: isOnPaths ? SCENARIO_PATHS : needsOutcomes ? book.scenarios.length : 0,
      months: sumBy(changing, monthsOf),
      contracts: isOnPaths ? plan.portfolio.contracts.length : 0,
    }),
  );
  const fixedIds = new Set<ContractId>(fixedDeals.map(({ contractId }) => contractId));
  const valuedOutcomes = await deckAndScenarioOutcomes(book, deals, fixedIds, foldMarket, usesLibrary, job);
  const deckMarkets = valuedOutcomes.deck.spotMarkets.map(foldMarket);
  const currentTonnes = deals.map((deal) => deal.currentTonnes);
  const start = [...changing.map((deal) => deal.currentTonnes), RESIDUAL_TONNES];
  const damages = await dealDamages(
    book,
    deals,
    comparedPlans.map((comparedPlan) => tonnesInPlan(book, comparedPlan)),
  );
  const cellsAt = (cellDeals: readonly Deal[], margins: readonly number[]): readonly AllocationCell[] => [
    ...cellDeals.map((deal, i) => ({
      id: deal.contractId,
      minimum: deal.minimum,
      maximum: deal.maximum,
      ...(request.lot === undefined || deal.minimum === deal.maximum ? {} : { lot: request.lot }),
      margin: margins[i]!,
      ...(damages.has(deal.contractId) ? { damages: damages.get(deal.contractId) } : {}),
    })),
    { id: RESIDUAL_CELL, minimum: RESIDUAL_TONNES, maximum: RESIDUAL_TONNES, margin: margins[cellDeals.length] ?? 0 },
  ];
  const revenuePerTonne = (cellDeals: readonly Deal[], contracts: readonly number[]): readonly number[] =>
    cellDeals.map(({ nominalTonnes }, i) => contracts[i]! / nominalTonnes);
  /** Revenue per tonne of the rest, which makes the revenue of the plan's tonnes equal to that of the plan. */
  const restMargin = (planRevenue: number, modelledRevenue: number): number => (planRevenue - modelledRevenue) / RESIDUAL_TONNES;
  const dealMargins = revenuePerTonne(deals, valuedOutcomes.deck.contracts);
  await yieldIfDue();
  const modelledAtDeck = createRevenueFunction(
    cellsAt(deals, dealMargins),
    valuedOutcomes.deck.spotMarkets,
    false,
  )([...currentTonnes, RESIDUAL_TONNES]);
  await yieldIfDue();
  const allCells = cellsAt(deals, [...dealMargins, restMargin(valuedOutcomes.deck.plan, modelledAtDeck.revenue)]);
  const changingMargins = revenuePerTonne(
    changing,
    valuedOutcomes.deck.contracts.filter((_, i) => !fixedIds.has(deals[i]!.contractId)),
  );
  const changingAtDeck = createRevenueFunction(cellsAt(changing, changingMargins), deckMarkets, false)(start);
  const cells = cellsAt(changing, [...changingMargins, restMargin(valuedOutcomes.deck.plan, changingAtDeck.revenue)]);
  /** The revenue per tonne of the cells in scenarios, in memory that the solver's thread shares. */
  const scenariosOf = async (
    outcomes: readonly Outcome[],
    spotMarkets: NonNullable<ScenarioOutcomes['spotMarkets']>,
  ): Promise<ScenarioOutcomes> => {
    const rows: Float64Array[] = [];
    for (const { contracts } of outcomes) {
      const row = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * cells.length));
      row.set(revenuePerTonne(changing, contracts));
      rows.push(row);
      await yieldIfDue();
    }
    // the margin of the rest is still 0
    const modelledOutcomes = createOutcomeFunction({ outcomes: rows, spotMarkets }, cells);
    const { revenues: modelledRevenues } = await runWithYielding(modelledOutcomes.inSteps(start));
    for (const [s, row] of rows.entries()) row[changing.length] = restMargin(outcomes[s]!.plan, modelledRevenues[s]!);
    return { outcomes: rows, spotMarkets };
  };
  const exposure = book.everyDeal().exposure();
  const products = plannedProducts(plan.portfolio, exposure);
  const nominalTonnes = new Map(deals.map((deal) => [deal.contractId, deal.nominalTonnes]));
  const excludedLimits = new Set<LimitId>(request.without);
  const { rules, effectiveNumbers, unmodelled } = await runWithYielding(
    allocationRulesInSteps({
      limits: book.limits.filter(({ id }) => !excludedLimits.has(id)),
      exposure,
      products,
      cellOf: ({ contractId }) => ({ cell: contractId, tonnes: nominalTonnes.get(contractId) ?? 0 }),
    }),
  );
  // a production limit that signed minimums already exceed is raised to them, so that the problem stays feasible
  const committedTonnes = new Map<string, number>(
    deals.flatMap(({ contract, currentTonnes, minimum }) =>
      isCommitted(contract.status) && currentTonnes > 0 ? [[contract.id, minimum]] : [],
    ),
  );
  const raiseToCommitted = (rule: AllocationLimit): AllocationLimit => {
    if (!rule.source.startsWith('production:') || rule.atMost === undefined) return rule;
    return {
      ...rule,
      atMost: Math.max(
        rule.atMost,
        sumBy(rule.counted, ({ cell, weight }) => weight * (committedTonnes.get(cell) ?? 0)),
      ),
    };
  };
  await yieldIfDue();
  const foldWeights = createWeightFold(fold);
  const buyerGroups = hhiGroups(exposure, new Map(deals.map((deal) => [deal.contractId, deal.currentTonnes])));
  const allLimits = [...rules.map(raiseToCommitted), ...(kind === 'tailMean' ? [] : keepTotals(deals, request.lot))];
  const foldedLimits: AllocationLimit[] = [];
  for (const limit of allLimits) {
    foldedLimits.push(foldLimit(limit, foldWeights));
    await yieldIfDue();
  }
  const atDeck: AllocationAtDeck = {
    deals,
    unmodelled,
    atDeck: { cells: allCells, spotMarkets: valuedOutcomes.deck.spotMarkets },
    problem: {
      cells,
      limits: foldedLimits,
      effectiveNumbers: effectiveNumbers.map((limit) => foldEffectiveNumber(limit, foldWeights)),
      spotMarkets: deckMarkets,
      start,
      ...(fixedDeals.length > 0 && { whole: { cells: allCells, limits: allLimits, effectiveNumbers } }),
      objective: {
        kind: 'revenue',
        ...(request.aim === 'revenue' ? {} : { revenueAtLeast: request.revenueAtLeast ?? sum(plan.value.revenue) }),
      },
    },
    tonnesOf: (valuedPlan) => {
      const tonnesById = tonnesInPlan(book, valuedPlan);
      return [...changing.map(({ contractId }) => tonnesById.get(contractId) ?? 0), RESIDUAL_TONNES];
    },
    dealTonnes: (cellTonnes) => {
      const tonnesById = new Map(changing.map(({ contractId }, i) => [contractId, cellTonnes[i]!]));
      return deals.map((deal) => tonnesById.get(deal.contractId) ?? deal.currentTonnes);
    },
  };

  const withRisk = async (paths: SimulatedPaths | undefined): Promise<PreparedAllocation> => {
    const pathOutcomes = paths && (await paths.outcomes(deals, valuedOutcomes.deck.spotMarkets, fold));
    const deckOutcome: Outcome = {
      plan: valuedOutcomes.deck.plan,
      contracts: valuedOutcomes.deck.contracts.filter((_, i) => !fixedIds.has(deals[i]!.contractId)),
    };
    const scenarios = pathOutcomes
      ? await scenariosOf(pathOutcomes.outcomes, pathOutcomes.spotMarkets)
      : await scenariosOf(
          [deckOutcome, ...valuedOutcomes.scenarios],
          [deckMarkets, ...valuedOutcomes.scenarios.map(({ spotMarkets }) => spotMarkets)],
        );
    const risks: Readonly<Record<typeof kind, () => AllocationRisk>> = {
      tailMean: () => ({ kind: 'tailMean', confidence: request.confidence, ...scenarios }),
      variance: () => ({ kind: 'scenarioVariance', ...scenarios }),
      hhi: () => ({ kind: 'hhi', groups: buyerGroups.groups.map(foldWeights), whole: buyerGroups.whole }),
    };
    const risk = risks[kind]();
    const { problem } = atDeck;
    if (request.aim === 'revenue') return { ...atDeck, paths, risk };
    return { ...atDeck, paths, risk, problem: { ...problem, objective: { ...problem.objective, kind: 'risk', risk } } };
  };
  return { ...atDeck, withRisk };
};

/** Bytes of a weight in a row of the model, as text and in the solver, and of a pair of deals in a quadratic one. */
const BYTES_PER_WEIGHT = 150;
const BYTES_PER_PAIR = 400;
/** Bytes of a contract of the plan in the thread that simulates it: of 5,600 contracts, 260 MB were measured. */
const BYTES_PER_CONTRACT = 50_000;

type ProblemSize = {
  readonly changing: number;
  readonly kind: ReturnType<typeof riskKindOf>;
  readonly scenarios: number;
  /** Months for which the deals have entries, summed over them. */
  readonly months: number;
  /** Contracts of the plan, 0 where it is not simulated. */
  readonly contracts: number;
};

/**
 * Estimates the memory of a problem, bytes: what each deal takes in each scenario and month, a row for each scenario, pairs of deals, and the
 * simulated plan.
 */
export const memoryOfProblem = ({ changing, kind, scenarios, months, contracts }: ProblemSize): number => {
  // called tonnes; paths share a third of them, which covers nominal tonnes
  const seriesBytes = scenarios * months * Float64Array.BYTES_PER_ELEMENT;
  const modelBytes = kind === 'tailMean' ? changing * scenarios * BYTES_PER_WEIGHT : changing ** 2 * BYTES_PER_PAIR;
  return seriesBytes + modelBytes + contracts * BYTES_PER_CONTRACT;
};

/** Tonnes a year of the contracts of a plan, by id. */
const tonnesInPlan = (book: Workbook, { portfolio }: ValuedPlan): ReadonlyMap<ContractId, number> =>
  new Map(portfolio.contracts.map(({ contract }) => [contract.id, tonnesPerYearIn(contract, book.valuationMonth)]));

/** Lists the deals that can't change and have the same tonnes in every plan that is shown beside the allocation. */
const findFixedDeals = (book: Workbook, deals: readonly Deal[], plans: readonly ValuedPlan[]): readonly Deal[] => {
  const tonnesByPlan = plans.map((plan) => tonnesInPlan(book, plan));
  return deals.filter(
    ({ contractId, minimum, maximum, currentTonnes }) =>
      minimum === maximum &&
      minimum === currentTonnes &&
      tonnesByPlan.every((tonnes) => Math.abs((tonnes.get(contractId) ?? 0) - currentTonnes) <= NO_TONNES),
  );
};

/** Limits that keep the total tonnes of each product, within a lot where there are lots, so that risk is not lowered by selling less. */
const keepTotals = (deals: readonly Deal[], lot = 0): readonly AllocationLimit[] =>
  [...Map.groupBy(deals, ({ contract }) => contract.productId)].map(([productId, productDeals]) => {
    const total = sumBy(productDeals, ({ currentTonnes }) => currentTonnes);
    const cells = productDeals.map(({ contractId }) => ({ cell: contractId, weight: 1 }));
    return {
      id: `total:${productId}`,
      source: `total:${productId}`,
      counted: cells,
      atMost: total + lot,
      atLeast: Math.max(0, total - lot),
    };
  });

/** The groups of buyers for the HHI, by value: tonnes a year at each product's mean price. Returns the constant total with them. */
const hhiGroups = ({ rows }: Exposure, currentTonnes: ReadonlyMap<ContractId, number>) => {
  const prices = new Map(
    [...Map.groupBy(rows, ({ members }) => members.product)].map(([product, productRows]) => {
      const tonnes = sum(productRows.flatMap((row) => row.tonnes));
      return [product, tonnes > 0 ? sum(productRows.flatMap((row) => row.grossValue)) / tonnes : 0] as const;
    }),
  );

  // value of one dmt a year of a deal at the product's mean price, USD
  const valuePerTonne = new Map<ContractId, number>();
  for (const row of rows) valuePerTonne.set(row.contractId, prices.get(row.members.product) ?? 0);
  const groups = [...Map.groupBy(rows, ({ members }) => members.group).values()].map((groupRows) =>
    unique(groupRows.map(({ contractId }) => contractId)).map((cell) => ({ cell, weight: valuePerTonne.get(cell) ?? 0 })),
  );
  const total = sumBy([...valuePerTonne], ([id, value]) => value * (currentTonnes.get(id) ?? 0));
  return { groups, whole: total > 0 ? total : 1 };
};
