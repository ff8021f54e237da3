import { fileURLToPath } from 'node:url';

/** True when this module was bundled into dist/hosts; false when it runs from its source. */
const bundled = !import.meta.url.endsWith('.ts');
/** Both lie two folders deep. */
const root = new URL('../../', import.meta.url);

/** The core worker's entry: dist/hosts/core.js beside a bundled host, its source beside a host that runs from source. */
export const coreEntry: URL = new URL(bundled ? 'dist/hosts/core.js' : 'core/main.ts', root);

/** The built page. */
export const pageFolder: string = fileURLToPath(new URL('dist/renderer/', root));

/** The preload script, which exists only built. */
export const preloadFile: string = fileURLToPath(new URL('dist/hosts/preload.cjs', root));

/** The description of the app: name and version. */
export const packageFile: string = fileURLToPath(new URL('package.json', root));
