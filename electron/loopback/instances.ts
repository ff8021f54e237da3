import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isSameSecret, newSecret, proofOf } from './keys.ts';

// an import of node:http loads undici for its WebSocket, which takes 35 ms of the start
const { get } = process.getBuiltinModule('node:http');

const InstanceFile = z.object({ port: z.number().int().min(1).max(65_535), key: z.string().min(32) });
const Introduction = z.object({ workspace: z.string(), proof: z.string() });

/** A running process of this data folder. */
export type Instance = { readonly port: number; readonly key: string; readonly workspace: string };

/** The folder of this process: its address for the next start, and its temporary files. */
export type OwnFolder = { readonly path: string; readonly announce: (port: number, key: string) => void; readonly remove: () => void };

const ANSWER_MS = 1_500;
const MAX_ANSWER_BYTES = 64 * 1024;

const fetchText = (port: number, path: string): Promise<string> =>
  new Promise((resolveText, reject) => {
    const request = get({ host: '127.0.0.1', port, path, timeout: ANSWER_MS, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_BYTES) request.destroy(new Error('too long'));
      });
      response.on('end', () => resolveText(text));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });

/** Asks the process at the port for its workspace. It must prove that it knows the key of the file; the key itself is not sent. */
const askForWorkspace = async (file: string): Promise<Instance | undefined> => {
  try {
    const { port, key } = InstanceFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const nonce = newSecret();
    const path = `/instance?nonce=${nonce}&proof=${proofOf(key, 'ask', nonce)}`;
    const { workspace, proof } = Introduction.parse(JSON.parse(await fetchText(port, path)));
    return isSameSecret(proof, proofOf(key, 'answer', `${nonce}\n${workspace}`)) ? { port, key, workspace } : undefined;
  } catch {
    return undefined;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const runningFolder = (dataFolder: string): string => join(dataFolder, 'running');

/** Lists the processes of this data folder that answer, newest first, and removes the folders of dead ones. */
export const findLiveInstances = async (dataFolder: string): Promise<readonly Instance[]> => {
  const folder = runningFolder(dataFolder);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort().reverse();
  const answers = await Promise.all(
    names.map(async (name) => {
      const answer = await askForWorkspace(join(folder, name, 'address.json'));
      const pid = Number(name.split('-').at(1));
      if (!answer && pid !== process.pid && !isRunning(pid)) rmSync(join(folder, name), { recursive: true, force: true });
      return answer;
    }),
  );
  return answers.filter((answer) => answer !== undefined);
};

/** Resolves a path to an absolute one, without symbolic links where the file exists. */
export const resolveFile = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

/** Creates the folder of this process, readable by its user only, because it contains the key. */
export const createOwnFolder = (dataFolder: string, date: Date): OwnFolder => {
  const name = [date.toISOString().replace(/\D/g, ''), process.pid, randomBytes(4).toString('hex')].join('-');
  const path = join(runningFolder(dataFolder), name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    path,
    announce: (port, key) => writeFileSync(join(path, 'address.json'), JSON.stringify({ port, key }), { mode: 0o600, flag: 'wx' }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};
