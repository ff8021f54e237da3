// The real core, which dies of a given file name: how a test kills a worker thread from outside.
import { watch } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { CoreSetup } from '../../core/protocol.ts';
import '../../core/main.ts';

const { dataFolder } = workerData as CoreSetup;
watch(dataFolder, { persistent: false }, (_event, name) => {
  if (name === 'die') throw new Error('told to die');
});
