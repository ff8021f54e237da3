import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Capabilities } from '#shared/contract/host.ts';
import { type Loopback, startLoopback } from '../../electron/loopback/loopback.ts';
import { createBuildPageSource } from '../../electron/loopback/pages.ts';
import { root, tempFolder } from './app.ts';

/** What a host for a browser can do. */
export const LOOPBACK_CAPABILITIES: Capabilities = {
  host: 'loopback',
  version: '0',
  canPickFiles: true,
  canPickFolders: false,
  hasSaveDialog: false,
  canReveal: false,
  canPrint: true,
};

export type StartedHost = Extract<Loopback, { kind: 'started' }>;

export type TestHost = { readonly host: StartedHost; readonly dataFolder: string; readonly close: () => Promise<void> };

const PAGE = `<!doctype html><html lang="en"><head><title>Orebook</title>
<meta property="csp-nonce" nonce="%OREBOOK_NONCE%"></head><body><script type="module" src="/assets/app-1234.js"></script></body></html>`;

/** Writes a small built page for tests of the host that serves it. */
export const writeTestPage = (folder: string): string => {
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), PAGE);
  writeFileSync(join(page, 'assets', 'app-1234.js'), 'export {};\n');
  writeFileSync(join(page, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return page;
};

/** Starts a host in this process with a new data folder. The core is the real one unless an entry is given. */
export const startTestHost = async (coreEntry = pathToFileURL(join(root, 'core', 'start.ts'))): Promise<TestHost> => {
  const folder = tempFolder();
  const host = await startLoopback({
    dataFolder: join(folder.path, 'data'),
    version: '0.0.0',
    coreEntry,
    readPages: () => createBuildPageSource(writeTestPage(folder.path)),
    port: 0,
    checksOutput: true,
  });
  if (host.kind !== 'started') throw new Error(`the host did not start: ${JSON.stringify(host)}`);
  return {
    host,
    dataFolder: join(folder.path, 'data'),
    close: async () => {
      await host.stop();
      folder.remove();
    },
  };
};
