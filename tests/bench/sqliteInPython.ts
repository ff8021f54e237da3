import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../helpers/app.ts';
import { report } from './medians.ts';

/** Runs a script of peers/ in Python's sqlite3 and reports what it measured. */
export const reportSqliteInPython = (script: string, args: readonly string[]): void => {
  const python = spawnSync('python3', [join(root, 'tests', 'bench', 'peers', script), ...args], { encoding: 'utf8' });
  if (python.error) console.log('python3 is not installed, so its sqlite3 is not compared');
  else if (python.status !== 0) console.log(`Python’s sqlite3 failed: ${python.stderr.trim().split('\n').at(-1)}`);
  else {
    for (const line of python.stdout.trim().split('\n')) {
      const { what, ms } = JSON.parse(line) as { what: string; ms: readonly number[] };
      report(`Python: ${what}`, ms, 'ms', 'sqlite3 module, same file');
    }
  }
};
