import type { JobHands } from '../jobs/jobRunner.ts';
import type { SimulationHands } from '../workers/simulationThreads.ts';

/** Tells a job how far the paths are, and about how long the rest takes. */
export const handsOf = (job: JobHands, tell: (done: number, total: number, seconds: number) => void): SimulationHands => {
  const began = performance.now();
  return {
    flag: job.flag,
    say: ({ done, total }) => {
      const seconds = (performance.now() - began) / 1000;
      tell(done, total, done > 0 ? Math.ceil((seconds * (total - done)) / done) : 0);
    },
  };
};
