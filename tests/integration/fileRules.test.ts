import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/app.ts';
import { createRepository, plant, runCheck } from '../helpers/plantedRepository.ts';

let folder: ReturnType<typeof tempFolder>;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());

describe('the check of workflows', () => {
  it('finds an unknown key, job, step, runner, script, program and file', async () => {
    const repository = createRepository(join(folder.path, 'workflows'), ['scripts/workflows.mjs']);
    const head = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n';
    plant(repository, '.github/workflows/good.yml', `${head}    steps:\n      - run: npm run check\n`);
    expect(await runCheck(repository, 'scripts/workflows.mjs')).toEqual({ code: 0, output: '' });
    const faults = [
      '    timeout: 3',
      '    needs: nobody',
      '    steps:',
      `      - run: echo \${{ steps.none.outputs.x }}`,
      '      - run: npm run chekc && npx --no vitst && node scripts/gone.mjs',
      '  b:',
      '    runs-on: ubuntu-18.10',
      '    steps: [{ run: "true" }]',
    ];
    plant(repository, '.github/workflows/planted.yml', `${head}${faults.join('\n')}\n`);
    const { code, output } = await runCheck(repository, 'scripts/workflows.mjs');
    expect(code).toBe(1);
    for (const fault of [
      'planted.yml:5:5: unexpected key "timeout" for "job" section',
      'job "a" needs job "nobody" which does not exist',
      'property "none" is not defined',
      'label "ubuntu-18.10" is unknown',
      'planted.yml:9: there is no npm script chekc',
      'planted.yml:9: there is no program in node_modules vitst',
      'planted.yml:9: there is no file scripts/gone.mjs',
    ])
      expect(output).toContain(fault);
  });
});

describe('the check of the names of flags', () => {
  it('finds a boolean property, parameter and exported function without a verb, and passes listed and stored names', async () => {
    const repository = createRepository(join(folder.path, 'flags'), ['scripts/flagNames.mjs', 'scripts/flagNames.json']);
    plant(
      repository,
      'core/good.ts',
      `export type Row = { readonly isOpen: boolean; readonly keepsUndo?: boolean | undefined; readonly required: boolean; readonly weighted: boolean };
export const hasFloor = (row: Row, shouldCount: boolean): boolean => row.isOpen && shouldCount;
const found = (row: Row): boolean => row.required;
export const useFlag = (): boolean => found({ isOpen: true, required: true, weighted: false });
`,
    );
    expect(await runCheck(repository, 'scripts/flagNames.mjs')).toEqual({ code: 0, output: '1 files, 0 faults\n' });
    plant(repository, 'core/bad.test.ts', 'export type Row = { readonly planted: boolean };\n');
    plant(
      repository,
      'core/bad.ts',
      `export type Row = {
  readonly overdue: boolean;
  readonly issue?: boolean | undefined;
};
export const open = (row: Row, wide: boolean): row is Row & { readonly hasA: true } => row.overdue && wide;
export function found(): boolean {
  return true;
}
`,
    );
    const { code, output } = await runCheck(repository, 'scripts/flagNames.mjs');
    expect(code).toBe(1);
    expect(output.match(/core\/.*(?= is boolean)/g)).toEqual([
      'core/bad.ts:2: the property "overdue"',
      'core/bad.ts:3: the property "issue"',
      'core/bad.ts:5: the parameter "wide"',
      'core/bad.ts:6: the function "found"',
    ]);
  });
});

describe('the check of unknown properties', () => {
  it('finds a property that the type of a mapped or spread literal lacks, and passes the same literals after its mending', async () => {
    const repository = createRepository(join(folder.path, 'properties'), ['scripts/unknownProperties.mjs']);
    const source = `type Item = { readonly label: string; readonly cell?: { readonly row: number } };
type Head = { readonly title: string; readonly items: readonly Item[] };
export const mapped = (names: readonly string[]): readonly Item[] => names.map((label) => ({ label, isChosen: true }));
export const flat = (names: readonly string[]): readonly Item[] => names.flatMap((label) => (label === '' ? [] : [{ label, isFlat: 1 }]));
export const single = (names: readonly string[]): readonly Item[] => names.flatMap((label) => ({ label, isSingle: 1 }));
export const inSpread = (label: string): readonly Item[] => [...(label === '' ? [] : [{ label, isSpread: 1 }])];
export const inObject = (title: string): Head => ({ title, items: [], ...(title === '' ? {} : { isInObject: 1 }) });
export const nested = (names: readonly string[]): Head => ({
  title: '',
  items: names.map((label) => ({ label, cell: { row: 1, column: 2 } })).filter(({ label }) => label !== ''),
});
export const free = (names: readonly string[]) => names.map((label) => ({ label, isFree: true }));
`;
    plant(repository, 'core/planted.ts', source);
    const { code, output } = await runCheck(repository, 'scripts/unknownProperties.mjs');
    expect(code).toBe(1);
    expect(output.match(/(?<=the property ")\w+/g)).toEqual(['isChosen', 'isFlat', 'isSingle', 'isSpread', 'isInObject', 'column']);
    expect(output).toContain('core/planted.ts:3: the property "isChosen" is not in ');
    plant(repository, 'core/planted.ts', source.replace(/(?:, )?\b(?:is(?!Free)[A-Z]\w+: \w+|column: 2)/g, ''));
    const correctedRun = await runCheck(repository, 'scripts/unknownProperties.mjs');
    expect(correctedRun).toEqual({ code: 0, output: '1 files, 1 of them changed, 0 faults\n' });
    expect((await runCheck(repository, 'scripts/unknownProperties.mjs')).output).toBe('1 files, 0 of them changed, 0 faults\n');
  });
});

describe('the check of the lock file', () => {
  it('finds a licence that is not listed, another source, a missing digest, a deprecated package and a script at installation', async () => {
    const repository = createRepository(join(folder.path, 'locked'), ['scripts/lockFile.mjs', 'package-lock.json']);
    expect(await runCheck(repository, 'scripts/lockFile.mjs')).toEqual({ code: 0, output: '' });
    const validPackage = { version: '1.0.0', license: 'MIT', integrity: 'sha512-a' };
    const packages = {
      '': {},
      'node_modules/good': { ...validPackage, license: '(MIT OR GPL-3.0)' },
      'node_modules/copyleft': { ...validPackage, license: 'GPL-3.0 AND MIT' },
      'node_modules/fetched': { ...validPackage, resolved: 'https://example.com/fetched.tgz' },
      'node_modules/short': { ...validPackage, integrity: 'sha1-a' },
      'node_modules/a/node_modules/old': { ...validPackage, deprecated: 'use new' },
      'node_modules/runs': { ...validPackage, hasInstallScript: true, dev: true },
      'node_modules/node': { ...validPackage, hasInstallScript: true },
      'node_modules/joke': { ...validPackage, license: 'WTFPL' },
      'node_modules/jokeOfTests': { ...validPackage, license: 'WTFPL', dev: true },
      'node_modules/silent': { version: '1.0.0', integrity: 'sha512-a' },
    };
    plant(repository, 'package-lock.json', JSON.stringify({ packages }));
    const { code, output } = await runCheck(repository, 'scripts/lockFile.mjs');
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toEqual([
      'copyleft 1.0.0: its licence (GPL-3.0 AND MIT) is not on the list for packages that ship',
      'fetched 1.0.0: it comes from https://example.com/fetched.tgz, not from the registry',
      'short 1.0.0: it has no SHA-512 digest',
      'old 1.0.0: it is deprecated: use new',
      'runs 1.0.0: it runs a script at its installation: decide on it in allowScripts of package.json',
      'node 1.0.0: it ships and runs a script at its installation',
      'joke 1.0.0: its licence (WTFPL) is not on the list for packages that ship',
      'silent 1.0.0: its licence (none stated) is not on the list for packages that ship',
    ]);
  });
});

describe('the check of the kernel', () => {
  it('fails if a source was changed and the module was not compiled again', async () => {
    const folderOfKernel = 'engine/simulation/kernel';
    const repository = createRepository(join(folder.path, 'kernel'), [
      ...['kernel', 'kernelFiles', 'packages'].map((name) => `scripts/${name}.mjs`),
      ...['argumentBlocks.ts', 'bytes.ts', 'layout.ts', 'assembly'].map((name) => `${folderOfKernel}/${name}`),
    ]);
    expect(await runCheck(repository, 'scripts/kernel.mjs', '--check')).toEqual({ code: 0, output: '' });
    const source = join(repository, folderOfKernel, 'assembly/elementary.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace('[0.6931471803691238]', '[0.6931471803691]'));
    const { code, output } = await runCheck(repository, 'scripts/kernel.mjs', '--check');
    expect(code).toBe(1);
    expect(output).toContain(`${folderOfKernel}/bytes.ts is not what the sources compile to`);
  });
});

describe('the check of the names of values', () => {
  it('finds a local and a parameter without a noun, and passes properties, functions and a pair that is taken apart', async () => {
    const repository = createRepository(join(folder.path, 'values'), ['scripts/nounNames.mjs', 'scripts/nounNames.json']);
    plant(
      repository,
      'core/good.ts',
      `export type Row = { readonly delivered: number; readonly before: number };
export const compare = ({ delivered, before }: Row, currentTonnes: number): number => {
  const seen = (tonnes: number): boolean => tonnes > 0;
  return seen(currentTonnes) ? delivered : before;
};
`,
    );
    const { output: cleanOutput } = await runCheck(repository, 'scripts/nounNames.mjs');
    expect(cleanOutput).toMatch(/ 0 faults\n$/);
    plant(repository, 'core/bad.test.ts', 'export const planted = (found: number) => found;\n');
    plant(repository, 'core/good.test.ts', 'export const compared = (before: number, after: number) => after - before;\n');
    plant(
      repository,
      'core/bad.ts',
      `export const pick = (chosen: { readonly best: number }, before: number): number => {
  const found = chosen.best;
  const { best: most } = chosen;
  return [found, most].reduce((sum, one) => sum + one, before);
};
`,
    );
    const { code, output } = await runCheck(repository, 'scripts/nounNames.mjs');
    expect(code).toBe(1);
    expect(output.match(/^.*(?= has no noun)/gm)).toEqual([
      'core/bad.test.ts:1: the name "found"',
      'core/bad.ts:1: the name "chosen"',
      'core/bad.ts:1: the name "before"',
      'core/bad.ts:2: the name "found"',
      'core/bad.ts:3: the name "most"',
      'core/bad.ts:4: the name "one"',
    ]);
  });
});
