import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './app.ts';

/** Creates a repository in `repository`, which it returns, with these files and folders of the project, its checks and its rules. */
export const createRepository = (repository: string, files: readonly string[] = []): string => {
  const rules = ['package.json', 'tsconfig.json', 'biome.json', 'knip.json', '.gitignore', '.dependency-cruiser.mjs'];
  const scripts = ['check.mjs', 'importRules.mjs', 'sourceRules.mjs', 'bannedWords.mjs', 'bannedWords.json', 'sourceFiles.mjs'];
  for (const file of [...rules, ...scripts.map((script) => `scripts/${script}`), ...files]) {
    mkdirSync(join(repository, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(repository, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: repository });
  return repository;
};

/** Writes a file with a planted fault. */
export const plant = (repository: string, path: string, content: string): void => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), content);
};

/** Runs a check of the repository. */
export const runCheck = (repository: string, script: string, part?: string): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const args = part === undefined ? [] : [part];
    const child = spawn(process.execPath, [join(repository, script), ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
