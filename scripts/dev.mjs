// npm run dev: starts the app with hot reload of the page. Core and checks are those of the product; the content policy additionally allows
// the reload client. Options are those of npm start: --workspace FILE, --port N, --no-open.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { findMissing, root } from './packages.mjs';

const {
  values: { workspace, port, 'no-open': noOpen },
} = parseArgs({ options: { workspace: { type: 'string' }, port: { type: 'string' }, 'no-open': { type: 'boolean' } } });

const problem = findMissing();
if (problem) {
  console.error(problem);
  process.exit(1);
}

// the host checks the socket of the reload client before it gets here
const sockets = new EventEmitter();
const vite = await createServer({
  configFile: join(root, 'vite.config.ts'),
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, hmr: { server: /** @type {import('node:http').Server} */ (/** @type {unknown} */ (sockets)) } },
});

/** @type {import('../electron/loopback/pages.ts').PageSource} */
const pages = {
  index: (path) => vite.transformIndexHtml(path, readFileSync(join(root, 'renderer', 'index.html'), 'utf8')),
  serve: (_path, request, response) =>
    new Promise((resolve, reject) => {
      response.once('close', () => resolve(true));
      vite.middlewares(request, response, (/** @type {unknown} */ error) => (error ? reject(error) : resolve(false)));
    }),
  hasReloadClient: true,
  upgrade: (request, socket, head) => sockets.emit('upgrade', request, socket, head),
};

const { run } = await import('../electron/loopback/main.ts');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
await run({
  version,
  shouldOpenBrowser: !noOpen,
  pages,
  checksOutput: true,
  ...(workspace === undefined ? {} : { workspace: resolve(process.env.INIT_CWD ?? '.', workspace) }),
  ...(port === undefined ? {} : { port: Number(port) }),
});
