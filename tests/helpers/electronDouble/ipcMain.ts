import { EventEmitter } from 'node:events';
import { createStrict } from './strict.ts';

type Handler = (event: object, ...args: readonly unknown[]) => unknown;

class IpcMain extends EventEmitter {
  /** Private in Electron, but the tests read it on both runtimes. */
  readonly _invokeHandlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this._invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof handler !== 'function') throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    this._invokeHandlers.set(channel, handler);
  }
}

export const theIpcMain = new IpcMain();
export const ipcMain = createStrict('ipcMain', theIpcMain);

/** Runs the handler of a channel. Throws Electron's message if there is none. */
export const invoke = async (event: object, channel: string, args: readonly unknown[]): Promise<unknown> => {
  const handler = theIpcMain._invokeHandlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return handler(event, ...args);
};
