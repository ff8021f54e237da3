import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Creates a folder in the system's temp folder, with a space in its name. `remove` deletes it. */
export const tempFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'orebook test ')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
};

export type ProcessResult = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunningApp = {
  /** The printed address with the key. */
  readonly url: string;
  /** The address without the key. */
  readonly origin: string;
  readonly process: ChildProcess;
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Sends the signal and waits for the end of the process. */
  readonly end: (signal: NodeJS.Signals) => Promise<ProcessResult>;
};

export type StartOptions = {
  readonly dataFolder: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The folder that holds scripts/start.mjs. */
  readonly from?: string;
  /** The script that starts the app; by default that of `npm start`. */
  readonly script?: 'dev.mjs';
  /** Opens the window like a start without options; by default the app is served and no browser opened. */
  readonly window?: true;
};

const READY = /^Orebook is ready: (http:\/\/127\.0\.0\.1:\d+\/\?key=\S+)$/m;
const START_MS = 300_000;

export const launch = ({ dataFolder, args = [], env = {}, from = root, script, window }: StartOptions) => {
  const child = spawn(process.execPath, [join(from, 'scripts', script ?? 'start.mjs'), ...(window ? [] : ['--no-open']), ...args], {
    env: { ...process.env, OREBOOK_DATA: dataFolder, OREBOOK_CHECK_ANSWERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const processResult = new Promise<ProcessResult>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  return { child, ended: processResult, output: () => ({ stdout, stderr }) };
};

/** Runs the script of `npm start` to its end, for starts that print a message and exit. */
export const runToEnd = (options: StartOptions): Promise<ProcessResult> => launch(options).ended;

/** Starts the app on a free port and waits for its address. */
export const startApp = async (options: StartOptions): Promise<RunningApp> => {
  const { child, ended, output } = launch({
    ...options,
    args: options.window || options.args?.includes('--port') ? (options.args ?? []) : ['--port', '0', ...(options.args ?? [])],
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timeout = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('the app did not start in time'));
    }, START_MS);
    const findAddress = () => {
      const address = READY.exec(output().stdout)?.[1];
      if (address === undefined) return;
      clearTimeout(timeout);
      resolve(address);
    };
    child.stdout?.on('data', findAddress);
    void ended.then(({ code, stderr }) => {
      clearTimeout(timeout);
      reject(new Error(`the app ended with ${code}: ${stderr}`));
    });
  });
  return {
    url,
    origin: new URL(url).origin,
    process: child,
    output,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};
