import { theApp } from './app.ts';
import { notify, request, setRequestHandlers } from './browserChannel.ts';
import { BrowserWindow } from './browserWindow.ts';
import type { FrameInfo } from './channel.ts';
import { invoke, theIpcMain } from './ipcMain.ts';
import { handleRequest, theSession } from './session.ts';
import { createEvent, setFaultListener } from './strict.ts';
import { webContentsById } from './webContents.ts';

/**
 * The double of the module `electron` as the main process imports it. README.md lists what is real and what is simulated. Importing a name that
 * is not exported here fails.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browserWindow.ts';
export { ipcMain } from './ipcMain.ts';
export { Menu, MenuItem } from './menu.ts';
export { net, protocol, session } from './session.ts';
export { clipboard, crashReporter, dialog, nativeTheme, powerMonitor, safeStorage, screen, shell } from './system.ts';

setFaultListener((message) => void request('reportFault', message));

// reported to the test even if the app handles uncaught errors itself
const reportUncaught = (error: unknown): void => notify('reportFault', `uncaught: ${error instanceof Error ? error.stack : String(error)}`);
process.on('uncaughtExceptionMonitor', reportUncaught);
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
  reportUncaught(reason);
});

const findContents = (window: number) => {
  const contents = webContentsById.get(window);
  if (!contents) throw new Error(`window ${window} is gone`);
  return contents;
};

/** Creates the event of an ipcMain listener with the frame that sent the message. */
const createIpcEvent = (window: number, facts: FrameInfo): object => {
  const sender = findContents(window);
  const senderFrame = sender.frames.update(facts);
  return createEvent({
    type: 'frame',
    sender,
    senderFrame,
    processId: window,
    frameId: 1,
    returnValue: undefined,
    reply: (channel: string, ...args: readonly unknown[]) => sender.send(channel, ...args),
  });
};

/** This module, passed to functions that a test runs in the app. */
const ownModule = Promise.withResolvers<object>();

setRequestHandlers({
  evaluate: async (source, arg) => {
    const run: unknown = new Function(`return (${source})`)();
    if (typeof run !== 'function') throw new Error('evaluate needs a function');
    return run(await ownModule.promise, arg);
  },
  invoke: (window, frame, channel, args) => invoke(createIpcEvent(window, frame), channel, args),
  onMessage: (window, frame, channel, args) => void theIpcMain.emit(channel, createIpcEvent(window, frame), ...args),
  handleRequest,
  allowsNavigation: async (window, facts, url) => {
    const contents = findContents(window);
    const frame = contents.frames.update(facts);
    const isMainFrame = facts.parent === undefined;
    const details = createEvent({ url, isMainFrame, isSameDocument: false, frame, initiator: frame });
    contents.emit('will-frame-navigate', details);
    if (!details.defaultPrevented && isMainFrame) contents.emit('will-navigate', details, url);
    return !details.defaultPrevented;
  },
  allowsOpening: async (window, details) => findContents(window).$mayOpen(details),
  onNavigated: (window, facts, inPlace) => {
    const contents = webContentsById.get(window);
    if (!contents) return;
    contents.frames.update(facts);
    if (facts.parent !== undefined) return;
    contents.url = facts.url;
    contents.crashed = false;
    if (inPlace) contents.emit('did-navigate-in-page', createEvent({}), facts.url, true);
    else contents.emit('did-navigate', createEvent({}), facts.url, 200, 'OK');
  },
  onTitleChanged: (window, title) => {
    const contents = webContentsById.get(window);
    if (!contents) return;
    contents.title = title;
    contents.emit('page-title-updated', createEvent({}), title, true);
  },
  onLoaded: (window) => void webContentsById.get(window)?.emit('did-finish-load'),
  onCrashed: (window) => webContentsById.get(window)?.$markCrashed(),
  allowsDownload: (window, { url, name, path }) => {
    const item = {
      getURL: () => url,
      getFilename: () => name,
      getSavePath: () => path,
    };
    const event = createEvent({});
    theSession.emit('will-download', event, item, findContents(window));
    return !event.defaultPrevented;
  },
  onClosed: (window) => BrowserWindow.fromId(window)?.close(),
});

/** Called by boot.ts after the entry has run. */
export const markReady = (module: object): void => {
  ownModule.resolve(module);
  theApp.$becomeReady();
};
