import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts a built main process on the double: `node boot.ts <main> [arguments]`. From here on `electron` means the double; the entry itself
 * is loaded unchanged, and the app is ready once it has run, as under Electron. ELECTRON_DOUBLE_FAULT plants a fault in the entry's text
 * while it is loaded (JSON: what to replace, by what), for the tests that see a check fail.
 */
const here = dirname(fileURLToPath(import.meta.url));
const double = pathToFileURL(join(here, 'electron.ts')).href;
const [, self = '', entry = '', ...args] = process.argv;
const main = resolve(entry);
const planted = process.env.ELECTRON_DOUBLE_FAULT;
const fault = planted === undefined ? undefined : (JSON.parse(planted) as { readonly from: string; readonly to: string });

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(?:\/(?:main|common))?$/.test(specifier) ? { url: double, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!fault || url !== pathToFileURL(main).href) return loaded;
    const text = String(loaded.source);
    if (!text.includes(fault.from)) throw new Error(`no place for the fault: ${fault.from}`);
    return { ...loaded, source: text.replace(fault.from, fault.to) };
  },
});

const runtime = JSON.parse(readFileSync(join(here, '../../../node_modules/electron/package.json'), 'utf8')) as { readonly version: string };
Object.defineProperty(process.versions, 'electron', { value: runtime.version, enumerable: true });
Object.defineProperty(process.versions, 'chrome', { value: process.env.ELECTRON_DOUBLE_CHROME ?? '0', enumerable: true });
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(dirname(main), '..') });
process.argv = [process.argv[0] ?? self, main, ...args];

const module = (await import(double)) as { readonly becomeReady: (module: object) => void };
await import(pathToFileURL(main).href);
module.becomeReady(module);
