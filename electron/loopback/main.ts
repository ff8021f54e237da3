import { join } from 'node:path';
import { errorFields, newLogId, openLog } from '#core';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { dataFolder, secondBackupFolder } from '../host/dataFolder.ts';
import { coreEntry, pageFolder } from '../host/entries.ts';
import { ignoreTerminalErrors, writeLine } from '../host/terminal.ts';
import { openBrowser } from './browser.ts';
import { newTicket } from './keys.ts';
import { startLoopback } from './loopback.ts';
import { createBuildPageSource, type PageSource } from './pages.ts';

export type RunOptions = {
  readonly version: string;
  readonly workspace?: string;
  readonly isReadOnly?: boolean;
  readonly port?: number;
  readonly shouldOpenBrowser: boolean;
  /** Development serves the page from its sources and checks every answer against the contract. */
  readonly pages?: PageSource;
  readonly checksOutput?: boolean;
};

const messageValues = (details: Readonly<Record<string, unknown>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(details).filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1])),
  );

const errorLine = (code: ErrorCode, details: Readonly<Record<string, unknown>>): string =>
  renderMessage({ key: `error.${code}`, values: messageValues(details) });

/** Runs the app for a browser: starts it, prints its address, and ends the process on a signal. */
export const run = async (options: RunOptions): Promise<void> => {
  ignoreTerminalErrors();
  const folder = dataFolder();
  /** An internal error is logged; the terminal shows its id. */
  const fail = (error: unknown): never => {
    const id = newLogId();
    const log = openLog(join(folder, 'logs'), () => new Date());
    log.write({ event: 'internal', id, ...errorFields(error) });
    writeLine(2, text('terminal.stopped', { id, file: log.file }));
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const startResult = startLoopback({
    dataFolder: folder,
    ...secondBackupFolder(),
    version: options.version,
    coreEntry,
    readPages: () => options.pages ?? createBuildPageSource(pageFolder),
    teamServers: process.env.OREBOOK_TEAM_SERVER,
    checksOutput: options.checksOutput ?? process.env.OREBOOK_CHECK_ANSWERS === '1',
    ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
    ...(options.isReadOnly === undefined ? {} : { isReadOnly: options.isReadOnly }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  let stopResult: Promise<never> | undefined;
  const stop = async (): Promise<never> => {
    const loopback = await startResult;
    if (loopback.kind === 'started') await loopback.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopResult ??= stop().catch(fail);
    });
  }

  const loopback = await startResult.catch(fail);
  if (stopResult) return stopResult;
  if (loopback.kind === 'failed') {
    const { code, details } = loopback;
    writeLine(
      2,
      code === 'PORT_TAKEN' ? renderMessage({ key: 'terminal.portTaken', values: messageValues(details) }) : errorLine(code, details),
    );
    process.exit(1);
  }
  writeLine(1, `Orebook is ready: ${loopback.url}`);
  if (options.shouldOpenBrowser) openBrowser(`http://127.0.0.1:${loopback.port}/?once=${newTicket(loopback.key)}`);
  if (loopback.kind === 'running') process.exit(0);
  const notOpened = await loopback.notOpened;
  if (notOpened) writeLine(2, errorLine(notOpened.code, notOpened.details));
};
