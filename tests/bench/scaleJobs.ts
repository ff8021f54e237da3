import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../helpers/app.ts';

/** What one job took in a process of its own. */
type JobCost = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMB: number;
  /** The longest block of the core by the clock, and in processor time of its thread. */
  readonly blockMs: number;
  readonly processorMs: number;
  readonly outcome: string;
};

const JOBS = [
  ['simulation', 'simulation, 10,000 paths'],
  ['revenue', 'allocation, net revenue'],
  ['reduced', 'the same, signed contracts may fall by 20 %'],
  ['tailMean', 'allocation, tail mean'],
  ['hhi', 'allocation, HHI'],
  ['conflict', 'allocation, limits in conflict'],
] as const;
/** A job that takes longer is ended. */
const MAX_MS = 15 * 60_000;

const runJob = (kind: string, book: string): JobCost | undefined => {
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'tests', 'bench', 'scaleJob.ts'), kind, book], {
    encoding: 'utf8',
    timeout: MAX_MS,
  });
  return status === 0 ? (JSON.parse(stdout) as JobCost) : undefined;
};

/** Solves the linear program of an allocation in the app's solver and in scipy's HiGHS, and prints both. */
const compareWithScipy = (contracts: number, book: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'orebook model '));
  const model = join(folder, 'model.lp');
  const bench = join(root, 'tests', 'bench');
  const ours = spawnSync(process.execPath, [join(bench, 'scaleModel.ts'), book, model], { encoding: 'utf8', timeout: MAX_MS });
  const scipy = spawnSync('python3', [join(bench, 'peers', 'lpModel.py'), model], { encoding: 'utf8', timeout: MAX_MS });
  rmSync(folder, { recursive: true });
  if (ours.status !== 0) throw new Error(ours.stderr);
  const { seconds, deals, cells, rows } = JSON.parse(ours.stdout) as { seconds: number; deals: number; cells: number; rows: number };
  const peer = scipy.status === 0 ? (JSON.parse(scipy.stdout) as { version: string; seconds: number }) : undefined;
  const peerText = peer === undefined ? 'scipy not installed' : `scipy ${peer.version} ${(peer.seconds * 1000).toFixed(0)} ms`;
  console.log(
    `linear program of ${contracts} contracts: ${deals} deals, ${cells} columns, ${rows} rows: ${(seconds * 1000).toFixed(0)} ms with its reading; ${peerText}`,
  );
};

/**
 * Measures the simulation and the allocations of a book, each in a process of its own: duration, processor time of all threads, peak of memory,
 * which includes the open workspace, and the longest block of the core; against the smaller book the exponents of growth. Scipy solves the same linear programs.
 */
export const benchScaleJobs = (books: readonly { readonly contracts: number; readonly path: string }[]): void => {
  for (const [kind, name] of JOBS) {
    let smallerCost: { readonly contracts: number; readonly cost: JobCost } | undefined;
    for (const { contracts, path } of books) {
      const cost = runJob(kind, path);
      const label = `${name}, ${contracts} contracts`.padEnd(46);
      if (cost === undefined) {
        console.log(`${label} failed or took more than ${MAX_MS / 60_000} minutes`);
        continue;
      }
      const { seconds, cpuSeconds, peakMB, blockMs, processorMs, outcome } = cost;
      const exponentOf = (measure: 'seconds' | 'cpuSeconds' | 'peakMB'): string =>
        smallerCost === undefined
          ? ''
          : (Math.log(cost[measure] / smallerCost.cost[measure]) / Math.log(contracts / smallerCost.contracts)).toFixed(2);
      const exponents =
        smallerCost === undefined
          ? ''
          : `; exponents: duration ${exponentOf('seconds')}, processor ${exponentOf('cpuSeconds')}, memory ${exponentOf('peakMB')}`;
      console.log(
        `${label} ${seconds.toFixed(1).padStart(7)} s, processor ${cpuSeconds.toFixed(1).padStart(7)} s, peak ${peakMB.toFixed(0).padStart(5)} MB, longest block ${blockMs.toFixed(0).padStart(4)} ms (processor ${processorMs.toFixed(0)}; ${outcome}${exponents})`,
      );
      smallerCost = { contracts, cost };
    }
  }
  for (const { contracts, path } of books) compareWithScipy(contracts, path);
};
