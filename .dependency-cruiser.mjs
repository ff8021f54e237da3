// Import rules: which folder may import which (ARCHITECTURE.md). scripts/importRules.mjs runs them and checks that every file was read.

const OURS = '^(?:shared|engine|db|core|electron|renderer|tests|scripts)/';

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const rule = (name, comment, from, to) => ({ name, comment, severity: /** @type {const} */ ('error'), from, to });

/** Tests beside their source may import everything, like those under tests/. */
const TEST = '\\.test\\.tsx?$';

/**
 * A rule that does not apply to tests.
 * @param {string} name @param {string} comment @param {{ path?: string, pathNot?: string }} from @param {object} to
 */
const sourceRule = (name, comment, { pathNot, ...from }, to) =>
  rule(name, comment, { ...from, pathNot: pathNot === undefined ? [TEST] : [pathNot, TEST] }, to);

/** Every folder of core in its order: each imports only folders before it. */
export const CORE_ORDER = [
  // below the use cases
  ...['files', 'documents', 'workers', 'jobs', 'backups', 'session', 'portfolio', 'sheets'],
  // use cases on which others build
  ...['simulation', 'history', 'scenarios', 'limits', 'effect', 'financing', 'contracts', 'compare', 'plans', 'cycles'],
  // further use cases
  ...['notes', 'openPricing', 'dates', 'overview', 'diversification', 'market', 'china', 'allocation', 'tenders', 'buyers', 'products'],
  ...['bundles', 'exports', 'imports', 'versions', 'houseStyle', 'host', 'health', 'summaries', 'sensitivity'],
  ...['decisions', 'tableViews', 'team', 'workspace'],
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    rule('import-resolves', 'Every import resolves.', {}, { couldNotResolve: true }),
    rule('no-cycle', 'No module imports itself through others.', {}, { circular: true }),

    sourceRule('shared-imports-nothing', 'shared imports no other folder.', { path: '^shared/' }, { path: OURS, pathNot: '^shared/' }),
    sourceRule(
      'shared-only-zod',
      'The only package that shared imports is zod.',
      { path: '^shared/' },
      { pathNot: ['^shared/', '^node_modules/zod/'] },
    ),
    sourceRule(
      'contract-without-presentation',
      'The contract holds the views of charts; presentation makes them.',
      { path: '^shared/(?:contract|domain)/' },
      { path: '^shared/presentation/' },
    ),
    sourceRule(
      'names-without-zod',
      'The preload script and the hosts load the names without zod.',
      { path: '^shared/contract/(?:names|result|errors|changes)\\.ts$' },
      { pathNot: '^shared/contract/(?:names|result|errors|changes)\\.ts$' },
    ),
    sourceRule(
      'engine-imports-shared',
      'The engine imports shared and no package.',
      { path: '^engine/' },
      { pathNot: '^(?:engine|shared)/' },
    ),
    sourceRule(
      'engine-index-only',
      'Only engine/index.ts is imported from outside, except by tests and by what compiles the kernel.',
      { pathNot: '^(?:(?:engine|tests)/|scripts/kernelFiles\\.mjs$)' },
      { path: '^engine/', pathNot: '^engine/index\\.ts$' },
    ),
    sourceRule('db-imports-shared', 'db imports shared only.', { path: '^db/' }, { path: OURS, pathNot: '^(?:db|shared)/' }),
    sourceRule(
      'migration-imports-nothing',
      'A migration imports nothing that can change: data of its own number only.',
      { path: '^db/migrations/(\\d+)_' },
      { pathNot: '^db/migrations/$1_' },
    ),
    sourceRule(
      'upgrade-imports-nothing',
      'An upgrade of stored JSON imports nothing that can change.',
      { path: '^(?:db/documents/upgrades|core/[^/]+/runUpgrades)/' },
      { path: '.' },
    ),
    sourceRule(
      'sqlite-in-db',
      'better-sqlite3-multiple-ciphers only in db.',
      { pathNot: '^db/' },
      { path: '^node_modules/better-sqlite3-multiple-ciphers/' },
    ),
    sourceRule('postgres-in-team', 'pg only in core/team.', { pathNot: '^(?:core/team|tests)/' }, { path: '^node_modules/pg/' }),
    sourceRule(
      'renderer-imports-shared',
      'The page imports shared only.',
      { path: '^renderer/' },
      { path: OURS, pathNot: '^(?:renderer|shared)/' },
    ),
    sourceRule('renderer-without-node', 'The page runs in a browser.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    sourceRule(
      'feature-index-only',
      'A feature imports only index.ts of another feature.',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: ['^renderer/features/$1/', '^renderer/features/[^/]+/index\\.ts$'] },
    ),
    sourceRule(
      'app-imports-feature-index',
      'Code outside features imports only index.ts of a feature.',
      { path: '^renderer/', pathNot: '^renderer/features/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/[^/]+/index\\.ts$' },
    ),
    sourceRule(
      'component-imports-no-feature',
      'A component imports no feature, api or app.',
      { path: '^renderer/(?:components|theme)/' },
      { path: '^renderer/(?:features|api|app)/' },
    ),
    sourceRule(
      'editing-imports-no-feature',
      'The editing engine imports no feature and no app.',
      { path: '^renderer/editing/' },
      { path: '^renderer/(?:features|app)/' },
    ),
    sourceRule(
      'editing-not-imported-by-components',
      'Components, theme and api do not import the editing engine.',
      { path: '^renderer/(?:components|theme|api)/' },
      { path: '^renderer/editing/' },
    ),
    sourceRule(
      'theme-imports-no-component',
      'The theme imports no component.',
      { path: '^renderer/theme/' },
      { path: '^renderer/components/' },
    ),
    sourceRule(
      'api-imports-no-page',
      'api imports no page.',
      { path: '^renderer/api/' },
      { path: '^renderer/(?:features|app|components|theme)/' },
    ),
    sourceRule('feature-imports-no-app', 'A feature does not import the app.', { path: '^renderer/features/' }, { path: '^renderer/app/' }),
    sourceRule(
      'core-imports',
      'core imports shared, engine and db: no host, no page.',
      { path: '^core/' },
      { path: OURS, pathNot: '^(?:core|shared|engine|db)/' },
    ),
    ...CORE_ORDER.map((name, i) =>
      sourceRule(
        `core-order-${name}`,
        'A folder of core imports no folder after it in CORE_ORDER.',
        { path: `^core/${name}/` },
        { path: '^core/[^/]+/', pathNot: `^core/(?:${CORE_ORDER.slice(0, i + 1).join('|')})/` },
      ),
    ),
    sourceRule(
      'core-order-complete',
      'Every folder of core stands in CORE_ORDER.',
      { path: '^core/[^/]+/', pathNot: `^core/(?:${CORE_ORDER.join('|')})/` },
      { path: '.' },
    ),
    sourceRule(
      'electron-imports',
      'A host imports shared and core/index.ts; it starts the core and passes messages.',
      { path: '^electron/' },
      { path: OURS, pathNot: ['^(?:electron|shared)/', '^core/index\\.ts$'] },
    ),
    sourceRule(
      'core-index',
      'core/index.ts offers protocol, files and log, so that a host loads no use case with it.',
      { path: '^core/index\\.ts$' },
      { pathNot: '^core/(?:protocol|log|files/fileStores)\\.ts$' },
    ),
    sourceRule(
      'host-folder-imports-no-host',
      'electron/host contains what both hosts share and imports neither.',
      { path: '^electron/host/' },
      { path: '^electron/', pathNot: '^electron/host/' },
    ),
    sourceRule(
      'core-entry-not-imported',
      'Use cases, workers and document writers do not import the entry of the core, which loads main.ts.',
      { path: '^core/', pathNot: '^core/start\\.ts$' },
      { path: '^core/(?:start|main)\\.ts$' },
    ),
    sourceRule(
      'preload-imports-names',
      'The preload script imports the names of the calls and nothing else.',
      { path: '^electron/preload/' },
      { path: OURS, pathNot: ['^electron/preload/', '^shared/contract/names\\.ts$'] },
    ),
    rule(
      'electron-package',
      'Only electron/main, electron/preload and a measurement on Electron import its package; elsewhere the import would start a download.',
      { pathNot: '^(?:electron/(?:main|preload)/|tests/(?:bench/corePlace|unit/electronDouble))' },
      { path: '^node_modules/electron/' },
    ),
    sourceRule(
      'tests-not-imported',
      'No source imports tests, except the scripts that use the browser of the tests.',
      { path: OURS, pathNot: '^(?:tests/|scripts/(?:screens|icons))' },
      { path: `^tests/|${TEST}` },
    ),
    rule(
      'shipped-package-in-dependencies',
      'A package that ships stands in dependencies, not in devDependencies. The packager adds Electron.',
      { path: '^(?:shared|engine|db|core|electron|renderer)/', pathNot: TEST },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/electron/' },
    ),
    sourceRule('scripts-not-imported', 'No source imports scripts.', { path: OURS, pathNot: '^(?:scripts|tests)/' }, { path: '^scripts/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // type imports count too
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    // packages keep their path under node_modules, also when node_modules is a link
    preserveSymlinks: true,
  },
};
