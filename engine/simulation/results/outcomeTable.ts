import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { unitCostAt } from '../../valuation/unitCosts.ts';
import { revenueOffset } from '../batch/contractLanes.ts';
import { createBlockSums, type PathBatch } from '../batch/pathBatch.ts';
import { listBatches, type PathRange, splitIntoBlocks } from '../blocks.ts';
import { LANES } from '../draws/draws.ts';
import { addContractRevenue, type SimulationHooks } from '../simulate.ts';
import { createSimulator } from '../simulator.ts';
import { deterministicCall } from '../steps/contractDelivery.ts';
import { defaultMonthOf } from '../steps/drawEvents.ts';
import { recordDelivery } from '../steps/recordDelivery.ts';
import { PATH_MEASURE, type SimulationRequest } from '../types.ts';

/**
 * Measures of the whole plan by path and calendar year: revenue in USD by year of payment, tonnes in dmt by month of occurrence; `cost` is
 * the cash cost of planned production, USD.
 */
export const PLAN_OUTCOMES = ['contractRevenue', 'spotRevenue', 'delivered', 'spot', 'cost'] as const;
/** Measures of the contracts of a buyer; `cost` is the cash cost of the tonnes delivered, USD. */
export const BUYER_OUTCOMES = ['revenue', 'delivered', 'cost'] as const;
/**
 * Measures of a contract: payments, USD; in the year in which its buyer defaults the month from the valuation, else 0; the cash cost of the
 * tonnes delivered, USD; these tonnes, dmt.
 */
export const CONTRACT_OUTCOMES = ['revenue', 'defaultMonth', 'cost', 'delivered'] as const;

export type PlanOutcome = (typeof PLAN_OUTCOMES)[number];
export type BuyerOutcome = (typeof BUYER_OUTCOMES)[number];
export type ContractOutcome = (typeof CONTRACT_OUTCOMES)[number];

/** Outcomes of every path of a run by calendar year, for the whole plan and for some of its buyers and contracts. */
export type OutcomeTable = {
  readonly paths: number;
  readonly years: number;
  readonly buyers: readonly BuyerId[];
  readonly contracts: readonly ContractId[];
  /**
   * Rows of `paths` entries: the measures of the plan, then those of each buyer, then those of each contract. Entry
   * (measure * years + year) * paths + path, measures of buyer b from PLAN_OUTCOMES.length + b * BUYER_OUTCOMES.length on.
   */
  readonly values: Float64Array;
};

/** Returns the number of values in an outcome table. */
export const outcomeTableLength = (years: number, paths: number, buyers: number, contracts = 0): number =>
  (PLAN_OUTCOMES.length + buyers * BUYER_OUTCOMES.length + contracts * CONTRACT_OUTCOMES.length) * years * paths;

/** Creates an outcome table, all 0. `allocate` returns its memory, which threads may share. */
export const createOutcomeTable = (
  { years, paths, buyers, contracts = [] }: Pick<OutcomeTable, 'years' | 'paths' | 'buyers'> & Partial<Pick<OutcomeTable, 'contracts'>>,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): OutcomeTable => ({
  paths,
  years,
  buyers,
  contracts,
  values: new Float64Array(allocate(outcomeTableLength(years, paths, buyers.length, contracts.length) * Float64Array.BYTES_PER_ELEMENT)),
});

const rowOf = ({ values, years, paths }: OutcomeTable, measure: number, year: number): Float64Array => {
  const at = (measure * years + year) * paths;
  return values.subarray(at, at + paths);
};

/** Returns a measure of the whole plan in one year, one entry per path. */
export const planOutcome = (table: OutcomeTable, measure: PlanOutcome, year: number): Float64Array =>
  rowOf(table, PLAN_OUTCOMES.indexOf(measure), year);

/** Returns a measure of a buyer in one year, one entry per path; undefined if the table does not have the buyer. */
export const buyerOutcome = (table: OutcomeTable, buyer: BuyerId, measure: BuyerOutcome, year: number): Float64Array | undefined => {
  const b = table.buyers.indexOf(buyer);
  if (b < 0) return undefined;
  return rowOf(table, PLAN_OUTCOMES.length + b * BUYER_OUTCOMES.length + BUYER_OUTCOMES.indexOf(measure), year);
};

/** Returns a measure of a contract in one year, one entry per path; undefined if the table does not have the contract. */
export const contractOutcome = (
  table: OutcomeTable,
  contract: ContractId,
  measure: ContractOutcome,
  year: number,
): Float64Array | undefined => {
  const c = table.contracts.indexOf(contract);
  if (c < 0) return undefined;
  const first = PLAN_OUTCOMES.length + table.buyers.length * BUYER_OUTCOMES.length;
  return rowOf(table, first + c * CONTRACT_OUTCOMES.length + CONTRACT_OUTCOMES.indexOf(measure), year);
};

const getRecordingSimulator = memoizeWeakly((request: SimulationRequest) => {
  const simulator = createSimulator(request, { recordsDeliveries: true });
  const { plan } = simulator.batch;
  const { portfolio } = request;
  const buyerOf = new Map(portfolio.contracts.map(({ contract, buyer }) => [contract.id, buyer.id]));
  const productOf = new Map(portfolio.products.map((product) => [product.id, product]));
  return {
    simulator,
    buyers: plan.contracts.map(({ id }) => buyerOf.get(id)!),
    /** Unit cost by contract and year, USD/dmt. */
    unitCosts: plan.contracts.map(({ productId }) =>
      Array.from({ length: plan.years }, (_, y) => unitCostAt(productOf.get(productId)!, (plan.firstYear + y) as Year)),
    ),
  };
});

/** Fills in the deliveries of deterministic products, whose months are not simulated. */
const recordDeterministicProducts = (batch: PathBatch): void => {
  const { plan, contracts, deterministic } = batch;
  plan.products.forEach((product, p) => {
    if (!deterministic.isDeterministic[p]) return;
    for (const c of product.contracts) {
      const contract = contracts[c]!;
      for (let t = 1; t <= plan.months; t++) {
        if (contract.flat.termsIndex[t]! < 0) continue;
        recordDelivery(batch, contract, t, deterministicCall(contract, t));
      }
    }
  });
};

/** Writes the contracts of a table for the paths of a batch, which begin at `column`. */
const recordContracts = (
  { plan, contracts }: PathBatch,
  unitCosts: readonly (readonly number[])[],
  table: OutcomeTable,
  column: number,
  count: number,
): void => {
  for (const id of table.contracts) {
    const c = plan.contracts.findIndex((candidate) => candidate.id === id);
    const contract = contracts[c];
    if (contract === undefined) continue;
    const {
      revenue,
      revenueYears: [first, last],
      costTonnesByYear,
      deliveredByYear,
      flat,
    } = contract;
    for (let y = first; y <= last; y++) {
      const at = revenueOffset(contract, y);
      contractOutcome(table, id, 'revenue', y)!.set(revenue.subarray(at, at + count), column);
    }
    for (let y = 0; y < plan.years; y++) {
      const costs = contractOutcome(table, id, 'cost', y)!;
      for (let i = 0; i < count; i++) costs[column + i] = costTonnesByYear[y * LANES + i]! * unitCosts[c]![y]!;
      contractOutcome(table, id, 'delivered', y)!.set(deliveredByYear.subarray(y * LANES, y * LANES + count), column);
    }
    for (let i = 0; i < count; i++) {
      const month = defaultMonthOf(contract, i);
      if (month > 0) contractOutcome(table, flat.id, 'defaultMonth', plan.yearIndex[month]!)![column + i] = month;
    }
  }
};

/**
 * Simulates paths `from` to `to` (excluded) and writes their outcomes to a table of all paths of the request. Revenue of the plan has the
 * same bits as in the run. Returns whether the hooks stopped it. Synchronous; hooks and errors as for `simulate`.
 */
export const simulateOutcomes = (
  request: SimulationRequest,
  { from, to }: PathRange,
  table: OutcomeTable,
  { onBlock, shouldStop }: SimulationHooks = {},
): { readonly isStopped: boolean } => {
  const { simulator, buyers, unitCosts } = getRecordingSimulator(request);
  const { plan } = simulator.batch;
  const sums = createBlockSums(plan);
  const planMeasures = PLAN_OUTCOMES.map((measure) => PATH_MEASURE[measure]);
  const placeOf = new Map(table.buyers.map((buyer, b) => [buyer, b]));
  for (const block of splitIntoBlocks({ from, to })) {
    if (shouldStop?.() === true) return { isStopped: true };
    for (const paths of listBatches(block)) {
      const batch = simulator.simulateBatch(paths, sums);
      addContractRevenue(batch);
      recordDeterministicProducts(batch);
      const column = paths[0]!;
      for (const [row, measure] of planMeasures.entries()) {
        for (let y = 0; y < plan.years; y++) {
          const at = (measure * plan.years + y) * LANES;
          rowOf(table, row, y).set(batch.measures.subarray(at, at + paths.length), column);
        }
      }
      recordContracts(batch, unitCosts, table, column, paths.length);
      for (const [c, contract] of batch.contracts.entries()) {
        const { revenue, deliveredByYear, costTonnesByYear } = contract;
        const b = placeOf.get(buyers[c]!);
        if (b === undefined) continue;
        const first = PLAN_OUTCOMES.length + b * BUYER_OUTCOMES.length;
        for (let y = 0; y < plan.years; y++) {
          const [revenues, tonnes, costs] = BUYER_OUTCOMES.map((_, k) => rowOf(table, first + k, y)) as [
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          const unitCost = unitCosts[c]![y]!;
          const revenueAt = revenueOffset(contract, y);
          const hasRevenue = revenueAt >= 0 && revenueAt < revenue.length;
          for (let i = 0; i < paths.length; i++) {
            if (hasRevenue) revenues[column + i]! += revenue[revenueAt + i]!;
            tonnes[column + i]! += deliveredByYear[y * LANES + i]!;
            costs[column + i]! += costTonnesByYear[y * LANES + i]! * unitCost;
          }
        }
      }
    }
    onBlock?.(block.to - from);
  }
  return { isStopped: false };
};
