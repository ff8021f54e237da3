import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lists the TypeScript files of the project that match a pattern: what git lists, and what it doesn't list yet and doesn't ignore.
 * @param {RegExp} pattern
 */
export const listSources = (pattern) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx', '*.mjs'], {
    cwd: process.cwd(),
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => pattern.test(path) && existsSync(join(process.cwd(), path)));
