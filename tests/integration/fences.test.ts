import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fences from '../../.dependency-cruiser.mjs';
import { root, tempFolder } from '../helpers/app.ts';

let folder: ReturnType<typeof tempFolder>;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());

/** A repository of its own with these files of the project, its scripts and its rules: faults are planted there. */
const house = (name: string, files: readonly string[] = []): string => {
  const where = join(folder.path, name);
  const rules = ['package.json', 'tsconfig.json', 'biome.json', 'knip.json', '.gitignore', '.dependency-cruiser.mjs'];
  for (const file of [...rules, ...['check', 'fences', 'houseRules'].map((script) => `scripts/${script}.mjs`), ...files]) {
    mkdirSync(join(where, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(where, file));
  }
  symlinkSync(join(root, 'node_modules'), join(where, 'node_modules'));
  execFileSync('git', ['init', '-q'], { cwd: where });
  return where;
};

/** Every source that git lists, of tests only what helps them: nothing else imports a test. */
const sources = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx', '*.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)) && !/^tests\/(?!helpers\/)|\.test\.tsx?$/.test(path));

const plant = (where: string, path: string, content: string): void => {
  mkdirSync(dirname(join(where, path)), { recursive: true });
  writeFileSync(join(where, path), content);
};

const run = (where: string, script: string, part?: string): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const args = part === undefined ? [] : [part];
    const child = spawn(process.execPath, [join(where, script), ...args], { cwd: where, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    child.on('close', (code) => resolve({ code, said }));
  });

/** One fault for each fence: the file that crosses it, and the import it crosses it with. */
const CROSSINGS: Readonly<Record<string, readonly [file: string, line: string]>> = {
  resolves: ['shared/domain/planted.ts', "import './nowhere.ts';"],
  'no-cycle': ['engine/plantedCycle.ts', "import { b } from './plantedCycleBack.ts'; export const a = () => b;"],
  'shared-knows-nobody': ['shared/units/planted.ts', "export * from '#engine';"],
  'shared-only-zod': ['shared/charts/planted.ts', "import 'kysely';"],
  'names-without-zod': ['shared/contract/result.ts', "export type { Call } from './call.ts';"],
  'engine-is-pure': ['engine/planted.ts', "import 'node:fs';"],
  'engine-front-door': ['core/plans/planted.ts', "import '../../engine/pricing/netPrice.ts';"],
  'db-knows-shared': ['db/planted.ts', "import '#engine';"],
  'migrations-stand-alone': ['db/migrations/9990_planted.ts', "import type { Db } from '../schema.ts'; export type D = Db;"],
  'sqlite-in-db': ['core/plantedSqlite.ts', "import 'better-sqlite3';"],
  'renderer-knows-shared': ['renderer/theme/planted.ts', "import '#engine';"],
  'renderer-without-node': ['renderer/features/buyers/plantedNode.ts', "import 'node:fs';"],
  'feature-front-door': ['renderer/features/buyers/planted.ts', "import '../contracts/ContractPage.tsx';"],
  'feature-front-door-for-the-shell': ['renderer/app/planted.ts', "import '../features/contracts/ContractPage.tsx';"],
  'components-know-no-place': ['renderer/components/planted.ts', "import '../api/client.ts';"],
  'editing-knows-no-feature': ['renderer/editing/planted.ts', "import '../features/buyers/index.ts';"],
  'editing-stands-above': ['renderer/components/plantedEditing.ts', "import '../editing/planted.ts';"],
  'theme-first': ['renderer/theme/plantedComponent.ts', "import '../components/planted.ts';"],
  'api-knows-no-page': ['renderer/api/planted.ts', "import '../features/buyers/index.ts';"],
  'features-know-no-app': ['renderer/features/buyers/plantedApp.ts', "import '../../app/planted.ts';"],
  'core-imports': ['core/documents/planted.ts', "import '../../renderer/api/latest.ts';"],
  'electron-imports': ['electron/loopback/planted.ts', "import '../../core/dispatcher.ts';"],
  'core-index': ['core/index.ts', "export { createDoor } from './dispatcher.ts';"],
  'hosts-share-host-folder': ['electron/host/planted.ts', "import '../loopback/keys.ts';"],
  'use-cases-know-no-entry': ['core/cycles/planted.ts', "import '../main.ts';"],
  'preload-knows-names': ['electron/preload/planted.ts', "import '#shared/contract/call.ts';"],
  'electron-package': ['tests/unit/planted.ts', "import 'electron';"],
  'nobody-imports-tests': ['engine/plantedTest.ts', "import '../tests/helpers/app.ts';"],
  'shipped-package-in-dependencies': ['core/files/planted.ts', "import 'fast-check';"],
  'scripts-stand-alone': ['electron/host/plantedScript.ts', "import '../../scripts/packages.mjs';"],
};

describe('the fences', () => {
  it('each stop the fault that was planted for it', async () => {
    const copy = house('crossed', sources());
    for (const [file, line] of Object.values(CROSSINGS)) {
      if (file === 'shared/contract/result.ts' || file === 'core/index.ts') appendFileSync(join(copy, file), `${line}\n`);
      else plant(copy, file, `${line}\n`);
    }
    plant(copy, 'engine/plantedCycleBack.ts', "import { a } from './plantedCycle.ts'; export const b = () => a;\n");
    const { code, said } = await run(copy, 'scripts/fences.mjs');
    expect(code).toBe(1);
    for (const [name, [file]] of Object.entries(CROSSINGS)) expect(said).toMatch(new RegExp(`^${name}: ${file} -> `, 'm'));
  });

  it('all have a fault planted for them', () => {
    expect((fences.forbidden ?? []).map(({ name }) => name).sort()).toEqual(Object.keys(CROSSINGS).sort());
  });

  it('fail when they do not see what git lists, and for nothing else', async () => {
    const where = house('unseen');
    plant(where, 'engine/index.ts', 'export {};\n');
    expect((await run(where, 'scripts/fences.mjs')).code).toBe(0);
    const config = join(where, '.dependency-cruiser.mjs');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace('preserveSymlinks: true', "preserveSymlinks: true, exclude: { path: '^engine/' }"));
    const { code, said } = await run(where, 'scripts/fences.mjs');
    expect(code).toBe(1);
    expect(said).toContain('unseen: engine/index.ts');
    expect(said).toContain(' 1 faults');
  });
});

describe('the rules of the house', () => {
  it('each find the fault that was planted for them', async () => {
    const work = ['to', 'do'].join('');
    const faults: readonly (readonly [string, string, string])[] = [
      ['engine/plantedWork.ts', `// ${work}: later\nexport {};\n`, 'engine/plantedWork.ts:1: nothing left behind'],
      [
        'renderer/components/plantedFetch.ts',
        "export const x = () => fetch('/x');\n",
        'renderer/components/plantedFetch.ts:1: only renderer/api',
      ],
      ['core/plantedChance.ts', 'export const x = Math.random();\n', 'core/plantedChance.ts:1: no chance'],
      ['engine/plantedClock.ts', 'export const x = Date.now();\n', 'engine/plantedClock.ts:1: the engine has no clock'],
      ['db/plantedIgnore.ts', `// @ts-${'ignore'} because\nexport {};\n`, 'db/plantedIgnore.ts:1: a suppressed error'],
      [
        'renderer/components/plantedHtml.ts',
        `export const x = (e: Element) => { e.${'inner'}HTML = ''; };\n`,
        'renderer/components/plantedHtml.ts:1: html',
      ],
      ['shared/units/plantedBrand.ts', `export const x = '' as ${'never'};\n`, 'shared/units/plantedBrand.ts:1: an id wears its own brand'],
      [
        '.github/workflows/planted.yml',
        `steps:\n  - uses: actions/checkout@v5\n  - uses: actions/checkout@${'a'.repeat(40)}\n  - uses: actions/checkout@${'a'.repeat(40)} # v5.0.0\n`,
        '.github/workflows/planted.yml:2: an action is pinned',
      ],
      [
        'renderer/components/PlantedWords.tsx',
        'export const X = () => (\n  <p title="Copy it">\n    Nothing here\n    {1 > 2 ? \'of two\' : <b>USD/dmt</b>}\n  </p>\n);\n',
        'renderer/components/PlantedWords.tsx:2: a text that a person reads stands in shared/messages: Copy it',
      ],
      [
        'renderer/components/plantedFrozen.ts',
        "export const X = { a: [text('act.undo')] };\nexport const f = () => text('act.undo');\n",
        'renderer/components/plantedFrozen.ts:1: a text is made when it is shown',
      ],
      ['shared/units/plantedLong.ts', 'export {};\n'.repeat(401), 'shared/units/plantedLong.ts: 401 lines'],
      ['shared/units/utils.ts', 'export {};\n', 'shared/units/utils.ts: name it'],
    ];
    const where = house('ruled');
    for (const [file, content] of faults) plant(where, file, content);
    const { code, said } = await run(where, 'scripts/houseRules.mjs');
    expect(code).toBe(1);
    for (const [, , fault] of faults) expect(said).toContain(fault);
    expect(said).toContain('in shared/messages: Nothing here');
    expect(said).toContain('PlantedWords.tsx:4: a text that a person reads stands in shared/messages: of two');
    expect(said).not.toContain('in shared/messages: USD/dmt');
    expect(said).not.toContain('plantedFrozen.ts:2');
    expect(said).toContain('.github/workflows/planted.yml:3: an action is pinned');
    expect(said).not.toContain('.github/workflows/planted.yml:4');
  });
});

describe('the checks', () => {
  it('of types refuse in every room what the room must not see', async () => {
    // each room as its tsconfig makes it, with nothing in it but the fault: the rooms themselves are compiled by the check
    const rooms = ['shared', 'engine', 'db', 'core', 'electron', 'electron/preload', 'renderer', 'scripts', 'tests'];
    const bare = house(
      'typed',
      rooms.map((room) => `${room}/tsconfig.json`),
    );
    plant(bare, 'shared/units/plantedType.ts', 'export const x = process.pid;\n');
    plant(bare, 'engine/plantedType.ts', 'export const x = setTimeout(() => 1, 1);\n');
    plant(bare, 'db/plantedType.ts', 'export const x = document.title;\n');
    plant(bare, 'core/plantedType.ts', 'export const x = document.title;\n');
    plant(bare, 'electron/host/plantedType.ts', 'export const x = document.title;\n');
    plant(bare, 'electron/preload/plantedType.ts', 'export const x = process.pid;\n');
    plant(bare, 'renderer/app/plantedType.ts', 'export const x = process.pid;\n');
    plant(bare, 'scripts/plantedType.mjs', "/** @type {number} */\nexport const x = 'text';\n");
    plant(bare, 'tests/unit/plantedType.ts', "export const x: number = 'text';\n");
    const { code, said } = await run(bare, 'scripts/check.mjs', 'types');
    expect(code).toBe(1);
    for (const room of rooms) {
      expect(said).toContain(`FAILED types: ${room} `);
      expect(said).toMatch(new RegExp(`^${room}/\\S*plantedType\\.\\w+\\(\\d+,\\d+\\): error TS`, 'm'));
    }
    expect(said.split('\n').filter((line) => line.includes('error TS') && !line.includes('plantedType'))).toEqual([]);
  });

  it('of style refuse default exports, enums, any, the console and loose formatting', async () => {
    const where = house('styled');
    plant(where, 'engine/plantedDefault.ts', 'export default 1;\n');
    plant(where, 'engine/plantedEnum.ts', 'export enum E {\n  A,\n}\n');
    plant(where, 'engine/plantedAny.ts', 'export const x: any = 1;\n');
    plant(where, 'core/plantedConsole.ts', "console.log('x');\n");
    plant(where, 'engine/plantedFormat.ts', 'export const x={a:1}\n');
    const { code, said } = await run(where, 'scripts/check.mjs', 'lint');
    expect(code).toBe(1);
    for (const rule of [
      'plantedDefault.ts:1:8 lint/style/noDefaultExport',
      'plantedEnum.ts:1:8 lint/style/noEnum',
      'plantedAny.ts:1:17 lint/suspicious/noExplicitAny',
      'plantedConsole.ts:1:1 lint/suspicious/noConsole',
      'plantedFormat.ts format',
    ])
      expect(said).toContain(rule);
  });

  it('of unused code find a file, an export and a package that nothing uses, and nothing that is used', async () => {
    const where = house('unused');
    const manifest = JSON.parse(readFileSync(join(where, 'package.json'), 'utf8'));
    const packages = { dependencies: {}, devDependencies: { 'dependency-cruiser': '1.0.0', typescript: '1.0.0' } };
    const listed = (more: Readonly<Record<string, string>>) =>
      plant(
        where,
        'package.json',
        JSON.stringify({ ...manifest, ...packages, scripts: {}, devDependencies: { ...packages.devDependencies, ...more } }),
      );
    plant(where, 'core/main.ts', "import { used } from '#shared/units/planted.ts';\nused();\n");
    plant(where, 'shared/units/planted.ts', 'export const used = () => 1;\n');
    listed({});
    const whole = await run(where, 'scripts/check.mjs', 'unused');
    expect(whole.said).toContain('ok     unused code');

    appendFileSync(join(where, 'shared/units/planted.ts'), '\nexport const plantedExport = 1;\n');
    plant(where, 'engine/plantedAlone.ts', 'export const alone = 1;\n');
    listed({ 'planted-package': '1.0.0' });
    const { code, said } = await run(where, 'scripts/check.mjs', 'unused');
    expect(code).toBe(1);
    for (const found of ['plantedExport', 'engine/plantedAlone.ts', 'planted-package']) expect(said).toContain(found);
    for (const used of ['used:', 'dependency-cruiser', 'core/main.ts']) expect(said).not.toContain(used);
  });
});
