import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import importRules, { CORE_ORDER } from '../../.dependency-cruiser.mjs';
import { root, tempFolder } from '../helpers/app.ts';
import { createRepository, plant, runCheck } from '../helpers/plantedRepository.ts';

let folder: ReturnType<typeof tempFolder>;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());

/** Every source that git lists, and the helpers of tests: nothing else imports a test. */
const SOURCES: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx', '*.mjs'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)) && !/^tests\/(?!helpers\/)|\.test\.tsx?$/.test(path));

/** Each folder of core imports a file of the folder after it; the last one imports a folder that the order does not contain. */
const ORDER_FAULTS = Object.fromEntries(
  CORE_ORDER.map((name, index): readonly [rule: string, fault: readonly [file: string, line: string]] => {
    const nextFolder = CORE_ORDER[index + 1] ?? 'plantedFolder';
    const target = SOURCES.find((path) => path.startsWith(`core/${nextFolder}/`)) ?? 'core/plantedFolder/planted.ts';
    return [`core-order-${name}`, [`core/${name}/plantedOrder.ts`, `import '../../${target}';`]];
  }),
);

/** One planted fault for each import rule: the file and its import. */
const FAULTS: Readonly<Record<string, readonly [file: string, line: string]>> = {
  'import-resolves': ['shared/domain/planted.ts', "import './nowhere.ts';"],
  'no-cycle': ['engine/plantedCycle.ts', "import { b } from './plantedCycleBack.ts'; export const a = () => b;"],
  'shared-imports-nothing': ['shared/units/planted.ts', "export * from '#engine';"],
  'contract-without-presentation': ['shared/contract/planted.ts', "import '../presentation/message.ts';"],
  'shared-only-zod': ['shared/charts/planted.ts', "import 'kysely';"],
  'names-without-zod': ['shared/contract/result.ts', "export type { Call } from './call.ts';"],
  'engine-imports-shared': ['engine/planted.ts', "import 'node:fs';"],
  'engine-index-only': ['core/plans/planted.ts', "import '../../engine/pricing/netPrice.ts';"],
  'db-imports-shared': ['db/planted.ts', "import '#engine';"],
  'migration-imports-nothing': ['db/migrations/9990_planted.ts', "import type { Db } from '../schema.ts'; export type D = Db;"],
  'upgrade-imports-nothing': ['db/documents/upgrades/planted.ts', "import type { Db } from '../../schema.ts'; export type E = Db;"],
  'postgres-in-team': ['core/plantedPostgres.ts', "import 'pg';"],
  'sqlite-in-db': ['core/plantedSqlite.ts', "import 'better-sqlite3-multiple-ciphers';"],
  'renderer-imports-shared': ['renderer/theme/planted.ts', "import '#engine';"],
  'renderer-without-node': ['renderer/features/buyers/plantedNode.ts', "import 'node:fs';"],
  'feature-index-only': ['renderer/features/buyers/planted.ts', "import '../contracts/ContractPage.tsx';"],
  'app-imports-feature-index': ['renderer/app/planted.ts', "import '../features/contracts/ContractPage.tsx';"],
  'component-imports-no-feature': ['renderer/components/planted.ts', "import '../api/client.ts';"],
  'editing-imports-no-feature': ['renderer/editing/planted.ts', "import '../features/buyers/index.ts';"],
  'editing-not-imported-by-components': ['renderer/components/plantedEditing.ts', "import '../editing/planted.ts';"],
  'theme-imports-no-component': ['renderer/theme/plantedComponent.ts', "import '../components/planted.ts';"],
  'api-imports-no-page': ['renderer/api/planted.ts', "import '../features/buyers/index.ts';"],
  'feature-imports-no-app': ['renderer/features/buyers/plantedApp.ts', "import '../../app/planted.ts';"],
  'core-imports': ['core/documents/planted.ts', "import '../../renderer/api/requestOrder.ts';"],
  'core-order-complete': ['core/plantedFolder/planted.ts', "import '../newId.ts';"],
  ...ORDER_FAULTS,
  'electron-imports': ['electron/loopback/planted.ts', "import '../../core/dispatcher.ts';"],
  'core-index': ['core/index.ts', "export { createDispatcher } from './dispatcher.ts';"],
  'host-folder-imports-no-host': ['electron/host/planted.ts', "import '../loopback/keys.ts';"],
  'core-entry-not-imported': ['core/cycles/planted.ts', "import '../main.ts';"],
  'preload-imports-names': ['electron/preload/planted.ts', "import '#shared/contract/call.ts';"],
  'electron-package': ['tests/unit/planted.ts', "import 'electron';"],
  'tests-not-imported': ['engine/plantedTest.ts', "import '../tests/helpers/app.ts';"],
  'shipped-package-in-dependencies': ['core/files/planted.ts', "import 'fast-check';"],
  'scripts-not-imported': ['electron/host/plantedScript.ts', "import '../../scripts/packages.mjs';"],
};

describe('the import rules', () => {
  it('each find the fault planted for it', async () => {
    const copy = createRepository(join(folder.path, 'crossed'), SOURCES);
    for (const [file, line] of Object.values(FAULTS)) {
      if (file === 'shared/contract/result.ts' || file === 'core/index.ts') appendFileSync(join(copy, file), `${line}\n`);
      else plant(copy, file, `${line}\n`);
    }
    plant(copy, 'engine/plantedCycleBack.ts', "import { a } from './plantedCycle.ts'; export const b = () => a;\n");
    const { code, output } = await runCheck(copy, 'scripts/importRules.mjs');
    expect(code).toBe(1);
    for (const [name, [file]] of Object.entries(FAULTS)) expect(output).toMatch(new RegExp(`^${name}: ${file} -> `, 'm'));
  });

  it('each have a planted fault', () => {
    expect((importRules.forbidden ?? []).map(({ name }) => name).sort()).toEqual(Object.keys(FAULTS).sort());
  });

  it('fail if a file that git lists was not read, and otherwise pass', async () => {
    const repository = createRepository(join(folder.path, 'unseen'));
    plant(repository, 'engine/index.ts', 'export {};\n');
    expect((await runCheck(repository, 'scripts/importRules.mjs')).code).toBe(0);
    const config = join(repository, '.dependency-cruiser.mjs');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace('preserveSymlinks: true', "preserveSymlinks: true, exclude: { path: '^engine/' }"));
    const { code, output } = await runCheck(repository, 'scripts/importRules.mjs');
    expect(code).toBe(1);
    expect(output).toContain('not read: engine/index.ts');
    expect(output).toContain(' 1 faults');
  });
});

describe('the source rules', () => {
  it('each find the fault planted for it', async () => {
    const work = ['to', 'do'].join('');
    const faults: readonly (readonly [string, string, string])[] = [
      ['engine/plantedWork.ts', `// ${work}: later\nexport {};\n`, 'engine/plantedWork.ts:1: no marker of unfinished work'],
      [
        'renderer/components/plantedFetch.ts',
        "export const x = () => fetch('/x');\n",
        'renderer/components/plantedFetch.ts:1: only renderer/api',
      ],
      ['core/plantedChance.ts', 'export const x = Math.random();\n', 'core/plantedChance.ts:1: no random numbers'],
      ['engine/plantedClock.ts', 'export const x = Date.now();\n', 'engine/plantedClock.ts:1: the engine has no clock'],
      ['db/plantedIgnore.ts', `// @ts-${'ignore'} because\nexport {};\n`, 'db/plantedIgnore.ts:1: no suppressed type errors'],
      [
        'renderer/components/plantedHtml.ts',
        `export const x = (e: Element) => { e.${'inner'}HTML = ''; };\n`,
        'renderer/components/plantedHtml.ts:1: no HTML',
      ],
      ['shared/units/plantedBrand.ts', `export const x = '' as ${'never'};\n`, 'shared/units/plantedBrand.ts:1: no cast to never'],
      [
        '.github/workflows/planted.yml',
        `steps:\n  - uses: actions/checkout@v5\n  - uses: actions/checkout@${'a'.repeat(40)}\n  - uses: actions/checkout@${'a'.repeat(40)} # v5.0.0\n  - uses: ./.github/workflows/ci.yml\n`,
        '.github/workflows/planted.yml:2: an action is pinned',
      ],
      [
        'renderer/components/PlantedWords.tsx',
        'export const X = () => (\n  <p title="Copy it">\n    Nothing here\n    {1 > 2 ? \'of two\' : <b>USD/dmt</b>}\n  </p>\n);\n',
        'renderer/components/PlantedWords.tsx:2: a text that a person reads stands in shared/messages: Copy it',
      ],
      [
        'renderer/components/plantedFrozen.ts',
        "export const X = { a: [text('action.undo')] };\nexport const f = () => text('action.undo');\n",
        'renderer/components/plantedFrozen.ts:1: a text is made when it is shown',
      ],
      [
        'core/cycles/plantedText.ts',
        "import { formatMonth } from '#shared/units/format.ts';\nimport { message, text } from '#shared/messages/text.ts';\nimport type { formatDate } from '#shared/units/format.ts';\n",
        'core/cycles/plantedText.ts: a use case returns facts; formatMonth makes a text',
      ],
      [
        'core/plantedLabel.ts',
        "import {\n  renderLabel,\n  type PresentationSettings,\n} from '#shared/presentation/message.ts';\n",
        'core/plantedLabel.ts: a use case returns facts; renderLabel makes a text',
      ],
      ['shared/units/plantedLong.ts', 'export {};\n'.repeat(401), 'shared/units/plantedLong.ts: 401 lines'],
      ['shared/units/utils.ts', 'export {};\n', 'shared/units/utils.ts: name it'],
    ];
    const repository = createRepository(join(folder.path, 'ruled'));
    for (const [file, content] of faults) plant(repository, file, content);
    plant(repository, 'core/documents/plantedText.ts', "import { text } from '#shared/messages/text.ts';\n");
    const { code, output } = await runCheck(repository, 'scripts/sourceRules.mjs');
    expect(code).toBe(1);
    for (const [, , fault] of faults) expect(output).toContain(fault);
    expect(output).toContain('in shared/messages: Nothing here');
    expect(output).toContain('PlantedWords.tsx:4: a text that a person reads stands in shared/messages: of two');
    expect(output).not.toContain('in shared/messages: USD/dmt');
    expect(output).not.toContain('plantedFrozen.ts:2');
    expect(output).toContain('core/cycles/plantedText.ts: a use case returns facts; text makes a text');
    for (const fact of ['; message makes', '; PresentationSettings makes', 'core/documents/plantedText.ts'])
      expect(output).not.toContain(fact);
    expect(output).toContain('.github/workflows/planted.yml:3: an action is pinned');
    expect(output).not.toMatch(/planted\.yml:[45]/);
  });
});

describe('the banned words', () => {
  const bannedWords: Readonly<
    Record<'messages' | 'words' | 'names' | 'keys' | 'titles' | 'participles', Readonly<Record<string, string>>>
  > = JSON.parse(readFileSync(join(root, 'scripts/bannedWords.json'), 'utf8'));
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

  it('are each found in a message, a key, an exported name or a title of a test', async () => {
    const repository = createRepository(join(folder.path, 'worded'));
    const messages = Object.keys(bannedWords.messages);
    const texts = messages.map((words, index) => `  'planted.${index}': ${JSON.stringify(`Now ${capital(words)}, {count} times.`)},`);
    plant(repository, 'shared/messages/en/planted.ts', `export const plantedMessages = {\n${texts.join('\n')}\n};\n`);
    const keys = Object.keys(bannedWords.keys);
    const keyedLines = keys.map((word) => `  'planted.first${capital(word)}': 'x',`);
    plant(repository, 'shared/messages/en/plantedKeys.ts', `export const plantedKeys = {\n${keyedLines.join('\n')}\n};\n`);
    const words = Object.keys(bannedWords.words);
    plant(repository, 'core/plantedWords.ts', words.map((word) => `export const first${capital(word)}Value = 1;\n`).join(''));
    const names = Object.keys(bannedWords.names);
    plant(repository, 'engine/plantedNames.ts', names.map((name) => `export const ${name} = 1;\n`).join(''));
    const titles = Object.keys(bannedWords.titles);
    plant(
      repository,
      'core/planted.test.ts',
      titles.map((title) => `it.each([1])('counts ${capital(title)}, %i times', () => {});\n`).join(''),
    );
    const participles = [...Object.keys(bannedWords.participles), 'measured', 'Joined'];
    plant(repository, 'db/plantedParticiples.ts', participles.map((word) => `export const ${word} = 1;\n`).join(''));
    plant(repository, 'db/plantedNoParticiples.ts', 'export const speed = 1;\nexport const joinedNames = 1;\nconst joined = 1;\n');
    const { code, output } = await runCheck(repository, 'scripts/bannedWords.mjs');
    expect(code).toBe(1);
    expect(output).not.toContain('plantedNoParticiples');
    const lines = new Set(output.split('\n'));
    const missedFaults = [
      ...messages.map(
        (word, at) => `shared/messages/en/planted.ts:${at + 2}: a message says "${word}"; write: ${bannedWords.messages[word]}`,
      ),
      ...keys.map(
        (word, at) =>
          `shared/messages/en/plantedKeys.ts:${at + 2}: the key planted.first${capital(word)} contains "${word}"; use: ${bannedWords.keys[word]}`,
      ),
      ...words.map(
        (word, at) =>
          `core/plantedWords.ts:${at + 1}: the name first${capital(word)}Value contains "${word}"; use: ${bannedWords.words[word]}`,
      ),
      ...names.map((name, at) => `engine/plantedNames.ts:${at + 1}: the name ${name} is banned; use: ${bannedWords.names[name]}`),
      ...participles.map(
        (word, at) =>
          `db/plantedParticiples.ts:${at + 1}: the name ${word} is a participle; use: ${bannedWords.participles[word] ?? 'a verb or a noun'}`,
      ),
      ...titles.map(
        (title, at) => `core/planted.test.ts:${at + 1}: a title of a test says "${title}"; write: ${bannedWords.titles[title]}`,
      ),
    ].filter((fault) => !lines.has(fault));
    expect(missedFaults).toEqual([]);
  });

  it('are found in every kind of exported name, in names of files and calls, and nowhere else', async () => {
    const repository = createRepository(join(folder.path, 'named'));
    const [word = ''] = Object.keys(bannedWords.words);
    const [phrase = ''] = Object.keys(bannedWords.messages);
    const capitalWord = capital(word);
    plant(
      repository,
      'db/planted.ts',
      [
        `export function run${capitalWord}() {}`,
        `export class ${capitalWord}Class {}`,
        `export interface ${capitalWord}Shape {}`,
        `export type ${capitalWord}Type = 1;`,
        `export const { a: ${word}Value, b: [${word}Item] } = { a: 1, b: [1] };`,
        `export { local as ${word}Alias };`,
        `const ${word}Local = 1;`,
        `export const list = [${word}Local, '${phrase}'];`,
        '',
      ].join('\n'),
    );
    plant(repository, 'renderer/planted.test.ts', `export const ${word}InTest = 1;\n`);
    plant(repository, 'shared/messages/zh-CN/planted.ts', `export const x = { 'planted.1': '${phrase}' };\n`);
    const [name = ''] = Object.keys(bannedWords.names);
    plant(repository, `core/${word}Planted.test.ts`, 'export {};\n');
    plant(repository, 'shared/contract/names.ts', `export const CALLS = {\n  'planted.${name}': 'query',\n};\n`);
    const { output } = await runCheck(repository, 'scripts/bannedWords.mjs');
    expect(output).toContain(`core/${word}Planted.test.ts: the name ${word}Planted contains "${word}"`);
    expect(output).toContain(`shared/contract/names.ts: the name ${name} is banned`);
    const faultLines = output.split('\n').filter((line) => line.includes('planted.') && !line.startsWith('core/'));
    expect(faultLines.map((line) => line.split(': ')[0])).toEqual([1, 2, 3, 4, 5, 5, 6].map((line) => `db/planted.ts:${line}`));
  });
});

describe('the checks', () => {
  it('of types refuse in every folder what it must not use', async () => {
    // each folder with its tsconfig and nothing but the fault
    const folders = ['shared', 'engine', 'db', 'core', 'electron', 'electron/preload', 'renderer', 'scripts', 'tests'];
    const repository = createRepository(
      join(folder.path, 'typed'),
      folders.map((name) => `${name}/tsconfig.json`),
    );
    plant(repository, 'shared/units/plantedType.ts', 'export const x = process.pid;\n');
    plant(repository, 'engine/plantedType.ts', 'export const x = setTimeout(() => 1, 1);\n');
    plant(repository, 'db/plantedType.ts', 'export const x = document.title;\n');
    plant(repository, 'core/plantedType.ts', 'export const x = document.title;\n');
    plant(repository, 'electron/host/plantedType.ts', 'export const x = document.title;\n');
    plant(repository, 'electron/preload/plantedType.ts', 'export const x = process.pid;\n');
    plant(repository, 'renderer/app/plantedType.ts', 'export const x = process.pid;\n');
    plant(repository, 'scripts/plantedType.mjs', "/** @type {number} */\nexport const x = 'text';\n");
    plant(repository, 'tests/unit/plantedType.ts', "export const x: number = 'text';\n");
    const { code, output } = await runCheck(repository, 'scripts/check.mjs', 'types');
    expect(code).toBe(1);
    for (const name of folders) {
      expect(output).toContain(`FAILED types: ${name} `);
      expect(output).toMatch(new RegExp(`^${name}/\\S*plantedType\\.\\w+\\(\\d+,\\d+\\): error TS`, 'm'));
    }
    expect(output.split('\n').filter((line) => line.includes('error TS') && !line.includes('plantedType'))).toEqual([]);
  });

  it('of style refuse default exports, enums, any, the console and loose formatting', async () => {
    const repository = createRepository(join(folder.path, 'styled'));
    plant(repository, 'engine/plantedDefault.ts', 'export default 1;\n');
    plant(repository, 'engine/plantedEnum.ts', 'export enum E {\n  A,\n}\n');
    plant(repository, 'engine/plantedAny.ts', 'export const x: any = 1;\n');
    plant(repository, 'core/plantedConsole.ts', "console.log('x');\n");
    plant(repository, 'engine/plantedFormat.ts', 'export const x={a:1}\n');
    const { code, output } = await runCheck(repository, 'scripts/check.mjs', 'lint');
    expect(code).toBe(1);
    for (const rule of [
      'plantedDefault.ts:1:8 lint/style/noDefaultExport',
      'plantedEnum.ts:1:8 lint/style/noEnum',
      'plantedAny.ts:1:17 lint/suspicious/noExplicitAny',
      'plantedConsole.ts:1:1 lint/suspicious/noConsole',
      'plantedFormat.ts format',
    ])
      expect(output).toContain(rule);
  });

  it('of unused code find an unused file, export and package, and nothing that is used', async () => {
    const repository = createRepository(join(folder.path, 'unused'));
    const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    const packages = { dependencies: {}, devDependencies: { 'dependency-cruiser': '1.0.0', typescript: '1.0.0' } };
    const plantPackages = (extraPackages: Readonly<Record<string, string>>) =>
      plant(
        repository,
        'package.json',
        JSON.stringify({ ...manifest, ...packages, scripts: {}, devDependencies: { ...packages.devDependencies, ...extraPackages } }),
      );
    plant(repository, 'core/start.ts', "import { used } from '#shared/units/planted.ts';\nused();\n");
    plant(repository, 'shared/units/planted.ts', 'export const used = () => 1;\n');
    plantPackages({});
    const cleanRun = await runCheck(repository, 'scripts/check.mjs', 'unused');
    expect(cleanRun.output).toContain('ok     unused code');

    appendFileSync(join(repository, 'shared/units/planted.ts'), '\nexport const plantedExport = 1;\n');
    plant(repository, 'engine/plantedAlone.ts', 'export const alone = 1;\n');
    plantPackages({ 'planted-package': '1.0.0' });
    const { code, output } = await runCheck(repository, 'scripts/check.mjs', 'unused');
    expect(code).toBe(1);
    for (const unusedName of ['plantedExport', 'engine/plantedAlone.ts', 'planted-package']) expect(output).toContain(unusedName);
    for (const usedName of ['used:', 'dependency-cruiser', 'core/start.ts']) expect(output).not.toContain(usedName);
  });
});
