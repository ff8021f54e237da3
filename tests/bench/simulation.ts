import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { mergeBlocks, type SimulationRequest, simulate, withCycleMoments } from '#engine';
import { createSimulations } from '../../core/workers/simulationClient.ts';
import { LANES } from '../../engine/simulation/draws/draws.ts';
import { referenceWork } from '../golden/engine/simulation/referenceWork.ts';
import { root } from '../helpers/app.ts';
import { measureRuns, median, report } from './medians.ts';
import { type MeasuredWork, makeDraw, makePriceSteps } from './simulationFunctions.ts';
import { halves, makeFullModel, sampleRun } from './simulationRequests.ts';

const WORK = 'tests/golden/engine/simulation/work.json';
const PEER = 'tests/bench/peers/simulation.py';
/** Runs of each line; those that are compared alternate, so that the load of the machine affects all alike. */
const TURNS = 7;
/** Runs of 100,000 paths, and of lines that take seconds. */
const LONG_TURNS = 3;
/** Paths of the reference work. */
const REFERENCE_PATHS = 10_000;
/** Paths of the full model of the reference work, and of one that is halved. */
const FULL_MODEL_PATHS = 2_048;
const GROWTH_PATHS = 512;
/** Units of work in one run of a function. */
const UNITS_PER_RUN = 4_000_000;
/** Contract-months of a path. */
const CONTRACT_MONTHS = 9_685;

/** Duration and processor time of a run, all threads together; on a busy machine only the second is comparable. */
type Cost = { readonly seconds: number; readonly cpuSeconds: number };

/** The same work in numpy, undefined if it is not installed. */
const measureNumpy = (kind: 'fair' | 'naive'): Cost | undefined => {
  const { status, stdout } = spawnSync('python3', [join(root, PEER), join(root, WORK), String(REFERENCE_PATHS), kind, '1'], {
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

/** Costs of some runs of the work that `prepare` returns for each; its own time does not count. */
const measureCosts = async (turns: number, prepare: (turn: number) => () => unknown): Promise<Cost[]> => {
  const costs: Cost[] = [];
  for (let turn = 0; turn < turns; turn++) costs.push(await measureCost(prepare(turn)));
  return costs;
};

/** Runs a request on this thread, from the first draw to the last figure. */
const runOnOneThread = (request: SimulationRequest): void => {
  mergeBlocks(request, [simulate(request, { from: 0, to: request.parameters.paths })]);
};

/** Runs a request on all threads of the pool. */
const runOnAllThreads = async (request: SimulationRequest): Promise<void> => {
  await pool.run(request, jobContext);
};

const durations = (costs: readonly Cost[]): number[] => costs.map(({ seconds }) => seconds);
const processorTimes = (costs: readonly Cost[]): number[] => costs.map(({ cpuSeconds }) => cpuSeconds);

/** Each cost divided by the one of the same turn. */
const divideCosts = (costs: readonly Cost[], by: readonly Cost[]): Cost[] =>
  costs.map(({ seconds, cpuSeconds }, turn) => ({
    seconds: seconds / by[turn]!.seconds,
    cpuSeconds: cpuSeconds / by[turn]!.cpuSeconds,
  }));

const reportCosts = (what: string, costs: readonly Cost[], on: string): void => {
  if (costs.length === 0) console.log(`${what.padEnd(58)} not installed`);
  else report(what, durations(costs), 's', `${median(processorTimes(costs)).toFixed(2)} s of processor time; ${on}`);
};

const reportRatios = (what: string, ratios: readonly Cost[], on: string): void => {
  report(what, durations(ratios), 'x', `duration; ${on}`);
  report(
    'the same by processor time of all threads',
    processorTimes(ratios),
    'x',
    'other work on the machine affects it only through the caches',
  );
};

/** Runs `work` and fair numpy alternately; numpy's costs are empty where it is not installed. The first run of a turn does not count, as in the peer. */
const alternateWithNumpy = async (work: () => unknown) => {
  const ours: Cost[] = [];
  const numpy: Cost[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await work();
    ours.push(await measureCost(work));
    const cost = measureNumpy('fair');
    if (cost !== undefined) numpy.push(cost);
  }
  return { ours, numpy };
};

const reportNanoseconds = (what: string, nanoseconds: readonly number[]): void => report(what, nanoseconds, 'ns', 'each');

/** Nanoseconds of one contract in one month of one path, of runs of the contracts of the reference work. */
const contractMonthNanoseconds = (costs: readonly Cost[], paths: number): number[] =>
  processorTimes(costs).map((cpuSeconds) => (cpuSeconds * 1e9) / (paths * CONTRACT_MONTHS));

/** The sample mine in the pool, as the app runs it, and the peak of memory, to which this thread adds no simulation of its own. */
const benchSample = async (): Promise<void> => {
  const request = await pool.addCycleMoments(sampleRun(10_000), jobContext);
  const largeRequest = { ...request, parameters: { ...request.parameters, paths: 100_000 } };
  await runOnAllThreads(request);
  const singleCosts = await measureCosts(TURNS, () => () => runOnAllThreads(request));
  reportCosts('sample, 10,000 paths, all cores', singleCosts, 'warm threads, moments of the cycle known');
  const prePass = await measureCosts(TURNS, (turn) => {
    const { parameters, ...run } = sampleRun(10_000);
    return () => pool.addCycleMoments({ ...run, parameters: { ...parameters, seed: parameters.seed + 1 + turn } }, jobContext);
  });
  reportCosts('pre-pass of its cycle, all cores', prePass, '32,768 paths');
  const smallBefore: Cost[] = [];
  const costs: Cost[] = [];
  for (let turn = 0; turn < LONG_TURNS; turn++) {
    await runOnAllThreads(request);
    smallBefore.push(await measureCost(() => runOnAllThreads(request)));
    costs.push(await measureCost(() => runOnAllThreads(largeRequest)));
  }
  reportCosts('sample, 100,000 paths, all cores', costs, 'warm threads, with loading the plan');
  reportRatios('100,000 paths over 10,000', divideCosts(costs, smallBefore), 'each after a run of 10,000');
  const peakMb = process.resourceUsage().maxRSS / 1024;
  report('peak memory', [peakMb], 'MB', 'this process with the pool, over all runs so far');
};

/** The reference work on some threads, compared with fair numpy on one. */
const benchReference = async (threads: 'all cores' | 'one thread', run: (request: SimulationRequest) => unknown): Promise<Cost[]> => {
  const request = withCycleMoments(referenceWork(REFERENCE_PATHS));
  const { ours, numpy } = await alternateWithNumpy(() => run(request));
  reportCosts(`reference work, 10,000 paths, ${threads}`, ours, 'draws, prices, 200 contracts, figures; warm threads');
  reportCosts('the same in numpy, fair, on one thread', numpy, 'blocks in cache, one product a month');
  if (numpy.length > 0) reportRatios(`times as fast as numpy, ${threads}`, divideCosts(numpy, ours), 'runs that alternate with numpy');
  return ours;
};

const benchReferences = async (): Promise<void> => {
  await benchReference('all cores', runOnAllThreads);
  const costs = await benchReference('one thread', runOnOneThread);
  reportNanoseconds('contractMonthPath', contractMonthNanoseconds(costs, REFERENCE_PATHS));
  const naiveCosts = Array.from({ length: LONG_TURNS }, () => measureNumpy('naive')).filter((cost) => cost !== undefined);
  reportCosts('10,000 paths in numpy, naive', naiveCosts, 'the whole array, contract by contract');
};

const benchFullModel = async (): Promise<void> => {
  const fullModel = withCycleMoments(makeFullModel(FULL_MODEL_PATHS));
  runOnOneThread(fullModel);
  const costs = await measureCosts(LONG_TURNS, () => () => runOnOneThread(fullModel));
  reportCosts('full model, 2,048 paths, one thread', costs, '120 months, 200 contracts');
  reportNanoseconds('contractMonthPathFull', contractMonthNanoseconds(costs, FULL_MODEL_PATHS));
  const preview = withCycleMoments(makeFullModel(256));
  // a new request in each turn, whose plan is not yet known
  const onOneThread = await measureCosts(TURNS, () => () => runOnOneThread({ ...preview }));
  reportCosts('full model, preview of 256 paths, one thread', onOneThread, '120 months, 200 contracts; with its plan');
  const onAllThreads = await measureCosts(TURNS, () => () => runOnAllThreads({ ...preview }));
  reportCosts('full model, preview of 256 paths, all cores', onAllThreads, 'warm threads, plan not yet loaded');
};

const benchFunctions = async (): Promise<void> => {
  const works: Readonly<Record<string, MeasuredWork>> = {
    uniform: makeDraw('drawUniforms'),
    normal: makeDraw('drawNormals'),
    priceStep: makePriceSteps(referenceWork(LANES)),
    priceStepOnCycle: makePriceSteps(makeFullModel(LANES)),
  };
  for (const [what, { times, work }] of Object.entries(works)) {
    const repeats = Math.ceil(UNITS_PER_RUN / times);
    const loop = () => {
      for (let i = 0; i < repeats; i++) work();
    };
    await measureRuns(1, 0, loop);
    const costs = await measureCosts(TURNS, () => loop);
    reportNanoseconds(
      what,
      processorTimes(costs).map((cpuSeconds) => (cpuSeconds * 1e9) / times / repeats),
    );
  }
};

/** Processor time of the full model over that of its half in each dimension: 2 if it is proportional to it, 1 if it is independent. */
const benchGrowth = async (): Promise<void> => {
  const fullModel = withCycleMoments(makeFullModel(GROWTH_PATHS));
  for (const [what, halve] of Object.entries(halves)) {
    const half = withCycleMoments(halve({ ...fullModel, centre: undefined }));
    runOnOneThread(fullModel);
    runOnOneThread(half);
    const ratios: number[] = [];
    for (let turn = 0; turn < LONG_TURNS; turn++) {
      const costOfHalf = await measureCost(() => runOnOneThread(half));
      const costOfWhole = await measureCost(() => runOnOneThread(fullModel));
      ratios.push(costOfWhole.cpuSeconds / costOfHalf.cpuSeconds);
    }
    report(`processor time with twice the ${what}`, ratios, 'x', 'full model, one thread');
  }
};

const sections: Readonly<Record<string, () => Promise<void>>> = {
  sample: benchSample,
  reference: benchReferences,
  fullModel: benchFullModel,
  functions: benchFunctions,
  growth: benchGrowth,
};

/** Measures the simulation and its peers: the named sections, or all. */
export const benchSimulation = async (names: readonly string[] = Object.keys(sections)): Promise<void> => {
  for (const name of names) {
    const section = sections[name];
    if (section === undefined) throw new Error(`simulation has no section ${name}, only ${Object.keys(sections).join(', ')}`);
    await section();
  }
};
