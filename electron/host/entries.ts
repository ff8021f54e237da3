import { fileURLToPath } from 'node:url';

/** True when this module was bundled into dist/hosts; false when it runs from its source. */
const isBundled = !import.meta.url.endsWith('.ts');
/** The project folder: bundle and source both lie two folders deep. */
const root = new URL('../../', import.meta.url);

/** The core worker's entry: dist/hosts/core.js for a bundled host, core/start.ts for a host that runs from source. */
export const coreEntry: URL = new URL(isBundled ? 'dist/hosts/core.js' : 'core/start.ts', root);

/** The folder of the built page. */
export const pageFolder: string = fileURLToPath(new URL('dist/renderer/', root));

/** The preload script; it exists only after a build. */
export const preloadFile: string = fileURLToPath(new URL('dist/hosts/preload.cjs', root));

/** package.json, for the name and the version of the app. */
export const packageFile: string = fileURLToPath(new URL('package.json', root));
