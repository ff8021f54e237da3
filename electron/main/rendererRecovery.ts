import { type BrowserWindow, dialog } from 'electron';
import { errorFields, type Log } from '#core';
import { text } from '#shared/messages/text.ts';
import { isAppAddress } from './address.ts';

/** A page that crashes again within this time is not reloaded without asking, ms. */
const REPEATED_CRASH_MS = 60_000;
/** Chromium's code for a load that another load replaced: net/base/net_error_list.h. */
const ABORTED = -3;

type RendererFault = 'pageCrashed' | 'pageNotLoaded' | 'pageHangs';

/** Asks in a dialog whether to reload a page. Returns false when `signal` closes the dialog. */
const askReload = async (window: BrowserWindow, fault: RendererFault, alternative: string, signal?: AbortSignal): Promise<boolean> => {
  const question = {
    type: 'warning' as const,
    message: text(`desktop.${fault}`),
    detail: text(`desktop.${fault}Detail`),
    buttons: [text('action.reload'), alternative],
    defaultId: 0,
    cancelId: 1,
    ...(signal ? { signal } : {}),
  };
  // a window that was never painted is not on the screen; a dialog attached to it would not be either
  const { response } = await (window.isVisible() ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  return response === 0;
};

/** Reloads a page whose renderer crashed; asks first when it crashes repeatedly. */
const reloadAfterCrash = (window: BrowserWindow, log: Log): void => {
  let crashedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    log.write({ event: 'pageGone', reason, exitCode });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const time = performance.now();
    const isRepeated = time - crashedAt < REPEATED_CRASH_MS;
    crashedAt = time;
    if (isRepeated) {
      const shouldReload = await askReload(window, 'pageCrashed', text('desktop.closeWindow'));
      if (window.isDestroyed()) return;
      if (!shouldReload) return window.destroy();
    }
    window.webContents.reload();
  });
};

/** Asks what to do when a page can't be loaded, since its window would stay empty. */
const askAfterLoadFailure = (window: BrowserWindow, log: Log, isInteractive: boolean): void => {
  window.webContents.on('did-fail-load', async (_event, code, _words, url, isMainFrame) => {
    log.write({ event: 'loadFailed', code, isMainFrame });
    if (!isInteractive || !isMainFrame || code === ABORTED || !isAppAddress(url) || window.isDestroyed()) return;
    const shouldReload = await askReload(window, 'pageNotLoaded', text('desktop.closeWindow'));
    if (window.isDestroyed()) return;
    // a failure of that load raises this event again
    if (shouldReload) window.loadURL(url).catch(() => undefined);
    else window.destroy();
  });
};

/** Asks what to do when the preload script fails: without it the page can't reach the app. */
const askAfterPreloadFailure = (window: BrowserWindow, log: Log, isInteractive: boolean): void => {
  window.webContents.on('preload-error', async (_event, _path, error) => {
    log.write({ event: 'preloadFailed', ...errorFields(error) });
    if (!isInteractive) return;
    const shouldReload = await askReload(window, 'pageNotLoaded', text('desktop.closeWindow'));
    if (window.isDestroyed()) return;
    if (shouldReload) window.webContents.reload();
    else window.destroy();
  });
};

/** Asks whether to wait for or reload a page that hangs; the dialog closes when the page responds again. */
const askWhileHanging = (window: BrowserWindow, log: Log, isInteractive: boolean): void => {
  let question: AbortController | undefined;
  window.on('unresponsive', async () => {
    log.write({ event: 'pageHangs' });
    if (!isInteractive || question) return;
    const openQuestion = new AbortController();
    question = openQuestion;
    const shouldReload = await askReload(window, 'pageHangs', text('desktop.wait'), openQuestion.signal);
    question = undefined;
    // a hanging page ignores a reload; reloadAfterCrash loads it again
    if (shouldReload && !openQuestion.signal.aborted && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
  });
  const closeQuestion = (): void => question?.abort();
  window.on('responsive', closeQuestion);
  window.on('closed', closeQuestion);
};

/**
 * Handles a page that crashes, can't be loaded or hangs: the user is asked, and never sees an empty window. Where `isInteractive` is false
 * (smoke test) no dialog is shown, and the test fails by its timeout.
 */
export const recoverRenderer = (window: BrowserWindow, log: Log, isInteractive: boolean): void => {
  reloadAfterCrash(window, log);
  askAfterLoadFailure(window, log, isInteractive);
  askAfterPreloadFailure(window, log, isInteractive);
  askWhileHanging(window, log, isInteractive);
};
