// npm run kernel: compiles the AssemblyScript sources of the simulation's kernel and writes the files made from them.
// With --check it writes nothing and fails if a committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKernelFiles } from './kernelFiles.mjs';
import { root } from './packages.mjs';

for (const [path, text] of Object.entries(makeKernelFiles())) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text);
  else if (readFileSync(join(root, path), 'utf8') !== text) {
    console.error(`${path} is not what the sources compile to. Run: npm run kernel`);
    process.exitCode = 1;
  }
}
