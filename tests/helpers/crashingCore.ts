// The real core, which crashes when a file named `crash` is written into its data folder.
import { watch } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { CoreSetup } from '../../core/protocol.ts';
import '../../core/main.ts';

const { dataFolder } = workerData as CoreSetup;
watch(dataFolder, { persistent: false }, (_event, name) => {
  if (name === 'crash') throw new Error('crash requested by the test');
});
