import { allocationRules, createRevenueFunction, type Exposure, type Portfolio, plannedTonnes, spotMarketsOfPath } from '#engine';
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
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { type Deal, isProductInScope, listDeals, tonnesPerYearIn } from './deals.ts';
import { deckAndScenarioOutcomes, type Outcome, type SimulatedPaths, simulatePaths } from './outcomes.ts';

/** The rest of the plan is one cell of this many tonnes, so that its margin has the size of the others'. */
const RESIDUAL_CELL = 'rest';
const RESIDUAL_TONNES = 1e6;

export type PreparedAllocation = {
  readonly deals: readonly Deal[];
  readonly problem: AllocationProblem;
  readonly risk: AllocationRisk;
  readonly unmodelled: readonly string[];
  /** The simulated paths of the risk; undefined where risk is measured on the library or on nothing. */
  readonly paths: SimulatedPaths | undefined;
  /** The tonnes of a plan, aligned with the cells. */
  readonly tonnesOf: (plan: ValuedPlan) => readonly number[];
};

const plannedProducts = (portfolio: Portfolio, { years }: Exposure) =>
  portfolio.products.map((product) => ({ id: product.id, metal: product.metal, planned: plannedTonnes(portfolio, product, years) }));

const riskKindOf = (aim: AllocationAim): Exclude<AllocationAim, 'revenue'> => (aim === 'revenue' ? 'tailMean' : aim);

/**
 * Builds the allocation problem of the chosen plan: a cell for each deal in dmt a year, whose margin is its contract revenue, the
 * spot markets of the products, and one fixed cell for the rest of the plan. Risk is measured on simulated paths or on the library.
 */
export const prepareAllocation = async (
  ctx: ServiceContext,
  book: Workbook,
  request: AllocationRequest,
  job: JobContext,
): Promise<PreparedAllocation> => {
  const plan = book.plan();
  const allDeals = listDeals(book);
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
  const deckAndLibraryOutcomes = await deckAndScenarioOutcomes(book, deals, needsOutcomes && request.scenarios === 'library', job);
  const paths = needsOutcomes && request.scenarios === 'simulated' ? await simulatePaths(ctx, book, request.seed, job) : undefined;
  const currentTonnes = deals.map((deal) => deal.currentTonnes);
  const cellsAt = (margins: readonly number[]): readonly AllocationCell[] =>
    deals.map((deal, i) => ({
      id: deal.contractId,
      minimum: deal.minimum,
      maximum: deal.maximum,
      ...(request.lot === undefined || deal.minimum === deal.maximum ? {} : { lot: request.lot }),
      margin: margins[i]!,
    }));
  /** Revenue per tonne of each deal, and of the rest, which makes the revenue of the plan's tonnes equal to that of the plan. */
  const marginsIn = ({ plan: revenue, contracts }: Outcome, spotMarkets: readonly SpotMarket[]): readonly number[] => {
    const dealMargins = deals.map(({ nominalTonnes }, i) => contracts[i]! / nominalTonnes);
    const modelledRevenue = createRevenueFunction(cellsAt(dealMargins), spotMarkets)(currentTonnes).revenue;
    return [...dealMargins, (revenue - modelledRevenue) / RESIDUAL_TONNES];
  };
  const margins = marginsIn(deckAndLibraryOutcomes[0], deckAndLibraryOutcomes[0].spotMarkets);
  const cells: readonly AllocationCell[] = [
    ...cellsAt(margins),
    { id: RESIDUAL_CELL, minimum: RESIDUAL_TONNES, maximum: RESIDUAL_TONNES, margin: margins.at(-1)! },
  ];
  const pathOutcomes = paths && (await paths.outcomes(deals, deckAndLibraryOutcomes[0].spotMarkets));
  const scenarios: ScenarioOutcomes = pathOutcomes
    ? {
        outcomes: pathOutcomes.outcomes.map((outcome, k) => marginsIn(outcome, spotMarketsOfPath(pathOutcomes.spotMarkets, k))),
        spotMarkets: pathOutcomes.spotMarkets,
      }
    : {
        outcomes: deckAndLibraryOutcomes.map((outcome) => marginsIn(outcome, outcome.spotMarkets)),
        spotMarkets: deckAndLibraryOutcomes.map((outcome) => outcome.spotMarkets),
      };

  const exposure = book.everyDeal().exposure();
  const products = plannedProducts(plan.portfolio, exposure);
  const nominalTonnes = new Map(deals.map((deal) => [deal.contractId, deal.nominalTonnes]));
  const excludedLimits = new Set<LimitId>(request.without);
  const { rules, effectiveNumbers, unmodelled } = allocationRules({
    limits: book.limits.filter(({ id }) => !excludedLimits.has(id)),
    exposure,
    products,
    cellOf: ({ contractId }) => ({ cell: contractId, tonnes: nominalTonnes.get(contractId) ?? 0 }),
  });
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
  const buyerGroups = hhiGroups(exposure, new Map(deals.map((deal) => [deal.contractId, deal.currentTonnes])));
  const risks: Readonly<Record<typeof kind, () => AllocationRisk>> = {
    tailMean: () => ({ kind: 'tailMean', confidence: request.confidence, ...scenarios }),
    variance: () => ({ kind: 'scenarioVariance', ...scenarios }),
    hhi: () => ({ kind: 'hhi', groups: buyerGroups.groups, whole: buyerGroups.whole }),
  };
  const risk = risks[kind]();
  const limits = [...rules.map(raiseToCommitted), ...(kind === 'tailMean' ? [] : keepTotals(deals, request.lot))];
  return {
    deals,
    paths,
    unmodelled,
    risk,
    problem: {
      cells,
      limits,
      effectiveNumbers,
      spotMarkets: deckAndLibraryOutcomes[0].spotMarkets,
      start: [...currentTonnes, RESIDUAL_TONNES],
      objective:
        request.aim === 'revenue'
          ? { kind: 'revenue' }
          : { kind: 'risk', risk, revenueAtLeast: request.revenueAtLeast ?? sum(plan.value.revenue) },
    },
    tonnesOf: (valuedPlan) => {
      const byId = new Map(valuedPlan.portfolio.contracts.map(({ contract }) => [contract.id, contract]));
      return cells.map(({ id }) => {
        if (id === RESIDUAL_CELL) return RESIDUAL_TONNES;
        const contract = byId.get(id as ContractId);
        return contract ? tonnesPerYearIn(contract, book.valuationMonth) : 0;
      });
    },
  };
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
