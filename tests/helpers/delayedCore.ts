// The real core, which loads once a file named `begin` is in its data folder.
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { CoreSetup } from '../../core/protocol.ts';

const { dataFolder } = workerData as CoreSetup;
const start = Promise.withResolvers<void>();
const watcher = watch(dataFolder, (_event, name) => {
  if (name === 'begin') start.resolve();
});
if (existsSync(join(dataFolder, 'begin'))) start.resolve();
await start.promise;
watcher.close();
await import('../../core/main.ts');
