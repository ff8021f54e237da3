import type {
  OutcomeTable,
  PathBlocks,
  PathFinancing,
  PathFinancingInput,
  PathPresentValues,
  PathReplay,
  PathTable,
  PathTableShape,
  PortfolioContract,
  PriceFans,
  RunResult,
  RunSums,
  ShortfallComponents,
  SimulatedDeal,
  SimulatedDeals,
  SimulationRequest,
  simulateSpotPrices,
  TailPaths,
} from '#engine';
import { unique } from '#shared/collections.ts';
import type { SpotMarket } from '#shared/domain/allocation.ts';
import type { Scenario } from '#shared/domain/scenario.ts';

/**
 * Messages to a thread of the pool. A request is sent once; tasks refer to it by number. Its contracts come before it, a few at a time, since
 * copying those of a large plan at once would block the core.
 */
export type ToSimulation =
  /** Forgets the request and the contracts that were sent before; a thread keeps one request at a time. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'contracts'; readonly contracts: readonly PortfolioContract[] }
  /** A request without its contracts. */
  | { readonly kind: 'request'; readonly request: number; readonly value: SimulationRequest }
  | {
      readonly kind: 'task';
      readonly id: number;
      readonly request: number;
      readonly task: SimulationTask;
      /** 1 once the task must stop; checked between blocks. */
      readonly flag: Int32Array<SharedArrayBuffer>;
    };

export type SimulationTask =
  | { readonly kind: 'centre'; readonly from: number; readonly to: number }
  | { readonly kind: 'shape' }
  /** Keeps its paths in a table that all threads share. */
  | { readonly kind: 'paths'; readonly from: number; readonly to: number; readonly table: PathTable }
  /** Writes the outcomes of its paths to a table that all threads share. */
  | { readonly kind: 'outcomes'; readonly from: number; readonly to: number; readonly table: OutcomeTable }
  | { readonly kind: 'values'; readonly from: number; readonly to: number }
  /** Computes financing on the outcomes of all paths. */
  | { readonly kind: 'financing'; readonly input: PathFinancingInput }
  /** Computes the price fans of some rows of the table of all paths. */
  | { readonly kind: 'priceFans'; readonly from: number; readonly to: number; readonly table: PathTable }
  /** Computes the result of all paths. */
  | { readonly kind: 'result'; readonly sums: RunSums; readonly table: PathTable; readonly fans: PriceFans }
  | { readonly kind: 'revenue'; readonly paths: Int32Array }
  /** Sums the revenue of all contracts and products by path. */
  | { readonly kind: 'netRevenue'; readonly paths: Int32Array }
  /** Simulates net spot and depth of the products of markets. */
  | { readonly kind: 'spotPrices'; readonly paths: Int32Array; readonly markets: readonly Pick<SpotMarket, 'product' | 'production'>[] }
  /** Simulates standalone deals. */
  | {
      readonly kind: 'spotDeals';
      readonly paths: Int32Array;
      readonly deals: readonly SimulatedDeal[];
      /** By market. */
      readonly production: readonly Float64Array[];
    }
  /** Computes the components of the shortfall from the revenue on the paths of the tail. */
  | ({ readonly kind: 'shortfall' } & ShortfallInput)
  /** Computes the changes of net revenue in scenarios of the plan without random draws. */
  | { readonly kind: 'scenarioChanges'; readonly scenarios: readonly Scenario[] }
  | { readonly kind: 'open'; readonly path: number };

/** What the components of the shortfall are computed from. */
export type ShortfallInput = {
  readonly result: Pick<RunResult, 'contracts' | 'products'>;
  readonly tail: TailPaths;
  readonly revenue: Float64Array;
};

/** The result of a task, by its kind. */
export type SimulationAnswer = {
  readonly centre: readonly Float64Array[];
  readonly shape: PathTableShape;
  readonly paths: PathBlocks;
  readonly outcomes: { readonly isStopped: boolean };
  readonly values: PathPresentValues;
  readonly financing: PathFinancing;
  readonly priceFans: PriceFans;
  readonly result: RunResult;
  readonly revenue: Float64Array;
  readonly netRevenue: Float64Array;
  readonly spotPrices: ReturnType<typeof simulateSpotPrices>;
  readonly spotDeals: SimulatedDeals;
  readonly shortfall: ShortfallComponents;
  readonly scenarioChanges: readonly number[];
  readonly open: PathReplay;
};

export type FromSimulation =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: SimulationAnswer[keyof SimulationAnswer] }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly details: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** Lists the buffers of sums, which are transferred between threads instead of copied. */
const sumBuffers = ({ revenue, contracts, products, priceSums }: Omit<RunSums, 'paths'>): ArrayBuffer[] =>
  [revenue.mean, revenue.squares, contracts, products, priceSums].map(({ buffer }) => buffer as ArrayBuffer);

/** Lists the buffers of a task that are transferred. */
export const taskBuffers = (task: SimulationTask): ArrayBuffer[] => {
  if (task.kind === 'shortfall') return [task.revenue.buffer as ArrayBuffer];
  return task.kind === 'result' ? sumBuffers(task.sums) : [];
};

/** Lists the buffers of an answer that are transferred. */
export const answerBuffers = (answer: SimulationAnswer[keyof SimulationAnswer]): ArrayBuffer[] => {
  if (answer instanceof Float64Array) return [answer.buffer as ArrayBuffer];
  if ('blocks' in answer) return answer.blocks.flatMap(sumBuffers);
  if ('fixed' in answer)
    // the sums are parts of one buffer
    return unique(answer.fixed.map(({ nominal }) => nominal.buffer as ArrayBuffer));
  if (!('netRevenueTotal' in answer)) return [];
  return [answer.outcomes.values, answer.netRevenueTotal, ...answer.netRevenue].map(({ buffer }) => buffer as ArrayBuffer);
};
