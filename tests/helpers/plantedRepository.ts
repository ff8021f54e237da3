import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './app.ts';

/** Creates a repository in `where`, which it returns, with these files and folders of the project, its checks and its rules. */
export const createRepository = (where: string, files: readonly string[] = []): string => {
  const rules = ['package.json', 'tsconfig.json', 'biome.json', 'knip.json', '.gitignore', '.dependency-cruiser.mjs'];
  const scripts = ['check.mjs', 'importRules.mjs', 'sourceRules.mjs', 'bannedWords.mjs', 'bannedWords.json', 'sourceFiles.mjs'];
  for (const file of [...rules, ...scripts.map((script) => `scripts/${script}`), ...files]) {
    mkdirSync(join(where, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(where, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(where, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: where });
  return where;
};

/** Writes a file with a planted fault. */
export const plant = (where: string, path: string, content: string): void => {
  mkdirSync(dirname(join(where, path)), { recursive: true });
  writeFileSync(join(where, path), content);
};

/** Runs a check of the repository. */
export const runCheck = (where: string, script: string, part?: string): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const args = part === undefined ? [] : [part];
    const child = spawn(process.execPath, [join(where, script), ...args], { cwd: where, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
