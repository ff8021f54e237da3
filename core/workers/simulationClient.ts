import { setImmediate } from 'node:timers/promises';
import {
  type CycleMoments,
  computeCycleMoments,
  createDealCollector,
  createOutcomeTable,
  createPathTable,
  createRunSums,
  cycleInputs,
  cycleMomentsKey,
  type OutcomeTable,
  type PathFinancing,
  type PathFinancingInput,
  type PathPresentValues,
  RUN_MEASURES,
  type RunResult,
  type ShortfallComponents,
  type SimulatedDeals,
  type SimulationRequest,
  type TailPaths,
  withCycleMoments,
} from '#engine';
import type { Scenario } from '#shared/domain/scenario.ts';
import { sumBy } from '#shared/math.ts';
import { isEndOfStep } from '#shared/steps.ts';
import { type AvailableMemory, requireMemory } from '../memory.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { isLargePlan, memoryOfRun } from './memoryOfRun.ts';
import type { SimulationAnswer, SimulationTask } from './simulationMessages.ts';
import { createSimulationPool } from './simulationPool.ts';
import { createSpareMemory } from './spareMemory.ts';
import { MIN_CHUNK, simulationThreads, splitEvenly, splitPaths } from './splitPaths.ts';

/** The progress of a request, in paths. */
export type SimulationProgress = { readonly done: number; readonly total: number };

export type SimulationControl = {
  /** 1 once the work must stop. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Called with the progress; an error that it throws ends the work. */
  readonly report: (progress: SimulationProgress) => void;
  /** Whether the thread of `netRevenue` keeps a large plan, of which further paths follow; else it ends. */
  readonly keepsPlan?: boolean;
};

/** Standalone deals and the request of their portfolio. */
export type SpotDealsPart = TaskInput<'spotDeals'> & { readonly request: SimulationRequest };

/** The input of a task. */
type TaskInput<K extends SimulationTask['kind']> = Omit<Extract<SimulationTask, { readonly kind: K }>, 'kind'>;

/** A pool of simulation threads. Every call throws CANCELLED once its flag is 1, and what the engine throws. */
export type Simulations = {
  /** Returns the request with the moments of its cycle. */
  readonly addCycleMoments: (request: SimulationRequest, control: SimulationControl) => Promise<SimulationRequest>;
  /** Simulates all paths of a request with cycle moments; the result is computed in a thread. The result has memory of its own. */
  readonly run: (request: SimulationRequest, control: SimulationControl) => Promise<RunResult>;
  /** Returns the outcomes of all paths of a request with cycle moments by year, for the plan and for some of its buyers and contracts. */
  readonly outcomes: (
    request: SimulationRequest,
    of: Pick<OutcomeTable, 'buyers' | 'contracts'>,
    control: SimulationControl,
  ) => Promise<OutcomeTable>;
  /** Returns the present values of all paths of a request with cycle moments, in the order of paths. */
  readonly values: (request: SimulationRequest, control: SimulationControl) => Promise<PathPresentValues>;
  /** Computes financing on outcomes of all paths of the request. */
  readonly financing: (request: SimulationRequest, input: PathFinancingInput) => Promise<PathFinancing>;
  /** Simulates the paths of a tail again and returns the components of the shortfall. */
  readonly shortfall: (
    request: SimulationRequest,
    result: Pick<RunResult, 'contracts' | 'products'>,
    tail: TailPaths,
    control: SimulationControl,
  ) => Promise<ShortfallComponents>;
  /** Returns `computeScenarioChanges` of scenarios. */
  readonly scenarioChanges: (
    request: SimulationRequest,
    scenarios: readonly Scenario[],
    control: SimulationControl,
  ) => Promise<SimulationAnswer['scenarioChanges']>;
  /** Returns the revenue of all contracts and products on some paths, USD over the plan. */
  readonly netRevenue: (request: SimulationRequest, paths: Int32Array, control: SimulationControl) => Promise<Float64Array>;
  /** Returns `simulateSpotPrices` of some paths. */
  readonly spotPrices: (request: SimulationRequest, task: TaskInput<'spotPrices'>) => Promise<SimulationAnswer['spotPrices']>;
  /** Simulates parts of deals (`simulateSpotDeals`) and returns all of them; progress in parts. */
  readonly spotDeals: (parts: readonly SpotDealsPart[], control: SimulationControl) => Promise<SimulatedDeals>;
  readonly open: (request: SimulationRequest, path: number) => Promise<SimulationAnswer['open']>;
};

/** Requests whose cycle moments are kept, the latest ones. */
const MAX_KEPT_MOMENTS = 8;

const isBundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(isBundled ? './simulationThread.js' : './simulationThread.ts', import.meta.url);

const noFlag = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Creates the simulations of a core, on a pool of threads. */
export const createSimulations = (threads = simulationThreads(), entry: URL = ownEntry, memory?: AvailableMemory): Simulations => {
  const { ask, runOnThreads, endIdle } = createSimulationPool(threads, entry);
  /** Moments by `cycleMomentsKey`, the oldest first. */
  const moments = new Map<string, CycleMoments>();
  /** Of the path tables of earlier runs. */
  const spareMemory = createSpareMemory();

  /** Runs a task over all paths of a request in chunks, and passes on each answer with its first path. */
  const runOnPaths = async <K extends 'paths' | 'outcomes' | 'values'>(
    request: SimulationRequest,
    task: (range: { readonly from: number; readonly to: number }) => SimulationTask & { readonly kind: K },
    { flag, report }: SimulationControl,
    onAnswer: (answer: SimulationAnswer[K], from: number) => void = () => {},
  ): Promise<void> => {
    const total = request.parameters.paths;
    const pathsByTask: number[] = [];
    const onProgress = (place: number, paths: number): void => {
      pathsByTask[place] = paths;
      report({ done: sumBy(pathsByTask, (part) => part ?? 0), total });
    };
    await runOnThreads(splitPaths(total, threads), flag, async (range, place) => {
      onAnswer(await ask<K>(request, task(range), flag, (paths) => onProgress(place, paths)), range.from);
      onProgress(place, range.to - range.from);
    });
  };

  /** Runs a task over listed paths, MIN_CHUNK at a time, and returns the answers in their order. */
  const runOnSomePaths = async (
    request: SimulationRequest,
    kind: 'revenue' | 'netRevenue',
    paths: Int32Array,
    { flag, report }: SimulationControl,
  ): Promise<readonly Float64Array[]> => {
    const starts = Array.from({ length: Math.ceil(paths.length / MIN_CHUNK) }, (_, k) => k * MIN_CHUNK);
    let doneCount = 0;
    return runOnThreads(starts, flag, async (start) => {
      const chunk = paths.slice(start, start + MIN_CHUNK);
      const answer = await ask(request, { kind, paths: chunk }, flag);
      doneCount += chunk.length;
      report({ done: doneCount, total: paths.length });
      return answer;
    });
  };

  return {
    addCycleMoments: async (request, { flag, report }) => {
      if (!request.parameters.cycle.on || request.centre !== undefined) return withCycleMoments(request);
      // most changes of a plan do not change its cycle
      const cycleRequest = cycleInputs(request);
      await yieldIfDue();
      const key = cycleMomentsKey(cycleRequest);
      const knownMoments = moments.get(key);
      if (knownMoments !== undefined) return { ...request, centre: knownMoments };
      const total = request.parameters.centrePaths;
      let finishedPaths = 0;
      const parts = await runOnThreads(splitPaths(total, threads), flag, async ({ from, to }) => {
        const blocks = await ask(cycleRequest, { kind: 'centre', from, to }, flag);
        finishedPaths += to - from;
        report({ done: finishedPaths, total });
        return blocks;
      });
      const centre = computeCycleMoments(cycleRequest, parts.flat());
      await setImmediate();
      moments.set(key, centre);
      if (moments.size > MAX_KEPT_MOMENTS) moments.delete(moments.keys().next().value!);
      return { ...request, centre };
    },
    run: async (request, control) => {
      // each thread prepares the plan, which takes seconds for thousands of contracts: no more of them than have paths
      const usedThreads = Math.min(threads, splitPaths(request.parameters.paths, threads).length);
      requireMemory(memoryOfRun(request, usedThreads), memory);
      const shapes = await runOnThreads(Array.from({ length: usedThreads }), control.flag, () =>
        ask(request, { kind: 'shape' }, control.flag),
      );
      const shape = shapes[0]!;
      const measures = shape.measures.filter((measure) => RUN_MEASURES.includes(measure));
      const table = createPathTable({ ...shape, measures }, 0, request.parameters.paths, spareMemory.take);
      const sums = createRunSums();
      control.report({ done: 0, total: request.parameters.paths });
      await runOnPaths<'paths'>(
        request,
        (range) => ({ kind: 'paths', ...range, table }),
        control,
        ({ blocks }) => sums.add(blocks),
      );
      const fans = await runOnThreads(splitEvenly(shape.drivers, usedThreads), control.flag, (rows) =>
        ask(request, { kind: 'priceFans', ...rows, table }, control.flag),
      );
      const result = await ask(request, { kind: 'result', sums: sums.total(), table, fans: fans.flat() }, control.flag);
      // not after an error: a thread may still write to it
      spareMemory.giveBack(table.measures.buffer as SharedArrayBuffer);
      return result;
    },
    outcomes: async (request, { buyers, contracts }, control) => {
      const { years } = await ask(request, { kind: 'shape' }, control.flag);
      const table = createOutcomeTable(
        { years, paths: request.parameters.paths, buyers, contracts },
        (bytes) => new SharedArrayBuffer(bytes),
      );
      await runOnPaths<'outcomes'>(request, (range) => ({ kind: 'outcomes', ...range, table }), control);
      return table;
    },
    values: async (request, control) => {
      const { paths } = request.parameters;
      const values = { contracts: new Float64Array(paths), spot: new Float64Array(paths) };
      await runOnPaths<'values'>(
        request,
        (range) => ({ kind: 'values', ...range }),
        control,
        ({ contracts, spot }, from) => {
          values.contracts.set(contracts, from);
          values.spot.set(spot, from);
        },
      );
      return values;
    },
    financing: (request, input) => ask(request, { kind: 'financing', input }, noFlag()),
    shortfall: async (request, { contracts, products }, tail, control) => {
      const { paths } = tail;
      const parts = await runOnSomePaths(request, 'revenue', paths, control);
      const rows = paths.length === 0 ? 0 : parts[0]!.length / Math.min(MIN_CHUNK, paths.length);
      const revenue = new Float64Array(rows * paths.length);
      for (const [k, part] of parts.entries()) {
        const width = part.length / rows;
        for (let row = 0; row < rows; row++) {
          revenue.set(part.subarray(row * width, (row + 1) * width), row * paths.length + k * MIN_CHUNK);
          if (isEndOfStep(row)) await yieldIfDue();
        }
      }
      return ask(request, { kind: 'shortfall', result: { contracts, products }, tail, revenue }, control.flag);
    },
    scenarioChanges: (request, scenarios, { flag }) => ask(request, { kind: 'scenarioChanges', scenarios }, flag),
    netRevenue: async (request, paths, control) => {
      if (isLargePlan(request.portfolio.contracts.length)) {
        const answer = await ask(request, { kind: 'netRevenue', paths }, control.flag, (doneCount) =>
          control.report({ done: doneCount, total: paths.length }),
        );
        if (!control.keepsPlan) endIdle(({ hasLargePlan }) => hasLargePlan);
        return answer;
      }
      const revenue = new Float64Array(paths.length);
      const parts = await runOnSomePaths(request, 'netRevenue', paths, control);
      for (const [k, part] of parts.entries()) revenue.set(part, k * MIN_CHUNK);
      return revenue;
    },
    spotPrices: (request, task) => ask(request, { kind: 'spotPrices', ...task }, noFlag()),
    spotDeals: async (parts, { flag, report }) => {
      const collector = createDealCollector();
      // an answer waits for those of earlier parts, so that sums have the same bits for any number of threads
      const waitingAnswers = new Map<number, SimulatedDeals>();
      let [nextPart, doneCount] = [0, 0];
      await runOnThreads(parts, flag, async ({ request, ...task }, place) => {
        waitingAnswers.set(place, await ask(request, { kind: 'spotDeals', ...task }, flag));
        for (let answer = waitingAnswers.get(nextPart); answer !== undefined; answer = waitingAnswers.get(++nextPart)) {
          waitingAnswers.delete(nextPart);
          await runWithYielding(collector.addInSteps(answer));
        }
        report({ done: ++doneCount, total: parts.length });
      });
      // their garbage collectors would free the last parts late
      if (isLargePlan(sumBy(parts, ({ deals }) => deals.length))) endIdle();
      return collector.total();
    },
    open: (request, path) => ask(request, { kind: 'open', path }, noFlag()),
  };
};
