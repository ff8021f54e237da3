import { theApp } from './app.ts';
import { BrowserWindow } from './browserWindow.ts';
import { invoke, theIpcMain } from './ipcMain.ts';
import { complainTo, event } from './loud.ts';
import { answerWith, ask, order } from './parent.ts';
import type { FrameFacts } from './peers.ts';
import { answerRequest, theSession } from './session.ts';
import { allContents } from './webContents.ts';

/**
 * The double of the module `electron`, as the main process imports it. README.md says what of it is real and what is played. A name that
 * is not exported here fails the app at its import, by name.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browserWindow.ts';
export { ipcMain } from './ipcMain.ts';
export { Menu, MenuItem } from './menu.ts';
export { net, protocol, session } from './session.ts';
export { clipboard, crashReporter, dialog, nativeImage, nativeTheme, powerMonitor, screen, shell } from './system.ts';
export { webContents } from './webContents.ts';

complainTo((words) => void ask('fault', words));

// an app may catch by itself what nobody caught; the test hears of it all the same, whole
const confess = (error: unknown): void => order('fault', `nobody caught: ${error instanceof Error ? error.stack : String(error)}`);
process.on('uncaughtExceptionMonitor', confess);
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
  confess(reason);
});

const contentsOf = (window: number) => {
  const contents = allContents.get(window);
  if (!contents) throw new Error(`window ${window} is gone`);
  return contents;
};

/** The event that an ipcMain listener gets: who sent it, by frame. */
const ipcEvent = (window: number, facts: FrameFacts): object => {
  const sender = contentsOf(window);
  const senderFrame = sender.frames.of(facts);
  return event({
    type: 'frame',
    sender,
    senderFrame,
    processId: window,
    frameId: 1,
    returnValue: undefined,
    reply: (channel: string, ...args: readonly unknown[]) => sender.send(channel, ...args),
  });
};

/** This module as the app imports it, for the functions that a test runs in the app. */
const self = Promise.withResolvers<object>();

answerWith({
  evaluate: async (source, arg) => {
    const act: unknown = new Function(`return (${source})`)();
    if (typeof act !== 'function') throw new Error('what a test evaluates in the app is a function');
    return act(await self.promise, arg);
  },
  invoke: (window, frame, channel, args) => invoke(ipcEvent(window, frame), channel, args),
  receive: (window, frame, channel, args) => void theIpcMain.emit(channel, ipcEvent(window, frame), ...args),
  request: answerRequest,
  mayNavigate: async (window, facts, url) => {
    const contents = contentsOf(window);
    const frame = contents.frames.of(facts);
    const isMainFrame = facts.parent === undefined;
    const details = event({ url, isMainFrame, isSameDocument: false, frame, initiator: frame });
    contents.emit('will-frame-navigate', details);
    if (!details.defaultPrevented && isMainFrame) contents.emit('will-navigate', details, url);
    return !details.defaultPrevented;
  },
  mayOpen: async (window, details) => contentsOf(window).$mayOpen(details),
  navigated: (window, facts, inPlace) => {
    const contents = allContents.get(window);
    if (!contents) return;
    contents.frames.of(facts);
    if (facts.parent !== undefined) return;
    contents.url = facts.url;
    contents.crashed = false;
    if (inPlace) contents.emit('did-navigate-in-page', event({}), facts.url, true);
    else contents.emit('did-navigate', event({}), facts.url, 200, 'OK');
  },
  titled: (window, title) => {
    const contents = allContents.get(window);
    if (!contents) return;
    contents.title = title;
    contents.emit('page-title-updated', event({}), title, true);
  },
  loaded: (window) => void allContents.get(window)?.emit('did-finish-load'),
  gone: (window) => allContents.get(window)?.$lose(),
  download: (window, { url, name, path }) => {
    const item = {
      getURL: () => url,
      getFilename: () => name,
      getSavePath: () => path,
    };
    const told = event({});
    theSession.emit('will-download', told, item, contentsOf(window));
    return !told.defaultPrevented;
  },
  closed: (window) => BrowserWindow.fromId(window)?.close(),
});

/** Called by boot.ts when the entry has run. */
export const becomeReady = (module: object): void => {
  self.resolve(module);
  theApp.$becomeReady();
};
