import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBlocks, type SimulationRequest, simulate, withCycleMoments } from '#engine';
import { unpackParts } from '../../core/simulation/request.ts';
import { createSimulations } from '../../core/workers/simulationClient.ts';
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
const SAMPLE = 'tests/golden/engine/simulation/sample.json';
const PEER = 'tests/bench/peers/simulation.py';
/** Orebook and its peers alternate this many times, so that the load of the machine affects all alike. */
const TURNS = 7;
/** Runs of 100,000 paths. */
const LARGE_TURNS = 3;
/** Paths of the reference work. */
const REFERENCE_PATHS = 10_000;
/** Paths of the warm-up run. */
const WARM_UP_PATHS = 10_000;
/** Paths of the full model of the reference work. */
const FULL_MODEL_PATHS = 2_048;
/** Contract-months of a path. */
const CONTRACT_MONTHS = 9_685;

/** Duration and processor time of a run, all threads together; on a busy machine only the second says something. */
type Cost = { readonly seconds: number; readonly cpuSeconds: number };

/** The same work in numpy, undefined if it is not installed. */
const measureNumpy = (paths: number, kind: 'fair' | 'naive'): Cost | undefined => {
  const { status, stdout } = spawnSync('python3', [join(root, PEER), join(root, WORK), String(paths), kind, '1'], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
    // keeps its matrix products on one thread
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
  });
  return status === 0 ? (JSON.parse(stdout) as Cost) : undefined;
};

const jobContext = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), report: () => {} };
const pool = createSimulations();

const measureCost = async (work: () => unknown): Promise<Cost> => {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
};

/** Runs a request on this thread, from the first draw to the last figure. */
const runOnOneThread = (request: SimulationRequest): void => {
  mergeBlocks(request, [simulate(request, { from: 0, to: request.parameters.paths })]);
};

/** Runs a request on all threads of the pool. */
const runOnAllThreads = async (request: SimulationRequest): Promise<void> => {
  await pool.run(request, jobContext);
};

/** Medians of the costs of some runs; undefined if one of them could not be made. */
const medianCost = (costs: readonly (Cost | undefined)[]): Cost | undefined => {
  const all = costs.filter((cost) => cost !== undefined);
  if (all.length < costs.length) return undefined;
  return { seconds: median(all.map(({ seconds }) => seconds)), cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)) };
};

/** Costs of a run, and of fair numpy directly after it: the load of the machine affects both alike. */
type Turn = { readonly ours: Cost; readonly numpy: Cost | undefined };

/** Runs `work` and fair numpy alternately. The first run of each turn does not count, as in the peer. */
const alternateWithNumpy = async (turns: number, paths: number, work: () => unknown): Promise<readonly Turn[]> => {
  const costs: Turn[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await work();
    costs.push({ ours: await measureCost(work), numpy: measureNumpy(paths, 'fair') });
  }
  return costs;
};

/** Median costs, and the median over the turns of numpy's cost divided by ours; undefined where numpy is not installed. */
const summariseTurns = (turns: readonly Turn[]) => {
  const ratioOf = (key: keyof Cost): number | undefined =>
    turns.some(({ numpy }) => numpy === undefined) ? undefined : median(turns.map(({ ours, numpy }) => numpy![key] / ours[key]));
  return {
    ours: medianCost(turns.map(({ ours }) => ours))!,
    numpyFair: medianCost(turns.map(({ numpy }) => numpy)),
    timesAsFast: ratioOf('seconds'),
    timesAsFastByProcessorTime: ratioOf('cpuSeconds'),
  };
};

/** The stored run of the sample mine with every source of chance on. */
const sampleRun = (paths: number): SimulationRequest => {
  const { parameters, ...stored } = unpackParts<SimulationRequest>(JSON.parse(readFileSync(join(root, SAMPLE), 'utf8')));
  return { ...stored, centre: undefined, parameters: { ...parameters, paths, hazards: { ...parameters.hazards, policy: true } } };
};

/** Median costs of a run of the sample on all threads, with and without the pre-pass of its cycle. */
const measureSample = async (paths: number, turns: number) => {
  const request = await pool.addCycleMoments(sampleRun(paths), jobContext);
  await runOnAllThreads({ ...request, parameters: { ...request.parameters, paths: WARM_UP_PATHS } });
  const runs: Cost[] = [];
  for (let turn = 0; turn < turns; turn++) runs.push(await measureCost(() => runOnAllThreads(request)));
  return medianCost(runs)!;
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

/** Processor time of the whole divided by that of the half on one thread: 2 if it is proportional to it, 1 if it is independent. */
const measureGrowth = async (request: SimulationRequest): Promise<Record<string, number>> => {
  const whole = withCycleMoments(request);
  const measure = async (of: SimulationRequest): Promise<number> => {
    const costs: Cost[] = [];
    for (let run = 0; run < 4; run++) costs.push(await measureCost(() => runOnOneThread(of)));
    return medianCost(costs.slice(1))!.cpuSeconds;
  };
  const all = await measure(whole);
  const growth: Record<string, number> = {};
  for (const [name, half] of Object.entries(halves))
    growth[name] = all / (await measure(withCycleMoments(half({ ...whole, centre: undefined }))));
  return growth;
};

const peakMemoryMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Measures the simulation and its peers. With `json` it prints one JSON object and nothing else. */
export const benchSimulation = async (json: boolean): Promise<void> => {
  const reference = withCycleMoments(referenceWork(REFERENCE_PATHS));
  // first what the app does: all runs are on the pool, and this thread simulates nothing that would add to the peak of memory
  const allCores = summariseTurns(await alternateWithNumpy(TURNS, REFERENCE_PATHS, () => runOnAllThreads(reference)));
  const sample10k = await measureSample(10_000, TURNS);
  const prePass = await measureCost(() =>
    pool.addCycleMoments({ ...sampleRun(10_000), drivers: [...sampleRun(10_000).drivers].reverse() }, jobContext),
  );
  const sample100k = await measureSample(100_000, LARGE_TURNS);
  const peakMemoryMB = peakMemoryMb();
  const oneThread = summariseTurns(await alternateWithNumpy(TURNS, REFERENCE_PATHS, () => runOnOneThread(reference)));
  const full = withCycleMoments(makeFullModel(FULL_MODEL_PATHS));
  runOnOneThread(full);
  const fullModel = await measureCost(() => runOnOneThread(full));
  const steps = makePriceSteps(referenceWork(LANES));
  const cyclic = makePriceSteps(makeFullModel(LANES));
  const preview = withCycleMoments(makeFullModel(256));
  const figures = {
    reference10k: { oneThread, allCores },
    numpyNaive10k: measureNumpy(REFERENCE_PATHS, 'naive'),
    sample10k,
    sample100k,
    prePass,
    nanoseconds: {
      uniform: await measureNanoseconds(MONTHS_PER_BLOCK * LANES, makeDraw('drawUniforms'), 20_000),
      normal: await measureNanoseconds(MONTHS_PER_BLOCK * LANES, makeDraw('drawNormals'), 20_000),
      priceStep: await measureNanoseconds(steps.steps, steps.work, 40),
      priceStepOnCycle: await measureNanoseconds(cyclic.steps, cyclic.work, 40),
      contractMonthPath: (oneThread.ours.cpuSeconds * 1e9) / (REFERENCE_PATHS * CONTRACT_MONTHS),
      contractMonthPathFull: (fullModel.cpuSeconds * 1e9) / (FULL_MODEL_PATHS * CONTRACT_MONTHS),
    },
    preview: {
      oneThread: await measureCost(() => runOnOneThread(preview)),
      allCores: await measureCost(() => runOnAllThreads(preview)),
    },
    growth: await measureGrowth(makeFullModel(512)),
    peakMemoryMB,
  };
  if (json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const reportCost = (what: string, cost: Cost | undefined, on: string) => {
    if (cost === undefined) console.log(`${what.padEnd(58)} not installed`);
    else report(what, [cost.seconds], 's', `${cost.cpuSeconds.toFixed(2)} s of processor time; ${on}`);
  };
  reportCost('sample, 10,000 paths, all cores', sample10k, 'warm threads, moments of the cycle known');
  reportCost('pre-pass of its cycle, all cores', prePass, '32,768 paths');
  reportCost('sample, 100,000 paths, all cores', sample100k, 'warm threads');
  report('100,000 paths over 10,000', [sample100k.seconds / sample10k.seconds], 'x', 'duration');
  for (const [threads, { ours, numpyFair, timesAsFast, timesAsFastByProcessorTime }] of [
    ['all cores', allCores],
    ['one thread', oneThread],
  ] as const) {
    reportCost(`reference work, 10,000 paths, ${threads}`, ours, 'draws, prices, 200 contracts, figures; warm threads');
    reportCost('the same in numpy, fair, on one thread', numpyFair, 'blocks in cache, one product a month');
    if (timesAsFast === undefined || timesAsFastByProcessorTime === undefined) continue;
    report(`times as fast as numpy, ${threads}`, [timesAsFast], 'x', `duration, alternating runs, median of ${TURNS} turns`);
    report('the same by processor time of all threads', [timesAsFastByProcessorTime], 'x', 'not affected by other work on the machine');
  }
  reportCost('10,000 paths in numpy, naive', figures.numpyNaive10k, 'the whole array, contract by contract');
  reportCost('full model, 2,048 paths, one thread', fullModel, '120 months, 200 contracts');
  reportCost('full model, preview of 256 paths, one thread', figures.preview.oneThread, '120 months, 200 contracts');
  reportCost('full model, preview of 256 paths, all cores', figures.preview.allCores, 'warm threads, plan not yet loaded');
  for (const [what, ns] of Object.entries(figures.nanoseconds)) report(what, [ns], 'ns', 'each');
  for (const [what, times] of Object.entries(figures.growth))
    report(`processor time with twice the ${what}`, [times], 'x', 'full model, one thread');
  report('peak memory', [peakMemoryMB], 'MB', 'this process with the pool, to 100,000 paths of the sample');
};
