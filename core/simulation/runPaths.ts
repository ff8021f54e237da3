import { type OutcomeTable, outcomeTableLength, planOutcome, type RunResult, type SimulationRequest } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import type { ServiceContext } from '../context.ts';
import { currentSignal, runOutsideRequest } from '../requestContext.ts';
import { digestOfPaths } from './request.ts';
import type { SimulationHead } from './runFormat.ts';

/** The outcomes of a run's paths in memory. */
export type RunPaths = {
  readonly request: SimulationRequest;
  readonly table: OutcomeTable;
  /** Whether the paths have the same bits as those of the run; a later version of the engine may give others. */
  readonly isReproduced: boolean;
  /** Outcomes in ascending order by measure, subject and period, the least recently used first. */
  readonly sortedOutcomes: Map<string, Float64Array>;
};

/** Identifies the paths of a run. */
type RunKey = { readonly id: string } & Pick<SimulationHead, 'resultDigest'>;

const MEGABYTE = 1024 * 1024;
/** Maximum memory for the outcomes of all runs, and for those of a run with all of its buyers. */
const MAX_BYTES = 256 * MEGABYTE;
const MAX_TABLE_BYTES = 160 * MEGABYTE;
/** How long a load continues without a query that waits for it: the next query replaces the last one while a user types. */
const LINGER_MS = 500;

/** By run, the least recently used first. */
const pathsInMemory = new Map<string, RunPaths>();

const keyOf = ({ id, resultDigest }: RunKey): string => `${id} ${resultDigest}`;

const keepInMemory = (key: string, paths: RunPaths): void => {
  pathsInMemory.delete(key);
  pathsInMemory.set(key, paths);
  let bytes = 0;
  for (const { table } of pathsInMemory.values()) bytes += table.values.byteLength;
  for (const [oldestKey, { table }] of pathsInMemory) {
    if (bytes <= MAX_BYTES || oldestKey === key) break;
    pathsInMemory.delete(oldestKey);
    bytes -= table.values.byteLength;
  }
};

/** Lists the buyers of a request. */
export const buyersOf = ({ portfolio }: SimulationRequest): readonly BuyerId[] => [
  ...new Set(portfolio.contracts.map(({ buyer }) => buyer.id)),
];

/** Years of late payments after the plan, to estimate the memory of a run. */
const LATE_YEARS = 2;

/** Whether the outcomes of a run with all of its buyers fit in the memory for one run. */
export const fitsAllBuyers = (request: SimulationRequest): boolean => {
  const { valuationMonth, lastMonth } = request.portfolio;
  const years = yearOf(lastMonth) - yearOf(valuationMonth) + 1 + LATE_YEARS;
  const length = outcomeTableLength(years, request.parameters.paths, buyersOf(request).length);
  return length * Float64Array.BYTES_PER_ELEMENT <= MAX_TABLE_BYTES;
};

/** Keeps the outcomes of the plan after its run. `request`: with the moments of its cycle. */
export const rememberRun = (run: RunKey, request: SimulationRequest, { outcomes }: RunResult): void =>
  keepInMemory(keyOf(run), { request, table: outcomes, isReproduced: true, sortedOutcomes: new Map() });

/** Outcomes of a run that are needed besides those of the plan. */
export type NeededOutcomes = { readonly buyer?: BuyerId | undefined; readonly contracts?: readonly ContractId[] | undefined };

/** Returns the outcomes of a run that are in memory; undefined if they are not, or lack a buyer or a contract that is needed. */
export const findRunPaths = (run: RunKey, { buyer, contracts = [] }: NeededOutcomes): RunPaths | undefined => {
  const key = keyOf(run);
  const paths = pathsInMemory.get(key);
  if (paths === undefined) return undefined;
  const { table } = paths;
  const isWhole = (buyer === undefined || table.buyers.includes(buyer)) && contracts.every((id) => table.contracts.includes(id));
  if (paths.isReproduced && !isWhole) return undefined;
  keepInMemory(key, paths);
  return paths;
};

type Load = { readonly paths: Promise<RunPaths>; readonly flag: Int32Array<SharedArrayBuffer>; waiters: number };

const loads = new Map<string, Load>();

/** Waits for a load; it stops when no query waits for it any more. Throws CANCELLED. */
const waitFor = (load: Load): Promise<RunPaths> => {
  const signal = currentSignal();
  load.waiters += 1;
  return new Promise((resolve, reject) => {
    const stopWaiting = (): void => {
      load.waiters -= 1;
      setTimeout(() => {
        if (load.waiters === 0) Atomics.store(load.flag, 0, 1);
      }, LINGER_MS).unref();
      reject(new OrebookError('CANCELLED'));
    };
    signal?.addEventListener('abort', stopWaiting, { once: true });
    load.paths.then(resolve, reject).finally(() => signal?.removeEventListener('abort', stopWaiting));
    if (signal?.aborted) stopWaiting();
  });
};

/** Returns the revenue of every path over the plan, in the order of sums of the run. */
const netRevenueTotal = (table: OutcomeTable): Float64Array => {
  const total = new Float64Array(table.paths);
  for (let y = 0; y < table.years; y++) {
    const [contracts, spot] = [planOutcome(table, 'contractRevenue', y), planOutcome(table, 'spotRevenue', y)];
    for (let i = 0; i < total.length; i++) total[i]! += contracts[i]! + spot[i]!;
  }
  return total;
};

/**
 * Simulates the paths of a run again and keeps their outcomes: those of the plan, of all buyers if there is room, else of the buyer that
 * is needed, and of the contracts that are needed. Queries for the same paths share the work. Throws CANCELLED.
 */
export const loadRunPaths = (
  { simulations }: ServiceContext,
  run: RunKey,
  request: SimulationRequest,
  { buyer, contracts: neededContracts = [] }: NeededOutcomes,
): Promise<RunPaths> => {
  const buyers = fitsAllBuyers(request) ? buyersOf(request) : buyer === undefined ? [] : [buyer];
  // keeps the contracts that financing has loaded
  const contracts = [...new Set([...neededContracts, ...(pathsInMemory.get(keyOf(run))?.table.contracts ?? [])])];
  const loadKey = [keyOf(run), ...buyers, ...contracts].join(' ');
  const runningLoad = loads.get(loadKey);
  if (runningLoad !== undefined && Atomics.load(runningLoad.flag, 0) === 0) return waitFor(runningLoad);
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const simulate = async (): Promise<RunPaths> => {
    const table = await simulations.outcomes(request, { buyers, contracts }, { flag, report: () => {} });
    const isReproduced = digestOfPaths(netRevenueTotal(table)) === run.resultDigest;
    const paths = { request, table, isReproduced, sortedOutcomes: new Map<string, Float64Array>() };
    keepInMemory(keyOf(run), paths);
    return paths;
  };
  const load: Load = { paths: runOutsideRequest(simulate), flag, waiters: 0 };
  loads.set(loadKey, load);
  const forget = (): void => {
    if (loads.get(loadKey) === load) loads.delete(loadKey);
  };
  load.paths.then(forget, forget);
  return waitFor(load);
};
