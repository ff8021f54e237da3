import { protocol } from 'electron';
import type { Log } from '#core';
import type { PageFiles } from '../host/pageFiles.ts';
import { SCHEME } from './address.ts';
import { pageServer } from './pageServer.ts';

/** Registers the scheme as a secure origin like https. Must be called before Electron is ready. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);

/** Serves the page under the scheme. Call it when Electron is ready. */
export const servePage = (pages: PageFiles, log: Log): void => protocol.handle(SCHEME, pageServer(pages, log));
