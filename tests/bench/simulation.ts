import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { mergeBlocks, type SimulationRequest, simulate, withCentre } from '#engine';
import { simulationThreads } from '../../electron/workers/simulationThreads.ts';
import { DRAW, drawsOf, LANES } from '../../engine/simulation/draws.ts';
import { keyOf } from '../../engine/simulation/philox.ts';
import { referenceWork } from '../golden/engine/simulation/referenceWork.ts';
import { root } from '../helpers/app.ts';
import { median, report, timed } from './medians.ts';

const WORK = 'tests/golden/engine/simulation/work.json';
const PEER = 'tests/bench/peers/simulation.py';
const RUNS = 3;

/** Seconds of the same work in numpy, undefined where it is absent. */
const numpy = (paths: number, kind: 'fair' | 'naive'): number | undefined => {
  const { status, stdout } = spawnSync('python3', [join(root, PEER), join(root, WORK), String(paths), kind, String(RUNS)], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  return status === 0 ? (JSON.parse(stdout) as { seconds: number }).seconds : undefined;
};

const hands = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), say: () => {} };

type Seconds = { readonly oneThread: number; readonly allCores: number };

/** Median seconds of a run that is merged and has its figures, on warm threads. */
const measured = async (request: SimulationRequest, runs = RUNS): Promise<Seconds> => {
  const centred = withCentre(request);
  const { paths } = request.parameters;
  const pool = simulationThreads();
  const one = await timed(runs, 1, () => mergeBlocks(centred, [simulate(centred, { from: 0, to: paths })]));
  const all = await timed(runs, 1, () => pool.run(centred, hands));
  return { oneThread: median(one) / 1000, allCores: median(all) / 1000 };
};

/** The whole model on the contracts of the reference work: cycle, credit and performance, tolerance and take-or-pay. */
const fullModel = (paths: number): SimulationRequest => {
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

const nanoseconds = async (times: number, work: () => void): Promise<number> => (median(await timed(5, 1, work)) * 1e6) / times;

const small = async () => {
  const out = new Float64Array(LANES);
  const draws = drawsOf(
    keyOf(1),
    Int32Array.from({ length: LANES }, (_, i) => i),
  );
  const repeats = 20_000;
  const loop = (work: (i: number) => void) => () => {
    for (let i = 0; i < repeats; i++) work(i);
  };
  return {
    uniform: await nanoseconds(
      repeats * LANES,
      loop((i) => draws.uniforms(out, DRAW.priceFactor, i, 7)),
    ),
    normal: await nanoseconds(
      repeats * LANES,
      loop((i) => draws.normals(out, DRAW.priceFactor, i, 7)),
    ),
  };
};

const CONTRACT_MONTHS = 9_685;

/** `--json` prints one object and nothing else. */
export const benchSimulation = async (json: boolean): Promise<void> => {
  const work = async (paths: number) => ({
    ...(await measured(referenceWork(paths))),
    numpyFair: numpy(paths, 'fair'),
    numpyNaive: numpy(paths, 'naive'),
  });
  const reference10k = await work(10_000);
  const full10k = await measured(fullModel(10_000));
  const reference100k = { ...(await measured(referenceWork(100_000), 1)), numpyFair: numpy(100_000, 'fair'), numpyNaive: undefined };
  const perDraw = await small();
  const growth = {
    fullAt2500: (await measured(fullModel(2_500), 1)).oneThread,
    fullAt5000: (await measured(fullModel(5_000), 1)).oneThread,
  };
  const figures = {
    reference10k,
    reference100k,
    full10k,
    nanoseconds: { ...perDraw, contractMonthPath: (full10k.oneThread * 1e9) / (10_000 * CONTRACT_MONTHS) },
    growth,
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  if (json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const tell = (what: string, seconds: number | undefined, on: string) => {
    if (seconds === undefined) console.log(`${what.padEnd(58)} absent here`);
    else report(what, [seconds], 's', on);
  };
  for (const [paths, of] of Object.entries({ '10,000': reference10k, '100,000': reference100k })) {
    tell(`reference work, ${paths} paths, one thread`, of.oneThread, 'draws, prices, 200 contracts, figures');
    tell(`reference work, ${paths} paths, all cores`, of.allCores, 'warm threads');
    tell(`the same in numpy, fair`, of.numpyFair, 'blocks in cache, one product a month');
    tell(`the same in numpy, naive`, of.numpyNaive, 'the whole cube, contract by contract');
  }
  tell('full model, 10,000 paths, one thread', full10k.oneThread, '120 months, 200 contracts');
  tell('full model, 10,000 paths, all cores', full10k.allCores, '120 months, 200 contracts');
  for (const [what, ns] of Object.entries(figures.nanoseconds)) report(what, [ns], 'ns', 'one');
  for (const [what, seconds] of Object.entries(growth)) report(what, [seconds], 's', 'one thread');
  report('peak memory', [figures.peakMemoryMB], 'MB', 'this process, its threads included');
};
