// npm run sample -- [--contracts N] [--buyers N] [--plans N] [--overrides N] [--seed N] [--tenor MONTHS] [--one-buyer] FILE: writes a workspace
// with the sample mine and a generated book, for benches and for trying the app on a large book.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BOOK_SIZE, type BookSize, seedGeneratedBook } from '../helpers/generatedBook.ts';
import { openServices } from '../helpers/services.ts';

const OPTIONS = {
  contracts: 'contracts',
  buyers: 'buyers',
  plans: 'plans',
  overrides: 'overridesPerPlan',
  seed: 'seed',
  tenor: 'tenor',
} as const;

const fail = (line: string): never => {
  console.error(line);
  process.exit(2);
};

const options: Record<string, { type: 'string' | 'boolean' }> = { 'one-buyer': { type: 'boolean' } };
for (const name of Object.keys(OPTIONS)) options[name] = { type: 'string' };
const { values, positionals } = parseArgs({ allowPositionals: true, options });
const [file] = positionals;
if (file === undefined || positionals.length > 1)
  fail('npm run sample -- [--contracts N] [--buyers N] [--plans N] [--overrides N] [--seed N] [--tenor MONTHS] [--one-buyer] FILE');
else if (existsSync(file)) fail(`${file} exists. Name a new file.`);
else {
  const counts = Object.entries(OPTIONS).flatMap(([name, key]) => {
    if (values[name] === undefined) return [];
    const count = Number(values[name]);
    if (!Number.isInteger(count) || count < 0) fail(`--${name} needs a whole number`);
    return [[key, count] as const];
  });
  const size: BookSize = { ...BOOK_SIZE, ...Object.fromEntries(counts), hasOneBuyer: values['one-buyer'] === true };
  const dataFolder = mkdtempSync(join(tmpdir(), 'orebook sample '));
  const services = await openServices(seedGeneratedBook(size), {}, dataFolder);
  const source = services.ctx.workspace.path();
  if (source === undefined) throw new Error('no workspace is open');
  await services.ctx.workspace.stop();
  copyFileSync(source, file);
  await services.close();
  rmSync(dataFolder, { recursive: true, force: true });
  console.log(`${file}: ${size.contracts} contracts, ${size.buyers} buyers, seed ${size.seed}`);
}
