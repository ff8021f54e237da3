import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { mergeBlocks, type SimulationRequest, simulate, withCycleMoments } from '#engine';
import { createSimulations } from '../../core/workers/simulationThreads.ts';
import { allocatePriceLanes, createPriceSimulator, priceSumsLength } from '../../engine/simulation/batch/pricePaths.ts';
import { allocateCycleLanes, createCycleSimulator } from '../../engine/simulation/cycle/demandCycle.ts';
import { createDraws, DRAW_KIND, LANES } from '../../engine/simulation/draws/draws.ts';
import { createKey } from '../../engine/simulation/draws/philox.ts';
import { createArena } from '../../engine/simulation/kernel/arena.ts';
import { MONTHS_PER_BLOCK } from '../../engine/simulation/kernel/layout.ts';
import { flattenPlan } from '../../engine/simulation/plan/flatPlan.ts';
import { referenceWork } from '../golden/engine/simulation/referenceWork.ts';
import { root } from '../helpers/app.ts';
import { measureRuns, median, report } from './medians.ts';

const WORK = 'tests/golden/engine/simulation/work.json';
const PEER = 'tests/bench/peers/simulation.py';
/** Orebook and its peers alternate this many times, so that the load of the machine affects all alike. */
const TURNS = 3;
/** Paths of the warm-up run. */
const WARM_UP_PATHS = 10_000;
/** Contract-months of a path. */
const CONTRACT_MONTHS = 9_685;

/** Seconds of the same work in numpy, undefined if it is not installed. */
const measureNumpy = (paths: number, kind: 'fair' | 'naive'): number | undefined => {
  const { status, stdout } = spawnSync('python3', [join(root, PEER), join(root, WORK), String(paths), kind, '1'], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
    // keeps its matrix products on one thread
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
  });
  return status === 0 ? (JSON.parse(stdout) as { seconds: number }).seconds : undefined;
};

const jobContext = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), report: () => {} };
const pool = createSimulations();

type Seconds = { readonly oneThread: number; readonly allCores: number };

/** Seconds of one run on this thread, from the first draw to the last figure. */
const runOnOneThread = (request: SimulationRequest): number => {
  const start = performance.now();
  mergeBlocks(request, [simulate(request, { from: 0, to: request.parameters.paths })]);
  return (performance.now() - start) / 1000;
};

/** Seconds of one run on all threads of the pool. */
const runOnAllThreads = async (request: SimulationRequest): Promise<number> => {
  const start = performance.now();
  await pool.run(request, jobContext);
  return (performance.now() - start) / 1000;
};

/** Median seconds of a run on warm threads, and of the peers that alternate with it. */
const measureWithPeers = async <P extends string>(
  request: SimulationRequest,
  turns: number,
  peers: Readonly<Record<P, () => number | undefined>>,
): Promise<Seconds & Readonly<Record<P, number | undefined>>> => {
  const centred = withCycleMoments(request);
  const durations: Record<string, (number | undefined)[]> = {};
  const addDuration = (name: string, seconds: number | undefined): void => {
    durations[name] = [...(durations[name] ?? []), seconds];
  };
  const { paths } = request.parameters;
  const warmUp = paths <= WARM_UP_PATHS ? centred : { ...centred, parameters: { ...centred.parameters, paths: WARM_UP_PATHS } };
  for (let turn = 0; turn < turns; turn++) {
    // the first run of each does not count, as in the peer
    runOnOneThread(warmUp);
    addDuration('oneThread', runOnOneThread(centred));
    await runOnAllThreads(warmUp);
    addDuration('allCores', await runOnAllThreads(centred));
    for (const [name, peer] of Object.entries<() => number | undefined>(peers)) addDuration(name, peer());
  }
  const medians = Object.entries(durations).map(([name, all]) => [name, all.includes(undefined) ? undefined : median(all as number[])]);
  return Object.fromEntries(medians) as Seconds & Readonly<Record<P, number | undefined>>;
};

/** The full model on the contracts of the reference work: cycle, credit and performance, tolerance and take-or-pay. */
const makeFullModel = (paths: number): SimulationRequest => {
  const request = referenceWork(paths);
  const weights = { china: 0.55, restOfAsia: 0.2, europe: 0.1, americas: 0.05, restOfWorld: 0.1 };
  const { cycle, hazards } = request.parameters;
  return {
    ...request,
    portfolio: {
      ...request.portfolio,
      contracts: request.portfolio.contracts.map((entry, i) => ({
        ...entry,
        buyer: { ...entry.buyer, cycleSensitivity: 1 },
        contract: {
          ...entry.contract,
          terms: entry.contract.terms.map((terms) => ({
            ...terms,
            quantity: {
              ...terms.quantity,
              ...(i % 2 === 0 ? ({ tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.95, makeUpMonths: 12 } as const) : {}),
            },
          })),
        },
      })),
    },
    drivers: request.drivers.map((driver, d) => ({ ...driver, cycleExponent: [2.5, 1.5, 1.5, 3.5, 2][d % 5]!, weights })),
    parameters: {
      ...request.parameters,
      centrePaths: 4_096,
      cycle: { ...cycle, on: true },
      hazards: { ...hazards, credit: true, performance: true },
    },
  };
};

/** The price paths of a request's drivers with their yearly means, without contracts. */
const makePriceSteps = (request: SimulationRequest): { readonly steps: number; readonly work: () => void } => {
  const plan = flattenPlan(withCycleMoments(request));
  const { kernel, lanes } = createArena((allocate) => ({
    prices: allocatePriceLanes(plan, allocate),
    cycle: allocateCycleLanes(plan.horizon, allocate),
  }));
  const prices = createPriceSimulator(plan, lanes.cycle, { kernel, lanes: lanes.prices });
  const kinds = { world: DRAW_KIND.worldCycle, zone: DRAW_KIND.zoneCycle };
  const simulateCycle = createCycleSimulator(plan.parameters.cycle, kinds, { months: plan.horizon }, { kernel, lanes: lanes.cycle });
  const sums = new Float64Array(priceSumsLength(plan));
  const draws = createDraws(
    createKey(1),
    Int32Array.from({ length: LANES }, (_, i) => i),
  );
  simulateCycle(draws);
  return { steps: plan.drivers.length * plan.horizon * LANES, work: () => prices.simulate(draws, sums) };
};

/** Median nanoseconds of one of the `times` units of work in a call of `work`. */
const measureNanoseconds = async (times: number, work: () => void, repeats: number): Promise<number> => {
  const loop = () => {
    for (let i = 0; i < repeats; i++) work();
  };
  return (median(await measureRuns(5, 1, loop)) * 1e6) / times / repeats;
};

/** Draws a block of months of one entity. */
const makeDraw = (what: 'drawUniforms' | 'drawNormals') => {
  const { kernel, lanes } = createArena((allocate) => ({ paths: allocate(LANES), drawn: allocate(MONTHS_PER_BLOCK * LANES) }));
  const counter = { pathsAt: lanes.paths.byteOffset, count: LANES, key: createKey(1), kind: DRAW_KIND.priceFactor, entity: 7 };
  let block = 0;
  return () => kernel[what]({ ...counter, block: block++ }, lanes.drawn.byteOffset);
};

/** Halves a request in one dimension. */
const halves: Readonly<Record<string, (of: SimulationRequest) => SimulationRequest>> = {
  paths: (of) => ({ ...of, parameters: { ...of.parameters, paths: of.parameters.paths / 2 } }),
  months: ({ portfolio, ...of }) => ({
    ...of,
    portfolio: { ...portfolio, lastMonth: portfolio.valuationMonth + (portfolio.lastMonth - portfolio.valuationMonth) / 2 },
  }),
  contracts: ({ portfolio, ...of }) => ({
    ...of,
    portfolio: { ...portfolio, contracts: portfolio.contracts.filter((_, i) => i % 2 === 0) },
  }),
  // contracts of the removed references are removed too
  references: ({ portfolio, drivers, correlation, ...of }) => {
    const half = drivers.length / 2;
    const products = portfolio.products.slice(0, half);
    return {
      ...of,
      drivers: drivers.slice(0, half),
      correlation: correlation.slice(0, half).map((row) => row.slice(0, half)),
      portfolio: {
        ...portfolio,
        products,
        contracts: portfolio.contracts.filter(({ contract }) => products.some(({ id }) => id === contract.productId)),
      },
    };
  },
};

/** Seconds of the whole divided by seconds of the half on one thread: 2 if the work is proportional to it, 1 if it is independent. */
const measureGrowth = (request: SimulationRequest): Record<string, number> => {
  const whole = withCycleMoments(request);
  const seconds = (of: SimulationRequest): number => median([0, 1, 2, 3].map(() => runOnOneThread(of)).slice(1));
  const all = seconds(whole);
  return Object.fromEntries(Object.entries(halves).map(([name, half]) => [name, all / seconds(half({ ...whole, centre: undefined }))]));
};

const peakMemoryMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Measures the simulation and its peers. With `json` it prints one JSON object and nothing else. */
export const benchSimulation = async (json: boolean): Promise<void> => {
  const peers = (paths: number) => ({ numpyFair: () => measureNumpy(paths, 'fair'), numpyNaive: () => measureNumpy(paths, 'naive') });
  const reference10k = await measureWithPeers(referenceWork(10_000), TURNS, peers(10_000));
  const full10k = await measureWithPeers(makeFullModel(10_000), TURNS, {});
  const peakMemory10kMB = peakMemoryMb();
  const reference100k = await measureWithPeers(referenceWork(100_000), 1, peers(100_000));
  const peakMemoryMB = peakMemoryMb();
  const steps = makePriceSteps(referenceWork(LANES));
  const cyclic = makePriceSteps(makeFullModel(LANES));
  const figures = {
    reference10k,
    reference100k,
    full10k,
    nanoseconds: {
      uniform: await measureNanoseconds(MONTHS_PER_BLOCK * LANES, makeDraw('drawUniforms'), 20_000),
      normal: await measureNanoseconds(MONTHS_PER_BLOCK * LANES, makeDraw('drawNormals'), 20_000),
      priceStep: await measureNanoseconds(steps.steps, steps.work, 40),
      priceStepOnCycle: await measureNanoseconds(cyclic.steps, cyclic.work, 40),
      contractMonthPath: (reference10k.oneThread * 1e9) / (10_000 * CONTRACT_MONTHS),
      contractMonthPathFull: (full10k.oneThread * 1e9) / (10_000 * CONTRACT_MONTHS),
    },
    preview: {
      oneThread: runOnOneThread(withCycleMoments(makeFullModel(256))),
      allCores: await runOnAllThreads(withCycleMoments(makeFullModel(256))),
    },
    growth: measureGrowth(makeFullModel(512)),
    peakMemory10kMB,
    peakMemoryMB,
  };
  if (json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const reportSeconds = (what: string, seconds: number | undefined, on: string) => {
    if (seconds === undefined) console.log(`${what.padEnd(58)} not installed`);
    else report(what, [seconds], 's', on);
  };
  for (const [paths, of] of Object.entries({ '10,000': reference10k, '100,000': reference100k })) {
    reportSeconds(`reference work, ${paths} paths, one thread`, of.oneThread, 'draws, prices, 200 contracts, figures');
    reportSeconds(`reference work, ${paths} paths, all cores`, of.allCores, 'warm threads');
    reportSeconds(`the same in numpy, fair`, of.numpyFair, 'blocks in cache, one product a month');
    reportSeconds(`the same in numpy, naive`, of.numpyNaive, 'the whole array, contract by contract');
  }
  reportSeconds('full model, 10,000 paths, one thread', full10k.oneThread, '120 months, 200 contracts');
  reportSeconds('full model, 10,000 paths, all cores', full10k.allCores, '120 months, 200 contracts');
  reportSeconds('full model, preview of 256 paths, one thread', figures.preview.oneThread, '120 months, 200 contracts');
  reportSeconds('full model, preview of 256 paths, all cores', figures.preview.allCores, 'warm threads, plan not yet loaded');
  for (const [what, ns] of Object.entries(figures.nanoseconds)) report(what, [ns], 'ns', 'each');
  for (const [what, times] of Object.entries(figures.growth))
    report(`duration with twice the ${what}`, [times], 'x', 'full model, one thread');
  report('peak memory to 10,000 paths', [peakMemory10kMB], 'MB', 'this process with its threads');
  report('peak memory to 100,000 paths', [peakMemoryMB], 'MB', 'this process with its threads');
};
