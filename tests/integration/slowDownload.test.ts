import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WINDOW_READY } from '../../electron/host/terminal.ts';
import { downloadRuntime } from '../../scripts/runtimeDownload.mjs';
import { root, runToEnd, startApp, tempFolder } from '../helpers/app.ts';
import { copyElectronPackage } from '../helpers/runtimeStandIn.ts';

// POSIX alone: the stand-in of the runtime is a shell script
const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as {
  readonly version: string;
};
const PROGRAM = `#!/bin/sh\necho '${WINDOW_READY}'\n`;
/** The archive of a runtime: the program, its version and bytes that can't be compressed. */
const archive = Buffer.from(
  zipSync({
    electron: [Buffer.from(PROGRAM), { os: 3, attrs: 0o755 << 16 }],
    version: Buffer.from(version),
    ballast: [new Uint8Array(3_000_000).map((_, index) => (index * 2_654_435_761) >>> 13), { level: 0 }],
  }),
);

let folder: ReturnType<typeof tempFolder>;
let requests: ServerResponse[];
let server: ReturnType<typeof createServer>;

/** Copies the package `electron`; its checksums are those of the archive. */
const copyPackage = (packages: string): string => {
  const packageFolder = copyElectronPackage(packages);
  const checksums = JSON.parse(readFileSync(join(packageFolder, 'checksums.json'), 'utf8')) as Record<string, string>;
  const digest = createHash('sha256').update(archive).digest('hex');
  writeFileSync(
    join(packageFolder, 'checksums.json'),
    JSON.stringify(Object.fromEntries(Object.keys(checksums).map((name) => [name, digest]))),
  );
  return packageFolder;
};
const environment = () => ({
  ELECTRON_MIRROR: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  electron_config_cache: join(folder.path, 'cache'),
  DISPLAY: ':orebook-test',
});

beforeEach(async () => {
  folder = tempFolder();
  requests = [];
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': archive.length });
    response.flushHeaders();
    requests.push(response);
    server.emit('asked');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

it('a slow download that still receives data continues beyond the limit of a stall, and its progress is reported', async () => {
  const STALL_MS = 4000;
  const reportedBytes: number[] = [];
  const progress = Promise.withResolvers<void>();
  let next = progress;
  const download = downloadRuntime({
    packageFolder: copyPackage(join(folder.path, 'node_modules')),
    failureFile: join(folder.path, 'failure.json'),
    env: { ...process.env, ...environment() },
    stallMs: STALL_MS,
    force: false,
    now: 0,
    onProgress: (bytes) => {
      reportedBytes.push(bytes);
      next.resolve();
    },
  });
  if (requests.length === 0) await once(server, 'asked');
  const start = performance.now();
  // each part is sent when the last one has been reported
  const PART = 100_000;
  let sentBytes = 0;
  while (performance.now() - start < 1.5 * STALL_MS) {
    next = Promise.withResolvers<void>();
    requests[0]?.write(archive.subarray(sentBytes, sentBytes + PART));
    sentBytes += PART;
    await next.promise;
  }
  requests[0]?.end(archive.subarray(sentBytes));
  expect(await download).toEqual({ program: join(folder.path, 'node_modules', 'electron', 'dist', 'electron') });
  expect(reportedBytes.length).toBeGreaterThan(1);
  expect(reportedBytes).toEqual(reportedBytes.toSorted((a, b) => a - b));
});

it('a browser shows the app while the runtime is downloaded, and the next start opens the window', async () => {
  spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-older'], { stdio: 'ignore' });
  const project = join(folder.path, 'project');
  const linked = (from: string, to: string, names: readonly string[]): void => {
    for (const name of names) symlinkSync(join(from, name), join(to, name));
  };
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  linked(root, project, ['core', 'db', 'dist', 'electron', 'engine', 'renderer', 'shared']);
  linked(
    root,
    project,
    readdirSync(root).filter((name) => /^(?:vite\..*\.ts|package.*\.json|tsconfig\.json)$/.test(name)),
  );
  linked(
    join(root, 'node_modules'),
    join(project, 'node_modules'),
    readdirSync(join(root, 'node_modules')).filter((name) => !/^@?electron(?:-internal)?$/.test(name)),
  );
  cpSync(join(root, 'scripts'), join(project, 'scripts'), { recursive: true });
  copyPackage(join(project, 'node_modules'));
  const options = { dataFolder: join(folder.path, 'data'), from: project, window: true as const, env: environment() };

  // the server answers and sends nothing until the browser has shown the page
  const app = await startApp(options);
  expect(app.output().stderr).toBe(
    'Electron is still being downloaded, so Orebook opens in a browser. A start after the download opens a window.\n',
  );
  expect((await fetch(app.url, { redirect: 'manual' })).status).toBeLessThan(400);
  expect(requests).toHaveLength(1);
  requests[0]?.end(archive);
  await expect.poll(() => app.output().stderr).toMatch(/\nElectron is downloaded\. The next start opens a window\.\n$/);
  expect((await app.end('SIGTERM')).code).toBe(0);

  expect(await runToEnd(options)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(join(project, '.cache', 'electron-download'))).toEqual([]);
});
