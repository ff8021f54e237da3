import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './app.ts';

/** When the core's thread ends: as it receives the call, or after it has answered, with the answer dropped. */
export type BreakMoment = 'taken' | 'answered';

/** Environment of a host whose core `breakCore` can break. */
export const breakableEnv: NodeJS.ProcessEnv = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'tests', 'helpers', 'coreBreaker.mjs')).href}`,
};

/** Ends the core of the host on a data folder at its next call of this name. */
export const breakCore = (dataFolder: string, call: string, when: BreakMoment): void => {
  const file = join(dataFolder, 'break-core');
  writeFileSync(`${file}.new`, JSON.stringify({ call, when }));
  renameSync(`${file}.new`, file);
};
