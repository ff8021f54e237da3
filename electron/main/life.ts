import { app, BrowserWindow, powerMonitor } from 'electron';
import { errorFields, type Log, newLogId } from '#core';
import { text } from '#shared/messages/text.ts';
import type { CoreClient } from '../host/coreClient.ts';

/** A window that has not gone by then is taken away; its page had time to hand over what was being typed. */
const WINDOW_MS = 500;
/** The whole way out. The core is given 4 s of it. */
const LEAVE_MS = 4_800;

export type Life = {
  /** Closes the windows, then the workspace, then the process: within 5 s, whoever asked. Safe to call twice. */
  readonly leave: (code?: number) => void;
  readonly isLeaving: () => boolean;
};

const closeWindows = (): Promise<unknown> =>
  Promise.all(
    BrowserWindow.getAllWindows().map(
      (window) =>
        new Promise<void>((resolve) => {
          const late = setTimeout(() => window.destroy(), WINDOW_MS);
          window.once('closed', () => {
            clearTimeout(late);
            resolve();
          });
          window.close();
        }),
    ),
  );

/** How the process ends: by the menu, the last window, a signal, or the computer going down, always the same way. */
export const createLife = (core: Pick<CoreClient, 'stop'>, log: Log, cleanUp: () => void): Life => {
  let leaving = false;

  const leave = async (code: number): Promise<void> => {
    if (leaving) return;
    leaving = true;
    const end = (): void => {
      log.write({ event: 'stopped' });
      app.exit(code);
    };
    const late = setTimeout(end, LEAVE_MS);
    await closeWindows();
    await core.stop();
    cleanUp();
    clearTimeout(late);
    end();
  };

  app.on('before-quit', (event) => {
    event.preventDefault();
    void leave(0);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void leave(0);
  });
  app.on('browser-window-created', (_event, window) => window.on('session-end', () => void leave(0)));
  // the types forget the event; kept back, the system waits for us
  const powerOff = (event?: { readonly preventDefault: () => void }): void => {
    event?.preventDefault();
    void leave(0);
  };
  void app.whenReady().then(() => powerMonitor.on('shutdown', powerOff));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0));

  return { leave: (code = 0) => void leave(code), isLeaving: () => leaving };
};

/**
 * An error that nobody caught is logged and said, and the process ends: what it would do next is unknown. One that comes while it is ending
 * is only logged: the words would wait for somebody who has gone. `tell` says them and comes back when they were read.
 */
export const stopOnMistakes = (log: Log, life: Life, tell: (words: string) => void): void => {
  const stop = (error: unknown): void => {
    const id = newLogId();
    log.write({ event: 'internal', id, ...errorFields(error) });
    if (life.isLeaving()) return;
    tell(text('desktop.stopped', { id, file: log.file }));
    life.leave(1);
  };
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
};
