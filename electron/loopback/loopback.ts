import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CoreSetup } from '#core';
import { openLog } from '#core';
import type { ErrorCode, ErrorDetails } from '#shared/contract/errors.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import { startCore } from '../host/coreClient.ts';
import { createOwnFolder, findLiveInstances, type Instance, resolveFile } from './instances.ts';
import { newKeys } from './keys.ts';
import type { PageSource } from './pages.ts';
import { type LoopbackServer, startServer } from './server.ts';
import { createServerCheck } from './teamServers.ts';

export type LoopbackOptions = {
  readonly dataFolder: string;
  readonly version: string;
  readonly coreEntry: URL;
  /** Called while the core starts. */
  readonly readPages: () => PageSource;
  /** The workspace to open, created if absent. Default: the last one. */
  readonly workspace?: string;
  /** Opens the workspace read-only, also while another process has it open. */
  readonly isReadOnly?: boolean;
  /** Default: a fixed port if free, so that a browser keeps its storage; 0 takes any free port. */
  readonly port?: number;
  /** A second folder for backups. */
  readonly secondBackups?: string;
  /** The database servers of teams to which the core may connect, as in OREBOOK_TEAM_SERVER. */
  readonly teamServers?: string | undefined;
  /** Checks answers against the contract: tests and development. */
  readonly checksOutput: boolean;
};

export type Loopback =
  | {
      readonly kind: 'started';
      /** The address with its key. */
      readonly url: string;
      readonly port: number;
      readonly key: string;
      readonly logFile: string;
      /** Resolves once the core is ready: to why the last workspace could not be opened. */
      readonly notOpened: Promise<NotOpened | undefined>;
      readonly stop: () => Promise<void>;
    }
  /** Another process has the workspace open. */
  | { readonly kind: 'running'; readonly url: string; readonly port: number; readonly key: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode | 'PORT_TAKEN'; readonly details: ErrorDetails };

const DEFAULT_PORT = 47_147;

const addressOf = (port: number, key: string): string => `http://127.0.0.1:${port}/?key=${key}`;

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** Starts the app for browsers on this computer, or finds the process that has the workspace open. */
export const startLoopback = async (options: LoopbackOptions): Promise<Loopback> => {
  const { dataFolder } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const workspace = options.workspace === undefined ? undefined : resolveFile(options.workspace);

  const findRunning = async (): Promise<Loopback | undefined> => {
    const instance: Instance | undefined = (await findLiveInstances(dataFolder)).find(
      (instance) => workspace === undefined || instance.workspace === workspace,
    );
    return instance && { kind: 'running', port: instance.port, key: instance.key, url: addressOf(instance.port, instance.key) };
  };

  const isReadOnly = options.isReadOnly === true;
  const runningInstance = isReadOnly ? undefined : await findRunning();
  if (runningInstance) return runningInstance;

  const log = openLog(join(dataFolder, 'logs'), () => new Date());
  const folder = createOwnFolder(dataFolder, new Date());
  const capabilities: Capabilities = {
    host: 'loopback',
    version: options.version,
    canPickFiles: true,
    canPickFolders: false,
    hasSaveDialog: false,
    canReveal: false,
    canPrint: true,
  };
  const open: CoreSetup['open'] = workspace === undefined ? { kind: 'last' } : { kind: 'file', path: workspace, isReadOnly };
  const core = startCore({
    entry: options.coreEntry,
    setup: {
      dataFolder,
      tempFolder: folder.path,
      ...(options.secondBackups === undefined ? {} : { secondBackups: options.secondBackups }),
      capabilities,
      checksOutput: options.checksOutput,
      open,
    },
    log,
    confirmServer: createServerCheck(options.teamServers),
  });
  let server: LoopbackServer | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([server?.close(), core.stop()]);
    folder.remove();
  };

  try {
    const pages = options.readPages();
    const notOpened = core.ready.then(
      // the page asks for the passphrase of an encrypted workspace
      (firstOpen) => (firstOpen.ok || firstOpen.code === 'PASSPHRASE_NEEDED' ? undefined : firstOpen),
    );
    // a file that was named is shown only once it is open; for the last one the page loads meanwhile, and has the reason if it was not opened
    const refusal = workspace === undefined ? undefined : await notOpened;
    if (refusal) {
      await stop();
      // two processes started at the same moment, and the other one opened the workspace
      const otherInstance = refusal.code === 'WORKSPACE_BUSY' ? await findRunning() : undefined;
      return otherInstance ?? { kind: 'failed', code: refusal.code, details: refusal.details };
    }
    const keys = newKeys();
    const serve = (port: number) => startServer({ core, keys, pages, tempFolder: folder.path, log, port });
    server = await serve(options.port ?? DEFAULT_PORT).catch((error: unknown) => {
      if (options.port === undefined && isTaken(error)) return serve(0);
      throw error;
    });
    folder.announce(server.port, keys.key);
    log.write({ event: 'started', version: options.version, port: server.port });
    return {
      kind: 'started',
      url: addressOf(server.port, keys.key),
      port: server.port,
      key: keys.key,
      logFile: log.file,
      notOpened,
      stop: async () => {
        await stop();
        log.write({ event: 'stopped' });
      },
    };
  } catch (error) {
    await stop();
    if (isTaken(error)) return { kind: 'failed', code: 'PORT_TAKEN', details: { port: options.port ?? 0 } };
    throw error;
  }
};
