import { type BrowserWindow, dialog } from 'electron';
import { errorFields, type Log } from '#core';
import { text } from '#shared/messages/text.ts';
import { isOurs } from './address.ts';

/** A page that dies again within this time is not loaded a second time by itself. */
const QUICK_DEATH_MS = 60_000;
/** Chromium's code for a load that another one overtook: net/base/net_error_list.h. */
const ABORTED = -3;

type Trouble = 'pageGone' | 'pageNotLoaded' | 'pageHangs';

/** Asks in a dialog what to do about a page; answers whether to load it again. Given up by `signal`, the answer is no. */
const askReload = async (window: BrowserWindow, trouble: Trouble, otherwise: string, signal?: AbortSignal): Promise<boolean> => {
  const question = {
    type: 'warning' as const,
    message: text(`desktop.${trouble}`),
    detail: text(`desktop.${trouble}Detail`),
    buttons: [text('act.reload'), otherwise],
    defaultId: 0,
    cancelId: 1,
    ...(signal ? { signal } : {}),
  };
  // a window that was never painted is not on the screen, and would take its dialog along
  const { response } = await (window.isVisible() ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  return response === 0;
};

/** A dead page is loaded again, once; one that keeps dying asks. */
const reviveDead = (window: BrowserWindow, log: Log): void => {
  let diedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    log.write({ event: 'pageGone', reason, exitCode });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    const again = now - diedAt < QUICK_DEATH_MS;
    diedAt = now;
    if (again) {
      const reload = await askReload(window, 'pageGone', text('desktop.closeWindow'));
      if (window.isDestroyed()) return;
      if (!reload) return window.destroy();
    }
    window.webContents.reload();
  });
};

/** A page that could not be loaded leaves nothing in its window: it asks instead. */
const askUnloaded = (window: BrowserWindow, log: Log, visible: boolean): void => {
  window.webContents.on('did-fail-load', async (_event, code, _words, url, isMainFrame) => {
    log.write({ event: 'loadFailed', code, isMainFrame });
    if (!visible || !isMainFrame || code === ABORTED || !isOurs(url) || window.isDestroyed()) return;
    const reload = await askReload(window, 'pageNotLoaded', text('desktop.closeWindow'));
    if (window.isDestroyed()) return;
    // a failure of that load comes back here by its own event
    if (reload) window.loadURL(url).catch(() => undefined);
    else window.destroy();
  });
};

/** A page whose preload script failed has no way to the app: it asks, as for one that was not loaded. */
const askUnprepared = (window: BrowserWindow, log: Log, visible: boolean): void => {
  window.webContents.on('preload-error', async (_event, _path, error) => {
    log.write({ event: 'preloadFailed', ...errorFields(error) });
    if (!visible) return;
    const reload = await askReload(window, 'pageNotLoaded', text('desktop.closeWindow'));
    if (window.isDestroyed()) return;
    if (reload) window.webContents.reload();
    else window.destroy();
  });
};

/** A page that hangs may be waited for or loaded again; the question goes away when the page answers. */
const askHanging = (window: BrowserWindow, log: Log, visible: boolean): void => {
  let question: AbortController | undefined;
  window.on('unresponsive', async () => {
    log.write({ event: 'pageHangs' });
    if (!visible || question) return;
    const mine = new AbortController();
    question = mine;
    const reload = await askReload(window, 'pageHangs', text('desktop.wait'), mine.signal);
    question = undefined;
    // it hears no other word; whoever revives dead pages loads it again
    if (reload && !mine.signal.aborted && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
  });
  const drop = (): void => question?.abort();
  window.on('responsive', drop);
  window.on('closed', drop);
};

/**
 * What is done about a page that dies, can't be loaded or hangs: always with a word, never a blank window. Where `visible` is false
 * nobody is there to be asked, and whoever started the app hears of it by a timeout.
 */
export const watchPage = (window: BrowserWindow, log: Log, visible: boolean): void => {
  reviveDead(window, log);
  askUnloaded(window, log, visible);
  askUnprepared(window, log, visible);
  askHanging(window, log, visible);
};
