import { copyFileSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root, startApp, tempFolder } from './app.ts';
import { connectBrowser } from './http.ts';

/** A workspace with the sample mine, made before the browser tests and copied by each of them. */
export const sampleFile = join(root, '.cache', 'sample.orebook');

/** Opens the sample in the app, closes it, and stores the file. */
export const makeSampleFile = async (): Promise<void> => {
  const folder = tempFolder();
  const app = await startApp({ dataFolder: folder.path });
  const client = await connectBrowser(app.url);
  const openedSample = await client.call('workspace.openSample', {});
  await app.end('SIGTERM');
  const workspaces = join(folder.path, 'workspaces');
  const [name] = readdirSync(workspaces);
  if (name === undefined) throw new Error(`the sample was not opened: ${JSON.stringify(openedSample)}`);
  const freshFile = `${sampleFile}.${process.pid}`;
  mkdirSync(join(root, '.cache'), { recursive: true });
  copyFileSync(join(workspaces, name), freshFile);
  renameSync(freshFile, sampleFile);
  folder.remove();
};
