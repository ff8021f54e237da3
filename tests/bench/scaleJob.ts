// node tests/bench/scaleJob.ts simulation|revenue|reduced|tailMean|hhi|conflict FILE: runs one job on a workspace in a process of its own, and prints
// its seconds, processor seconds, peak of memory and the longest block of the core's thread as JSON. Started by scaleJobs.ts. The threads of the jobs
// are those of the build, as users have them: from source each compiles the engine first.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { createAllocator } from '../../core/workers/allocationClient.ts';
import { createSimulations } from '../../core/workers/simulationClient.ts';
import { root } from '../helpers/app.ts';
import { openServices } from '../helpers/services.ts';
import { measureLongestBlock } from './medians.ts';

/** How often the end of the job is looked for, ms. */
const POLL_MS = 20;

const [kind, file] = process.argv.slice(2);
if (kind === undefined || file === undefined) throw new Error('scaleJob.ts KIND FILE');
execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-older']);
const builtEntry = (name: string): URL => pathToFileURL(join(root, 'dist', 'hosts', `${name}.js`));
const services = await openServices();
Object.assign(services.ctx, {
  simulations: createSimulations(undefined, builtEntry('simulationThread')),
  allocator: createAllocator(builtEntry('allocationThread')),
});
await services.ask('workspace.open', { intake: await services.uploadFile('book.orebook', readFileSync(file)) });

/** Bounds with which signed contracts may be reduced by this share, as the page offers. */
const REDUCTION = 0.2;
const listReducedBounds = async () => {
  const bounds: { readonly contractId: ContractId; readonly minimum: number; readonly maximum: number }[] = [];
  for (let first = 0, count = 1; first < count; first += LIST_PAGE_ROWS) {
    const page = await services.ask('allocation.deals', { first });
    count = page.count;
    for (const { contractId, currentTonnes, minimum, maximum, isFixed } of page.deals)
      if (!isFixed && currentTonnes > 0) bounds.push({ contractId, minimum: Math.min(minimum, currentTonnes * (1 - REDUCTION)), maximum });
  }
  return bounds;
};
const reducedBounds = kind === 'reduced' ? await listReducedBounds() : [];

/** Starts the job and returns its id. */
const start = (): Promise<{ readonly jobId: string }> => {
  if (kind === 'simulation') return services.ask('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 10_000 } });
  const isConflict = kind === 'conflict';
  const aim = isConflict || kind === 'reduced' ? 'revenue' : (kind as 'revenue' | 'tailMean' | 'hhi');
  // limits that signed contracts breach are excluded, as on the page; with them no allocation exists
  return services.ask('allocation.deals', {}).then(({ limits }) =>
    services.ask('allocation.start', {
      aim,
      deals: reducedBounds,
      without: limits.filter(({ isBrokenBySigned }) => isBrokenBySigned && !isConflict).map(({ id }) => id),
    }),
  );
};

const cpuBefore = process.cpuUsage();
const startMs = performance.now();
let jobId = '';
// before the services of the tests check the result, which the core itself does not
const { blockMs, processorMs } = await measureLongestBlock(async () => {
  ({ jobId } = await start());
  while (services.ctx.jobs.get(jobId).at.state === 'running') await setTimeout(POLL_MS);
});
const result = await services.waitForJob({ jobId }, kind === 'simulation' ? 'simulation' : 'allocation');
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    blockMs,
    processorMs,
    peakMB: process.resourceUsage().maxRSS / 1024,
    outcome: 'answer' in result ? result.answer.outcome : 'done',
  }),
);
await services.close();
process.exit(0);
