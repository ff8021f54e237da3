import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './app.ts';

/** When the core's thread ends: as it receives the call, or after it has answered, with the answer dropped. */
export type BreakMoment = 'taken' | 'answered';

/** Environment of a host whose core `breakCore` can break. */
export const breakableEnv: NodeJS.ProcessEnv = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'tests', 'helpers', 'coreBreaker.mjs')).href}`,
};

/** A call at which the core's thread ends. */
export type Break = { readonly call: string; readonly when: BreakMoment };

const fileOf = (dataFolder: string): string => join(dataFolder, 'break-core');

/** Ends the core of the host on a data folder at these calls, one after another. */
export const breakCore = (dataFolder: string, breaks: readonly Break[]): void => {
  const file = fileOf(dataFolder);
  writeFileSync(`${file}.new`, JSON.stringify(breaks));
  renameSync(`${file}.new`, file);
};

/** Whether the core has ended at every call of the list. */
export const isBroken = (dataFolder: string): boolean => !existsSync(fileOf(dataFolder));
