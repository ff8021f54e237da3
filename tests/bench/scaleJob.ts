// node tests/bench/scaleJob.ts simulation|revenue|tailMean|hhi|conflict FILE: runs one job on a workspace in a process of its own, and prints its
// seconds, processor seconds, peak of memory and the longest hold of the core's thread as JSON. Started by scaleJobs.ts.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { openServices } from '../helpers/services.ts';

const [kind, file] = process.argv.slice(2);
if (kind === undefined || file === undefined) throw new Error('scaleJob.ts KIND FILE');
const services = await openServices();
await services.ask('workspace.open', { intake: await services.uploadFile('book.orebook', readFileSync(file)) });

/** Starts the job and returns its id. */
const start = (): Promise<{ readonly jobId: string }> => {
  if (kind === 'simulation') return services.ask('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 10_000 } });
  const isConflict = kind === 'conflict';
  const aim = isConflict ? 'revenue' : (kind as 'revenue' | 'tailMean' | 'hhi');
  // limits that signed contracts breach are excluded, as on the page; with them no allocation exists
  return services.ask('allocation.deals', {}).then(({ limits }) =>
    services.ask('allocation.start', {
      aim,
      deals: [],
      without: limits.filter(({ isBrokenBySigned }) => isBrokenBySigned && !isConflict).map(({ id }) => id),
    }),
  );
};

const holds = monitorEventLoopDelay({ resolution: 1 });
holds.enable();
const cpuBefore = process.cpuUsage();
const startMs = performance.now();
const { jobId } = await start();
const result = await services.waitForJob({ jobId }, kind === 'simulation' ? 'simulation' : 'allocation');
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    holdMs: holds.max / 1e6,
    peakMB: process.resourceUsage().maxRSS / 1024,
    outcome: 'answer' in result ? result.answer.outcome : 'done',
  }),
);
await services.close();
process.exit(0);
