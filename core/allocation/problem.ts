import { allocationRules, type Exposure, type Portfolio, plannedTonnes } from '#engine';
import type { AllocationAim, AllocationRequest } from '#shared/contract/allocation.ts';
import type { AllocationCell, AllocationLimit, AllocationProblem, AllocationRisk } from '#shared/domain/allocation.ts';
import type { ContractId, LimitId } from '#shared/domain/ids.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { type Deal, listDeals, tonnesPerYearIn } from './deals.ts';
import { deckAndScenarioOutcomes, type Outcome, type SimulatedPaths, simulatePaths } from './outcomes.ts';

/** What is not decided stands as one cell of so many tonnes, so that its USD a tonne lie near the others'. */
const REST = 'rest';
const REST_TONNES = 1e6;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export type Prepared = {
  readonly deals: readonly Deal[];
  readonly problem: AllocationProblem;
  readonly risk: AllocationRisk;
  readonly unmodelled: readonly string[];
  /** The simulation whose paths risk is measured on; undefined where it is measured on stated scenarios, or on none. */
  readonly paths: SimulatedPaths | undefined;
  /** Tonnes of a plan's deals, aligned with the cells. */
  readonly tonnesOf: (plan: ValuedPlan) => readonly number[];
};

const plannedOf = (portfolio: Portfolio, { years }: Exposure) =>
  portfolio.products.map((product) => ({ id: product.id, metal: product.metal, planned: plannedTonnes(portfolio, product, years) }));

const covariance = (outcomes: readonly (readonly number[])[]): number[][] => {
  const cells = outcomes[0]?.length ?? 0;
  const mean = Array.from({ length: cells }, (_, i) => sumOf(outcomes.map((row) => row[i]!)) / outcomes.length);
  // C_ij = mean over scenarios of (m_i - mean_i)(m_j - mean_j)
  return mean.map((a, i) => mean.map((b, j) => sumOf(outcomes.map((row) => (row[i]! - a) * (row[j]! - b))) / outcomes.length));
};

const byAim = (aim: AllocationAim): AllocationRisk['kind'] => (aim === 'revenue' ? 'shortfall' : aim);

/**
 * The allocation of the chosen plan's deals as the engine takes it: a cell a deal in dmt a year, its USD what the deal alone earns over spot
 * sales of the same tonnes; the rest of the plan is one cell that stays. Risk is measured on paths of the simulation or on the library.
 */
export const prepare = async (ctx: ServiceContext, book: Workbook, ask: AllocationRequest, job: JobContext): Promise<Prepared> => {
  const plan = book.plan();
  const all = listDeals(book);
  const asked = new Map(ask.deals.map((deal) => [deal.contractId, deal]));
  const deals = all.map((deal) => {
    const given = deal.fixed ? undefined : asked.get(deal.contractId);
    return given ? { ...deal, minimum: given.minimum, maximum: given.maximum } : deal;
  });
  const kind = byAim(ask.aim);
  const risky = kind !== 'hhi';
  const stated = await deckAndScenarioOutcomes(book, deals, risky && ask.scenarios === 'library', job);
  const paths = risky && ask.scenarios === 'simulated' ? await simulatePaths(ctx, book, ask.seed, job) : undefined;
  // what is left is chosen so that the model makes the plan's own revenue of the plan's own tonnes
  const marginsIn = ({ plan: whole, worths }: Outcome): readonly number[] => [
    ...deals.map(({ named }, i) => worths[i]! / named),
    (whole - sumOf(deals.map(({ now, named }, i) => (worths[i]! * now) / named))) / REST_TONNES,
  ];
  const margins = marginsIn(stated[0]);
  const cells: readonly AllocationCell[] = [
    ...deals.map(
      (deal, i): AllocationCell => ({
        id: deal.contractId,
        minimum: deal.minimum,
        maximum: deal.maximum,
        ...(ask.lot === undefined || deal.minimum === deal.maximum ? {} : { lot: ask.lot }),
        margin: margins[i]!,
      }),
    ),
    { id: REST, minimum: REST_TONNES, maximum: REST_TONNES, margin: margins.at(-1)! },
  ];
  const outcomes = (paths ? await paths.outcomes(deals) : stated).map(marginsIn);

  const exposure = book.everyDeal().exposure();
  const products = plannedOf(plan.portfolio, exposure);
  const named = new Map(deals.map((deal) => [deal.contractId, deal.named]));
  const left = new Set<LimitId>(ask.without);
  const { rules, spreads, unmodelled } = allocationRules({
    limits: book.limits.filter(({ id }) => !left.has(id)),
    exposure,
    products,
    cellOf: ({ contractId }) => ({ cell: contractId, tonnes: named.get(contractId) ?? 0 }),
  });
  const now = new Map(deals.map((deal) => [deal.contractId, deal.now]));
  const spread = hhiOf(exposure, now);
  const risks: Readonly<Record<typeof kind, () => AllocationRisk>> = {
    shortfall: () => ({ kind: 'shortfall', confidence: ask.confidence, outcomes }),
    variance: () => ({ kind: 'variance', covariance: covariance(outcomes) }),
    hhi: () => ({ kind: 'hhi', groups: spread.groups, whole: spread.whole }),
  };
  const risk = risks[kind]();
  const kept: readonly AllocationLimit[] = kind === 'shortfall' ? rules : [...rules, ...totals(deals, ask.lot)];
  return {
    deals,
    paths,
    unmodelled,
    risk,
    problem: {
      cells,
      limits: kept,
      effectiveNumbers: spreads,
      objective:
        ask.aim === 'revenue'
          ? { kind: 'revenue' }
          : { kind: 'risk', risk, revenueAtLeast: ask.revenueAtLeast ?? sumOf(plan.value.revenue) },
    },
    tonnesOf: (other) => {
      const held = new Map(other.portfolio.contracts.map(({ contract }) => [contract.id, contract]));
      return cells.map(({ id }) => {
        if (id === REST) return REST_TONNES;
        const contract = held.get(id as ContractId);
        return contract ? tonnesPerYearIn(contract, book.valuationMonth) : 0;
      });
    },
  };
};

/** Total tonnes a year of each product stay what they are, within a lot where there are lots: a risk is not to be lowered by selling less. */
const totals = (deals: readonly Deal[], lot = 0): readonly AllocationLimit[] =>
  [...Map.groupBy(deals, ({ contract }) => contract.productId)].map(([productId, same]) => {
    const whole = sumOf(same.map(({ now }) => now));
    const counted = same.map(({ contractId }) => ({ cell: contractId, weight: 1 }));
    return { id: `total:${productId}`, source: `total:${productId}`, counted, atMost: whole + lot, atLeast: Math.max(0, whole - lot) };
  });

/** Groups that act as one, by the value of their tonnes a year, each product at its own mean price: the whole is constant. */
const hhiOf = ({ rows }: Exposure, now: ReadonlyMap<ContractId, number>) => {
  const prices = new Map(
    [...Map.groupBy(rows, ({ members }) => members.product)].map(([product, same]) => {
      const tonnes = sumOf(same.flatMap((row) => row.tonnes));
      return [product, tonnes > 0 ? sumOf(same.flatMap((row) => row.grossValue)) / tonnes : 0] as const;
    }),
  );

  // USD at the product's mean price for one dmt a year of a deal
  const yearly = new Map<ContractId, number>();
  for (const row of rows) yearly.set(row.contractId, prices.get(row.members.product) ?? 0);
  const groups = [...Map.groupBy(rows, ({ members }) => members.group).values()].map((same) =>
    [...new Set(same.map(({ contractId }) => contractId))].map((cell) => ({ cell, weight: yearly.get(cell) ?? 0 })),
  );
  const whole = sumOf([...yearly].map(([id, each]) => each * (now.get(id) ?? 0)));
  return { groups, whole: whole > 0 ? whole : 1 };
};
