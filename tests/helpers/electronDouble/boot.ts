import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts a built main process on the double: `node boot.ts <main> [arguments]`. The module `electron` resolves to the double; the entry is loaded
 * unchanged, and the app becomes ready when it has run, as in Electron. ELECTRON_DOUBLE_FAULT (JSON with `from` and `to`) replaces text of the
 * entry while it is loaded, for tests in which a check must fail.
 */
const currentFolder = dirname(fileURLToPath(import.meta.url));
const doubleUrl = pathToFileURL(join(currentFolder, 'electron.ts')).href;
const [, self = '', entry = '', ...args] = process.argv;
const main = resolve(entry);
const faultText = process.env.ELECTRON_DOUBLE_FAULT;
const fault = faultText === undefined ? undefined : (JSON.parse(faultText) as { readonly from: string; readonly to: string });

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(?:\/(?:main|common))?$/.test(specifier) ? { url: doubleUrl, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) => {
    const loadedModule = next(url, context);
    if (!fault || url !== pathToFileURL(main).href) return loadedModule;
    const text = String(loadedModule.source);
    if (!text.includes(fault.from)) throw new Error(`the entry does not contain: ${fault.from}`);
    return { ...loadedModule, source: text.replace(fault.from, fault.to) };
  },
});

const runtime = JSON.parse(readFileSync(join(currentFolder, '../../../node_modules/electron/package.json'), 'utf8')) as {
  readonly version: string;
};
Object.defineProperty(process.versions, 'electron', { value: runtime.version, enumerable: true });
Object.defineProperty(process.versions, 'chrome', { value: process.env.ELECTRON_DOUBLE_CHROME ?? '0', enumerable: true });
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(dirname(main), '..') });
process.argv = [process.argv[0] ?? self, main, ...args];

const module = (await import(doubleUrl)) as { readonly markReady: (module: object) => void };
await import(pathToFileURL(main).href);
module.markReady(module);
