// npm run dev: the app with its page served from the sources and replaced in place as they change. Same checks, same core; the policy
// makes room for the reload client only.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { missing, root } from './packages.mjs';

const lacks = missing();
if (lacks) {
  console.error(lacks);
  process.exit(1);
}

// the reload client's socket arrives through the host's own checks
const sockets = new EventEmitter();
const vite = await createServer({
  configFile: join(root, 'vite.config.ts'),
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, hmr: { server: /** @type {import('node:http').Server} */ (/** @type {unknown} */ (sockets)) } },
});

/** @type {import('../electron/loopback/pages.ts').Pages} */
const pages = {
  index: (path) => vite.transformIndexHtml(path, readFileSync(join(root, 'renderer', 'index.html'), 'utf8')),
  serve: (_path, request, response) =>
    new Promise((resolve, reject) => {
      response.once('close', () => resolve(true));
      vite.middlewares(request, response, (/** @type {unknown} */ error) => (error ? reject(error) : resolve(false)));
    }),
  reload: true,
  upgrade: (request, socket, head) => sockets.emit('upgrade', request, socket, head),
};

const { run } = await import('../electron/loopback/main.ts');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
await run({ version, openBrowser: !process.argv.includes('--no-open'), pages, checkOutput: true });
