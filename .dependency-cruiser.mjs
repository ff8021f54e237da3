// Who may know whom: ARCHITECTURE.md, "The rule", as fences. scripts/fences.mjs runs them and checks that every file was seen.

const OURS = '^(?:shared|engine|db|core|electron|renderer|tests|scripts)/';

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const fence = (name, comment, from, to) => ({ name, comment, severity: /** @type {const} */ ('error'), from, to });

/** A test stands beside its source and, like those under tests/, may import everything. */
const TEST = '\\.test\\.tsx?$';

/**
 * A rule for sources; tests beside them are free of it.
 * @param {string} name @param {string} comment @param {{ path?: string, pathNot?: string }} from @param {object} to
 */
const sourceFence = (name, comment, { pathNot, ...from }, to) =>
  fence(name, comment, { ...from, pathNot: pathNot === undefined ? [TEST] : [pathNot, TEST] }, to);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    fence('resolves', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
    fence('no-cycle', 'Nothing depends on itself in the end.', {}, { circular: true }),

    sourceFence('shared-knows-nobody', 'shared imports nothing of ours.', { path: '^shared/' }, { path: OURS, pathNot: '^shared/' }),
    sourceFence(
      'shared-only-zod',
      'shared depends on zod and nothing else.',
      { path: '^shared/' },
      { pathNot: ['^shared/', '^node_modules/zod/'] },
    ),
    sourceFence(
      'names-without-zod',
      'A preload script and a host load the names alone.',
      { path: '^shared/contract/(?:names|result|errors)\\.ts$' },
      { pathNot: '^shared/contract/(?:names|result|errors)\\.ts$' },
    ),
    sourceFence('engine-is-pure', 'The engine knows shared and no package.', { path: '^engine/' }, { pathNot: '^(?:engine|shared)/' }),
    sourceFence(
      'engine-front-door',
      'Only engine/index.ts is imported from outside.',
      { pathNot: '^(?:engine|tests)/' },
      { path: '^engine/', pathNot: '^engine/index\\.ts$' },
    ),
    sourceFence('db-knows-shared', 'db knows shared, not the other rooms.', { path: '^db/' }, { path: OURS, pathNot: '^(?:db|shared)/' }),
    sourceFence('migrations-stand-alone', 'A migration imports nothing that can change.', { path: '^db/migrations/\\d' }, { path: '.' }),
    sourceFence(
      'sqlite-in-db',
      'better-sqlite3 only in db.',
      { pathNot: '^db/' },
      { path: '^node_modules/(?:better-sqlite3|@types/better-sqlite3)/' },
    ),
    sourceFence(
      'renderer-knows-shared',
      'The page knows shared, not the other rooms.',
      { path: '^renderer/' },
      { path: OURS, pathNot: '^(?:renderer|shared)/' },
    ),
    sourceFence('renderer-without-node', 'The page runs in a browser.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    sourceFence(
      'feature-front-door',
      'Another feature is known by its index.ts.',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: ['^renderer/features/$1/', '^renderer/features/[^/]+/index\\.ts$'] },
    ),
    sourceFence(
      'feature-front-door-for-the-shell',
      'The shell knows a feature by its index.ts.',
      { path: '^renderer/', pathNot: '^renderer/features/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/[^/]+/index\\.ts$' },
    ),
    sourceFence(
      'components-know-no-place',
      'A component knows no feature, no api, no app.',
      { path: '^renderer/(?:components|theme)/' },
      { path: '^renderer/(?:features|api|app)/' },
    ),
    sourceFence(
      'editing-knows-no-feature',
      'The editing engine serves every feature and knows none, nor the shell.',
      { path: '^renderer/editing/' },
      { path: '^renderer/(?:features|app)/' },
    ),
    sourceFence(
      'editing-stands-above',
      'Components, theme and api do not know the editing engine.',
      { path: '^renderer/(?:components|theme|api)/' },
      { path: '^renderer/editing/' },
    ),
    sourceFence('theme-first', 'The theme knows no component.', { path: '^renderer/theme/' }, { path: '^renderer/components/' }),
    sourceFence(
      'api-knows-no-page',
      'api knows no page.',
      { path: '^renderer/api/' },
      { path: '^renderer/(?:features|app|components|theme)/' },
    ),
    sourceFence('features-know-no-app', 'A feature does not know the shell.', { path: '^renderer/features/' }, { path: '^renderer/app/' }),
    sourceFence(
      'core-imports',
      'core imports shared, engine and db: no host, no page.',
      { path: '^core/' },
      { path: OURS, pathNot: '^(?:core|shared|engine|db)/' },
    ),
    sourceFence(
      'electron-imports',
      'A host imports shared and core/index.ts; it starts the core and passes messages, and knows no use case, engine or database.',
      { path: '^electron/' },
      { path: OURS, pathNot: ['^(?:electron|shared)/', '^core/index\\.ts$'] },
    ),
    sourceFence(
      'core-index',
      'core/index.ts offers protocol, files and log, so that a host loads no use case with it.',
      { path: '^core/index\\.ts$' },
      { pathNot: '^core/(?:protocol|log|files/fileStores)\\.ts$' },
    ),
    sourceFence(
      'hosts-share-host-folder',
      'electron/host holds what both hosts share and knows neither.',
      { path: '^electron/host/' },
      { path: '^electron/', pathNot: '^electron/host/' },
    ),
    sourceFence(
      'use-cases-know-no-entry',
      'A use case, a worker and a document writer do not know the entry that wires them.',
      { path: '^core/', pathNot: '^core/main\\.ts$' },
      { path: '^core/main\\.ts$' },
    ),
    sourceFence(
      'preload-knows-names',
      'The bridge knows the names of the calls and nothing more of ours.',
      { path: '^electron/preload/' },
      { path: OURS, pathNot: ['^electron/preload/', '^shared/contract/names\\.ts$'] },
    ),
    fence(
      'electron-package',
      'The package electron only where windows are; elsewhere it starts a download.',
      { pathNot: '^electron/(?:main|preload)/' },
      { path: '^node_modules/electron/' },
    ),
    sourceFence(
      'nobody-imports-tests',
      'What is tested does not know its tests; pictures of pages and icons are made with the browser of the tests.',
      { path: OURS, pathNot: '^(?:tests/|scripts/(?:screens|icons))' },
      { path: `^tests/|${TEST}` },
    ),
    fence(
      'shipped-package-in-dependencies',
      'A package that ships stands in dependencies, not in devDependencies. Electron is added by the packager.',
      { path: '^(?:shared|engine|db|core|electron|renderer)/', pathNot: TEST },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/electron/' },
    ),
    sourceFence(
      'scripts-stand-alone',
      'Scripts run the rest; nothing is built on them.',
      { path: OURS, pathNot: '^(?:scripts|tests)/' },
      { path: '^scripts/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // type imports count: a room that knows another's types knows the room
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    // packages are known by where they are found, also when node_modules is a link
    preserveSymlinks: true,
  },
};
