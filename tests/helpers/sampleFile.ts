import { copyFileSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root, startApp, tempFolder } from './app.ts';
import { enter } from './http.ts';

/** A workspace that holds the sample mine as a person opens it; made before the browser's tests, copied by each of them. */
export const sampleFile = join(root, '.cache', 'sample.orebook');

/** Lets the app open its sample, closes it, and keeps the file. */
export const makeSampleFile = async (): Promise<void> => {
  const folder = tempFolder();
  const app = await startApp({ dataFolder: folder.path });
  const visitor = await enter(app.url);
  const opened = await visitor.call('workspace.openSample', {});
  await app.end('SIGTERM');
  const workspaces = join(folder.path, 'workspaces');
  const [name] = readdirSync(workspaces);
  if (name === undefined) throw new Error(`the sample was not opened: ${JSON.stringify(opened)}`);
  const fresh = `${sampleFile}.${process.pid}`;
  mkdirSync(join(root, '.cache'), { recursive: true });
  copyFileSync(join(workspaces, name), fresh);
  renameSync(fresh, sampleFile);
  folder.remove();
};
