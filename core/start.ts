import { realpathSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { beginCheck } from '#db/fileChecks.ts';
import type { CoreStart } from './protocol.ts';
import { openRecentsFile } from './session/recents.ts';

// Entry of the core's thread: another thread checks the first workspace while this one loads the rest of the core.

const { dataFolder, open }: CoreStart = workerData;

const firstPath = (): string | undefined => {
  if (open.kind === 'last') return openRecentsFile(dataFolder).lastOpen();
  return open.kind === 'file' && !open.isReadOnly ? open.path : undefined;
};

const checkFirst = async (): Promise<void> => {
  const path = firstPath();
  if (path !== undefined) await beginCheck(realpathSync(path));
};

// where there is no such file, the opening has the error or creates it
void checkFirst().catch(() => undefined);
await import('./main.ts');
