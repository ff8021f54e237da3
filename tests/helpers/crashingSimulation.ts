import { parentPort } from 'node:worker_threads';
import type { ToSimulation } from '../../core/workers/simulationMessages.ts';
import { CRASH_PATH } from './crashPath.ts';

// this listener runs before that of the real thread
parentPort?.on('message', (message: ToSimulation) => {
  if (message.kind === 'task' && message.task.kind === 'open' && message.task.path === CRASH_PATH) process.exit(1);
});

await import('../../core/workers/simulationThread.ts');
