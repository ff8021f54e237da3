import { protocol } from 'electron';
import type { Log } from '#core';
import type { PageFiles } from '../host/pageFiles.ts';
import { SCHEME } from './address.ts';
import { pageServer } from './pageServer.ts';

/** Makes the scheme an origin like https: it must be known before Electron is ready, so main.ts calls this before anything else. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);

/** Serves the page under the scheme, from when Electron is ready. */
export const servePage = (pages: PageFiles, log: Log): void => protocol.handle(SCHEME, pageServer(pages, log));
