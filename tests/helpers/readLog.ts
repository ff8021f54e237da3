import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type LoggedEntry = Readonly<Record<string, unknown>>;

/** Reads the log of an app by its data folder. */
export const readLog = (dataFolder: string): readonly LoggedEntry[] => {
  const file = join(dataFolder, 'logs', 'orebook.log');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoggedEntry);
};

const FAULTS: readonly unknown[] = ['internal', 'badOutput', 'coreStopLate', 'stopFailed', 'notStarted', 'preloadFailed'];

/** Entries that must not occur: internal errors and a late stop. */
export const readLoggedFaults = (dataFolder: string): readonly LoggedEntry[] =>
  readLog(dataFolder).filter(({ event }) => FAULTS.includes(event));
