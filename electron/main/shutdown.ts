import { app, BrowserWindow, dialog, powerMonitor } from 'electron';
import { errorFields, type Log, newLogId } from '#core';
import { text } from '#shared/messages/text.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { writeLine } from '../host/terminal.ts';
import { confirmStop } from './confirmStop.ts';

/** A window that is not closed after this time is destroyed, ms; in this time its page saves unsaved input. */
const WINDOW_MS = 500;
/** The limit of the whole shutdown, ms. The core gets 4 s of it. */
const SHUTDOWN_MS = 4_800;

export type Shutdown = {
  /** Closes the windows, then the workspace, then the process, within 5 s. Safe to call twice. */
  readonly quit: (code?: number) => void;
  readonly isQuitting: () => boolean;
};

const closeWindows = (): Promise<unknown> =>
  Promise.all(
    BrowserWindow.getAllWindows().map(
      (window) =>
        new Promise<void>((resolve) => {
          const destroyTimer = setTimeout(() => window.destroy(), WINDOW_MS);
          window.once('closed', () => {
            clearTimeout(destroyTimer);
            resolve();
          });
          window.close();
        }),
    ),
  );

/**
 * Ends the process in the same way for the menu, the last window, a signal, and the shutdown of the computer. A person who quits or closes
 * the last window is asked while jobs run; the system is not kept waiting.
 */
export const createShutdown = (core: Pick<CoreClient, 'call' | 'stop' | 'stopAndWait'>, log: Log, cleanUp: () => void): Shutdown => {
  let isQuitting = false;
  let isAsking = false;

  const quit = async (code: number): Promise<void> => {
    if (isQuitting) return;
    isQuitting = true;
    const end = (): void => {
      log.write({ event: 'stopped' });
      app.exit(code);
    };
    const endTimer = setTimeout(end, SHUTDOWN_MS);
    await closeWindows();
    await core.stop();
    cleanUp();
    clearTimeout(endTimer);
    end();
  };

  const askAndQuit = async (): Promise<void> => {
    if (isQuitting || isAsking) return;
    isAsking = true;
    const mayQuit = await confirmStop(core, 'quit', () => isQuitting).finally(() => {
      isAsking = false;
    });
    if (mayQuit) await quit(0);
  };

  app.on('before-quit', (event) => {
    event.preventDefault();
    void askAndQuit();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void quit(0);
  });
  /** Windows that are closing, which takes their pages a moment. */
  const closingWindows = new WeakSet<BrowserWindow>();
  const hasAnother = (window: BrowserWindow): boolean =>
    BrowserWindow.getAllWindows().some((listedWindow) => listedWindow !== window && !closingWindows.has(listedWindow));
  app.on('browser-window-created', (_event, window) => {
    window.on('close', (event) => {
      // on macOS the app, and with it its jobs, continues without a window
      if (isQuitting || process.platform === 'darwin' || hasAnother(window)) {
        closingWindows.add(window);
        return;
      }
      event.preventDefault();
      void askAndQuit();
    });
    window.on('session-end', () => {
      // Windows ends the process as soon as this returns
      core.stopAndWait();
      void quit(0);
    });
  });
  // Electron's types lack the event argument; preventing the default delays the system's shutdown until this one is complete
  const powerOff = (event?: { readonly preventDefault: () => void }): void => {
    event?.preventDefault();
    void quit(0);
  };
  void app.whenReady().then(() => powerMonitor.on('shutdown', powerOff));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit(0));

  return { quit: (code = 0) => void quit(code), isQuitting: () => isQuitting };
};

/**
 * Logs an uncaught error, shows it and ends the process, whose state is unknown from then on. During shutdown an error is only logged: a
 * dialog would block the shutdown. `show` returns when the user has closed the dialog.
 */
export const quitOnUncaughtErrors = (log: Log, shutdown: Shutdown, show: (message: string) => void): void => {
  const handleError = (error: unknown): void => {
    const id = newLogId();
    log.write({ event: 'internal', id, ...errorFields(error) });
    if (shutdown.isQuitting()) return;
    show(text('desktop.stopped', { id, file: log.file }));
    shutdown.quit(1);
  };
  process.on('uncaughtException', handleError);
  process.on('unhandledRejection', handleError);
};

/** Shows why the app ends: on the terminal and, unless `isInteractive` is false (smoke test), in a dialog. */
export const showFatalError = (message: string, isInteractive: boolean): void => {
  writeLine(2, message);
  if (isInteractive) dialog.showErrorBox(text('app.name'), message);
};

/** Ends a start that failed, for example because of a read-only data folder or an incomplete build. */
export const failStart = (error: unknown, isInteractive: boolean): void => {
  showFatalError(text('desktop.notStarted', { reason: error instanceof Error ? error.message : '' }), isInteractive);
  app.exit(1);
};
