import { copyFileSync, existsSync } from 'node:fs';
import { Client } from 'pg';
import type { Workspace } from '#db/connection.ts';

/** What a killed process would have answered to its next statement. */
class Killed extends Error {}

/** Whether a process was killed, and before a statement of what. */
export type ProcessEnd = 'survived' | 'killedAtFile' | 'killedAtLog';

type Kill = { readonly path: string; remainingStatements: number; end: ProcessEnd };

/** One process runs at a time. */
let kill: Kill | undefined;

/** What a process leaves on the disk: the file and its write-ahead log. */
const PARTS = ['', '-wal'];

/** The copies of a file and its log as a killed process left them, each with the place that it was copied from. */
export const remainsOf = (path: string): readonly (readonly [string, string])[] =>
  PARTS.map((part) => [`${path}.remains${part}`, `${path}${part}`] as const);

const beforeStatement = (end: ProcessEnd): void => {
  if (!kill) return;
  if (kill.end === 'survived') {
    if (kill.remainingStatements > 0) {
      kill.remainingStatements -= 1;
      return;
    }
    kill.end = end;
    for (const [remains, filePath] of remainsOf(kill.path)) if (existsSync(filePath)) copyFileSync(filePath, remains);
  }
  throw new Killed();
};

/** Lets every statement of a file be counted. */
export const countStatements = ({ raw }: Workspace): void => {
  const prepare = raw.prepare.bind(raw);
  const countingPrepare = (text: string) => {
    const statement = prepare(text);
    for (const name of ['run', 'all', 'get', 'iterate'] as const) {
      const execute = statement[name].bind(statement) as (...parameters: unknown[]) => unknown;
      Object.assign(statement, {
        [name]: (...parameters: unknown[]) => {
          beforeStatement('killedAtFile');
          return execute(...parameters);
        },
      });
    }
    return statement;
  };
  Object.assign(raw, { prepare: countingPrepare });
};

/** Lets every statement of every log be counted, until the returned function is called. */
export const countLogStatements = (): (() => void) => {
  const { query } = Client.prototype;
  const countingQuery = async function (this: Client, ...parameters: unknown[]): Promise<unknown> {
    try {
      beforeStatement('killedAtLog');
    } catch (error) {
      // the server sees the end of the connection and rolls back
      (this as unknown as { readonly connection: { readonly stream: { readonly destroy: () => void } } }).connection.stream.destroy();
      throw error;
    }
    return (query as (...parameters: unknown[]) => unknown).apply(this, parameters);
  };
  Object.assign(Client.prototype, { query: countingQuery });
  return () => void Object.assign(Client.prototype, { query });
};

/**
 * Runs work in a process that is killed before its statement number `at`, of the file at `path` or of its log; the disk is then as
 * `remainsOf` names it. Work that has fewer statements ends as usual.
 */
export const runUntilKilled = async (path: string, at: number, work: () => Promise<unknown>): Promise<ProcessEnd> => {
  const currentKill: Kill = { path, remainingStatements: at, end: 'survived' };
  kill = currentKill;
  try {
    await work();
  } catch (error) {
    if (currentKill.end === 'survived') throw error;
  } finally {
    kill = undefined;
  }
  return currentKill.end;
};
