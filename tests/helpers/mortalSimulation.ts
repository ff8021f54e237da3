import { parentPort } from 'node:worker_threads';
import type { ToSimulation } from '../../core/workers/simulationJob.ts';
import { DEADLY } from './deadlyPath.ts';

// before the real one hears of it
parentPort?.on('message', (message: ToSimulation) => {
  if (message.kind === 'task' && message.task.kind === 'open' && message.task.path === DEADLY) process.exit(1);
});

await import('../../core/workers/simulation.ts');
